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
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineTimer}.
 */
class EngineTimerTests {

	@Test
	void whenDelayIsUsualThenItIsNotChanged() {
		assertThat(EngineTimer.toNanos(Duration.ofMillis(1500))).isEqualTo(1_500_000_000L);
		assertThat(EngineTimer.toNanos(Duration.ZERO)).isZero();
	}

	@Test
	void whenDelayIsForeverThenItIsAHundredYears() {
		long centuryNanos = Duration.ofDays(36_500).toNanos();
		assertThat(EngineTimer.toNanos(ChronoUnit.FOREVER.getDuration())).isEqualTo(centuryNanos);
		assertThat(EngineTimer.toNanos(Duration.ofDays(36_501))).isEqualTo(centuryNanos);
	}

	@Test
	void whenDelayIsNegativeThenItIsNone() {
		assertThat(EngineTimer.toNanos(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
	}

}
