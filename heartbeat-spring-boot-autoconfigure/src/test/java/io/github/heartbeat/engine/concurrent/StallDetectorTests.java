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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StallDetector}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StallDetectorTests {

	private final StallDetector detector = new StallDetector();

	private long millis = 1_000_000;

	private long suspendedMillis;

	StallDetectorTests() {
		this.detector.begin(nanoTime(), this.millis);
	}

	@Test
	void whenTicksAreInTimeThenThereIsNoStall() {
		for (int i = 0; i < 10; i++) {
			tick(1050);
		}
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenTickIsLateThenItIsAStall(CapturedOutput output) {
		tick(5000);
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(4));
		assertThat(output).contains("This process stood still for 4000 ms");
	}

	@Test
	void whenTickHasNotRunYetThenStallIsKnown() {
		this.millis += 5000;
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void whenMachineWasSuspendedThenWallClockTells() {
		this.suspendedMillis += 60_000;
		tick(61_000);
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void whenAMinuteHasPassedThenStallIsForgotten() {
		tick(5000);
		for (int i = 0; i < 61; i++) {
			tick(1000);
		}
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenNothingWasDueForLongThenThatIsNoStall() {
		this.detector.end();
		this.millis += 100_000;
		assertThat(recentStall()).isNull();
		assertThat(this.detector.begin(nanoTime(), this.millis)).isTrue();
		tick(1000);
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenBegunTwiceThenItIsNotNew() {
		assertThat(this.detector.begin(nanoTime(), this.millis)).isFalse();
	}

	private void tick(long elapsedMillis) {
		this.millis += elapsedMillis;
		this.detector.tick(nanoTime(), this.millis);
	}

	private Duration recentStall() {
		return this.detector.recentStall(nanoTime(), this.millis);
	}

	private long nanoTime() {
		return TimeUnit.MILLISECONDS.toNanos(this.millis - this.suspendedMillis);
	}

}
