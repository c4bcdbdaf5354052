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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: waits for its turn, then opens the transport on a thread that
 * may block, within {@code connect-timeout}. What comes of it is told to the
 * {@link Listener}, whose connection it is.
 */
final class ConnectAttempt {

	private final HeartbeatClient client;

	private final EngineContext context;

	private final String connectionId;

	private final Listener listener;

	private final ConnectLimiter.Permit permit;

	private final FutureTask<Void> task;

	/** The thread that makes the attempt, once it has begun. */
	private volatile @Nullable Thread thread;

	/** When the attempt was begun, after the wait for its turn. */
	private volatile long began;

	/** Whether nobody cares any more. */
	private volatile boolean abandoned;

	private volatile EngineTimer.@Nullable Task deadline;

	ConnectAttempt(HeartbeatClient client, EngineContext context, Transport transport, String connectionId,
			Listener listener) {
		this.client = client;
		this.context = context;
		this.connectionId = connectionId;
		this.listener = listener;
		this.task = new FutureTask<>(() -> connect(transport), null);
		this.permit = context.limiter().permit(client.getSettings().url().getHost(), this::begin);
		this.began = context.timer().nanoTime();
	}

	/**
	 * Return how long the attempt has taken so far.
	 * @return the time, without the wait for its turn once that is over
	 */
	Duration duration() {
		return Duration.ofNanos(this.context.timer().nanoTime() - this.began);
	}

	/**
	 * Connect, when it is this attempt's turn.
	 */
	void start() {
		this.permit.request();
	}

	/**
	 * Connect, when it is this attempt's turn, once the connection before is closed or
	 * has had its time.
	 * @param previous completed when that connection is closed
	 * @param bound the time it has
	 */
	void startAfter(CompletableFuture<Void> previous, Duration bound) {
		if (previous.isDone()) {
			start();
			return;
		}
		AtomicBoolean once = new AtomicBoolean();
		Runnable start = () -> {
			if (once.compareAndSet(false, true)) {
				start();
			}
		};
		previous.whenComplete((result, failure) -> start.run());
		this.context.timer().schedule(start, bound);
	}

	private void begin() {
		if (this.abandoned) {
			this.permit.release();
			return;
		}
		this.began = this.context.timer().nanoTime();
		this.deadline = this.context.timer()
			.schedule(this.listener::connectTimedOut, this.client.getSettings().connectTimeout());
		try {
			this.context.io().execute(this.task);
		}
		catch (Throwable ex) {
			this.listener.connectFailed(ex);
		}
	}

	private void connect(Transport transport) {
		this.thread = Thread.currentThread();
		this.context.intercept(
				(interceptor, attempt) -> interceptor.aroundConnect(this.client, this.connectionId, attempt),
				() -> connectNow(transport));
	}

	private void connectNow(Transport transport) {
		try {
			transport.connect(this.client.getName(), this.listener);
		}
		catch (Throwable ex) {
			this.listener.connectFailed(ex);
		}
	}

	/**
	 * The attempt has succeeded.
	 */
	void succeeded() {
		cancelDeadline();
		this.permit.release();
	}

	/**
	 * The attempt has failed.
	 */
	void failed() {
		this.permit.release();
	}

	/**
	 * Give the attempt up. What is under way goes on until it is {@link #interrupt
	 * interrupted}. Safe to repeat.
	 */
	void abandon() {
		this.abandoned = true;
		cancelDeadline();
		this.permit.release();
	}

	/**
	 * Wake the thread that waits for the network, or is in the user's code.
	 */
	void interrupt() {
		this.task.cancel(Thread.currentThread() != this.thread);
	}

	private void cancelDeadline() {
		EngineTimer.Task deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel();
		}
	}

	/**
	 * Is told what comes of an attempt.
	 */
	interface Listener extends TransportListener {

		/**
		 * The attempt has taken too long, and goes on until it is abandoned.
		 */
		void connectTimedOut();

	}

}
