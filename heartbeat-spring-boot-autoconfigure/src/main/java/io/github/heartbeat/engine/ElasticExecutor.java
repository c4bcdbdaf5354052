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
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * An executor for tasks that normally are short but may block without a bound: a few
 * threads as long as they keep up, and as many as it takes while tasks are stuck. With a
 * thread for each task at once, ten thousand clients that ping would start hundreds; with
 * a fixed number, as many frozen peers would hold up everybody.
 * <p>
 * A task that has waited for {@link #PATIENCE} while no other was taken, or for
 * {@link #LIMIT} in any case, shows that threads are stuck: their number is doubled at
 * most. Idle threads end.
 */
final class ElasticExecutor implements Executor {

	private static final Duration PATIENCE = Duration.ofMillis(10);

	private static final Duration LIMIT = Duration.ofMillis(100);

	private final EngineTimer timer;

	private final int threads;

	private final ThreadPoolExecutor pool;

	/** Whether the timer will look at the queue. */
	private final AtomicBoolean watched = new AtomicBoolean();

	/** Threads that run a task. */
	private final AtomicInteger busy = new AtomicInteger();

	/** The task that waited longest when the timer last looked. */
	private volatile @Nullable Runnable lastHead;

	/**
	 * Create a new executor.
	 * @param timer the timer
	 * @param threads how many threads there are as long as they keep up
	 * @param threadFactory makes the threads
	 */
	ElasticExecutor(EngineTimer timer, int threads, ThreadFactory threadFactory) {
		this.timer = timer;
		this.threads = threads;
		this.pool = new ThreadPoolExecutor(threads, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threadFactory);
		this.pool.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable command) {
		this.pool.execute(new Task(command, this.timer.nanoTime()));
		// Not where a thread is free, which is about to take the task: to arm the timer
		// is
		// to wake another thread
		if (this.busy.get() >= this.pool.getCorePoolSize()) {
			watchQueue();
		}
	}

	private void run(Runnable command) {
		this.busy.incrementAndGet();
		try {
			// That thread may have taken another task, and have left nobody for this one
			watchQueue();
			command.run();
		}
		finally {
			this.busy.decrementAndGet();
		}
	}

	private void watchQueue() {
		if (!this.pool.getQueue().isEmpty()) {
			watch();
		}
	}

	private void watch() {
		if (this.watched.compareAndSet(false, true)) {
			this.timer.schedule(this::check, PATIENCE);
		}
	}

	private void check() {
		// First open the way for execute to arm anew, then look
		this.watched.set(false);
		Task head = (Task) this.pool.getQueue().peek();
		boolean stuck = head != null
				&& (head == this.lastHead || this.timer.nanoTime() - head.since >= LIMIT.toNanos());
		this.lastHead = head;
		if (head == null) {
			this.pool.setCorePoolSize(this.threads);
			return;
		}
		if (stuck) {
			// Not more than there is to do: the pool would start the rest, one for each
			// task
			// to come, although others are idle
			int more = Math.min(this.pool.getPoolSize(), this.pool.getQueue().size());
			this.pool.setCorePoolSize(this.pool.getPoolSize() + more);
		}
		watch();
	}

	int getPoolSize() {
		return this.pool.getPoolSize();
	}

	void shutdown() {
		this.pool.shutdown();
	}

	/**
	 * A task that knows since when it waits.
	 */
	private final class Task implements Runnable {

		private final Runnable command;

		private final long since;

		Task(Runnable command, long since) {
			this.command = command;
			this.since = since;
		}

		@Override
		public void run() {
			ElasticExecutor.this.run(this.command);
		}

	}

}
