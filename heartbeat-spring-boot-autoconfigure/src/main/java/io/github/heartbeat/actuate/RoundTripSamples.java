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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The last round trips of a client. It grows as they come in: there may be thousands of
 * clients.
 */
final class RoundTripSamples {

	private static final int CAPACITY = 128;

	/** Microseconds. */
	private int[] samples = new int[8];

	private int count;

	private int next;

	void add(Duration roundTrip) {
		if (this.next == this.samples.length && this.samples.length < CAPACITY) {
			this.samples = Arrays.copyOf(this.samples, this.samples.length * 2);
		}
		this.next %= this.samples.length;
		this.samples[this.next++] = (int) Math.min(roundTrip.toNanos() / 1000, Integer.MAX_VALUE);
		this.count = Math.min(this.count + 1, CAPACITY);
	}

	int count() {
		return this.count;
	}

	/**
	 * Return a percentile by the nearest rank.
	 * @param percent the percentage, above 0 and up to 100
	 * @return milliseconds, or {@code null} if there are no samples
	 */
	@Nullable Double percentile(int percent) {
		if (this.count == 0) {
			return null;
		}
		int[] sorted = Arrays.copyOf(this.samples, this.count);
		Arrays.sort(sorted);
		return sorted[(int) Math.ceil(percent * this.count / 100.0) - 1] / 1000.0;
	}

}
