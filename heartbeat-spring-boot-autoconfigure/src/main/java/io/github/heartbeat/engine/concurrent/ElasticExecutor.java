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
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * {@link Executor} for tasks that normally are short but may block without a bound: a few
 * threads as long as they keep up, and as many as it takes while tasks are stuck. With a
 * thread for each task at once, ten thousand clients that ping would start hundreds; with
 * a fixed number, as many frozen peers would hold up everybody.
 * <p>
 * Tasks wait in a queue of its own while as many threads work as may. If none was taken
 * for {@link #PATIENCE}, all threads are stuck and their number is doubled at most; if
 * tasks are taken, but too slowly, one is added. A look at the queue that comes late
 * itself says nothing: then it was this process that stood still. The thread that was
 * free last is taken first, so that those that are no longer needed stay idle, and end.
 */
final class ElasticExecutor implements Executor {

	private static final FailsafeLog logger = FailsafeLog.of(ElasticExecutor.class);

	private static final Duration PATIENCE = Duration.ofMillis(10);

	private static final Duration LIMIT = Duration.ofMillis(100);

	private final EngineTimer timer;

	private final int threads;

	private final ThreadPoolExecutor pool;

	/** Tasks that no thread has taken yet; guarded by itself, as all that follows. */
	private final Queue<Task> queue = new ArrayDeque<>();

	/** Threads that work, or are about to. */
	private int working;

	/** How many threads may work. */
	private int limit;

	/** Whether the timer will look at the queue. */
	private boolean watched;

	/** The task that waited longest when the timer last looked. */
	private @Nullable Task lastHead;

	/**
	 * Create a new executor.
	 * @param timer the timer
	 * @param threads how many threads there are as long as they keep up
	 * @param threadFactory makes the threads
	 */
	ElasticExecutor(EngineTimer timer, int threads, ThreadFactory threadFactory) {
		this.timer = timer;
		this.threads = threads;
		this.limit = threads;
		// A synchronous queue that is not fair gives to the thread that came last
		this.pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(false),
				threadFactory);
	}

	@Override
	public void execute(Runnable command) {
		Task task = new Task(command, this.timer.nanoTime());
		boolean start;
		boolean watch;
		synchronized (this.queue) {
			if (this.pool.isShutdown()) {
				throw new RejectedExecutionException("The executor is shut down");
			}
			this.queue.add(task);
			start = this.working < this.limit;
			this.working += start ? 1 : 0;
			watch = !start && watch();
		}
		if (start) {
			start(task);
		}
		if (watch) {
			scheduleCheck();
		}
	}

	private void start(@Nullable Task task) {
		try {
			this.pool.execute(this::work);
		}
		catch (Throwable ex) {
			synchronized (this.queue) {
				this.working--;
				if (task != null && !this.queue.remove(task)) {
					// Another thread has taken it
					return;
				}
			}
			throw ex;
		}
	}

	private void work() {
		Task task = next();
		while (task != null) {
			// Whoever interrupted this thread meant the task before
			Thread.interrupted();
			try {
				task.command.run();
			}
			catch (Throwable ex) {
				handle(ex);
			}
			task = next();
		}
	}

	private void handle(Throwable failure) {
		Thread thread = Thread.currentThread();
		try {
			thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
		}
		catch (Throwable ex) {
			logger.error("A task failed, and the handler of uncaught exceptions as well", failure);
		}
	}

	private @Nullable Task next() {
		synchronized (this.queue) {
			Task task = this.queue.poll();
			if (task == null) {
				this.working--;
				if (this.working < this.threads) {
					this.limit = this.threads;
				}
			}
			return task;
		}
	}

	/**
	 * Note that the timer is to look at the queue.
	 * @return whether it is to be told
	 */
	private boolean watch() {
		boolean tell = !this.watched;
		this.watched = true;
		return tell;
	}

	private void scheduleCheck() {
		long due = this.timer.nanoTime() + PATIENCE.toNanos();
		try {
			this.timer.schedule(() -> check(due), PATIENCE);
		}
		catch (Throwable ex) {
			// The tasks wait all the same: the next one that has to wait tries again
			synchronized (this.queue) {
				this.watched = false;
			}
		}
	}

	private void check(long due) {
		int more;
		synchronized (this.queue) {
			Task head = this.queue.peek();
			more = (head != null) ? missing(head, due) : 0;
			this.lastHead = head;
			this.watched = head != null;
			this.working += more;
			this.limit = Math.max(this.limit, this.working);
			if (head == null) {
				return;
			}
		}
		for (int i = 0; i < more; i++) {
			startAnother();
		}
		scheduleCheck();
	}

	private int missing(Task head, long due) {
		long now = this.timer.nanoTime();
		if (now - due >= PATIENCE.toNanos()) {
			return 0;
		}
		if (head == this.lastHead) {
			return Math.min(Math.max(this.working, 1), this.queue.size());
		}
		return (now - head.since >= LIMIT.toNanos()) ? 1 : 0;
	}

	private void startAnother() {
		try {
			start(null);
		}
		catch (Throwable ex) {
			// There is no thread now: the next look tries again
			return;
		}
	}

	/**
	 * Return how many threads there are.
	 * @return the number of threads
	 */
	int getPoolSize() {
		return this.pool.getPoolSize();
	}

	/**
	 * Take no more tasks, and let the threads end when none is left.
	 */
	void shutdown() {
		this.pool.shutdown();
	}

	/**
	 * A task that knows since when it waits.
	 */
	private static final class Task {

		private final Runnable command;

		private final long since;

		Task(Runnable command, long since) {
			this.command = command;
			this.since = since;
		}

	}

}
