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
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Notices that this process stood still: garbage collection, a suspended machine, no
 * share of the CPU. Something that is due each second tells it when it runs. It sees the
 * wall clock as well, since the monotonic clock stands still, too, while a machine is
 * suspended; a wall clock that is set forward looks the same.
 */
public final class StallDetector {

	public static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(StallDetector.class);

	private static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);

	private static final long RECENT = TimeUnit.SECONDS.toNanos(60);

	/** Whether it is told each second. */
	private boolean ticking;

	private long lastTick;

	private long lastTickMillis;

	private long stalled;

	private long stalledUntil;

	/**
	 * Begin to be told.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 * @return whether that is new
	 */
	public synchronized boolean begin(long nanoTime, long millis) {
		if (this.ticking) {
			return false;
		}
		this.ticking = true;
		this.lastTick = nanoTime;
		this.lastTickMillis = millis;
		return true;
	}

	public synchronized void end() {
		this.ticking = false;
	}

	/**
	 * A second should have passed since the last call.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 */
	public synchronized void tick(long nanoTime, long millis) {
		long late = late(nanoTime, millis);
		if (late >= SHORTEST) {
			this.stalled = late;
			this.stalledUntil = nanoTime;
			logger.warn(LogMessage.format(
					"This process stood still for %d ms (garbage collection, a suspended machine, "
							+ "no share of the CPU), or the clock was set: connections may be lost by it",
					TimeUnit.NANOSECONDS.toMillis(late)));
		}
		this.lastTick = nanoTime;
		this.lastTickMillis = millis;
	}

	private long late(long nanoTime, long millis) {
		long elapsed = Math.max(nanoTime - this.lastTick, TimeUnit.MILLISECONDS.toNanos(millis - this.lastTickMillis));
		return elapsed - PERIOD;
	}

	/**
	 * Return how long the process stood still, if it did lately.
	 * @param nanoTime the monotonic time
	 * @param millis the wall-clock time
	 * @return the time it stood still, or {@code null} if it did not
	 */
	public synchronized @Nullable Duration recentStall(long nanoTime, long millis) {
		if (this.ticking) {
			// Whoever asks may run earlier than what is due each second
			long late = late(nanoTime, millis);
			if (late >= SHORTEST) {
				return Duration.ofNanos(late);
			}
		}
		return (this.stalled > 0 && nanoTime - this.stalledUntil <= RECENT) ? Duration.ofNanos(this.stalled) : null;
	}

}
