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
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.liveness.Liveness.Action;
import io.github.heartbeat.engine.liveness.Liveness.Check;
import io.github.heartbeat.engine.send.OutboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * Monitor of one connection, which does what its {@link Liveness} decides: checks when a
 * check is due, sends the pings that are asked for, and reports the loss.
 */
public final class LivenessMonitor {

	private final EngineTimer timer;

	private final Consumer<OutboundMessage> pings;

	/** Supplies the pings that are messages, {@code null} for frames. */
	private final @Nullable PingMessages messages;

	private final PingStatistics statistics;

	private final Listener listener;

	/** Whether any message is an answer to a ping. */
	private final boolean answeredByMessages;

	private final Liveness liveness;

	private boolean started;

	/** The one check that is scheduled. */
	private volatile EngineTimer.@Nullable Task next;

	private volatile boolean stopped;

	/**
	 * Create a monitor of a connection that has just been established.
	 * @param settings the settings
	 * @param writeTimeout the time that a write may take
	 * @param timer the timer
	 * @param pings sends a ping ahead of everything else; called by the timer thread, so
	 * that it must not block
	 * @param messages supplies the pings that are messages, {@code null} for frames
	 * @param statistics counts the pings that are answered and missed
	 * @param listener told what becomes of them
	 */
	public LivenessMonitor(HeartbeatClientSettings.Ping settings, Duration writeTimeout, EngineTimer timer,
			Consumer<OutboundMessage> pings, @Nullable PingMessages messages, PingStatistics statistics,
			Listener listener) {
		this.timer = timer;
		this.pings = pings;
		this.messages = messages;
		this.statistics = statistics;
		this.listener = listener;
		this.answeredByMessages = settings.mode() == PingMode.MESSAGE;
		this.liveness = new Liveness(settings, writeTimeout, timer.nanoTime());
	}

	/**
	 * Begin to check, unless {@link #stop()} was called before.
	 */
	public synchronized void start() {
		if (this.liveness.isActive()) {
			this.started = true;
			schedule(this.liveness.firstCheck().toNanos());
		}
	}

	/**
	 * Check no more, and send no more pings. Waits for nothing, lets go of the timer, and
	 * is safe to repeat.
	 */
	public void stop() {
		this.stopped = true;
		cancelNext();
	}

	/**
	 * A frame has arrived, or a piece of one.
	 */
	public void arrived() {
		this.liveness.arrived(this.timer.nanoTime());
	}

	/**
	 * A message has arrived, or a piece of one: where pings are messages, it is the
	 * answer to one.
	 */
	public void messageArrived() {
		long now = this.timer.nanoTime();
		this.liveness.arrived(now);
		if (this.answeredByMessages) {
			measured(this.liveness.answered(now));
		}
	}

	/**
	 * A pong has arrived.
	 * @param payload its application data, which is not consumed
	 */
	public void pong(ByteBuffer payload) {
		long now = this.timer.nanoTime();
		this.liveness.arrived(now);
		measured(this.liveness.pong(payload, now));
	}

	private void measured(long nanos) {
		if (nanos != Liveness.UNMEASURED) {
			this.listener.roundTrip(Duration.ofNanos(nanos));
		}
	}

	/**
	 * Our own full queue stops the reading, or no longer does.
	 * @param suspended whether the reading is stopped
	 */
	public void readingSuspended(boolean suspended) {
		this.liveness.readingSuspended(suspended, this.timer.nanoTime());
	}

	/**
	 * Set other times for the rest of the connection, in force at once.
	 * @param interval the time that {@code ping.interval} is for, positive
	 * @param timeout the time that {@code ping.timeout} is for, positive
	 */
	public synchronized void setTimes(Duration interval, Duration timeout) {
		this.liveness.setTimes(interval, timeout, this.timer.nanoTime());
		if (this.started) {
			schedule(0);
		}
	}

	/**
	 * Return the time since the last inbound frame.
	 * @return the time, not negative
	 */
	public Duration idle() {
		long lastArrival = this.liveness.lastArrival();
		return Duration.ofNanos(this.timer.nanoTime() - lastArrival);
	}

	// Instead of the check that was scheduled before, if any: there is never more than
	// one
	private void schedule(long delay) {
		cancelNext();
		if (this.stopped) {
			return;
		}
		long due = this.timer.nanoTime() + delay;
		this.next = this.timer.schedule(() -> check(due), Duration.ofNanos(delay));
		if (this.stopped) {
			// stop() takes no lock, and may have missed the new check
			cancelNext();
		}
	}

	private void cancelNext() {
		EngineTimer.Task next = this.next;
		this.next = null;
		if (next != null) {
			next.cancel();
		}
	}

	private void check(long due) {
		Action action;
		synchronized (this) {
			if (this.stopped) {
				return;
			}
			Check check = decide(due);
			action = check.action();
			if (action == Action.LOST || action == Action.UNWRITTEN) {
				stop();
			}
			else {
				schedule(check.delay());
			}
		}
		perform(action);
	}

	private Check decide(long due) {
		long reference = this.liveness.reference();
		// Before asking for the stall: one that begins in between must not count as time
		// that the process was awake for
		long now = this.timer.nanoTime();
		// A check that is late shows a stall too, however short
		long stalled = Math.max(this.timer.stalledSince(reference), now - due);
		return this.liveness.check(now, stalled);
	}

	private void perform(Action action) {
		switch (action) {
			case NONE -> {
			}
			case ANSWERED -> this.statistics.answered();
			case ANSWERED_PING -> {
				this.statistics.answered();
				ping();
			}
			case PING -> ping();
			case LOST -> {
				this.statistics.missed();
				this.listener.pingMissed();
			}
			case UNWRITTEN -> this.listener.pingUnwritten();
		}
	}

	private void ping() {
		if (this.messages == null || !this.messages.supply(this::send)) {
			send(null);
		}
	}

	private void send(@Nullable String message) {
		if (!this.stopped) {
			this.pings.accept(new HeartbeatPing(this.liveness, this.timer, message));
		}
	}

	/**
	 * Callback interface for what becomes of the pings. Nothing may block in it.
	 */
	public interface Listener {

		/**
		 * Nothing has arrived in time: the peer is regarded as dead. Told once, by the
		 * timer thread.
		 */
		void pingMissed();

		/**
		 * Pings are not written, though asked for twice. Told once, by the timer thread.
		 */
		void pingUnwritten();

		/**
		 * A ping was answered. Told by the thread that reads.
		 * @param roundTrip the time from handing the ping to the transport to the answer
		 */
		void roundTrip(Duration roundTrip);

	}

}
