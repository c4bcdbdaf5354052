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
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * On real threads, since threads are what it is about.
 */
class ElasticExecutorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ThreadEngineTimer timer = new ThreadEngineTimer(Runnable::run);

	private final ElasticExecutor executor = new ElasticExecutor(this.timer, 2, (task) -> {
		Thread thread = new Thread(task, "elastic");
		thread.setDaemon(true);
		return thread;
	});

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.release.countDown();
		this.executor.shutdown();
		this.timer.shutdown();
	}

	@Test
	void whenAllThreadsAreStuckThenFurtherTasksRunAllTheSame() {
		for (int i = 0; i < 50; i++) {
			this.executor.execute(this::block);
		}
		AtomicInteger ran = new AtomicInteger();
		this.executor.execute(ran::incrementAndGet);
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 1);
		assertThat(this.executor.getPoolSize()).isGreaterThan(50);
	}

	/**
	 * A thread is free, two tasks come, the thread takes the first of them and never
	 * returns.
	 */
	@Test
	void whenFreeThreadTakesOneOfTwoTasksAndIsStuckThenTheOtherRunsAllTheSame() throws Exception {
		CountDownLatch taken = new CountDownLatch(1);
		this.executor.execute(this::block);
		this.executor.execute(taken::countDown);
		taken.await();
		AtomicInteger ran = new AtomicInteger();
		this.executor.execute(this::block);
		this.executor.execute(ran::incrementAndGet);
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 1);
	}

	@Test
	void whenThreadsKeepUpThenNoMoreWorkAtATime() {
		CountingTimer counting = new CountingTimer();
		ElasticExecutor keepingUp = new ElasticExecutor(counting, 2, Thread::new);
		AtomicInteger ran = new AtomicInteger();
		AtomicInteger working = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			keepingUp.execute(() -> {
				most.accumulateAndGet(working.incrementAndGet(), Math::max);
				working.decrementAndGet();
				ran.incrementAndGet();
			});
		}
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 100);
		assertThat(most).hasValueLessThanOrEqualTo(2);
		keepingUp.shutdown();
	}

	@Test
	void whenThreadIsFreeThenTimerIsNotTouched() {
		CountingTimer counting = new CountingTimer();
		ElasticExecutor keepingUp = new ElasticExecutor(counting, 16, Thread::new);
		AtomicInteger ran = new AtomicInteger();
		for (int i = 1; i <= 100; i++) {
			int number = i;
			keepingUp.execute(ran::incrementAndGet);
			Awaitility.await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> ran.get() == number);
		}
		assertThat(counting.tasks).isEmpty();
		keepingUp.shutdown();
	}

	@Test
	void whenLookAtQueueComesLateThenThreadsAreNotTakenForStuck() {
		VirtualTimer virtual = new VirtualTimer();
		IdleThreads threads = new IdleThreads();
		ElasticExecutor stalled = new ElasticExecutor(virtual, 1, threads);
		stalled.execute(this::block);
		stalled.execute(this::block);
		virtual.stall(Duration.ofSeconds(3));
		assertThat(threads.count).isOne();
		virtual.advance(Duration.ofMillis(10));
		assertThat(threads.count).isEqualTo(2);
		stalled.shutdown();
	}

	@Test
	void whenTasksAreNotTakenThenThreadsAreDoubled() {
		VirtualTimer virtual = new VirtualTimer();
		IdleThreads threads = new IdleThreads();
		ElasticExecutor stuck = new ElasticExecutor(virtual, 2, threads);
		for (int i = 0; i < 20; i++) {
			stuck.execute(this::block);
		}
		assertThat(threads.count).isEqualTo(2);
		virtual.advance(Duration.ofMillis(20));
		assertThat(threads.count).isEqualTo(4);
		virtual.advance(Duration.ofMillis(10));
		assertThat(threads.count).isEqualTo(8);
		stuck.shutdown();
	}

	@Test
	void whenThereIsNoThreadThenTaskIsRefusedAndLaterOnesRun() {
		AtomicBoolean exhausted = new AtomicBoolean(true);
		ElasticExecutor refusing = new ElasticExecutor(this.timer, 1,
				(task) -> exhausted.get() ? null : new Thread(task));
		List<String> ran = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> refusing.execute(() -> ran.add("refused")));
		exhausted.set(false);
		refusing.execute(() -> ran.add("later"));
		Awaitility.await().atMost(PATIENCE).until(() -> ran.size() == 1);
		assertThat(ran).containsExactly("later");
		refusing.shutdown();
	}

	@Test
	void whenTaskThrowsThenThreadGoesOn() {
		List<Throwable> uncaught = new CopyOnWriteArrayList<>();
		ElasticExecutor single = new ElasticExecutor(this.timer, 1, (task) -> {
			Thread thread = new Thread(task);
			thread.setUncaughtExceptionHandler((thrower, ex) -> uncaught.add(ex));
			return thread;
		});
		AtomicInteger ran = new AtomicInteger();
		single.execute(() -> {
			throw new IllegalStateException("test");
		});
		single.execute(ran::incrementAndGet);
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 1);
		assertThat(uncaught).hasOnlyElementsOfType(IllegalStateException.class).hasSize(1);
		single.shutdown();
	}

	@Test
	void whenHandlerOfUncaughtExceptionsThrowsThenThreadGoesOn() {
		List<Thread> threads = new CopyOnWriteArrayList<>();
		ElasticExecutor single = new ElasticExecutor(this.timer, 1, (task) -> {
			Thread thread = new Thread(task);
			thread.setUncaughtExceptionHandler((thrower, ex) -> {
				throw new StackOverflowError("handler");
			});
			return thread;
		});
		single.execute(() -> {
			threads.add(Thread.currentThread());
			throw new OutOfMemoryError("task");
		});
		single.execute(() -> threads.add(Thread.currentThread()));
		Awaitility.await().atMost(PATIENCE).until(() -> threads.size() == 2);
		assertThat(threads.get(1)).isSameAs(threads.get(0));
		single.shutdown();
	}

	@Test
	void whenTimerFailsThenTaskThatWaitsIsNotRefusedAndLaterOnesAreWatched() {
		VirtualTimer failing = new VirtualTimer();
		IdleThreads threads = new IdleThreads();
		ElasticExecutor stuck = new ElasticExecutor(failing, 1, threads);
		stuck.execute(this::block);
		int[] calls = new int[1];
		failing.onCall(() -> {
			// Two looks at the clock, then the timer is to look at the queue
			if (++calls[0] == 3) {
				throw new OutOfMemoryError("There is no thread for the timer");
			}
		});
		stuck.execute(this::block);
		assertThat(failing.pending()).isZero();
		stuck.execute(this::block);
		assertThat(failing.pending()).isOne();
		failing.advance(Duration.ofMillis(20));
		assertThat(threads.count).isGreaterThan(1);
		stuck.shutdown();
	}

	@Test
	void whenShutDownThenTasksAreRefused() {
		this.executor.shutdown();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.executor.execute(this::block));
	}

	private void block() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Keeps the tasks, from any thread.
	 */
	private static final class CountingTimer implements EngineTimer {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant now() {
			return Instant.EPOCH;
		}

		@Override
		public Task schedule(Runnable task, Duration delay) {
			this.tasks.add(task);
			return () -> this.tasks.remove(task);
		}

	}

	/**
	 * Threads that are counted, and never do what they are for.
	 */
	private static final class IdleThreads implements ThreadFactory {

		private int count;

		@Override
		public Thread newThread(Runnable worker) {
			this.count++;
			return new Thread(() -> {
			});
		}

	}

}
