/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.EngineTimer;

/**
 * The requests of one client that wait for a reply. A message is looked at when it
 * arrives, not when the listeners get it: a listener of the open event may log in and
 * wait for the answer.
 */
final class PendingReplies {

	private final String clientName;

	private final EngineTimer timer;

	private final BooleanSupplier open;

	private final Consumer<Runnable> completer;

	private final List<Pending> pending = new CopyOnWriteArrayList<>();

	PendingReplies(String clientName, EngineTimer timer, BooleanSupplier open, Consumer<Runnable> completer) {
		this.clientName = clientName;
		this.timer = timer;
		this.open = open;
		this.completer = completer;
	}

	/**
	 * Send a request and wait for its reply.
	 * @param request sends the request
	 * @param predicate accepts the reply
	 * @param timeout the bound of the wait
	 * @return a future of the reply
	 */
	CompletableFuture<HeartbeatMessage> await(Supplier<CompletableFuture<Void>> request,
			Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		Pending reply = new Pending(predicate);
		// The reply may be faster than the return of the write
		this.pending.add(reply);
		EngineTimer.Task bound = this.timer.schedule(
				() -> fail(reply,
						new TimeoutException("Client '" + this.clientName
								+ "': no message was accepted as reply within " + timeout.toMillis() + " ms")),
				timeout);
		reply.future.whenComplete((message, failure) -> {
			this.pending.remove(reply);
			bound.cancel();
		});
		request.get().whenComplete((result, failure) -> {
			if (failure != null) {
				fail(reply, failure);
			}
			else {
				sent(reply);
			}
		});
		return reply.future;
	}

	private void sent(Pending reply) {
		reply.sent = true;
		if (!this.open.getAsBoolean()) {
			// Lost between the write and this moment
			connectionLost();
		}
	}

	/**
	 * A message has arrived.
	 * @param message the message
	 */
	void received(HeartbeatMessage message) {
		for (Pending reply : this.pending) {
			try {
				if (reply.predicate.test(message)) {
					this.pending.remove(reply);
					this.completer.accept(() -> reply.future.complete(message));
				}
			}
			catch (Throwable ex) {
				fail(reply, ex);
			}
		}
	}

	/**
	 * The connection is lost: a reply to what was sent over it will not come.
	 */
	void connectionLost() {
		for (Pending reply : this.pending) {
			if (reply.sent) {
				fail(reply, new HeartbeatSendException(this.clientName, Reason.UNKNOWN,
						"The connection was lost before the reply came", null));
			}
		}
	}

	private void fail(Pending reply, Throwable failure) {
		this.pending.remove(reply);
		this.completer.accept(() -> reply.future.completeExceptionally(failure));
	}

	/**
	 * A request that waits for its reply.
	 */
	private static final class Pending {

		private final Predicate<? super HeartbeatMessage> predicate;

		private final CompletableFuture<HeartbeatMessage> future = new CompletableFuture<>();

		private volatile boolean sent;

		Pending(Predicate<? super HeartbeatMessage> predicate) {
			this.predicate = predicate;
		}

	}

}
