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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import io.github.heartbeat.engine.concurrent.EngineTimer.Task;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadEngineTimer}, on its real thread.
 */
@ExtendWith(OutputCaptureExtension.class)
class ThreadEngineTimerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final Queue<Runnable> background = new ConcurrentLinkedQueue<>();

	private final ThreadEngineTimer timer = new ThreadEngineTimer(this.background::add);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.timer.shutdown();
	}

	@Test
	void whenTasksAreDueThenTheyRunInOrderOnOneThread() {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		this.timer.schedule(() -> threads.add(Thread.currentThread()), Duration.ofMillis(1));
		this.timer.schedule(() -> threads.add(Thread.currentThread()), Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> threads.size() == 2);
		assertThat(threads.get(0)).isSameAs(threads.get(1)).isNotSameAs(Thread.currentThread());
		assertThat(threads.get(0).isDaemon()).isTrue();
		assertThat(threads.get(0).getName()).startsWith("heartbeat-timer-");
	}

	@Test
	void whenTaskThrowsThenItIsLoggedInTheBackgroundAndLaterOnesRun(CapturedOutput output) {
		this.timer.schedule(() -> {
			throw new StackOverflowError("odd");
		}, Duration.ZERO);
		awaitNextTask();
		assertThat(output).doesNotContain("A task of the timer failed");
		assertThat(this.background).hasSize(1);
		this.background.remove().run();
		assertThat(output).contains("A task of the timer failed").contains("odd");
	}

	@Test
	void whenLogIsSlowThenNotMoreThanOneThreadIsAskedFor() {
		for (int i = 0; i < 100; i++) {
			this.timer.schedule(() -> {
				throw new IllegalStateException("odd");
			}, Duration.ZERO);
		}
		awaitNextTask();
		assertThat(this.background).hasSize(1);
	}

	@Test
	void whenBackgroundRejectsThenTimerGoesOn() {
		ThreadEngineTimer timer = new ThreadEngineTimer((task) -> {
			throw new RejectedExecutionException("There is no thread");
		});
		timer.schedule(() -> {
			throw new IllegalStateException("odd");
		}, Duration.ZERO);
		timer.schedule(() -> this.ran.add("next"), Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> this.ran.contains("next"));
		timer.shutdown();
	}

	@Test
	void whenDelayIsForeverThenTaskCanBeScheduledAndCalledOff() {
		Task forever = this.timer.schedule(() -> this.ran.add("forever"), ChronoUnit.FOREVER.getDuration());
		awaitNextTask();
		forever.cancel();
		assertThat(this.ran).containsExactly("next");
	}

	@Test
	void whenTaskIsCalledOffThenItDoesNotRun() {
		CountDownLatch release = holdUp();
		Task task = this.timer.schedule(() -> this.ran.add("never"), Duration.ZERO);
		task.cancel();
		release.countDown();
		awaitNextTask();
		assertThat(this.ran).containsExactly("next");
	}

	@Test
	void whenShutDownThenNothingIsScheduledAndNothingThrown() {
		this.timer.shutdown();
		Task task = this.timer.schedule(() -> this.ran.add("never"), Duration.ZERO);
		task.cancel();
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whenTaskRunsLateThenItKnowsAtOnceThatProcessStoodStill() {
		CountDownLatch release = holdUp();
		long since = this.timer.nanoTime();
		List<Long> stalled = new CopyOnWriteArrayList<>();
		this.timer.schedule(() -> stalled.add(this.timer.stalledSince(since)), Duration.ZERO);
		// Before the first tick is late, which would tell as well
		Awaitility.await().atMost(PATIENCE).until(() -> passedSince(since).toMillis() >= 150);
		release.countDown();
		Awaitility.await().atMost(PATIENCE).until(() -> !stalled.isEmpty());
		assertThat(Duration.ofNanos(stalled.get(0))).isBetween(Duration.ofMillis(100), passedSince(since));
	}

	@Test
	void whenTickIsLateThenWhoeverAsksKnowsThatProcessStandsStill() {
		long since = this.timer.nanoTime();
		CountDownLatch release = holdUp();
		Awaitility.await().atMost(PATIENCE).until(() -> this.timer.stalledSince(since) > 0);
		release.countDown();
	}

	@Test
	void whenNothingIsScheduledThenNothingStandsStill() {
		long since = this.timer.nanoTime();
		Awaitility.await().atMost(PATIENCE).until(() -> passedSince(since).toMillis() >= 350);
		assertThat(this.timer.stalledSince(since)).isZero();
		assertThat(this.timer.recentStall()).isNull();
	}

	private Duration passedSince(long since) {
		return Duration.ofNanos(this.timer.nanoTime() - since);
	}

	private CountDownLatch holdUp() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.timer.schedule(() -> {
			begun.countDown();
			await(release);
		}, Duration.ZERO);
		await(begun);
		return release;
	}

	private void awaitNextTask() {
		this.timer.schedule(() -> this.ran.add("next"), Duration.ofNanos(1));
		Awaitility.await().atMost(PATIENCE).until(() -> this.ran.contains("next"));
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
