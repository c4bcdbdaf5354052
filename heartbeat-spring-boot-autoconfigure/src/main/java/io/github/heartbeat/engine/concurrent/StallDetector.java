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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Detector of times when this process stood still: garbage collection, a suspended
 * machine, no share of the CPU. A tick that is due each {@link #PERIOD} tells it when it
 * runs, other tasks if they run late. For the log it sees the wall clock as well, since
 * the monotonic clock stands still, too, while a machine is suspended; a wall clock that
 * is set forward looks the same.
 */
final class StallDetector {

	static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);

	private static final FailsafeLog logger = FailsafeLog.of(StallDetector.class);

	/** Anything less late is usual. */
	private static final long MIN_STALL = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long MIN_REPORTED = TimeUnit.SECONDS.toNanos(1);

	private static final long RECENT = TimeUnit.SECONDS.toNanos(60);

	private final Executor background;

	private final StallHistory history = new StallHistory();

	/** Whether there are ticks. */
	private volatile boolean ticking;

	private long lastTick;

	private long lastTickMillis;

	private long stalled;

	private long stalledUntil;

	/**
	 * Create a new detector.
	 * @param background for the log
	 */
	StallDetector(Executor background) {
		this.background = background;
	}

	/**
	 * Begin to expect ticks.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 * @return whether that is new
	 */
	boolean begin(long nanoTime, long millis) {
		// No lock for each task that is scheduled
		return !this.ticking && beginTicking(nanoTime, millis);
	}

	private synchronized boolean beginTicking(long nanoTime, long millis) {
		if (this.ticking) {
			return false;
		}
		this.ticking = true;
		this.lastTick = nanoTime;
		this.lastTickMillis = millis;
		return true;
	}

	/**
	 * Expect no more ticks.
	 */
	synchronized void end() {
		this.ticking = false;
	}

	/**
	 * Note a tick: one period should have passed since the last one.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 */
	void tick(long nanoTime, long millis) {
		long late;
		synchronized (this) {
			late = late(nanoTime, millis);
			noteLate(this.lastTick + PERIOD, nanoTime);
			if (late >= MIN_REPORTED) {
				this.stalled = late;
				this.stalledUntil = nanoTime;
			}
			this.lastTick = nanoTime;
			this.lastTickMillis = millis;
		}
		if (late >= MIN_REPORTED) {
			this.background.execute(() -> logger.warn(LogMessage.format(
					"This process stood still for %d ms (garbage collection, a suspended machine, "
							+ "no share of the CPU), or the clock was set: connections may be lost by it",
					TimeUnit.NANOSECONDS.toMillis(late))));
		}
	}

	/**
	 * Note that a task runs.
	 * @param due when it was due, in monotonic time
	 * @param nanoTime the monotonic time
	 */
	void taskRuns(long due, long nanoTime) {
		if (nanoTime - due >= MIN_STALL) {
			noteLate(due, nanoTime);
		}
	}

	private synchronized void noteLate(long due, long nanoTime) {
		if (nanoTime - due >= MIN_STALL) {
			this.history.add(due, nanoTime);
		}
	}

	private long late(long nanoTime, long millis) {
		long elapsed = Math.max(nanoTime - this.lastTick, TimeUnit.MILLISECONDS.toNanos(millis - this.lastTickMillis));
		return elapsed - PERIOD;
	}

	/**
	 * Return how long the process stood still since a moment.
	 * @param since the moment, in monotonic time
	 * @param nanoTime the monotonic time
	 * @return nanoseconds, by the monotonic clock alone
	 */
	synchronized long stalledSince(long since, long nanoTime) {
		if (this.ticking) {
			// Whoever asks may run earlier than the tick
			noteLate(this.lastTick + PERIOD, nanoTime);
		}
		return this.history.since(since);
	}

	/**
	 * Return how long the process stood still, if it did lately.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 * @return the time it stood still, or {@code null} if it did not
	 */
	synchronized @Nullable Duration recentStall(long nanoTime, long millis) {
		if (this.ticking) {
			// Whoever asks may run earlier than the tick
			long late = late(nanoTime, millis);
			if (late >= MIN_REPORTED) {
				return Duration.ofNanos(late);
			}
		}
		return (this.stalled > 0 && nanoTime - this.stalledUntil <= RECENT) ? Duration.ofNanos(this.stalled) : null;
	}

}
