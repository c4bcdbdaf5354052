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
import java.util.random.RandomGenerator;

import io.github.heartbeat.HeartbeatClientSettings.Reconnect;

/**
 * The waits between attempts, as pure functions.
 */
final class Backoff {

	private Backoff() {
	}

	/**
	 * Return the wait before an attempt:
	 * {@code min(delay × multiplier^(attempt-1), max-delay)}.
	 * @param settings the settings
	 * @param attempt the number of the attempt, counted from 1
	 * @return the wait without jitter
	 */
	static Duration delay(Reconnect settings, int attempt) {
		double nanos = settings.delay().toNanos() * Math.pow(settings.multiplier(), Math.max(attempt, 1) - 1);
		long maximum = settings.maxDelay().toNanos();
		return Duration.ofNanos((nanos < maximum) ? (long) nanos : maximum);
	}

	/**
	 * Take a random part off a wait. It comes after the cap of {@link #delay}: all
	 * clients sit at the cap just when the outage is long, and would come back at once.
	 * @param delay the wait
	 * @param jitter the fraction that is at stake, from 0 to 1
	 * @param random the source of randomness
	 * @return a wait that is uniform in {@code [(1-jitter)·delay, delay]}
	 */
	static Duration jittered(Duration delay, double jitter, RandomGenerator random) {
		return Duration.ofNanos(delay.toNanos() - (long) (delay.toNanos() * jitter * random.nextDouble()));
	}

}
