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

package io.github.heartbeat.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link HeartbeatTestClock}.
 */
@Timeout(60)
class HeartbeatTestClockTests {

	private final HeartbeatTestClock clock = new HeartbeatTestClock();

	private final List<String> story = Collections.synchronizedList(new ArrayList<>());

	private final Instant begin = this.clock.now();

	@Test
	void whenNobodyAdvancesThenTimeStands() {
		assertThat(this.clock.now()).isEqualTo(this.begin);
		assertThat(this.clock.untilNext()).isEmpty();
		assertThat(this.clock.advanceToNext()).isFalse();
	}

	@Test
	void whenTimePassesThenEachTaskRunsWhenItIsDue() {
		schedule("late", 20);
		schedule("early", 10);
		schedule("early too", 10);
		schedule("too late", 31);
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(this.story).containsExactly("early at 10", "early too at 10", "late at 20");
		assertThat(Duration.between(this.begin, this.clock.now())).isEqualTo(Duration.ofSeconds(30));
		assertThat(this.clock.untilNext()).contains(Duration.ofSeconds(1));
		assertThat(this.clock.pending()).isOne();
	}

	@Test
	void whenTaskSchedulesAnotherThenThatRunsInTheSameStretch() {
		this.clock.schedule(() -> schedule("second", 5), Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(this.story).containsExactly("second at 10");
	}

	@Test
	void whenTaskIsCalledOffThenItDoesNotRun() {
		Runnable cancel = this.clock.schedule(() -> this.story.add("ran"), Duration.ofSeconds(1));
		cancel.run();
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.story).isEmpty();
		assertThat(this.clock.pending()).isZero();
	}

	@Test
	void whenTaskLeadsToOthersThenTimeWaitsForThem() {
		this.clock.schedule(() -> this.clock.execute(() -> {
			sleep(30);
			this.clock.execute(() -> note("followed"));
		}), Duration.ofSeconds(1));
		this.clock.schedule(() -> note("next"), Duration.ofSeconds(2));
		this.clock.advance(Duration.ofSeconds(3));
		assertThat(this.story).containsExactly("followed at 1", "next at 2");
	}

	@Test
	void whenSomethingWaitsForTimeThenTimePasses() throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.clock.execute(() -> note(answer.join()));
		this.clock.schedule(() -> answer.complete("answered"), Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(4));
		assertThat(this.story).isEmpty();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.story).containsExactly("answered at 5");
	}

	@Test
	void whenOneTaskWaitsThenOthersGoOn() {
		CompletableFuture<Void> latch = new CompletableFuture<>();
		this.clock.execute(latch::join);
		this.clock.execute(() -> note("other"));
		this.clock.settle();
		assertThat(this.story).containsExactly("other at 0");
		latch.complete(null);
	}

	@RepeatedTest(50)
	void whenFutureIsCompletedThenWhoeverWaitsForItIsWaitedFor() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.clock.execute(() -> note(answer.join()));
		this.clock.settle();
		this.clock.schedule(() -> answer.complete("answered"), Duration.ofSeconds(5));
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.story).containsExactly("answered at 5");
	}

	@Test
	void whenTaskIsWokenThenItIsWaitedFor() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		this.clock.execute(() -> {
			await(latch);
			sleep(50);
			note("woken");
		});
		this.clock.settle();
		latch.countDown();
		this.clock.settle();
		assertThat(this.story).containsExactly("woken at 0");
	}

	@Test
	void whenTaskFailsThenOthersRun() {
		AtomicReference<Throwable> uncaught = new AtomicReference<>();
		this.clock.execute(() -> {
			Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> uncaught.set(ex));
			throw new IllegalStateException("failed");
		});
		this.clock.settle();
		assertThat(uncaught.get()).hasMessage("failed");
		this.clock.execute(() -> note("other"));
		this.clock.settle();
		assertThat(this.story).containsExactly("other at 0");
	}

	@Test
	void whenScheduledTaskFailsThenTestFails() {
		this.clock.schedule(() -> {
			throw new IllegalStateException("failed");
		}, Duration.ofSeconds(1));
		assertThatIllegalStateException().isThrownBy(() -> this.clock.advance(Duration.ofSeconds(1)))
			.withMessage("failed");
	}

	@Test
	void whenTimeIsToPassInATaskThenThatIsRefused() throws Exception {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		this.clock.execute(() -> {
			try {
				this.clock.advance(Duration.ofSeconds(1));
			}
			catch (IllegalStateException ex) {
				failure.complete(ex);
			}
		});
		assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("such as a listener");
	}

	@Test
	void whenTimeIsToGoBackThenThatIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofSeconds(-1)))
			.withMessage("Time does not go back: PT-1S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.clock.schedule(this.story::clear, Duration.ofSeconds(-1)));
	}

	@Test
	void whenProcessStandsStillThenTasksRunTooLate() {
		long since = this.clock.nanoTime();
		schedule("late", 10);
		this.clock.stall(Duration.ofSeconds(30));
		assertThat(this.story).containsExactly("late at 30");
		assertThat(this.clock.stalledSince(since)).isEqualTo(Duration.ofSeconds(30).toNanos());
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.clock.stalledSince(this.clock.nanoTime())).isZero();
	}

	@Test
	void whenDelayIsEndlessThenTaskIsNeverDue() {
		this.clock.schedule(() -> this.story.add("ran"), Duration.ofSeconds(Long.MAX_VALUE));
		this.clock.advance(Duration.ofDays(10_000));
		assertThat(this.story).isEmpty();
	}

	private void schedule(String name, int seconds) {
		this.clock.schedule(() -> note(name), Duration.ofSeconds(seconds));
	}

	private void note(String name) {
		this.story.add(name + " at " + Duration.between(this.begin, this.clock.now()).toSeconds());
	}

	// A thread that only waits for time to go by is at work, as far as a clock can know
	private static void sleep(long millis) {
		long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(end - System.nanoTime());
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
