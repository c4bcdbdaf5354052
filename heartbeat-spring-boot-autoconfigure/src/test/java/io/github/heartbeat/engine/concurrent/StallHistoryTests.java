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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StallHistory}.
 */
class StallHistoryTests {

	private final StallHistory history = new StallHistory();

	@Test
	void whenThereWasNoStallThenThereIsNone() {
		assertThat(this.history.since(0)).isZero();
	}

	@Test
	void whenStallsAreApartThenTheirTimesAreAddedUp() {
		this.history.add(10, 20);
		this.history.add(30, 45);
		assertThat(this.history.since(0)).isEqualTo(25);
	}

	@Test
	void whenAskedSinceAMomentWithinAStallThenTheRestOfItCounts() {
		this.history.add(10, 20);
		this.history.add(30, 45);
		assertThat(this.history.since(15)).isEqualTo(20);
		assertThat(this.history.since(40)).isEqualTo(5);
		assertThat(this.history.since(45)).isZero();
	}

	@Test
	void whenStallsOverlapThenTheyCountOnce() {
		this.history.add(10, 20);
		this.history.add(15, 30);
		assertThat(this.history.since(0)).isEqualTo(20);
	}

	@Test
	void whenStallReachesBackOverSeveralThenTheyCountOnce() {
		this.history.add(10, 20);
		this.history.add(30, 40);
		this.history.add(50, 60);
		this.history.add(25, 70);
		assertThat(this.history.since(0)).isEqualTo(55);
	}

	@Test
	void whenStallIsToldOfLateThenLongerOneStays() {
		this.history.add(10, 60);
		this.history.add(20, 50);
		assertThat(this.history.since(0)).isEqualTo(50);
	}

	@Test
	void whenThereAreMoreThanSixteenThenTheFirstIsForgotten() {
		for (int i = 0; i < 17; i++) {
			this.history.add(i * 10, i * 10 + 1);
		}
		assertThat(this.history.since(0)).isEqualTo(16);
		assertThat(this.history.since(10)).isEqualTo(16);
	}

	@Test
	void whenMonotonicTimeOverflowsThenDifferencesCount() {
		this.history.add(Long.MAX_VALUE - 5, Long.MIN_VALUE + 4);
		this.history.add(Long.MIN_VALUE + 2, Long.MIN_VALUE + 9);
		assertThat(this.history.since(Long.MAX_VALUE - 100)).isEqualTo(15);
		assertThat(this.history.since(Long.MIN_VALUE)).isEqualTo(9);
	}

}
