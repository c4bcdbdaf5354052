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

import io.github.heartbeat.engine.Liveness.Action;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Does for one connection what its {@link Liveness} decides: checks when a check is due,
 * sends the pings that are asked for, and reports the loss.
 */
final class LivenessMonitor {

	private final EngineContext context;

	private final SendQueue outbox;

	/** Supplies the pings that are messages, {@code null} for frames. */
	private final @Nullable PingMessages messages;

	private final PingStatistics statistics;

	private final Liveness liveness;

	private final ConnectionWriter writer;

	private final Listener listener;

	/** Whether the supplier of ping messages has been called and has not returned. */
	private volatile boolean supplying;

	private volatile boolean stopped;

	private volatile EngineTimer.@Nullable Task next;

	LivenessMonitor(EngineContext context, SendQueue outbox, @Nullable PingMessages messages, PingStatistics statistics,
			Liveness liveness, ConnectionWriter writer, Listener listener) {
		this.context = context;
		this.outbox = outbox;
		this.messages = messages;
		this.statistics = statistics;
		this.liveness = liveness;
		this.writer = writer;
		this.listener = listener;
	}

	void start() {
		if (this.liveness.isActive()) {
			schedule(this.liveness.firstCheck().toNanos());
		}
	}

	/**
	 * Check no more, and send no more pings. Safe to repeat.
	 */
	void stop() {
		this.stopped = true;
		EngineTimer.Task next = this.next;
		if (next != null) {
			next.cancel();
		}
	}

	private void schedule(long delay) {
		long due = this.context.timer().nanoTime() + delay;
		this.next = this.context.timer().schedule(() -> check(due), Duration.ofNanos(delay));
	}

	private void check(long due) {
		if (this.stopped) {
			return;
		}
		Liveness.Check check = this.liveness.check(this.context.timer().nanoTime(), due);
		if (check.action() == Action.ANSWERED || check.action() == Action.ANSWERED_PING) {
			this.statistics.answered();
		}
		if (check.action() == Action.LOST) {
			this.statistics.missed();
			this.listener.pingMissed();
			return;
		}
		if (check.action() == Action.PING || check.action() == Action.ANSWERED_PING) {
			ping();
		}
		schedule(check.delay());
	}

	private void ping() {
		if (this.messages == null || this.supplying) {
			send(null);
			return;
		}
		this.supplying = true;
		if (!this.messages.supply(this::supplied)) {
			this.supplying = false;
		}
	}

	private void supplied(@Nullable String message) {
		this.supplying = false;
		send(message);
	}

	private void send(@Nullable String message) {
		if (!this.stopped) {
			this.outbox.offerHeartbeat(this.writer, new HeartbeatPing(this.liveness, this.context.timer(), message));
		}
	}

	/**
	 * Is told when the peer is regarded as dead.
	 */
	@FunctionalInterface
	interface Listener {

		/**
		 * Nothing has arrived in time.
		 */
		void pingMissed();

	}

}
