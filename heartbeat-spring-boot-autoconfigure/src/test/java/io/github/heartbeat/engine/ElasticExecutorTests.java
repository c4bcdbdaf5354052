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
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On real threads, since threads are what it is about.
 */
class ElasticExecutorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ThreadEngineTimer timer = new ThreadEngineTimer();

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
	 * The interleaving behind the check at the begin of a task: a thread is free, two
	 * tasks come, the thread takes the first of them and never returns.
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
	void whenThreadsKeepUpThenTheirNumberStays() {
		CountingTimer counting = new CountingTimer();
		ElasticExecutor keepingUp = new ElasticExecutor(counting, 2, Thread::new);
		AtomicInteger ran = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			keepingUp.execute(ran::incrementAndGet);
		}
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 100);
		counting.runAll();
		assertThat(keepingUp.getPoolSize()).isLessThanOrEqualTo(2);
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

	private void block() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Keeps the tasks, from any thread, until it is told to run them.
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

		@Override
		public @Nullable Duration recentStall() {
			return null;
		}

		void runAll() {
			Runnable task = this.tasks.poll();
			while (task != null) {
				task.run();
				task = this.tasks.poll();
			}
		}

	}

}
