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

	private final StallDetector detector = new StallDetector(Runnable::run);

	private long millis = 1_000_000;

	private long suspendedMillis;

	StallDetectorTests() {
		this.detector.begin(nanoTime(), this.millis);
	}

	@Test
	void whenTicksAreInTimeThenThereIsNoStall() {
		for (int i = 0; i < 10; i++) {
			tick(250);
		}
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenTickIsLateThenItIsAStall(CapturedOutput output) {
		tick(4200);
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(4));
		assertThat(output).contains("This process stood still for 4000 ms");
	}

	@Test
	void whenTickHasNotRunYetThenStallIsKnown() {
		this.millis += 4200;
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void whenMachineWasSuspendedThenWallClockTells() {
		this.suspendedMillis += 60_000;
		tick(60_200);
		assertThat(recentStall()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void whenAMinuteHasPassedThenStallIsForgotten() {
		tick(4200);
		for (int i = 0; i < 5 * 61; i++) {
			tick(200);
		}
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenNothingWasDueForLongThenThatIsNoStall() {
		this.detector.end();
		this.millis += 100_000;
		assertThat(recentStall()).isNull();
		assertThat(this.detector.begin(nanoTime(), this.millis)).isTrue();
		tick(200);
		assertThat(recentStall()).isNull();
	}

	@Test
	void whenBegunTwiceThenItIsNotNew() {
		assertThat(this.detector.begin(nanoTime(), this.millis)).isFalse();
	}

	@Test
	void whenTickIsLateThenItIsReportedOnce(CapturedOutput output) {
		tick(4200);
		tick(200);
		assertThat(output.getOut().split("stood still", -1)).hasSize(2);
	}

	@Test
	void whenTickIsLateThenItIsReportedInTheBackground(CapturedOutput output) {
		ManualExecutor background = new ManualExecutor();
		StallDetector detector = new StallDetector(background);
		detector.begin(nanoTime(), this.millis);
		this.millis += 4200;
		detector.tick(nanoTime(), this.millis);
		assertThat(output).doesNotContain("stood still");
		background.runAll();
		assertThat(output).contains("This process stood still for 4000 ms");
	}

	@Test
	void whenTickIsNotLateEnoughThenNothingIsReported(CapturedOutput output) {
		tick(1199);
		assertThat(recentStall()).isNull();
		assertThat(output).doesNotContain("stood still");
	}

	@Test
	void whenTicksAreInTimeThenNoTimeWasStoodStill() {
		long since = nanoTime();
		tick(299);
		tick(200);
		assertThat(stalledSince(since)).isZero();
	}

	@Test
	void whenTickIsLateThenTimeSinceItWasDueWasStoodStill() {
		long since = nanoTime();
		tick(300);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(100));
		tick(200);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void whenSeveralTicksAreLateThenTheirTimesAreAddedUp() {
		long since = nanoTime();
		tick(300);
		tick(200);
		tick(500);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(400));
	}

	@Test
	void whenAskedSinceAMomentWithinTheStallThenOnlyTheRestCounts() {
		this.millis += 600;
		long since = nanoTime();
		tick(600);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(600));
	}

	@Test
	void whenAskedSinceTheEndOfTheStallThenThereIsNone() {
		tick(1000);
		assertThat(stalledSince(nanoTime())).isZero();
	}

	@Test
	void whenAskedBeforeTheLateTickThenStallIsKnownAndCountsOnce() {
		long since = nanoTime();
		this.millis += 1000;
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(800));
		tick(0);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(800));
	}

	@Test
	void whenTaskIsLateThenTimeSinceItWasDueWasStoodStill() {
		long since = nanoTime();
		this.millis += 100;
		this.detector.taskRuns(since, nanoTime());
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void whenTaskIsHardlyLateThenItIsNoStall() {
		long since = nanoTime();
		this.millis += 99;
		this.detector.taskRuns(since, nanoTime());
		assertThat(stalledSince(since)).isZero();
	}

	@Test
	void whenTaskAndTickAreLateThenTheStallCountsOnce() {
		long since = nanoTime();
		this.millis += 1000;
		this.detector.taskRuns(since + TimeUnit.MILLISECONDS.toNanos(50), nanoTime());
		this.detector.taskRuns(since + TimeUnit.MILLISECONDS.toNanos(500), nanoTime());
		tick(0);
		assertThat(stalledSince(since)).isEqualTo(Duration.ofMillis(950));
	}

	@Test
	void whenMachineWasSuspendedThenMonotonicTimeWasNotStoodStill() {
		long since = nanoTime();
		this.suspendedMillis += 60_000;
		tick(60_200);
		assertThat(stalledSince(since)).isZero();
	}

	@Test
	void whenNothingWasDueForLongThenNoTimeWasStoodStill() {
		long since = nanoTime();
		this.detector.end();
		this.millis += 100_000;
		assertThat(stalledSince(since)).isZero();
	}

	private void tick(long elapsedMillis) {
		this.millis += elapsedMillis;
		this.detector.tick(nanoTime(), this.millis);
	}

	private Duration recentStall() {
		return this.detector.recentStall(nanoTime(), this.millis);
	}

	private Duration stalledSince(long since) {
		return Duration.ofNanos(this.detector.stalledSince(since, nanoTime()));
	}

	private long nanoTime() {
		return TimeUnit.MILLISECONDS.toNanos(this.millis - this.suspendedMillis);
	}

}
