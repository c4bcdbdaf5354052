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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tasks that run one after the other, in order, and never on the thread that adds them
 * unless it asks for it. What a transition has to tell is added under the lock of the
 * transition, and told here, after it and on a thread that may block.
 * <p>
 * Bounded: a task for which there is no room is refused. What a task throws is logged,
 * and ends nothing but that task.
 */
public final class Sequencer {

	private static final FailsafeLog logger = FailsafeLog.of(Sequencer.class);

	private final Executor executor;

	private final int capacity;

	/** Guarded by this object, as all that follows. */
	private final Queue<Runnable> tasks = new ArrayDeque<>(1);

	/** Whether a task waits that must not run on the thread that added it. */
	private boolean backgroundOnly;

	/** Whether the executor is to run tasks, and has not begun. */
	private boolean starting;

	/** The thread that runs tasks. */
	private @Nullable Thread runner;

	/** Completed when nothing waits and nothing runs. */
	private @Nullable CompletableFuture<Void> idle;

	/**
	 * Create a new sequencer.
	 * @param executor runs the tasks, on threads that may block
	 * @param capacity how many tasks may wait, positive
	 */
	public Sequencer(Executor executor, int capacity) {
		Assert.isTrue(capacity > 0, "'capacity' must be positive");
		this.executor = executor;
		this.capacity = capacity;
	}

	/**
	 * Run a task after those that were added before, in the background. If the executor
	 * refuses, the task waits until the next call tries again.
	 * @param task the task
	 * @return whether there was room for it
	 */
	public boolean execute(Runnable task) {
		return execute(task, this.capacity);
	}

	/**
	 * Run a task after those that were added before, in the background, however many
	 * wait. For what comes once and must not be lost.
	 * @param task the task
	 */
	public void executeInAnyCase(Runnable task) {
		execute(task, Integer.MAX_VALUE);
	}

	private boolean execute(Runnable task, int capacity) {
		boolean added;
		boolean start;
		synchronized (this) {
			added = add(task, capacity);
			this.backgroundOnly |= added;
			start = start();
		}
		if (start) {
			drainInBackground();
		}
		return added;
	}

	/**
	 * Run a task after those that were added before: on this thread if none waits and
	 * none runs, otherwise on the thread that runs them. A thread that runs tasks leaves
	 * the rest to the executor as soon as one of them belongs in the background.
	 * @param task the task
	 * @return whether there was room for it
	 */
	public boolean run(Runnable task) {
		boolean added;
		synchronized (this) {
			added = add(task, this.capacity);
			if (isDraining()) {
				return added;
			}
			this.runner = Thread.currentThread();
		}
		drain(false);
		return added;
	}

	private boolean add(Runnable task, int capacity) {
		return this.tasks.size() < capacity && this.tasks.add(task);
	}

	private boolean isDraining() {
		return this.runner != null || this.starting;
	}

	/**
	 * Note that the executor is to run tasks, unless a thread does.
	 * @return whether the executor is to be told
	 */
	private boolean start() {
		boolean start = !isDraining();
		this.starting |= start;
		return start;
	}

	private void drainInBackground() {
		try {
			this.executor.execute(() -> {
				if (begin()) {
					drain(true);
				}
			});
		}
		catch (Throwable ex) {
			// The next call tries again
			synchronized (this) {
				this.starting = false;
			}
		}
	}

	// An executor may throw and run the task all the same, beside that of the next call
	private synchronized boolean begin() {
		if (this.runner != null) {
			return false;
		}
		this.starting = false;
		this.runner = Thread.currentThread();
		return true;
	}

	private void drain(boolean background) {
		Runnable task = next(background);
		while (task != null) {
			if (background) {
				// Whoever interrupted this thread meant the task before
				Thread.interrupted();
			}
			try {
				task.run();
			}
			catch (Throwable ex) {
				failed(ex, background);
			}
			task = next(background);
		}
	}

	private @Nullable Runnable next(boolean background) {
		CompletableFuture<Void> idle = null;
		boolean start = false;
		synchronized (this) {
			if (this.tasks.isEmpty()) {
				this.runner = null;
				this.backgroundOnly = false;
				idle = this.idle;
				this.idle = null;
			}
			else if (background || !this.backgroundOnly) {
				return this.tasks.remove();
			}
			else {
				this.runner = null;
				start = start();
			}
		}
		if (start) {
			drainInBackground();
		}
		if (idle != null) {
			idle.complete(null);
		}
		return null;
	}

	// The thread of whoever called run may be one that must not log
	private void failed(Throwable failure, boolean background) {
		if (background) {
			logger.error("A task failed", failure);
			return;
		}
		try {
			this.executor.execute(() -> logger.error("A task failed", failure));
		}
		catch (Throwable ex) {
			// There is no thread that might log
			return;
		}
	}

	/**
	 * Return whether nothing waits and nothing runs.
	 * @return whether it is idle
	 */
	public synchronized boolean isIdle() {
		return !isDraining() && this.tasks.isEmpty();
	}

	/**
	 * Return how many tasks wait.
	 * @return the number of tasks
	 */
	public synchronized int size() {
		return this.tasks.size();
	}

	/**
	 * Return when nothing waits and nothing runs. The task that asks is not waited for:
	 * it would wait for itself.
	 * @return a future of the caller's own, completed by the thread that ran the last
	 * task
	 */
	public CompletableFuture<Void> whenIdle() {
		CompletableFuture<Void> copy;
		boolean start;
		synchronized (this) {
			if (this.tasks.isEmpty() && (!isDraining() || this.runner == Thread.currentThread())) {
				return CompletableFuture.completedFuture(null);
			}
			if (this.idle == null) {
				this.idle = new CompletableFuture<>();
			}
			copy = this.idle.copy();
			start = start();
		}
		if (start) {
			drainInBackground();
		}
		return copy;
	}

}
