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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VirtualTimer}.
 */
class VirtualTimerTests {

	private final VirtualTimer timer = new VirtualTimer();

	@Test
	void whenTimeIsAdvancedThenThatIsNoStall() {
		long since = this.timer.nanoTime();
		this.timer.advance(Duration.ofHours(1));
		assertThat(this.timer.stalledSince(since)).isZero();
	}

	@Test
	void whenFrozenOrStalledThenThatIsAStall() {
		long since = this.timer.nanoTime();
		this.timer.freeze(Duration.ofSeconds(2));
		this.timer.advance(Duration.ofSeconds(1));
		this.timer.stall(Duration.ofSeconds(3));
		assertThat(Duration.ofNanos(this.timer.stalledSince(since))).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.timer.stalledSince(this.timer.nanoTime())).isZero();
	}

	@Test
	void whenDelayIsForeverThenTaskIsDueAfterAHundredYears() {
		List<String> ran = new ArrayList<>();
		this.timer.advance(Duration.ofDays(1));
		this.timer.schedule(() -> ran.add("forever"), ChronoUnit.FOREVER.getDuration());
		this.timer.advance(Duration.ofDays(36_499));
		assertThat(ran).isEmpty();
		this.timer.advance(ChronoUnit.FOREVER.getDuration());
		assertThat(ran).containsExactly("forever");
	}

	@Test
	void whenTimeIsAdvancedForeverAgainAndAgainThenItDoesNotOverflow() {
		for (int i = 0; i < 5; i++) {
			this.timer.advance(ChronoUnit.FOREVER.getDuration());
			this.timer.freeze(ChronoUnit.FOREVER.getDuration());
		}
		assertThat(this.timer.nanoTime()).isPositive();
	}

}
