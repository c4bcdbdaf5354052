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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Sequencer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SequencerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ManualExecutor executor = new ManualExecutor();

	private final Sequencer sequencer = new Sequencer(this.executor, 3);

	private final List<String> ran = new CopyOnWriteArrayList<>();

	private final List<Boolean> answers = new ArrayList<>();

	@Test
	void whenCapacityIsNotPositiveThenThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Sequencer(this.executor, 0))
			.withMessageContaining("'capacity' must be positive");
	}

	@Test
	void whenAddedThenRunsInTheBackgroundOnly() {
		assertThat(this.sequencer.execute(note("one"))).isTrue();
		assertThat(this.ran).isEmpty();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one");
	}

	@Test
	void whenSeveralAreAddedThenOneThreadRunsThemInOrder() {
		this.sequencer.execute(note("one"));
		this.sequencer.execute(note("two"));
		this.sequencer.execute(note("three"));
		assertThat(this.executor.size()).isOne();
		this.executor.run(0);
		assertThat(this.ran).containsExactly("one", "two", "three");
	}

	@Test
	void whenTaskAddsTasksThenTheyRunAfterIt() {
		this.sequencer.execute(() -> {
			this.sequencer.execute(note("three"));
			this.sequencer.run(note("four"));
			this.ran.add("one");
		});
		this.sequencer.execute(note("two"));
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two", "three", "four");
	}

	@Test
	void whenThereIsNoRoomThenTaskIsRefused() {
		for (int i = 0; i < 4; i++) {
			this.answers.add(this.sequencer.execute(note("task " + i)));
		}
		assertThat(this.answers).containsExactly(true, true, true, false);
		assertThat(this.sequencer.size()).isEqualTo(3);
		this.executor.runAll();
		assertThat(this.ran).containsExactly("task 0", "task 1", "task 2");
		assertThat(this.sequencer.execute(note("later"))).isTrue();
	}

	@Test
	void whenTaskRunsThenItTakesNoRoom() {
		this.sequencer.execute(() -> {
			for (int i = 0; i < 4; i++) {
				this.answers.add(this.sequencer.execute(note("task " + i)));
			}
		});
		this.executor.runAll();
		assertThat(this.answers).containsExactly(true, true, true, false);
	}

	@Test
	void whenTaskThrowsThenItIsLoggedAndOthersRun(CapturedOutput output) {
		this.sequencer.execute(() -> {
			throw new StackOverflowError("odd");
		});
		this.sequencer.execute(note("two"));
		this.executor.runAll();
		assertThat(this.ran).containsExactly("two");
		assertThat(this.sequencer.isIdle()).isTrue();
		assertThat(output).contains("A task failed").contains("odd");
	}

	@Test
	void whenTaskInterruptsItsThreadThenNextIsNotDisturbed() {
		this.sequencer.execute(() -> Thread.currentThread().interrupt());
		this.sequencer.execute(() -> this.answers.add(Thread.currentThread().isInterrupted()));
		this.executor.runAll();
		assertThat(this.answers).containsExactly(false);
	}

	@Test
	void whenIdleThenRunsAtOnce() {
		assertThat(this.sequencer.run(note("one"))).isTrue();
		assertThat(this.ran).containsExactly("one");
		assertThat(this.executor.size()).isZero();
		assertThat(this.sequencer.isIdle()).isTrue();
	}

	@Test
	void whenTaskRunsTaskThenItRunsAfterIt() {
		this.sequencer.run(() -> {
			this.sequencer.run(note("two"));
			this.ran.add("one");
		});
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenTaskRunsTaskAgainAndAgainThenStackDoesNotGrow() {
		AtomicInteger count = new AtomicInteger();
		Runnable[] again = new Runnable[1];
		again[0] = () -> {
			if (count.incrementAndGet() < 100_000) {
				this.sequencer.run(again[0]);
			}
		};
		this.sequencer.run(again[0]);
		assertThat(count).hasValue(100_000);
	}

	@Test
	void whenTaskOfTheBackgroundWaitsThenRunsAfterItInTheBackground() {
		this.sequencer.execute(note("one"));
		assertThat(this.sequencer.run(note("two"))).isTrue();
		assertThat(this.ran).isEmpty();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenTaskAddsTaskForTheBackgroundThenThatAndAllAfterItRunThere() {
		this.sequencer.run(() -> {
			this.sequencer.run(note("two"));
			this.sequencer.execute(note("three"));
			this.ran.add("one");
		});
		assertThat(this.ran).containsExactly("one");
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two", "three");
		this.sequencer.run(note("four"));
		assertThat(this.ran).endsWith("four");
	}

	@Test
	void whenThereIsNoRoomToRunThenTaskIsRefused() {
		this.sequencer.run(() -> {
			for (int i = 0; i < 4; i++) {
				this.answers.add(this.sequencer.run(note("task " + i)));
			}
		});
		assertThat(this.answers).containsExactly(true, true, true, false);
		assertThat(this.ran).containsExactly("task 0", "task 1", "task 2");
	}

	@Test
	void whenTaskThrowsThenItIsLoggedInTheBackgroundAndOthersRun(CapturedOutput output) {
		this.sequencer.run(() -> {
			this.sequencer.run(note("two"));
			throw new StackOverflowError("odd");
		});
		assertThat(this.ran).containsExactly("two");
		assertThat(this.sequencer.isIdle()).isTrue();
		assertThat(output).doesNotContain("A task failed");
		this.executor.runAll();
		assertThat(output).contains("A task failed").contains("odd");
	}

	@Test
	void whenTaskThrowsAndThereIsNoThreadThenOthersRun() {
		this.executor.rejecting(true);
		this.sequencer.run(() -> {
			throw new IllegalStateException("odd");
		});
		this.sequencer.run(note("two"));
		assertThat(this.ran).containsExactly("two");
	}

	@Test
	void whenCallerIsInterruptedThenItStaysSo() {
		Thread.currentThread().interrupt();
		this.sequencer.run(note("one"));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whenExecutorRejectsThenTaskWaitsAndNextCallTriesAgain() {
		this.executor.rejecting(true);
		assertThat(this.sequencer.execute(note("one"))).isTrue();
		assertThat(this.sequencer.isIdle()).isFalse();
		this.executor.rejecting(false);
		this.sequencer.execute(note("two"));
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenExecutorRejectsThenRunTriesAgainInTheBackground() {
		this.executor.rejecting(true);
		this.sequencer.execute(note("one"));
		this.executor.rejecting(false);
		this.sequencer.run(note("two"));
		assertThat(this.ran).isEmpty();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenExecutorRejectsUntilThereIsNoRoomThenRefusedTaskTriesAgainForTheOthers() {
		Sequencer small = new Sequencer(this.executor, 1);
		this.executor.rejecting(true);
		small.execute(note("one"));
		this.executor.rejecting(false);
		assertThat(small.execute(note("two"))).isFalse();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one");
	}

	@Test
	void whenExecutorRejectsUntilThereIsNoRoomThenRefusedRunTriesAgainForTheOthers() {
		Sequencer small = new Sequencer(this.executor, 1);
		this.executor.rejecting(true);
		small.execute(note("one"));
		this.executor.rejecting(false);
		assertThat(small.run(note("two"))).isFalse();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one");
	}

	@Test
	void whenExecutorRejectsWhatIsHandedOverThenNextCallTriesAgain() {
		this.executor.rejecting(true);
		this.sequencer.run(() -> this.sequencer.execute(note("one")));
		assertThat(this.ran).isEmpty();
		this.executor.rejecting(false);
		this.sequencer.execute(note("two"));
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenExecutorThrowsButTakesItThenTasksRunOnceAndOneAtATime() {
		ManualExecutor taking = new ManualExecutor();
		Sequencer sequencer = new Sequencer((task) -> {
			taking.execute(task);
			throw new RejectedExecutionException("There is no thread, but one may come");
		}, 3);
		sequencer.execute(() -> {
			taking.run(0);
			this.ran.add("one");
		});
		sequencer.execute(note("two"));
		assertThat(taking.size()).isEqualTo(2);
		taking.run(0);
		assertThat(this.ran).containsExactly("one", "two");
		assertThat(sequencer.isIdle()).isTrue();
	}

	@Test
	void whenNothingWasAddedThenIsIdle() {
		assertThat(this.sequencer.isIdle()).isTrue();
		assertThat(this.sequencer.whenIdle()).isCompleted();
	}

	@Test
	void whenTasksWaitThenIsIdleOnceTheyHaveRun() {
		this.sequencer.execute(note("one"));
		CompletableFuture<Void> idle = this.sequencer.whenIdle();
		idle.thenRun(note("idle"));
		this.sequencer.execute(note("two"));
		assertThat(this.sequencer.isIdle()).isFalse();
		assertThat(idle).isNotDone();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("one", "two", "idle");
		assertThat(this.sequencer.isIdle()).isTrue();
	}

	@Test
	void whenTaskRunsThenAnotherThreadWaitsForIt() {
		List<CompletableFuture<Void>> futures = new ArrayList<>();
		this.sequencer.execute(() -> {
			futures.add(CompletableFuture.supplyAsync(this.sequencer::whenIdle).join());
			this.answers.add(futures.get(0).isDone());
		});
		this.executor.runAll();
		assertThat(this.answers).containsExactly(false);
		assertThat(futures.get(0)).isCompleted();
	}

	@Test
	void whenRunningTaskAsksAndNothingWaitsThenItIsNotWaitedFor() {
		this.sequencer.execute(() -> this.answers.add(this.sequencer.whenIdle().isDone()));
		this.executor.runAll();
		assertThat(this.answers).containsExactly(true);
	}

	@Test
	void whenRunningTaskAsksAndOthersWaitThenThoseAreWaitedFor() {
		this.sequencer.execute(() -> this.sequencer.whenIdle().thenRun(note("idle")));
		this.sequencer.execute(note("two"));
		this.executor.runAll();
		assertThat(this.ran).containsExactly("two", "idle");
	}

	@Test
	void whenAskerCompletesItsFutureThenOthersStillWait() {
		this.sequencer.execute(note("one"));
		CompletableFuture<Void> other = this.sequencer.whenIdle();
		this.sequencer.whenIdle().complete(null);
		assertThat(other).isNotDone();
		this.executor.runAll();
		assertThat(other).isCompleted();
	}

	@Test
	void whenDependentThrowsThenNothingEnds() {
		this.sequencer.execute(note("one"));
		this.sequencer.whenIdle().thenRun(() -> {
			throw new StackOverflowError("odd");
		});
		this.executor.runAll();
		this.sequencer.run(note("two"));
		assertThat(this.ran).containsExactly("one", "two");
	}

	@Test
	void whenExecutorHasRejectedThenWhoeverAsksTriesAgain() {
		this.executor.rejecting(true);
		this.sequencer.execute(note("one"));
		this.executor.rejecting(false);
		CompletableFuture<Void> idle = this.sequencer.whenIdle();
		assertThat(idle).isNotDone();
		this.executor.runAll();
		assertThat(idle).isCompleted();
	}

	@Test
	void whenAnotherThreadRunsTasksThenRunLeavesItsTaskToThat() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		List<Thread> runners = new CopyOnWriteArrayList<>();
		Thread other = new Thread(() -> this.sequencer.run(() -> {
			begun.countDown();
			await(release);
		}));
		other.start();
		await(begun);
		this.sequencer.run(() -> runners.add(Thread.currentThread()));
		assertThat(runners).isEmpty();
		release.countDown();
		other.join();
		assertThat(runners).containsExactly(other);
	}

	@Test
	void whenAnotherThreadRunsTasksThenTaskForTheBackgroundIsNotRunByThat() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Thread other = new Thread(() -> this.sequencer.run(() -> {
			begun.countDown();
			await(release);
		}));
		other.start();
		await(begun);
		this.sequencer.execute(note("background"));
		release.countDown();
		other.join();
		assertThat(this.ran).isEmpty();
		this.executor.runAll();
		assertThat(this.ran).containsExactly("background");
	}

	@Test
	void whenManyThreadsAddThenTasksRunOneAtATimeInOrderOfEachAndNoneIsLost() throws Exception {
		int threads = 4;
		int tasks = 5_000;
		ExecutorService pool = Executors.newCachedThreadPool();
		// Refuses now and then
		AtomicInteger calls = new AtomicInteger();
		Executor unreliable = (task) -> {
			if (calls.incrementAndGet() % 7 == 0) {
				throw new RejectedExecutionException("There is no thread");
			}
			pool.execute(task);
		};
		Sequencer sequencer = new Sequencer(unreliable, threads * tasks);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger disorder = new AtomicInteger();
		AtomicInteger count = new AtomicInteger();
		// Guarded by the order alone
		int[] last = new int[threads];
		List<Thread> adders = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int thread = i;
			adders.add(new Thread(() -> {
				for (int j = 1; j <= tasks; j++) {
					int number = j;
					Runnable task = () -> {
						if (running.incrementAndGet() != 1 || last[thread] != number - 1) {
							disorder.incrementAndGet();
						}
						last[thread] = number;
						running.decrementAndGet();
						count.incrementAndGet();
					};
					boolean added = (number % 3 == 0) ? sequencer.run(task) : sequencer.execute(task);
					assertThat(added).isTrue();
				}
			}));
		}
		adders.forEach(Thread::start);
		for (Thread adder : adders) {
			adder.join();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> {
			sequencer.whenIdle();
			return sequencer.isIdle();
		});
		assertThat(count).hasValue(threads * tasks);
		assertThat(disorder).hasValue(0);
		pool.shutdown();
	}

	@Test
	void whenAskedAgainAndAgainThenIdleIsAlwaysTold() throws Exception {
		ExecutorService pool = Executors.newCachedThreadPool();
		Sequencer sequencer = new Sequencer(pool, 10);
		for (int i = 0; i < 5_000; i++) {
			AtomicInteger done = new AtomicInteger();
			sequencer.execute(done::incrementAndGet);
			sequencer.whenIdle().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(done).hasValue(1);
		}
		pool.shutdown();
	}

	private Runnable note(String name) {
		return () -> this.ran.add(name);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
