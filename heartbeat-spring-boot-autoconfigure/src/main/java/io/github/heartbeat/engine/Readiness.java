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

import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Whether, and since when, one connection is worth something, and how long it may take
 * until it is.
 */
final class Readiness {

	private final EngineTimer timer;

	private volatile boolean ready;

	/** When the connection became ready, in the time of the timer. */
	private volatile long since;

	private volatile EngineTimer.@Nullable Task deadline;

	Readiness(EngineTimer timer) {
		this.timer = timer;
	}

	/**
	 * The connection is ready.
	 */
	void ready() {
		this.since = this.timer.nanoTime();
		this.ready = true;
		cancel();
	}

	boolean isReady() {
		return this.ready;
	}

	/**
	 * Return how long the connection has been ready.
	 * @return the time, or {@code null} if it is not
	 */
	@Nullable Duration duration() {
		return this.ready ? Duration.ofNanos(this.timer.nanoTime() - this.since) : null;
	}

	/**
	 * Set a bound to the wait, if there is one.
	 * @param timeout the bound
	 * @param timedOut run on the timer thread if the connection is not ready by then
	 */
	void await(Duration timeout, Runnable timedOut) {
		if (!this.ready) {
			this.deadline = this.timer.schedule(() -> {
				if (!this.ready) {
					timedOut.run();
				}
			}, timeout);
		}
	}

	/**
	 * Wait no more. Safe to repeat.
	 */
	void cancel() {
		EngineTimer.Task deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel();
		}
	}

}
