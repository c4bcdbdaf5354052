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

	/**
	 * Return what there is to say of the samples.
	 * @return the summary
	 */
	Summary summary() {
		int[] sorted = Arrays.copyOf(this.samples, this.count);
		Arrays.sort(sorted);
		return new Summary(percentile(sorted, 50), percentile(sorted, 99), this.count);
	}

	// By the nearest rank
	private static @Nullable Double percentile(int[] sorted, int percent) {
		return (sorted.length > 0) ? sorted[(int) Math.ceil(percent * sorted.length / 100.0) - 1] / 1000.0 : null;
	}

	/**
	 * What there is to say of some round trips.
	 *
	 * @param p50 the median in milliseconds, or {@code null} if there are none
	 * @param p99 the 99th percentile in milliseconds, or {@code null} if there are none
	 * @param count how many there are
	 */
	record Summary(@Nullable Double p50, @Nullable Double p99, int count) {

	}

}
