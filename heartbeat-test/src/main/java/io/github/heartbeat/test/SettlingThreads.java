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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Threads of which a test can tell when they have come to rest: when each has done what
 * it was given, or waits for another thread. A task never waits for another task, so that
 * one that waits holds nothing but its own thread.
 */
final class SettlingThreads implements Executor {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/**
	 * How often, a millisecond apart, a thread must have been seen to wait before it is
	 * believed that nothing wakes it: what it waits for may be at work on a thread that
	 * is not known here. Counted and not measured, so that it takes longer where there is
	 * no processor to be had.
	 */
	private static final int LOOKS = 20;

	/**
	 * The same where all wait on for what they were seen to wait for before, and where
	 * that can be asked whether it goes on. Others may have been woken and not have had a
	 * processor yet.
	 */
	private static final int LOOKS_AGAIN = 1;

	private static final long KEEP_ALIVE_MILLIS = 2_000;

	private final String name;

	/** Guarded by this object, as all below. */
	private final Set<Worker> busy = new LinkedHashSet<>();

	private final Deque<Worker> idle = new ArrayDeque<>();

	private int created;

	/** Counts what has begun or ended. */
	private long changes;

	SettlingThreads(String name) {
		this.name = name;
	}

	@Override
	public synchronized void execute(Runnable task) {
		Worker worker = this.idle.pollLast();
		this.changes++;
		if (worker != null) {
			this.busy.add(worker);
			worker.give(task);
			notifyAll();
			return;
		}
		worker = new Worker(task);
		this.busy.add(worker);
		worker.start(this.name + "-" + (++this.created));
	}

	boolean isOwn(Thread thread) {
		return thread instanceof WorkerThread workerThread && workerThread.owner() == this;
	}

	/**
	 * Wait until all threads have come to rest.
	 * @throws IllegalStateException if called by one of the threads, or if one works for
	 * more than 30 seconds
	 */
	synchronized void settle() {
		if (isOwn(Thread.currentThread())) {
			throw new IllegalStateException("Time can't pass, and nobody can wait for rest, in what happens at a "
					+ "moment of it, such as a listener or a handler of the server");
		}
		long begin = System.nanoTime();
		long seen = this.changes;
		int looks = 0;
		while (!this.busy.isEmpty()) {
			looks = (seen == this.changes && isWaiting()) ? looks + 1 : 0;
			seen = this.changes;
			if (looks > (isKnownToWait() ? LOOKS_AGAIN : LOOKS)) {
				this.busy.forEach(Worker::believe);
				return;
			}
			if (System.nanoTime() - begin > PATIENCE.toNanos()) {
				throw new IllegalStateException("Still at work after " + PATIENCE.toSeconds() + " s: "
						+ this.busy.stream().map(Worker::describe).collect(Collectors.joining(", ")));
			}
			pause();
		}
	}

	private boolean isKnownToWait() {
		return this.busy.stream().allMatch(Worker::isBelieved);
	}

	private boolean isWaiting() {
		return this.busy.stream().allMatch(Worker::isWaiting);
	}

	// Whoever calls it looks again, in a loop
	@SuppressWarnings("WaitNotInLoop")
	private void pause() {
		try {
			wait(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for rest", ex);
		}
	}

	private synchronized @Nullable Runnable next(Worker worker) {
		this.busy.remove(worker);
		this.idle.addLast(worker);
		this.changes++;
		notifyAll();
		long deadline = System.nanoTime() + Duration.ofMillis(KEEP_ALIVE_MILLIS).toNanos();
		Runnable task = worker.take();
		while (task == null) {
			long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
			if (millis <= 0) {
				this.idle.remove(worker);
				return null;
			}
			try {
				wait(millis);
			}
			catch (InterruptedException ex) {
				// Meant for the task before
			}
			task = worker.take();
		}
		return task;
	}

	/**
	 * A thread and what it was given.
	 */
	private final class Worker implements Runnable {

		private @Nullable Runnable given;

		private volatile @Nullable Thread thread;

		/** Whether the task has begun: before that the thread may wait to be woken. */
		private volatile boolean begun;

		/** What the thread waits for, once that is believed. */
		private @Nullable Object believed;

		Worker(Runnable task) {
			this.given = task;
		}

		void start(String name) {
			Thread thread = new WorkerThread(SettlingThreads.this, this, name);
			this.thread = thread;
			thread.start();
		}

		void give(Runnable task) {
			this.given = task;
		}

		@Nullable Runnable take() {
			Runnable task = this.given;
			this.given = null;
			return task;
		}

		@Override
		public void run() {
			Runnable task = first();
			while (task != null) {
				this.begun = true;
				try {
					task.run();
				}
				catch (Throwable ex) {
					Thread current = Thread.currentThread();
					current.getUncaughtExceptionHandler().uncaughtException(current, ex);
				}
				ended();
				task = next(this);
			}
		}

		private @Nullable Runnable first() {
			synchronized (SettlingThreads.this) {
				return take();
			}
		}

		private void ended() {
			synchronized (SettlingThreads.this) {
				this.begun = false;
				this.believed = null;
			}
			// What interrupted this thread meant the task
			Thread.interrupted();
		}

		/**
		 * Return whether the thread waits for another one. One that sleeps does not.
		 * @return whether it waits
		 */
		boolean isWaiting() {
			return waitsFor() != null;
		}

		boolean isBelieved() {
			return this.believed instanceof ManagedBlocker && this.believed == waitsFor();
		}

		void believe() {
			this.believed = waitsFor();
		}

		private @Nullable Object waitsFor() {
			Thread thread = this.thread;
			if (!this.begun || thread == null) {
				return null;
			}
			Object blocker = LockSupport.getBlocker(thread);
			if (blocker instanceof ManagedBlocker managedBlocker && managedBlocker.isReleasable()) {
				// A future that is completed, whose thread has not noticed yet
				return null;
			}
			return switch (thread.getState()) {
				case WAITING -> (blocker != null) ? blocker : thread;
				case TIMED_WAITING -> blocker;
				// Maybe for a monitor that is free in a moment, this one for instance
				case BLOCKED -> new Object();
				default -> null;
			};
		}

		String describe() {
			Thread thread = this.thread;
			StackTraceElement[] stack = (thread != null) ? thread.getStackTrace() : new StackTraceElement[0];
			return ((thread != null) ? thread.getName() : "a new thread")
					+ ((stack.length > 0) ? " in " + stack[0] : "");
		}

	}

	/**
	 * A thread that is known to be one of these.
	 */
	private static final class WorkerThread extends Thread {

		private final SettlingThreads owner;

		WorkerThread(SettlingThreads owner, Runnable task, String name) {
			super(task, name);
			this.owner = owner;
			setDaemon(true);
		}

		SettlingThreads owner() {
			return this.owner;
		}

	}

}
