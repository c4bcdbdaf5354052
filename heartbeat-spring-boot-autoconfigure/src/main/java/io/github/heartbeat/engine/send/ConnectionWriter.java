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

package io.github.heartbeat.engine.send;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Writer of what is in the {@link SendQueue} to one connection, one message at a time. It
 * has no thread: the next message is handed over by the thread that is told the outcome
 * of the one before. A write that takes longer than {@code send.timeout}, or has not got
 * on for so long where the transport tells that it does, is reported as it stands.
 */
public final class ConnectionWriter {

	private final ConnectionLane lane;

	private final TransportSession session;

	private final SendQueue queue;

	private final Outcomes outcomes;

	private final Listener listener;

	private final WriteDeadline deadline;

	/** The message that is being written. */
	private volatile @Nullable OutboundMessage inFlight;

	/** Whether the connection has ended. */
	private volatile boolean ended;

	ConnectionWriter(String connectionId, TransportSession session, SendQueue queue, Outcomes outcomes, Send settings,
			EngineTimer timer, Listener listener) {
		this.lane = new ConnectionLane(connectionId, this::run);
		this.session = session;
		this.queue = queue;
		this.outcomes = outcomes;
		this.listener = listener;
		this.deadline = new WriteDeadline(timer, settings.timeout(), listener::writeTimedOut);
	}

	public String connectionId() {
		return this.lane.connectionId();
	}

	ConnectionLane lane() {
		return this.lane;
	}

	private void run() {
		try {
			OutboundMessage message = next();
			while (message != null && write(message)) {
				message = next();
			}
		}
		catch (Throwable ex) {
			fail(this.inFlight, ex);
		}
	}

	private @Nullable OutboundMessage next() {
		return this.ended ? null : this.queue.next(this.lane);
	}

	/**
	 * Write a message.
	 * @param message the message
	 * @return whether to go on with the next message now; otherwise that is done when the
	 * outcome is told, or not at all
	 */
	private boolean write(OutboundMessage message) {
		if (!prepare(message)) {
			return true;
		}
		this.inFlight = message;
		// Whoever ends the connection from now on ends the message
		if (this.ended) {
			this.outcomes.abandoned(message);
			return false;
		}
		Write write = new Write(message);
		this.deadline.begin();
		message.write(this.session, write);
		return write.goesOn();
	}

	private boolean prepare(OutboundMessage message) {
		try {
			message.writing(connectionId());
			return true;
		}
		catch (Throwable ex) {
			this.outcomes.prevented(message, ex);
			return false;
		}
	}

	private boolean settle(OutboundMessage message, @Nullable Throwable failure) {
		if (failure != null) {
			fail(message, failure);
			return false;
		}
		try {
			this.deadline.end();
			this.inFlight = null;
			this.outcomes.written(message);
			return true;
		}
		catch (Throwable ex) {
			fail(message, ex);
			return false;
		}
	}

	private void fail(@Nullable OutboundMessage message, Throwable failure) {
		this.deadline.end();
		this.inFlight = null;
		if (message != null) {
			this.outcomes.unknown(message, failure);
		}
		if (!this.ended) {
			this.listener.writeFailed(failure);
		}
	}

	/**
	 * End with the connection, which is lost: nothing more is written, and the outcome of
	 * the message that is being written, if there is one, is unknown.
	 */
	public void abandon() {
		this.ended = true;
		this.deadline.cancel();
		OutboundMessage message = this.inFlight;
		if (message != null) {
			this.outcomes.unknown(message, null);
		}
	}

	/**
	 * Callback interface for writes that fail. Called by a thread of the transport, of
	 * the timer or of a sender, without a lock.
	 */
	public interface Listener {

		/**
		 * A message could not be written, and none after it will be.
		 * @param failure the failure
		 */
		void writeFailed(Throwable failure);

		/**
		 * A write takes longer than {@code send.timeout}.
		 */
		void writeTimedOut();

	}

	/**
	 * One write. Its outcome is told within the call that asks for it, or later, or by
	 * another thread at the same time: whoever of the two comes second goes on, so that
	 * the calls are not nested and none is missed.
	 */
	private final class Write implements WriteListener {

		private final OutboundMessage message;

		private final AtomicBoolean told = new AtomicBoolean();

		/** Set by the one of call and outcome that comes first. */
		private final AtomicBoolean met = new AtomicBoolean();

		private volatile boolean written;

		Write(OutboundMessage message) {
			this.message = message;
		}

		@Override
		public void progressed() {
			// What is left of the message has all the time again
			if (!this.told.get()) {
				ConnectionWriter.this.deadline.begin();
			}
		}

		@Override
		public void written() {
			tell(null);
		}

		@Override
		public void writeFailed(Throwable failure) {
			tell(failure);
		}

		private void tell(@Nullable Throwable failure) {
			if (!this.told.compareAndSet(false, true)) {
				return;
			}
			this.written = settle(this.message, failure);
			if (!this.met.compareAndSet(false, true) && this.written) {
				run();
			}
		}

		/**
		 * Return what to do after the call.
		 * @return whether to go on: the message was written meanwhile
		 */
		boolean goesOn() {
			return !this.met.compareAndSet(false, true) && this.written;
		}

	}

}
