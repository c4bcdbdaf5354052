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

package io.github.heartbeat.engine.concurrent;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Time as the engine sees it: two clocks, and one thread that runs what is due. Nothing
 * that may block runs on that thread.
 */
public interface EngineTimer {

	/** The longest delay, some hundred years: longer ones are cut down to it. */
	Duration MAX_DELAY = Duration.ofDays(36_500);

	/**
	 * Return the monotonic time, which no change of the wall clock disturbs.
	 * @return nanoseconds since an arbitrary origin
	 */
	long nanoTime();

	/**
	 * Return the wall-clock time, only ever to be shown.
	 * @return the time
	 */
	Instant now();

	/**
	 * Run a task later on the timer thread. What it throws is logged.
	 * @param task the task
	 * @param delay the wait, not negative and of any length
	 * @return a handle to call the task off with
	 */
	Task schedule(Runnable task, Duration delay);

	/**
	 * Return how long this process stood still since a moment.
	 * @param since the moment, in the time of {@link #nanoTime()}
	 * @return nanoseconds, 0 if it did not
	 */
	default long stalledSince(long since) {
		return 0;
	}

	/**
	 * Return how long this process stood still, if it did within the last minute.
	 * @return the time, or {@code null}
	 */
	default @Nullable Duration recentStall() {
		return null;
	}

	/**
	 * Forget what is scheduled, and schedule nothing any more.
	 */
	default void shutdown() {
	}

	/**
	 * Return a delay in nanoseconds. A delay that is meant to last for ever is longer
	 * than nanoseconds can count.
	 * @param delay the delay, of any length
	 * @return the nanoseconds, between 0 and {@link #MAX_DELAY}
	 */
	static long toNanos(Duration delay) {
		if (delay.isNegative()) {
			return 0;
		}
		return (delay.compareTo(MAX_DELAY) < 0) ? delay.toNanos() : MAX_DELAY.toNanos();
	}

	/**
	 * A task that is due later.
	 */
	@FunctionalInterface
	interface Task {

		/**
		 * Call the task off. A task that has begun is not disturbed.
		 */
		void cancel();

	}

}
