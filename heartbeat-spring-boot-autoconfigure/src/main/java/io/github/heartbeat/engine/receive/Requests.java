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

package io.github.heartbeat.engine.receive;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one client that wait for their replies. A request belongs to the connection
 * it is written to, from the moment the write begins: neither does a message of before
 * answer it, nor does the end of another connection end it.
 */
public final class Requests {

	private final Supplier<ReplyRegistry> registries;

	/** Once there is a request; guarded by this object. */
	private @Nullable ReplyRegistry registry;

	/** Those that are open: normally one. */
	private volatile List<PendingReplies> connections = List.of();

	/**
	 * Create a new instance.
	 * @param clientName the plain name of the client
	 * @param timer the timer
	 * @param completions completes the futures, on threads that may block
	 * @param correlator supplies the correlator that supports the client, and is not
	 * asked again when it has
	 */
	public Requests(String clientName, EngineTimer timer, CompletionExecutor completions,
			Supplier<? extends @Nullable HeartbeatCorrelator> correlator) {
		this.registries = () -> new ReplyRegistry(clientName, timer, completions, correlator);
	}

	private synchronized ReplyRegistry registry() {
		ReplyRegistry registry = this.registry;
		if (registry == null) {
			registry = this.registries.get();
			this.registry = registry;
		}
		return registry;
	}

	/**
	 * Begin with a connection, before anything is written to it.
	 * @param connectionId identifies the connection
	 * @return the replies that come over the connection
	 */
	public synchronized PendingReplies open(String connectionId) {
		PendingReplies replies = new PendingReplies(connectionId, this::registry);
		List<PendingReplies> others = this.connections.stream().filter((other) -> !other.hasEnded()).toList();
		this.connections = others.isEmpty() ? List.of(replies)
				: Stream.concat(others.stream(), Stream.of(replies)).toList();
		return replies;
	}

	/**
	 * Send a request and wait for the message that a predicate accepts.
	 * @param sending sends the request
	 * @param predicate accepts the reply
	 * @param timeout the bound of the wait
	 * @return a future of the reply
	 */
	public CompletableFuture<HeartbeatMessage> await(Sending sending, Predicate<? super HeartbeatMessage> predicate,
			Duration timeout) {
		return send(sending, () -> registry().register(predicate, timeout));
	}

	/**
	 * Send a request and wait for the message that has its key.
	 * @param sending sends the request
	 * @param payload the request, as the correlator knows it
	 * @param timeout the bound of the wait
	 * @return a future of the reply
	 */
	public CompletableFuture<HeartbeatMessage> request(Sending sending, Object payload, Duration timeout) {
		return send(sending, () -> registry().registerKey(payload, timeout));
	}

	private CompletableFuture<HeartbeatMessage> send(Sending sending, Registration registration) {
		PendingReply reply;
		try {
			reply = registration.register();
		}
		catch (HeartbeatSendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		try {
			sending.send((connectionId) -> writing(connectionId, reply)).whenComplete((result, failure) -> {
				if (failure != null) {
					reply.fail(() -> unwrap(failure));
				}
			});
		}
		catch (Throwable ex) {
			reply.abandon();
			throw ex;
		}
		return reply.future();
	}

	private void writing(String connectionId, PendingReply reply) {
		for (PendingReplies connection : this.connections) {
			if (connection.connectionId().equals(connectionId)) {
				connection.admit(reply);
				return;
			}
		}
		// That connection has ended, and another has been opened since
		reply.fail(() -> registry().lost());
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	/**
	 * Sender of a request.
	 */
	@FunctionalInterface
	public interface Sending {

		/**
		 * Send the request.
		 * @param writing to be called with the id of the connection when the write is
		 * about to begin; returns at once
		 * @return a future that is completed when the request is written
		 */
		CompletableFuture<Void> send(Consumer<String> writing);

	}

	/**
	 * Beginning of a wait.
	 */
	@FunctionalInterface
	private interface Registration {

		PendingReply register() throws HeartbeatSendException;

	}

}
