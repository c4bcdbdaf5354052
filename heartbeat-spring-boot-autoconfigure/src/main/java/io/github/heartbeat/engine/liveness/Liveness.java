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

package io.github.heartbeat.engine.liveness;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import org.jspecify.annotations.Nullable;

/**
 * Decision on what a silent connection deserves. What happens when the peer goes silent:
 * <ol>
 * <li>{@code ping.interval} after the last inbound frame a ping is asked for.</li>
 * <li>Once the ping is written, the peer has {@code ping.timeout} to send anything at
 * all: a pong, a message, a part of one.</li>
 * <li>If it does, the interval runs again from that frame. If not, the connection is
 * lost.</li>
 * </ol>
 * In passive mode there is no ping, and interval and timeout run as one. A ping that is
 * not written within {@code ping.timeout} is asked for once more, and if that does not
 * help either, it is the writing that has failed.
 * <p>
 * Two things are not held against the peer. While our own full queue stops the reading,
 * nothing can arrive: the clock stands still. And so it does while this process stood
 * still (garbage collection, suspend): all deadlines count the time it was awake. After a
 * long stall, of more than half of {@code ping.timeout}, the peer is given another ping
 * (in passive mode: another {@code ping.timeout}), but only once, so that a process that
 * is slow all the time notices a dead peer as well. Any inbound frame counts, stamped on
 * the I/O thread before any queue, so a slow listener never makes a live peer look dead.
 * <p>
 * {@link #arrived} is called by the I/O thread and costs a write of one field;
 * {@link #check} by the timer thread, which re-arms itself from the answer, so that no
 * timer is touched per message. The caller lets only one thread at a time check or set
 * the times; all other methods may be called at any time.
 */
final class Liveness {

	/** There is nothing to measure. */
	static final long UNMEASURED = -1;

	/** The time a write may take: a ping behind it is not judged earlier. */
	private final long writeTimeout;

	private final PingMode mode;

	private long interval;

	private long timeout;

	/** When interval and timeout were set: no deadline counts the time before. */
	private long timesSet;

	/** When the last inbound frame arrived. */
	private volatile long lastArrival;

	/** Whether our own full queue stops the reading. */
	private volatile boolean readingSuspended;

	/** Whether a ping is under way whose answer has not been seen by a check. */
	private boolean awaiting;

	/** When the ping under way was asked for, the last time. */
	private long pingRequested;

	/** Whether the ping under way was asked for again since it was not written. */
	private boolean requestedAgain;

	/** Whether the ping under way is a second one, since this process stood still. */
	private boolean repeated;

	/** Whether the ping under way was handed to the transport. */
	private volatile boolean started;

	/** When the ping under way was handed over: an answer can't be older. */
	private volatile long pingStarted;

	/** Whether the ping under way is written. */
	private volatile boolean written;

	/** When the ping under way was written: the deadline runs from here. */
	private volatile long pingWritten;

	/** The ping whose round trip is still to be measured. */
	private final AtomicReference<@Nullable SentPing> measured = new AtomicReference<>();

	/** The number of the last ping, which is its payload: no other ping has the same. */
	private final AtomicLong lastPing;

	Liveness(Ping settings, Duration writeTimeout, long now) {
		this.writeTimeout = writeTimeout.toNanos();
		this.mode = settings.mode();
		this.interval = settings.interval().toNanos();
		this.timeout = settings.timeout().toNanos();
		this.timesSet = now;
		this.lastArrival = now;
		this.lastPing = new AtomicLong(now);
	}

	boolean isActive() {
		return this.mode != PingMode.OFF;
	}

	Duration firstCheck() {
		return Duration.ofNanos((this.mode == PingMode.PASSIVE) ? this.interval + this.timeout : this.interval);
	}

	/**
	 * Set other times, which are in force from now on: a deadline that runs is the new
	 * one, but does not count the time before.
	 * @param interval the time that {@code ping.interval} is for
	 * @param timeout the time that {@code ping.timeout} is for
	 * @param now the time
	 */
	void setTimes(Duration interval, Duration timeout, long now) {
		if (interval.toNanos() == this.interval && timeout.toNanos() == this.timeout) {
			return;
		}
		this.interval = interval.toNanos();
		this.timeout = timeout.toNanos();
		this.timesSet = now;
	}

	// An inbound frame has arrived.
	void arrived(long now) {
		this.lastArrival = now;
	}

	long lastArrival() {
		return this.lastArrival;
	}

	/**
	 * Return the round trip if the pong that arrived has the payload of the ping under
	 * way (RFC 6455, section 5.5.3).
	 * @param payload the application data of the pong
	 * @param now the time of arrival
	 * @return the round trip in nanoseconds, or {@link #UNMEASURED}
	 */
	long pong(ByteBuffer payload, long now) {
		SentPing ping = this.measured.get();
		return (ping != null && payload(ping.number()).equals(payload)) ? measure(ping, now) : UNMEASURED;
	}

	/**
	 * Return the round trip if the frame that arrived is the first answer to the ping
	 * under way. It is measured from the moment the ping was handed to the transport: an
	 * answer can overtake the thread that wrote the ping.
	 * @param now the time of arrival
	 * @return the round trip in nanoseconds, or {@link #UNMEASURED}
	 */
	long answered(long now) {
		SentPing ping = this.measured.get();
		return (ping != null) ? measure(ping, now) : UNMEASURED;
	}

	private long measure(SentPing ping, long now) {
		long roundTrip = now - ping.started();
		return (roundTrip >= 0 && this.measured.compareAndSet(ping, null)) ? roundTrip : UNMEASURED;
	}

	// Our own full queue stops the reading, or no longer does.
	void readingSuspended(boolean suspended, long now) {
		if (!suspended) {
			this.lastArrival = now;
		}
		this.readingSuspended = suspended;
	}

	/**
	 * A ping is about to be handed to the transport.
	 * @param now the time
	 * @return the payload of the ping, if it is a frame
	 */
	ByteBuffer pingStarted(long now) {
		if (!this.started) {
			// Of several pings the first counts: what follows it may be its answer
			this.written = false;
			this.pingStarted = now;
			this.started = true;
		}
		long number = this.lastPing.incrementAndGet();
		this.measured.set(new SentPing(number, now));
		return payload(number);
	}

	private static ByteBuffer payload(long number) {
		return ByteBuffer.allocate(Long.BYTES).putLong(number).flip();
	}

	// A ping is written.
	void pingWritten(long now) {
		if (!this.written) {
			this.pingWritten = now;
			this.written = true;
		}
	}

	/**
	 * Return since when the next check has to know how long this process stood still.
	 * @return the moment that a deadline which runs now counts from
	 */
	long reference() {
		if (!this.awaiting) {
			return judgedFrom(this.lastArrival);
		}
		return judgedFrom(isPingWritten() ? this.pingWritten : this.pingRequested);
	}

	private long judgedFrom(long moment) {
		return (moment - this.timesSet >= 0) ? moment : this.timesSet;
	}

	private boolean isPingWritten() {
		return this.started && this.written;
	}

	/**
	 * Decide what to do now.
	 * @param now the time
	 * @param stalled how long this process stood still since {@link #reference()}, in
	 * nanoseconds
	 * @return what to do, and when to check again
	 */
	Check check(long now, long stalled) {
		if (this.readingSuspended) {
			return new Check(Action.NONE, this.interval);
		}
		if (this.mode == PingMode.PASSIVE) {
			return checkPassive(now, stalled);
		}
		return this.awaiting ? checkAnswer(now, stalled) : checkIdle(now);
	}

	private Check checkPassive(long now, long stalled) {
		long elapsed = now - judgedFrom(this.lastArrival);
		long slept = Math.min(stalled, elapsed);
		// What arrived during a long stall has still to be read
		long allowed = this.interval + this.timeout + (isLong(slept) ? this.timeout : 0);
		long left = allowed - (elapsed - slept);
		return (left > 0) ? new Check(Action.NONE, left) : new Check(Action.LOST, 0);
	}

	private Check checkIdle(long now) {
		long left = this.interval - (now - this.lastArrival);
		return (left > 0) ? new Check(Action.NONE, left) : ping(now, false);
	}

	private Check checkAnswer(long now, long stalled) {
		if (!isPingWritten()) {
			return checkUnwritten(now, stalled);
		}
		if (this.lastArrival - this.pingStarted >= 0) {
			this.awaiting = false;
			Check idle = checkIdle(now);
			return new Check((idle.action() == Action.PING) ? Action.ANSWERED_PING : Action.ANSWERED, idle.delay());
		}
		long elapsed = now - judgedFrom(this.pingWritten);
		long slept = Math.min(stalled, elapsed);
		if (isLong(slept) && !this.repeated) {
			return ping(now, true);
		}
		long left = this.timeout - (elapsed - slept);
		return (left > 0) ? waitForAnswer(left) : new Check(Action.LOST, 0);
	}

	private Check checkUnwritten(long now, long stalled) {
		// A write that hangs is the business of send.timeout. What else may hang, or be
		// lost, is the user's supplier of the message and the thread that it needs.
		long elapsed = now - judgedFrom(this.pingRequested);
		long bound = this.requestedAgain ? Math.max(this.timeout, this.writeTimeout) : this.timeout;
		long left = bound - (elapsed - Math.min(stalled, elapsed));
		if (left > 0) {
			return waitForAnswer(left);
		}
		if (this.requestedAgain) {
			return new Check(Action.UNWRITTEN, 0);
		}
		this.requestedAgain = true;
		this.pingRequested = now;
		return new Check(Action.PING, Math.min(this.interval, this.timeout));
	}

	private Check waitForAnswer(long left) {
		// Not the whole time-out at once: an answer may come meanwhile, and the interval
		// after it be over before the time-out is
		return new Check(Action.NONE, Math.min(left, this.interval));
	}

	private Check ping(long now, boolean repeated) {
		this.started = false;
		this.measured.set(null);
		this.awaiting = true;
		this.repeated = repeated;
		this.requestedAgain = false;
		this.pingRequested = now;
		return new Check(Action.PING, Math.min(this.interval, this.timeout));
	}

	private boolean isLong(long stall) {
		return stall > this.timeout / 2;
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

		/** The connection is lost: the peer is silent. */
		LOST,

		/** The connection is lost: pings can't be written. */
		UNWRITTEN

	}

	/**
	 * The answer of {@link Liveness#check}.
	 *
	 * @param action what to do
	 * @param delay nanoseconds until the next check
	 */
	record Check(Action action, long delay) {
	}

	/**
	 * A ping that was handed to the transport.
	 *
	 * @param number its number
	 * @param started when it was handed over
	 */
	private record SentPing(long number, long started) {
	}

}
