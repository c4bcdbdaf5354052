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
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatClientSettings.Reconnect;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final Reconnect settings = new TestSettings().get().reconnect();

	@Test
	void whenFirstAttemptThenDelayIsConfiguredDelay() {
		assertThat(Backoff.delay(this.settings, 1)).isEqualTo(SECOND);
	}

	@Test
	void whenAttemptsFollowThenDelayGrowsByMultiplierUpToMaxDelay() {
		assertThat(IntStream.rangeClosed(1, 8).mapToObj((attempt) -> Backoff.delay(this.settings, attempt).toSeconds()))
			.containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
	}

	@Test
	void whenMultiplierIsOneThenDelayStaysTheSame() {
		Reconnect settings = this.settings.withMultiplier(1);
		assertThat(IntStream.rangeClosed(1, 100).mapToObj((attempt) -> Backoff.delay(settings, attempt)))
			.containsOnly(SECOND);
	}

	@Test
	void whenMultiplierIsFractionThenDelayIsExact() {
		assertThat(Backoff.delay(this.settings.withMultiplier(1.5), 3)).isEqualTo(Duration.ofMillis(2250));
	}

	@Test
	void whenAttemptsAreWithoutEndThenDelayIsMaxDelay() {
		assertThat(Backoff.delay(this.settings, Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void whenMultiplierIsHugeThenDelayIsMaxDelay() {
		assertThat(Backoff.delay(this.settings.withMultiplier(Double.MAX_VALUE), 3)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void whenDelaysAreAsLongAsAllowedThenNothingOverflows() {
		Duration tenYears = Duration.ofDays(3650);
		Reconnect settings = this.settings.withMaxDelay(tenYears).withDelay(tenYears);
		assertThat(Backoff.delay(settings, 7)).isEqualTo(tenYears);
	}

	@Test
	void whenAttemptIsBelowOneThenDelayIsConfiguredDelay() {
		assertThat(Backoff.delay(this.settings, 0)).isEqualTo(SECOND);
	}

	@Test
	void whenJitterIsZeroThenWaitIsDelay() {
		assertThat(Backoff.jittered(SECOND, 0, new Random(1))).isEqualTo(SECOND);
	}

	@Test
	void whenRandomIsZeroThenWaitIsWholeDelay() {
		assertThat(Backoff.jittered(SECOND, 0.5, fixed(0))).isEqualTo(SECOND);
	}

	@Test
	void whenRandomIsAlmostOneThenWaitIsDelayWithoutJitter() {
		assertThat(Backoff.jittered(SECOND, 0.5, fixed(Math.nextDown(1.0)))).isBetween(Duration.ofMillis(500),
				Duration.ofMillis(500).plusNanos(1));
	}

	@Test
	void whenJitterIsFullThenWaitIsNeverNegative() {
		assertThat(Backoff.jittered(SECOND, 1, fixed(Math.nextDown(1.0)))).isBetween(Duration.ZERO,
				Duration.ofNanos(1));
	}

	@Test
	void whenManyWaitThenWaitsAreUniform() {
		Random random = new Random(7);
		int[] tenths = new int[10];
		for (int i = 0; i < 10_000; i++) {
			Duration wait = Backoff.jittered(Duration.ofSeconds(10), 0.5, random);
			assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
			tenths[(int) Math.min(9, (wait.toMillis() - 5000) / 500)]++;
		}
		assertThat(IntStream.of(tenths).boxed()).allSatisfy((count) -> assertThat(count).isBetween(850, 1150));
	}

	private static RandomGenerator fixed(double value) {
		return new RandomGenerator() {

			@Override
			public long nextLong() {
				throw new UnsupportedOperationException();
			}

			@Override
			public double nextDouble() {
				return value;
			}

		};
	}

}
