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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Executor of what completes the futures of one client. Each completion may run callbacks
 * of users, so none runs on the thread that adds it. They run in order of arrival, on one
 * thread as long as callbacks return.
 * <p>
 * If the running completion has not returned for {@link #PATIENCE} while others wait,
 * another thread goes on with those, and the one that was overtaken ends when its
 * completion returns. A callback may thus wait for another future of its client. So that
 * it does not wait for good when many do, completions of what callbacks have begun run
 * first as soon as one has been overtaken, and the last of {@link #MAX_THREADS} threads
 * is for them alone.
 * <p>
 * A completion is never refused; whoever leads to more of them is to ask {@link #isFull}.
 * Where the executor has no thread, the JDK's pool for asynchronous tasks has, and where
 * that has none either, both are asked again each {@link #RETRY}. What a completion
 * throws is logged, and ends nothing but that completion.
 */
public final class CompletionExecutor {

	/** With callbacks that hang, threads must not grow without a bound. */
	static final int MAX_THREADS = 8;

	static final Duration PATIENCE = Duration.ofMillis(10);

	static final Duration RETRY = Duration.ofSeconds(1);

	private static final FailsafeLog logger = FailsafeLog.of(CompletionExecutor.class);

	private final Executor dispatch;

	private final Executor fallback;

	private final EngineTimer timer;

	private final int capacity;

	private volatile @Nullable Runnable roomListener;

	/** The runs that have a thread; written under the lock of this object. */
	private volatile List<Run> runs = List.of();

	/** Only there while completions wait; guarded by this object, as all that follows. */
	private @Nullable Waiting waiting;

	/** The run that takes the next completions; the others were overtaken. */
	private @Nullable Run current;

	/** The run for which a thread was asked, and which has not begun. */
	private @Nullable Run starting;

	/** How many completions have been taken. */
	private long taken;

	/** The look of the timer at the run that takes completions, while others wait. */
	private @Nullable Check check;

	/** Whether the timer will ask for a thread. */
	private boolean retrying;

	/** Those that are to be told when nothing waits and nothing runs. */
	private final List<Idle> idle = new ArrayList<>(0);

	/**
	 * Create a new executor.
	 * @param dispatch has the threads, on which callbacks may block
	 * @param timer notices when they do
	 * @param capacity how many completions wait when it is full, positive
	 */
	public CompletionExecutor(Executor dispatch, EngineTimer timer, int capacity) {
		this(dispatch, CompletableFuture::runAsync, timer, capacity);
	}

	CompletionExecutor(Executor dispatch, Executor fallback, EngineTimer timer, int capacity) {
		Assert.isTrue(capacity > 0, "'capacity' must be positive");
		this.dispatch = dispatch;
		this.fallback = fallback;
		this.timer = timer;
		this.capacity = capacity;
	}

	/**
	 * Set what is called when there is room again after this executor was full.
	 * @param roomListener called without a lock, and must return at once
	 */
	public void setRoomListener(Runnable roomListener) {
		this.roomListener = roomListener;
	}

	/**
	 * Run a completion after those that were added before.
	 * @param completion completes a future
	 */
	public void execute(Runnable completion) {
		execute(completion, false);
	}

	/**
	 * Run a completion after those that were added before.
	 * @param completion completes a future
	 * @param nested whether what ends was begun by a completion, which may wait for this
	 * end: see {@link #isRunByCurrentThread()}
	 */
	public void execute(Runnable completion, boolean nested) {
		Run start;
		Check watch;
		synchronized (this) {
			if (this.waiting == null) {
				this.waiting = new Waiting();
			}
			this.waiting.add(completion, nested);
			start = start();
			watch = watch();
		}
		proceed(start, watch);
	}

	/**
	 * Note that a thread is needed, if it is.
	 * @return the run to find a thread for, or {@code null}
	 */
	private @Nullable Run start() {
		if (this.current != null || this.starting != null || !hasRoomForRun()) {
			return null;
		}
		this.starting = new Run();
		return this.starting;
	}

	/**
	 * Note that the timer is to look whether the current run gets on, if it is.
	 * @return the look to schedule, or {@code null}
	 */
	private @Nullable Check watch() {
		if (this.check != null || this.current == null || !hasRoomForRun()) {
			return null;
		}
		this.check = new Check(this.taken);
		return this.check;
	}

	/**
	 * Note that the timer is not to look any more, if nothing waits. A run does so when
	 * it ends, and not before, so that a burst costs one look however it comes.
	 * @return the look to call off, or {@code null}
	 */
	private @Nullable Check unwatch() {
		if (this.waiting != null) {
			return null;
		}
		Check check = this.check;
		this.check = null;
		return check;
	}

	private synchronized void forget(Check check) {
		if (this.check == check) {
			this.check = null;
		}
	}

	private boolean hasRoomForRun() {
		return this.waiting != null && this.waiting.hasNext(this.runs.size() + 1);
	}

	private void proceed(@Nullable Run start, @Nullable Check watch) {
		if (start != null) {
			findThread(start);
		}
		if (watch != null) {
			watch.schedule();
		}
	}

	private void findThread(Run run) {
		if (isTaken(this.dispatch, run) || isTaken(this.fallback, run)) {
			return;
		}
		synchronized (this) {
			if (this.starting != run) {
				// An executor has thrown and run it all the same
				return;
			}
			this.starting = null;
			if (this.retrying) {
				return;
			}
			this.retrying = true;
		}
		try {
			this.timer.schedule(this::retry, RETRY);
		}
		catch (Throwable ex) {
			// The next completion tries again
			synchronized (this) {
				this.retrying = false;
			}
		}
	}

	private static boolean isTaken(Executor executor, Run run) {
		try {
			executor.execute(run);
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

	private void retry() {
		Run start;
		synchronized (this) {
			this.retrying = false;
			start = start();
		}
		proceed(start, null);
	}

	private void check(Check check, boolean late) {
		Run start;
		Check watch;
		synchronized (this) {
			if (this.check != check) {
				return;
			}
			this.check = null;
			// One that is late says nothing: it was this process that stood still
			if (this.taken == check.taken && !late && hasRoomForRun()) {
				this.current = null;
			}
			start = start();
			watch = watch();
		}
		proceed(start, watch);
	}

	private synchronized boolean begin(Run run) {
		if (this.starting != run) {
			return false;
		}
		this.starting = null;
		if (this.current != null) {
			// The run that was overtaken has returned before
			return false;
		}
		List<Run> runs = new ArrayList<>(this.runs);
		runs.add(run);
		this.runs = List.copyOf(runs);
		this.current = run;
		return true;
	}

	private @Nullable Runnable next(Run run) {
		Runnable completion;
		boolean room;
		List<Idle> idle;
		Run start;
		Check watch;
		Check needless;
		synchronized (this) {
			room = size() == this.capacity;
			completion = take(run);
			idle = (completion != null) ? List.of() : end(run);
			start = start();
			watch = watch();
			needless = (completion != null) ? null : unwatch();
		}
		proceed(start, watch);
		if (needless != null) {
			needless.cancel();
		}
		idle.forEach((waiter) -> waiter.future.complete(null));
		Runnable roomListener = this.roomListener;
		if (completion != null && room && roomListener != null) {
			run(roomListener);
		}
		return completion;
	}

	private @Nullable Runnable take(Run run) {
		this.idle.forEach((waiter) -> waiter.returned(run));
		if (this.current == null) {
			this.current = run;
		}
		Waiting waiting = this.waiting;
		if (this.current != run || waiting == null) {
			return null;
		}
		Runnable completion = waiting.poll(this.runs.size());
		if (completion != null) {
			this.taken++;
		}
		if (waiting.size() == 0) {
			this.waiting = null;
		}
		return completion;
	}

	private List<Idle> end(Run run) {
		this.runs = this.runs.stream().filter((other) -> other != run).toList();
		if (this.current == run) {
			this.current = null;
		}
		if (this.idle.isEmpty()) {
			return List.of();
		}
		List<Idle> ended = new ArrayList<>();
		for (Iterator<Idle> waiters = this.idle.iterator(); waiters.hasNext();) {
			Idle waiter = waiters.next();
			if (isIdle(waiter.asker)) {
				waiters.remove();
				ended.add(waiter);
			}
		}
		return ended;
	}

	private boolean isIdle(@Nullable Run asker) {
		return this.waiting == null && this.runs.stream().allMatch((run) -> run == asker);
	}

	private static void run(Runnable completion) {
		try {
			completion.run();
		}
		catch (Throwable ex) {
			logger.error("A future was not completed", ex);
		}
	}

	/**
	 * Return whether as many completions wait as may.
	 * @return whether it is full
	 */
	public synchronized boolean isFull() {
		return size() >= this.capacity;
	}

	/**
	 * Return how many completions may wait.
	 * @return the number of completions
	 */
	public int capacity() {
		return this.capacity;
	}

	/**
	 * Return how many completions wait.
	 * @return the number of completions
	 */
	public synchronized int size() {
		return (this.waiting != null) ? this.waiting.size() : 0;
	}

	/**
	 * Return whether the caller is a completion, or a callback that one runs.
	 * @return whether this thread runs completions
	 */
	public boolean isRunByCurrentThread() {
		return runOfCurrentThread() != null;
	}

	private @Nullable Run runOfCurrentThread() {
		for (Run run : this.runs) {
			if (run.thread == Thread.currentThread()) {
				return run;
			}
		}
		return null;
	}

	/**
	 * Return when nothing waits and nothing runs. The completion that asks is not waited
	 * for: it would wait for itself.
	 * @return a future of the caller's own, completed by the thread that ran the last
	 * completion
	 */
	public CompletableFuture<Void> whenIdle() {
		Idle waiter;
		Run start;
		synchronized (this) {
			Run asker = runOfCurrentThread();
			if (isIdle(asker)) {
				return CompletableFuture.completedFuture(null);
			}
			waiter = new Idle(asker);
			this.idle.add(waiter);
			start = start();
		}
		proceed(start, null);
		return waiter.future;
	}

	/**
	 * A run over the completions that wait, on a thread of its own.
	 */
	private final class Run implements Runnable {

		private volatile @Nullable Thread thread;

		@Override
		public void run() {
			this.thread = Thread.currentThread();
			if (!begin(this)) {
				return;
			}
			Runnable completion = next(this);
			while (completion != null) {
				// Whoever interrupted this thread meant the completion before
				Thread.interrupted();
				CompletionExecutor.run(completion);
				completion = next(this);
			}
		}

	}

	/**
	 * A look of the timer whether completions are taken.
	 */
	private final class Check {

		/** How many had been taken before. */
		private final long taken;

		/** Guarded by this object, as what follows. */
		private EngineTimer.@Nullable Task task;

		private boolean cancelled;

		Check(long taken) {
			this.taken = taken;
		}

		void schedule() {
			EngineTimer timer = CompletionExecutor.this.timer;
			long due = timer.nanoTime() + PATIENCE.toNanos();
			try {
				setTask(timer.schedule(() -> check(this, timer.nanoTime() - due >= PATIENCE.toNanos()), PATIENCE));
			}
			catch (Throwable ex) {
				// The next completion tries again
				forget(this);
			}
		}

		private void setTask(EngineTimer.Task task) {
			synchronized (this) {
				this.task = task;
				if (!this.cancelled) {
					return;
				}
			}
			task.cancel();
		}

		void cancel() {
			EngineTimer.Task task;
			synchronized (this) {
				this.cancelled = true;
				task = this.task;
			}
			if (task != null) {
				task.cancel();
			}
		}

	}

	/**
	 * Completions that wait, in order of arrival. What callbacks have begun can be taken
	 * ahead of the others.
	 */
	private static final class Waiting {

		private final Queue<Runnable> ordinary = new ArrayDeque<>(1);

		private @Nullable Queue<Nested> nested;

		/** How many ordinary ones have been taken. */
		private long taken;

		void add(Runnable completion, boolean nested) {
			if (!nested) {
				this.ordinary.add(completion);
				return;
			}
			if (this.nested == null) {
				this.nested = new ArrayDeque<>(1);
			}
			this.nested.add(new Nested(completion, this.taken + this.ordinary.size()));
		}

		/**
		 * Take the next completion.
		 * @param runs how many runs there are, the one that takes it included
		 * @return the completion, or {@code null} if there is none for this run
		 */
		@Nullable Runnable poll(int runs) {
			Queue<Nested> nested = this.nested;
			Nested first = (nested != null) ? nested.peek() : null;
			if (nested != null && first != null && (runs > 1 || first.position <= this.taken)) {
				nested.remove();
				return first.completion;
			}
			if (runs == MAX_THREADS || this.ordinary.isEmpty()) {
				return null;
			}
			this.taken++;
			return this.ordinary.remove();
		}

		/**
		 * Return whether there would be a completion for another run.
		 * @param runs how many runs there would be, that one included
		 * @return whether that run would take one
		 */
		boolean hasNext(int runs) {
			return runs < MAX_THREADS || (runs == MAX_THREADS && this.nested != null && !this.nested.isEmpty());
		}

		int size() {
			return this.ordinary.size() + ((this.nested != null) ? this.nested.size() : 0);
		}

	}

	/**
	 * Completion of what a callback has begun.
	 *
	 * @param completion the completion
	 * @param position how many ordinary ones are taken before it when none is overtaken
	 */
	private record Nested(Runnable completion, long position) {

	}

	/**
	 * Wait for nothing to wait and nothing to run.
	 */
	private static final class Idle {

		private final CompletableFuture<Void> future = new CompletableFuture<>();

		/** The run whose completion asked, until that returns. */
		private @Nullable Run asker;

		Idle(@Nullable Run asker) {
			this.asker = asker;
		}

		void returned(Run run) {
			if (this.asker == run) {
				this.asker = null;
			}
		}

	}

}
