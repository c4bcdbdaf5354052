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

package io.github.heartbeat.test.transport;

import java.time.Duration;
import java.time.Instant;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.test.HeartbeatTestClock;

/**
 * {@link EngineTimer} by a {@link HeartbeatTestClock}.
 */
public final class ClockEngineTimer implements EngineTimer {

	private final HeartbeatTestClock clock;

	/**
	 * Create a new timer.
	 * @param clock the clock
	 */
	public ClockEngineTimer(HeartbeatTestClock clock) {
		this.clock = clock;
	}

	@Override
	public long nanoTime() {
		return this.clock.nanoTime();
	}

	@Override
	public Instant now() {
		return this.clock.now();
	}

	@Override
	public Task schedule(Runnable task, Duration delay) {
		return this.clock.schedule(task, delay)::run;
	}

	@Override
	public long stalledSince(long since) {
		return this.clock.stalledSince(since);
	}

}
