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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CompletionExecutor}.
 */
class CompletionExecutorTests {

	private static final Duration PATIENCE = Duration.ofMillis(10);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final ManualExecutor fallback = new ManualExecutor();

	private final CompletionExecutor completions = new CompletionExecutor(this.dispatch, this.fallback, this.timer, 3);

	private final List<String> run = new ArrayList<>();

	private void add(String... names) {
		for (String name : names) {
			this.completions.execute(note(name));
		}
	}

	private void addNested(String... names) {
		for (String name : names) {
			this.completions.execute(note(name), true);
		}
	}

	private Runnable note(String name) {
		return () -> this.run.add(name);
	}

	/**
	 * Add a completion that does not return before the timer has looked.
	 * @param name its name, noted when it returns
	 * @param meanwhile what other threads do until then
	 */
	private void addBlocking(String name, Runnable meanwhile) {
		this.completions.execute(() -> {
			this.timer.advance(PATIENCE);
			meanwhile.run();
			this.run.add(name);
		});
	}

	private void settle() {
		this.dispatch.runAll();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void whenCapacityIsNotPositiveThenFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CompletionExecutor(this.dispatch, this.timer, 0))
			.withMessageContaining("capacity");
	}

	@Nested
	class Order {

		@Test
		void whenAddedThenRunsInTheBackground() {
			add("a");
			assertThat(CompletionExecutorTests.this.run).isEmpty();
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a");
		}

		@Test
		void whenThousandsAreAddedThenOneThreadRunsThemInOrder() {
			String[] names = IntStream.range(0, 5000).mapToObj(String::valueOf).toArray(String[]::new);
			add(names);
			assertThat(CompletionExecutorTests.this.dispatch.size()).isOne();
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly(names);
			assertThat(CompletionExecutorTests.this.fallback.size()).isZero();
			assertThat(CompletionExecutorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenCompletionAddsAnotherThenThatRunsBehindThoseThatWait() {
			CompletionExecutorTests.this.completions.execute(() -> add("c"));
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "c");
		}

		@Test
		void whenNothingBlocksThenNestedOnesKeepTheirPlace() {
			add("a");
			addNested("b", "c");
			add("d");
			addNested("e");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c", "d", "e");
		}

		@Test
		void whenAllHaveRunThenNextOneHasAThreadOfItsOwn() {
			add("a");
			settle();
			add("b");
			assertThat(CompletionExecutorTests.this.dispatch.size()).isOne();
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b");
		}

		@Test
		void whenCompletionInterruptsItsThreadThenNextOneDoesNotSeeIt() {
			CompletionExecutorTests.this.completions.execute(() -> Thread.currentThread().interrupt());
			CompletionExecutorTests.this.completions
				.execute(() -> CompletionExecutorTests.this.run.add("" + Thread.currentThread().isInterrupted()));
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("false");
		}

		@Test
		void whenCompletionRunsThenItsThreadIsKnown() {
			List<Boolean> answers = new ArrayList<>();
			CompletionExecutor completions = CompletionExecutorTests.this.completions;
			completions.execute(() -> answers.add(completions.isRunByCurrentThread()));
			completions
				.execute(() -> answers.add(CompletableFuture.supplyAsync(completions::isRunByCurrentThread).join()));
			answers.add(completions.isRunByCurrentThread());
			settle();
			answers.add(completions.isRunByCurrentThread());
			assertThat(answers).containsExactly(false, true, false, false);
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class Failures {

		@Test
		void whenCompletionThrowsThenItIsLoggedAndNextOnesRun(CapturedOutput output) {
			CompletionExecutorTests.this.completions.execute(() -> {
				throw new StackOverflowError("deep");
			});
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b");
			assertThat(output).contains("A future was not completed").contains("StackOverflowError: deep");
		}

		@Test
		void whenRoomListenerThrowsThenCompletionsRun() {
			CompletionExecutorTests.this.completions.setRoomListener(() -> {
				throw new IllegalStateException("odd");
			});
			add("a", "b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c");
		}

	}

	@Nested
	class Room {

		@Test
		void whenAsManyWaitAsMayThenFull() {
			add("a", "b");
			assertThat(CompletionExecutorTests.this.completions.isFull()).isFalse();
			addNested("c");
			assertThat(CompletionExecutorTests.this.completions.isFull()).isTrue();
			assertThat(CompletionExecutorTests.this.completions.size()).isEqualTo(3);
			settle();
			assertThat(CompletionExecutorTests.this.completions.isFull()).isFalse();
			assertThat(CompletionExecutorTests.this.completions.size()).isZero();
		}

		@Test
		void whenFullThenMoreAreTakenNevertheless() {
			add("a", "b", "c", "d");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c", "d");
		}

		@Test
		void whenThereIsRoomAgainThenListenerIsToldOnceBeforeTheCallback() {
			CompletionExecutorTests.this.completions.setRoomListener(note("room"));
			add("a", "b", "c", "d");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "room", "b", "c", "d");
		}

		@Test
		void whenCompletionHangsThenRoomIsMadeByAnotherThread() {
			CompletionExecutorTests.this.completions.setRoomListener(note("room"));
			addBlocking("a", () -> {
				add("d");
				settle();
			});
			add("b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("room", "room", "b", "c", "d", "a");
		}

	}

	@Nested
	class Overtaking {

		@Test
		void whenNothingWaitsThenTimerIsNotAsked() {
			CompletionExecutorTests.this.completions
				.execute(() -> assertThat(CompletionExecutorTests.this.timer.pending()).isZero());
			settle();
		}

		@Test
		void whenCompletionReturnsInTimeThenOrderIsKept() {
			CompletionExecutorTests.this.completions.execute(() -> {
				CompletionExecutorTests.this.timer.advance(PATIENCE.minusNanos(1));
				settle();
				CompletionExecutorTests.this.run.add("a");
			});
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b");
		}

		@Test
		void whenCompletionBlocksThenAnotherThreadGoesOn() {
			addBlocking("a", CompletionExecutorTests.this::settle);
			add("b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "c", "a");
		}

		@Test
		void whenAnotherIsAddedBehindCompletionThatBlocksThenItIsNotHeldUp() {
			CompletionExecutorTests.this.completions.execute(() -> {
				CompletionExecutorTests.this.timer.advance(Duration.ofMinutes(1));
				add("b");
				CompletionExecutorTests.this.timer.advance(PATIENCE);
				settle();
				CompletionExecutorTests.this.run.add("a");
			});
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "a");
		}

		@Test
		void whenCompletionThatWasOvertakenStillBlocksThenNextOnesNeedNoPatience() {
			addBlocking("a", () -> {
				settle();
				add("c");
				settle();
			});
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "c", "a");
		}

		@Test
		void whenCompletionsReturnThenNoOtherThreadStartsHoweverManyWait() {
			for (int i = 0; i < 100; i++) {
				CompletionExecutorTests.this.completions.execute(() -> {
					CompletionExecutorTests.this.timer.advance(PATIENCE.dividedBy(2));
					assertThat(CompletionExecutorTests.this.dispatch.size()).isZero();
					CompletionExecutorTests.this.run.add("done");
				});
			}
			settle();
			assertThat(CompletionExecutorTests.this.run).hasSize(100).containsOnly("done");
		}

		@Test
		void whenOvertakenOneReturnsBeforeTheOtherThreadBeginsThenItGoesOn() {
			addBlocking("a", () -> {
			});
			add("b", "c");
			CompletionExecutorTests.this.dispatch.run(0);
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.completions.whenIdle()).isCompleted();
		}

		@Test
		void whenOvertakenOneReturnsThenItsThreadEndsAndOrderIsKept() throws Exception {
			CountDownLatch blocking = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			CompletionExecutorTests.this.completions.execute(() -> {
				blocking.countDown();
				await(release);
				CompletionExecutorTests.this.run.add("a");
			});
			CompletableFuture<Void> thread = CompletableFuture
				.runAsync(() -> CompletionExecutorTests.this.dispatch.run(0));
			blocking.await();
			CompletionExecutorTests.this.completions.execute(() -> {
				release.countDown();
				thread.join();
				CompletionExecutorTests.this.run.add("b");
			});
			add("c", "d");
			CompletionExecutorTests.this.timer.advance(PATIENCE);
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c", "d");
		}

		@Test
		void whenThisProcessStoodStillThenNothingIsOvertaken() {
			CompletionExecutorTests.this.completions.execute(() -> {
				CompletionExecutorTests.this.timer.stall(Duration.ofSeconds(3));
				settle();
				CompletionExecutorTests.this.run.add("a");
			});
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b");
			assertThat(CompletionExecutorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenThisProcessStoodStillAndCompletionBlocksNeverthelessThenItIsOvertaken() {
			CompletionExecutorTests.this.completions.execute(() -> {
				CompletionExecutorTests.this.timer.stall(Duration.ofSeconds(3));
				CompletionExecutorTests.this.timer.advance(PATIENCE);
				settle();
				CompletionExecutorTests.this.run.add("a");
			});
			add("b");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "a");
		}

		@Test
		void whenCompletionBlocksThenNestedOnesGoAheadOfOthers() {
			addBlocking("a", () -> {
				addNested("nested 1");
				addNested("nested 2");
				settle();
			});
			add("b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("nested 1", "nested 2", "b", "c", "a");
		}

	}

	@Nested
	class Bounds {

		private Runnable whenMost = () -> {
		};

		private int running;

		private int most;

		/**
		 * Run a completion as if it hung: meanwhile everything runs that other threads
		 * may run.
		 */
		private void hang() {
			this.running++;
			this.most = Math.max(this.most, this.running);
			goOn();
			if (this.running == this.most) {
				this.whenMost.run();
			}
			this.running--;
		}

		private void goOn() {
			CompletionExecutorTests.this.timer.advance(Duration.ofSeconds(1));
			settle();
		}

		private void addHanging(int count, boolean nested) {
			for (int i = 0; i < count; i++) {
				CompletionExecutorTests.this.completions.execute(this::hang, nested);
			}
		}

		@Test
		void whenManyHangThenThreadsAreBounded() {
			addHanging(50, false);
			settle();
			assertThat(this.most).isEqualTo(CompletionExecutor.MAX_THREADS - 1);
			assertThat(CompletionExecutorTests.this.completions.whenIdle()).isCompleted();
		}

		@Test
		void whenNestedOnesHangAsWellThenThreadsAreBounded() {
			addHanging(25, false);
			addHanging(25, true);
			settle();
			assertThat(this.most).isEqualTo(CompletionExecutor.MAX_THREADS);
			assertThat(CompletionExecutorTests.this.completions.whenIdle()).isCompleted();
		}

		@Test
		void whenAsManyHangAsMayThenTimerIsNotAskedInVain() {
			List<Integer> pending = new ArrayList<>();
			this.whenMost = () -> pending.add(CompletionExecutorTests.this.timer.pending());
			addHanging(20, false);
			settle();
			assertThat(pending).isNotEmpty().containsOnly(0);
		}

		@Test
		void whenAsManyHangAsMayThenLastThreadIsForNestedOnes() {
			addHanging(CompletionExecutor.MAX_THREADS - 1, false);
			this.whenMost = () -> {
				if (this.running == CompletionExecutor.MAX_THREADS - 1) {
					add("ordinary");
					addNested("nested");
					goOn();
					assertThat(CompletionExecutorTests.this.run).containsExactly("nested");
				}
			};
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("nested", "ordinary");
		}

		@Test
		void whenManyHangOnRealThreadsThenThreadsAreBoundedAndAllRunWhenTheyReturn() {
			ExecutorService threads = Executors.newCachedThreadPool();
			ThreadEngineTimer realTimer = new ThreadEngineTimer(threads);
			CountDownLatch release = new CountDownLatch(1);
			AtomicInteger hanging = new AtomicInteger();
			AtomicInteger returned = new AtomicInteger();
			try {
				CompletionExecutor real = new CompletionExecutor(threads, realTimer, 40);
				for (int i = 0; i < 50; i++) {
					real.execute(() -> {
						hanging.incrementAndGet();
						await(release);
						returned.incrementAndGet();
					});
				}
				int bound = CompletionExecutor.MAX_THREADS - 1;
				Awaitility.await().until(() -> hanging.get() == bound);
				Awaitility.await()
					.during(PATIENCE.multipliedBy(10))
					.until(() -> hanging.get() == bound && real.size() == 50 - bound);
				assertThat(real.isFull()).isTrue();
				release.countDown();
				assertThat(real.whenIdle()).succeedsWithin(Duration.ofSeconds(5));
				assertThat(returned).hasValue(50);
			}
			finally {
				release.countDown();
				realTimer.shutdown();
				threads.shutdown();
			}
		}

	}

	@Nested
	class Idle {

		@Test
		void whenNothingWasAddedThenIsIdle() {
			assertThat(CompletionExecutorTests.this.completions.whenIdle()).isCompleted();
		}

		@Test
		void whenCompletionsWaitThenIsIdleOnceTheyHaveRun() {
			add("a");
			CompletableFuture<Void> idle = CompletionExecutorTests.this.completions.whenIdle();
			idle.thenRun(note("idle"));
			add("b");
			assertThat(idle).isNotDone();
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "idle");
		}

		@Test
		void whenCompletionAsksThenItIsNotWaitedFor() {
			CompletionExecutorTests.this.completions
				.execute(() -> assertThat(CompletionExecutorTests.this.completions.whenIdle()).isCompleted());
			settle();
		}

		@Test
		void whenAnotherThreadAsksThenRunningCompletionIsWaitedFor() {
			List<CompletableFuture<Void>> futures = new ArrayList<>();
			CompletionExecutorTests.this.completions.execute(() -> {
				futures.add(CompletableFuture.supplyAsync(CompletionExecutorTests.this.completions::whenIdle).join());
				assertThat(futures.get(0)).isNotDone();
			});
			settle();
			assertThat(futures.get(0)).isCompleted();
		}

		@Test
		void whenCompletionAsksThenThoseThatWaitAreWaitedFor() {
			CompletionExecutorTests.this.completions
				.execute(() -> CompletionExecutorTests.this.completions.whenIdle().thenRun(note("idle")));
			add("b", "c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("b", "c", "idle");
		}

		@Test
		void whenCompletionAsksAndBlocksThenIsIdleWhenOthersHaveRun() throws Exception {
			CountDownLatch blocking = new CountDownLatch(1);
			CompletionExecutorTests.this.completions.execute(() -> {
				CompletableFuture<Void> idle = CompletionExecutorTests.this.completions.whenIdle();
				blocking.countDown();
				idle.join();
			});
			add("b");
			CompletableFuture<Void> thread = CompletableFuture
				.runAsync(() -> CompletionExecutorTests.this.dispatch.run(0));
			blocking.await();
			CompletionExecutorTests.this.timer.advance(PATIENCE);
			settle();
			assertThat(thread).succeedsWithin(Duration.ofSeconds(5));
			assertThat(CompletionExecutorTests.this.run).containsExactly("b");
		}

		@Test
		void whenCompletionThatWasOvertakenStillRunsThenIsNotIdle() {
			List<CompletableFuture<Void>> futures = new ArrayList<>();
			addBlocking("a", () -> {
				settle();
				futures.add(CompletableFuture.supplyAsync(CompletionExecutorTests.this.completions::whenIdle).join());
				assertThat(futures.get(0)).isNotDone();
			});
			add("b");
			settle();
			assertThat(futures.get(0)).isCompleted();
		}

		@Test
		void whenCallerCancelsItsFutureThenOthersAreTold() {
			add("a");
			CompletionExecutorTests.this.completions.whenIdle().cancel(false);
			CompletableFuture<Void> other = CompletionExecutorTests.this.completions.whenIdle();
			settle();
			assertThat(other).isCompleted().isNotCancelled();
		}

	}

	@Nested
	class NoThread {

		@Test
		void whenDispatchRejectsThenFallbackRunsThem() {
			CompletionExecutorTests.this.dispatch.rejecting(true);
			add("a", "b");
			CompletionExecutorTests.this.fallback.runAll();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b");
		}

		@Test
		void whenDispatchRejectsThenThePoolOfTheJdkRunsThem() {
			CompletionExecutorTests.this.dispatch.rejecting(true);
			CompletionExecutor completions = new CompletionExecutor(CompletionExecutorTests.this.dispatch,
					CompletionExecutorTests.this.timer, 3);
			CompletableFuture<Thread> thread = new CompletableFuture<>();
			completions.execute(() -> thread.complete(Thread.currentThread()));
			assertThat(thread).succeedsWithin(Duration.ofSeconds(5)).isNotSameAs(Thread.currentThread());
		}

		@Test
		void whenNobodyHasAThreadThenBothAreAskedEachSecond() {
			reject(true);
			add("a");
			CompletionExecutorTests.this.timer.advance(RETRY.multipliedBy(3));
			assertThat(CompletionExecutorTests.this.timer.pending()).isOne();
			reject(false);
			CompletionExecutorTests.this.timer.advance(RETRY);
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a");
			assertThat(CompletionExecutorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenNobodyHasAThreadThenNextCompletionAsksAgain() {
			reject(true);
			add("a", "b");
			assertThat(CompletionExecutorTests.this.timer.pending()).isOne();
			reject(false);
			add("c");
			settle();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b", "c");
		}

		@Test
		void whenExecutorThrowsButTakesItThenCompletionsRunOnceAndOneAtATime() {
			ManualExecutor taking = new ManualExecutor();
			CompletionExecutor completions = new CompletionExecutor((task) -> {
				taking.execute(task);
				throw new RejectedExecutionException("There is no thread, but one may come");
			}, CompletionExecutorTests.this.fallback, CompletionExecutorTests.this.timer, 3);
			completions.execute(() -> {
				CompletionExecutorTests.this.fallback.runAll();
				CompletionExecutorTests.this.run.add("a");
			});
			completions.execute(note("b"));
			taking.runAll();
			CompletionExecutorTests.this.fallback.runAll();
			assertThat(CompletionExecutorTests.this.run).containsExactly("a", "b");
		}

		private void reject(boolean rejecting) {
			Arrays.asList(CompletionExecutorTests.this.dispatch, CompletionExecutorTests.this.fallback)
				.forEach((executor) -> executor.rejecting(rejecting));
		}

	}

}
