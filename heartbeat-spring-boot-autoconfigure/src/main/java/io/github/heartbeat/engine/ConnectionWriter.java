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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is in the {@link SendQueue} to one connection: containers refuse two writes
 * at the same time, pings included. A write that takes longer than {@code send.timeout}
 * is reported as it stands; one timer watches all writes of the connection.
 */
final class ConnectionWriter {

	private final TransportSession session;

	private final SendQueue outbox;

	private final EngineTimer timer;

	private final Executor executor;

	private final Duration timeout;

	private final Listener listener;

	private final AtomicBoolean watched = new AtomicBoolean();

	/** The message that is being written. */
	private volatile @Nullable OutboundMessage inFlight;

	/** When the write of that message began. */
	private volatile long began;

	ConnectionWriter(TransportSession session, SendQueue outbox, EngineTimer timer, Executor executor, Duration timeout,
			Listener listener) {
		this.session = session;
		this.outbox = outbox;
		this.timer = timer;
		this.executor = executor;
		this.timeout = timeout;
		this.listener = listener;
	}

	void start() {
		try {
			this.executor.execute(this::run);
		}
		catch (Throwable ex) {
			this.listener.writeFailed(ex);
		}
	}

	private void run() {
		OutboundMessage message = this.outbox.next(this);
		while (message != null) {
			if (!write(message)) {
				return;
			}
			message = this.outbox.next(this);
		}
	}

	private boolean write(OutboundMessage message) {
		this.began = this.timer.nanoTime();
		this.inFlight = message;
		watch(this.timeout);
		try {
			message.write(this.session);
		}
		catch (Throwable ex) {
			this.inFlight = null;
			this.listener.unknown(message, ex);
			this.listener.writeFailed(ex);
			return false;
		}
		this.inFlight = null;
		this.listener.written(message);
		return true;
	}

	private void watch(Duration delay) {
		if (this.watched.compareAndSet(false, true)) {
			this.timer.schedule(this::check, delay);
		}
	}

	private void check() {
		// First open the way for the writer to arm anew, then look: a write that begins
		// in between is either seen here or arms the watch itself
		this.watched.set(false);
		OutboundMessage message = this.inFlight;
		if (message == null) {
			return;
		}
		Duration left = this.timeout.minusNanos(this.timer.nanoTime() - this.began);
		if (left.isNegative() || left.isZero()) {
			this.listener.writeTimedOut();
		}
		else {
			watch(left);
		}
	}

	/**
	 * Report the message that is being written, if there is one, as unknown: its
	 * connection is lost and the write may not return for long.
	 */
	void abandon() {
		OutboundMessage message = this.inFlight;
		if (message != null) {
			this.listener.unknown(message, null);
		}
	}

	/**
	 * Is told what becomes of the writes.
	 */
	interface Listener {

		void written(OutboundMessage message);

		void unknown(OutboundMessage message, @Nullable Throwable failure);

		void writeFailed(Throwable failure);

		void writeTimedOut();

	}

}
