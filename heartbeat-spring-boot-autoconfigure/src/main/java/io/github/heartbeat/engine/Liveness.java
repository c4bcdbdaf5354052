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

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;

/**
 * Decides what a silent connection deserves. What happens when the peer goes silent:
 * <ol>
 * <li>{@code ping.interval} after the last inbound frame a ping is asked for.</li>
 * <li>Once the ping is written, the peer has {@code ping.timeout} to send anything at
 * all: a pong, a message, a part of one.</li>
 * <li>If it does, the interval runs again from that frame. If not, the connection is
 * lost.</li>
 * </ol>
 * In passive mode there is no ping, and interval and timeout run as one.
 * <p>
 * Two things are not held against the peer. While our own full queue stops the reading,
 * nothing can arrive: the clock stands still. And a check that comes far too late shows
 * that this process stood still (garbage collection, suspend), not the peer: it is given
 * another ping. Any inbound frame counts, stamped on the I/O thread before any queue, so
 * a slow listener never makes a live peer look dead.
 * <p>
 * {@link #arrived} is called by the I/O thread and costs a write of one field;
 * {@link #check} by the timer thread, which re-arms itself from the answer, so that no
 * timer is touched per message.
 */
final class Liveness {

	private final PingMode mode;

	private final long interval;

	private final long timeout;

	/** When the last inbound frame arrived. */
	private volatile long lastArrival;

	/** Whether our own full queue stops the reading. */
	private volatile boolean readingPaused;

	/** Whether a ping is under way whose answer has not been seen by a check. */
	private volatile boolean awaiting;

	/** Whether the round trip of the ping under way is still to be measured. */
	private volatile boolean measuring;

	/** When the ping under way was handed to the socket: an answer can't be older. */
	private volatile long pingStarted;

	/** When the ping under way was written: the deadline runs from here. */
	private volatile long pingWritten;

	/** Whether the ping under way is written. */
	private volatile boolean written;

	/** When the ping under way was asked for. */
	private long pingRequested;

	Liveness(Ping settings, long now) {
		this.mode = settings.mode();
		this.interval = settings.interval().toNanos();
		this.timeout = settings.timeout().toNanos();
		this.lastArrival = now;
	}

	boolean isActive() {
		return this.mode != PingMode.OFF;
	}

	Duration firstCheck() {
		return Duration.ofNanos((this.mode == PingMode.PASSIVE) ? this.interval + this.timeout : this.interval);
	}

	// An inbound frame has arrived.
	void arrived(long now) {
		this.lastArrival = now;
	}

	long lastArrival() {
		return this.lastArrival;
	}

	/**
	 * Return the round trip if the frame that arrived is the first answer to the ping
	 * under way. It is measured from the moment the ping was handed to the socket: an
	 * answer can overtake the thread that wrote the ping.
	 * @param now the time of arrival
	 * @return the round trip in nanoseconds, or -1 if there is nothing to measure
	 */
	long answered(long now) {
		if (!this.measuring) {
			return -1;
		}
		this.measuring = false;
		return now - this.pingStarted;
	}

	// Our own full queue stops the reading, or no longer does.
	void readingPaused(boolean paused, long now) {
		if (!paused) {
			this.lastArrival = now;
		}
		this.readingPaused = paused;
	}

	// The ping is about to be handed to the socket.
	void pingStarted(long now) {
		this.pingStarted = now;
		this.measuring = true;
	}

	// The ping is written.
	void pingWritten(long now) {
		this.pingWritten = now;
		this.written = true;
	}

	/**
	 * Decide what to do now.
	 * @param now the time
	 * @param due when this check should have run
	 * @return what to do, and when to check again
	 */
	Check check(long now, long due) {
		boolean late = now - due > this.timeout / 2;
		if (this.readingPaused) {
			return new Check(Action.NONE, this.interval);
		}
		if (this.mode == PingMode.PASSIVE) {
			return checkPassive(now, late);
		}
		return this.awaiting ? checkAnswer(now, late) : checkIdle(now);
	}

	private Check checkPassive(long now, boolean late) {
		long left = this.interval + this.timeout - (now - this.lastArrival);
		if (left > 0) {
			return new Check(Action.NONE, left);
		}
		return late ? new Check(Action.NONE, this.timeout) : new Check(Action.LOST, 0);
	}

	private Check checkIdle(long now) {
		long left = this.interval - (now - this.lastArrival);
		return (left > 0) ? new Check(Action.NONE, left) : ping(now);
	}

	private Check checkAnswer(long now, boolean late) {
		if (!this.written) {
			return checkUnwritten(now);
		}
		if (this.lastArrival - this.pingStarted >= 0) {
			this.awaiting = false;
			Check idle = checkIdle(now);
			return new Check((idle.action() == Action.PING) ? Action.ANSWERED_PING : Action.ANSWERED, idle.delay());
		}
		long left = this.timeout - (now - this.pingWritten);
		if (left > 0) {
			// Not the whole time-out at once: an answer may come meanwhile, and the
			// interval after it be over before the time-out is
			return new Check(Action.NONE, Math.min(left, this.interval));
		}
		return late ? ping(now) : new Check(Action.LOST, 0);
	}

	private Check checkUnwritten(long now) {
		// A write that hangs is the business of send.timeout. What may hang without a
		// bound is the user's supplier of the message, hence another ping.
		long left = this.timeout - (now - this.pingRequested);
		return (left > 0) ? new Check(Action.NONE, left) : ping(now);
	}

	private Check ping(long now) {
		this.written = false;
		this.measuring = false;
		this.awaiting = true;
		this.pingRequested = now;
		return new Check(Action.PING, Math.min(this.interval, this.timeout));
	}

	/**
	 * What to do.
	 */
	enum Action {

		/** Nothing. */
		NONE,

		/** The last ping was answered. */
		ANSWERED,

		/** The last ping was answered, and another is due. */
		ANSWERED_PING,

		/** A ping is due. */
		PING,

		/** The connection is lost. */
		LOST

	}

	/**
	 * The answer of {@link Liveness#check}.
	 *
	 * @param action what to do
	 * @param delay nanoseconds until the next check
	 */
	record Check(Action action, long delay) {
	}

}
