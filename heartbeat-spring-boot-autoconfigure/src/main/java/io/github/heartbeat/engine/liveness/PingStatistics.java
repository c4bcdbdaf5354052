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

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Statistics of the pings of one client, over all its connections.
 */
public final class PingStatistics {

	private final LongAdder answered = new LongAdder();

	private final LongAdder missed = new LongAdder();

	private volatile @Nullable Duration roundTrip;

	void answered() {
		this.answered.increment();
	}

	void missed() {
		this.missed.increment();
	}

	/**
	 * Record a round trip.
	 * @param roundTrip the time from a ping to its answer
	 */
	public void roundTrip(Duration roundTrip) {
		this.roundTrip = roundTrip;
	}

	public long answeredCount() {
		return this.answered.sum();
	}

	public long missedCount() {
		return this.missed.sum();
	}

	/**
	 * Return the round trip that was measured last.
	 * @return the round trip or {@code null} if none was
	 */
	public @Nullable Duration roundTrip() {
		return this.roundTrip;
	}

}
