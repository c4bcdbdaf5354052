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

import io.github.heartbeat.engine.concurrent.EngineTimer.Task;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AwakeDeadline}.
 */
class AwakeDeadlineTests {

	private final VirtualTimer timer = new VirtualTimer();

	private final List<String> ran = new ArrayList<>();

	@Test
	void whenProcessIsAwakeThenTaskRunsInTime() {
		schedule(Duration.ofSeconds(10));
		this.timer.advance(Duration.ofMillis(9_999));
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.ran).containsExactly("task");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenProcessStoodStillThenTaskIsPutOffByAsMuch() {
		schedule(Duration.ofSeconds(10));
		this.timer.advance(Duration.ofSeconds(4));
		this.timer.stall(Duration.ofMinutes(1));
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(5_999));
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void whenProcessStoodStillBeforeItWasScheduledThenThatDoesNotCount() {
		this.timer.stall(Duration.ofMinutes(1));
		schedule(Duration.ofSeconds(10));
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void whenProcessStandsStillAgainAndAgainThenTaskIsPutOffEachTime() {
		schedule(Duration.ofSeconds(10));
		for (int i = 0; i < 10; i++) {
			this.timer.advance(Duration.ofMillis(999));
			this.timer.stall(Duration.ofMillis(150));
		}
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(9));
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void whenProcessStandsStillWhileTaskIsPutOffThenItIsPutOffAgain() {
		schedule(Duration.ofSeconds(10));
		this.timer.advance(Duration.ofSeconds(5));
		this.timer.stall(Duration.ofSeconds(20));
		this.timer.stall(Duration.ofSeconds(20));
		this.timer.advance(Duration.ofMillis(4_999));
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void whenTaskThrowsThenItIsNotRunAgain() {
		AwakeDeadline.schedule(this.timer, () -> {
			this.ran.add("task");
			throw new IllegalStateException("odd");
		}, Duration.ofSeconds(10));
		assertThatIllegalStateException().isThrownBy(() -> this.timer.advance(Duration.ofSeconds(10)));
		this.timer.advance(Duration.ofHours(1));
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void whenCancelledThenTaskAndTimerAreLetGo() {
		Task deadline = schedule(Duration.ofSeconds(10));
		deadline.cancel();
		assertThat(this.timer.pending()).isZero();
		assertThat(ReflectionTestUtils.getField(deadline, "task")).isNull();
		deadline.cancel();
		this.timer.advance(Duration.ofHours(1));
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenCancelledWhilePutOffThenTaskAndTimerAreLetGo() {
		Task deadline = schedule(Duration.ofSeconds(10));
		this.timer.stall(Duration.ofMinutes(1));
		assertThat(this.timer.pending()).isOne();
		deadline.cancel();
		assertThat(this.timer.pending()).isZero();
		this.timer.advance(Duration.ofHours(1));
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenCancelledAsCheckBeginsThenTaskDoesNotRun() {
		Task deadline = schedule(Duration.ofSeconds(10));
		Runnable check = this.timer.begin().orElseThrow();
		deadline.cancel();
		assertThat(ReflectionTestUtils.getField(deadline, "task")).isNull();
		check.run();
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenCancelledWithinCheckThenTaskDoesNotRun() {
		Task deadline = schedule(Duration.ofSeconds(10));
		onNextCall(deadline::cancel);
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenCancelledWhileCheckPutsItOffThenTimerIsLetGo() {
		Task deadline = schedule(Duration.ofSeconds(10));
		// The first call asks for the time, the second one schedules
		onNextCall(() -> onNextCall(deadline::cancel));
		this.timer.stall(Duration.ofMinutes(1));
		assertThat(this.timer.pending()).isZero();
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenCancelledAfterItRanThenNothingHappens() {
		Task deadline = schedule(Duration.ofSeconds(10));
		this.timer.advance(Duration.ofSeconds(10));
		deadline.cancel();
		assertThat(this.ran).containsExactly("task");
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenTimeIsForeverThenTaskDoesNotRunWithinACentury() {
		Task deadline = schedule(ChronoUnit.FOREVER.getDuration());
		this.timer.stall(Duration.ofDays(36_499));
		this.timer.advance(Duration.ofDays(36_499));
		assertThat(this.ran).isEmpty();
		deadline.cancel();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenTimeIsZeroThenTaskRunsOnTheTimer() {
		schedule(Duration.ZERO);
		assertThat(this.ran).isEmpty();
		this.timer.advance(Duration.ZERO);
		assertThat(this.ran).containsExactly("task");
	}

	private void onNextCall(Runnable action) {
		this.timer.onCall(() -> {
			this.timer.onCall(() -> {
			});
			action.run();
		});
	}

	private Task schedule(Duration time) {
		return AwakeDeadline.schedule(this.timer, () -> this.ran.add("task"), time);
	}

}
