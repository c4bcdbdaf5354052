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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * A clock whose time passes when a test says so, and threads for what is to happen at a
 * moment of that time. Ten minutes take as long as what happens in them: each task runs
 * exactly when it is due, and the next one when everything that followed from it has been
 * done. All methods may be called from any thread, those that let time pass or wait from
 * any but the threads of this clock.
 */
public final class HeartbeatTestClock implements Executor {

	private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

	/** Negative, so that the monotonic time passes zero in many a test. */
	private static final long ORIGIN = -Duration.ofSeconds(20).toNanos();

	private static final Duration MAX_DELAY = Duration.ofDays(36_500);

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private final List<Stall> stalls = new ArrayList<>();

	private final SettlingThreads threads = new SettlingThreads("heartbeat-test-clock");

	/** Held by the thread that lets time pass. */
	private final Object passing = new Object();

	private long elapsed;

	private long sequence;

	/**
	 * Create a new clock, which stands at the begin of 2026 in UTC.
	 */
	public HeartbeatTestClock() {
	}

	/**
	 * Return the time of day.
	 * @return the time
	 */
	public synchronized Instant now() {
		return EPOCH.plusNanos(this.elapsed);
	}

	/**
	 * Return the monotonic time.
	 * @return nanoseconds since an arbitrary origin, which may be negative
	 */
	public synchronized long nanoTime() {
		return ORIGIN + this.elapsed;
	}

	/**
	 * Run a task later, on the thread that lets the time pass.
	 * @param task the task; what it throws is thrown by the method that lets time pass
	 * @param delay the wait, not negative
	 * @return called to call the task off, which has no effect once it has begun
	 * @throws IllegalArgumentException if the delay is negative
	 */
	public Runnable schedule(Runnable task, Duration delay) {
		Objects.requireNonNull(task, "'task' must not be null");
		requireNotNegative(delay);
		Task scheduled;
		synchronized (this) {
			scheduled = new Task(task, elapsedAfter(delay), this.sequence++);
			this.tasks.add(scheduled);
		}
		return () -> cancel(scheduled);
	}

	private synchronized void cancel(Task task) {
		this.tasks.remove(task);
	}

	/**
	 * Run a task at once on a thread of this clock. Tasks do not wait for one another.
	 * @param task the task; what it throws is given to the thread's handler of uncaught
	 * exceptions
	 */
	@Override
	public void execute(Runnable task) {
		this.threads.execute(Objects.requireNonNull(task, "'task' must not be null"));
	}

	/**
	 * Let time pass. Each task runs exactly when it is due, and the time stands still
	 * until what it has led to is done or waits for time to pass.
	 * @param duration how long, not negative
	 * @throws IllegalArgumentException if the duration is negative
	 * @throws IllegalStateException if called on a thread of this clock, or if something
	 * does not come to an end within 30 seconds
	 */
	public void advance(Duration duration) {
		requireNotNegative(duration);
		synchronized (this.passing) {
			settle();
			long target;
			synchronized (this) {
				target = elapsedAfter(duration);
			}
			for (Task task = poll(target); task != null; task = poll(target)) {
				run(task);
			}
			synchronized (this) {
				this.elapsed = Math.max(this.elapsed, target);
			}
		}
	}

	/**
	 * Let time pass up to the next task and run that.
	 * @return {@code false} if no task is scheduled
	 * @throws IllegalStateException as {@link #advance} does
	 */
	public boolean advanceToNext() {
		synchronized (this.passing) {
			settle();
			Task task = poll(Long.MAX_VALUE);
			if (task == null) {
				return false;
			}
			run(task);
			return true;
		}
	}

	/**
	 * Let time pass while this process stands still, as while the machine is suspended,
	 * and then run what became due meanwhile, too late.
	 * @param duration how long, not negative
	 * @throws IllegalArgumentException if the duration is negative
	 * @throws IllegalStateException as {@link #advance} does
	 */
	public void stall(Duration duration) {
		synchronized (this.passing) {
			freeze(duration);
			advance(Duration.ZERO);
		}
	}

	/**
	 * Let time pass while this process stands still, and run nothing yet of what became
	 * due: that is done when time passes the next time.
	 * @param duration how long, not negative
	 * @throws IllegalArgumentException if the duration is negative
	 * @throws IllegalStateException as {@link #advance} does
	 */
	public void freeze(Duration duration) {
		requireNotNegative(duration);
		synchronized (this.passing) {
			settle();
			synchronized (this) {
				long begin = this.elapsed;
				this.elapsed = elapsedAfter(duration);
				this.stalls.add(new Stall(begin, this.elapsed));
			}
		}
	}

	/**
	 * Return how long this process stood still since a moment.
	 * @param since the moment, in the time of {@link #nanoTime()}
	 * @return nanoseconds, 0 if it did not
	 */
	public synchronized long stalledSince(long since) {
		return this.stalls.stream().mapToLong((stall) -> stall.since(since - ORIGIN)).sum();
	}

	/**
	 * Wait until everything is done that was given to {@link #execute}, and what it has
	 * led to. What waits for a message or for time to pass is not waited for.
	 * @throws IllegalStateException if called on a thread of this clock, or if something
	 * does not come to an end within 30 seconds
	 */
	public void settle() {
		this.threads.settle();
	}

	/**
	 * {@link #settle()}, unless this is a thread of this clock, which would wait for
	 * itself.
	 */
	void settleIfOutside() {
		if (!this.threads.isOwn(Thread.currentThread())) {
			settle();
		}
	}

	/**
	 * Return the time until the next task is due.
	 * @return the time, or an empty optional if no task is scheduled
	 */
	public synchronized Optional<Duration> untilNext() {
		Task task = this.tasks.peek();
		return (task != null) ? Optional.of(Duration.ofNanos(Math.max(0, task.due - this.elapsed))) : Optional.empty();
	}

	/**
	 * Return how many tasks are scheduled.
	 * @return the number of tasks
	 */
	public synchronized int pending() {
		return this.tasks.size();
	}

	private void run(Task task) {
		task.action.run();
		settle();
	}

	private synchronized @Nullable Task poll(long target) {
		Task task = this.tasks.peek();
		if (task == null || task.due > target) {
			return null;
		}
		this.elapsed = Math.max(this.elapsed, task.due);
		return this.tasks.poll();
	}

	private long elapsedAfter(Duration duration) {
		long nanos = (duration.compareTo(MAX_DELAY) < 0) ? duration.toNanos() : MAX_DELAY.toNanos();
		long sum = this.elapsed + nanos;
		return (sum >= 0) ? sum : Long.MAX_VALUE;
	}

	private static void requireNotNegative(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time does not go back: " + duration);
		}
	}

	@Override
	public String toString() {
		return "HeartbeatTestClock[" + now() + "]";
	}

	/**
	 * A time in which this process stood still.
	 *
	 * @param begin when it began
	 * @param end when it ended
	 */
	private record Stall(long begin, long end) {

		long since(long since) {
			return Math.max(0, this.end - Math.max(this.begin, since));
		}

	}

	/**
	 * A task and when it is due. Those that are due at the same time run in the order in
	 * which they were scheduled.
	 */
	private static final class Task implements Comparable<Task> {

		private final Runnable action;

		private final long due;

		private final long sequence;

		Task(Runnable action, long due, long sequence) {
			this.action = action;
			this.due = due;
			this.sequence = sequence;
		}

		@Override
		public int compareTo(Task other) {
			int order = Long.compare(this.due, other.due);
			return (order != 0) ? order : Long.compare(this.sequence, other.sequence);
		}

	}

}
