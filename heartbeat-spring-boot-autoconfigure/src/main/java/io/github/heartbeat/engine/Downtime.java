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
import java.time.Instant;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Time that one client has been without a connection, and without one that is ready.
 * Guarded by the client's {@link ClientState}.
 */
final class Downtime {

	private final EngineTimer timer;

	/** Since when there is no connection that is ready. */
	private @Nullable Instant since;

	/** When the last connection was lost, in the time of the timer. */
	private @Nullable Long lostAt;

	/** When the last connection that was ready was lost, in the time of the timer. */
	private @Nullable Long unreadyAt;

	Downtime(EngineTimer timer) {
		this.timer = timer;
	}

	/**
	 * The client is started: nothing was lost yet.
	 */
	void started() {
		this.since = this.timer.now();
		this.lostAt = null;
		this.unreadyAt = null;
	}

	/**
	 * The client is stopped: that there is no connection is no outage.
	 */
	void stopped() {
		this.since = null;
	}

	/**
	 * A connection is lost.
	 * @param wasReady whether it was ready
	 */
	void lost(boolean wasReady) {
		this.lostAt = this.timer.nanoTime();
		if (wasReady) {
			this.unreadyAt = this.lostAt;
			this.since = this.timer.now();
		}
	}

	/**
	 * A connection is ready.
	 */
	void ready() {
		this.since = null;
	}

	/**
	 * Return since when there is no connection that is ready.
	 * @return the time, or {@code null} while there is one and while the client is
	 * stopped
	 */
	@Nullable Instant since() {
		return this.since;
	}

	/**
	 * Return how long ago the last connection was lost.
	 * @return the time, or {@code null} if none was since the client was started
	 */
	@Nullable Duration sinceLost() {
		return elapsed(this.lostAt);
	}

	/**
	 * Return how long ago the last connection that was ready was lost.
	 * @return the time, or {@code null} if none was since the client was started
	 */
	@Nullable Duration sinceUnready() {
		return elapsed(this.unreadyAt);
	}

	private @Nullable Duration elapsed(@Nullable Long begin) {
		return (begin != null) ? Duration.ofNanos(this.timer.nanoTime() - begin) : null;
	}

}
