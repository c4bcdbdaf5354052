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
import java.util.Optional;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * An {@link EngineTimer} whose time passes when a test says so. As with the real one,
 * tasks run one at a time, and a task that has begun is not called off any more.
 */
public final class VirtualTimer implements EngineTimer {

	private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

	/** Negative, so that the monotonic time passes zero in many a test. */
	private static final long ORIGIN = -Duration.ofSeconds(20).toNanos();

	private final PriorityQueue<VirtualTask> tasks = new PriorityQueue<>();

	private final StallHistory stalls = new StallHistory();

	private Runnable afterEach = () -> {
	};

	private Runnable onCall = () -> {
	};

	private long elapsed;

	private long sequence;

	@Override
	public long nanoTime() {
		this.onCall.run();
		synchronized (this) {
			return ORIGIN + this.elapsed;
		}
	}

	@Override
	public synchronized Instant now() {
		return EPOCH.plusNanos(this.elapsed);
	}

	@Override
	public Task schedule(Runnable task, Duration delay) {
		Assert.isTrue(!delay.isNegative(), () -> "A task must not be due in the past: " + delay);
		this.onCall.run();
		synchronized (this) {
			VirtualTask scheduled = new VirtualTask(task, elapsedAfter(delay), this.sequence++);
			this.tasks.add(scheduled);
			return () -> cancel(scheduled);
		}
	}

	@Override
	public synchronized long stalledSince(long since) {
		return this.stalls.since(since - ORIGIN);
	}

	private long elapsedAfter(Duration duration) {
		long sum = this.elapsed + EngineTimer.toNanos(duration);
		return (sum >= 0) ? sum : Long.MAX_VALUE;
	}

	private void cancel(VirtualTask task) {
		this.onCall.run();
		synchronized (this) {
			this.tasks.remove(task);
		}
	}

	/**
	 * Do something at the beginning of each call of the engine, as if another thread came
	 * first.
	 * @param onCall what to do
	 */
	public void onCall(Runnable onCall) {
		this.onCall = onCall;
	}

	/**
	 * Do something after each task that was due, for instance run what it handed to an
	 * executor.
	 * @param afterEach what to do
	 */
	public void afterEach(Runnable afterEach) {
		this.afterEach = afterEach;
	}

	/**
	 * Let time pass: each task runs exactly when it is due.
	 * @param duration how long
	 */
	public void advance(Duration duration) {
		long target;
		synchronized (this) {
			target = elapsedAfter(duration);
		}
		VirtualTask task = pollUntil(target);
		while (task != null) {
			run(task.action);
			task = pollUntil(target);
		}
		synchronized (this) {
			this.elapsed = Math.max(this.elapsed, target);
		}
	}

	/**
	 * Let time pass up to the next task and run that.
	 * @return whether there was one
	 */
	public boolean advanceToNext() {
		Optional<Runnable> next = begin();
		next.ifPresent(this::run);
		return next.isPresent();
	}

	/**
	 * Let time pass up to the next task, which begins but does not get far: it can't be
	 * called off any more, and has to be run by the test.
	 * @return the task
	 */
	public Optional<Runnable> begin() {
		VirtualTask task = pollUntil(Long.MAX_VALUE);
		return (task != null) ? Optional.of(task.action) : Optional.empty();
	}

	/**
	 * Let time pass while this process stands still, as in a long garbage collection or
	 * while the machine is suspended.
	 * @param duration how long
	 */
	public synchronized void freeze(Duration duration) {
		long begin = this.elapsed;
		this.elapsed = elapsedAfter(duration);
		this.stalls.add(begin, this.elapsed);
	}

	/**
	 * Let this process stand still, then run what became due meanwhile, too late.
	 * @param duration how long
	 */
	public void stall(Duration duration) {
		freeze(duration);
		advance(Duration.ZERO);
	}

	/**
	 * Return how many tasks are scheduled.
	 * @return the number of tasks
	 */
	public synchronized int pending() {
		return this.tasks.size();
	}

	/**
	 * Return the time until the next task is due.
	 * @return the time, or an empty optional if none is scheduled
	 */
	public synchronized Optional<Duration> untilNext() {
		VirtualTask task = this.tasks.peek();
		return (task != null) ? Optional.of(Duration.ofNanos(Math.max(0, task.due - this.elapsed))) : Optional.empty();
	}

	private void run(Runnable action) {
		action.run();
		this.afterEach.run();
	}

	private synchronized @Nullable VirtualTask pollUntil(long target) {
		VirtualTask task = this.tasks.peek();
		if (task == null || task.due > target) {
			return null;
		}
		this.elapsed = Math.max(this.elapsed, task.due);
		return this.tasks.poll();
	}

	private static final class VirtualTask implements Comparable<VirtualTask> {

		private final Runnable action;

		private final long due;

		private final long sequence;

		VirtualTask(Runnable action, long due, long sequence) {
			this.action = action;
			this.due = due;
			this.sequence = sequence;
		}

		@Override
		public int compareTo(VirtualTask other) {
			int order = Long.compare(this.due, other.due);
			return (order != 0) ? order : Long.compare(this.sequence, other.sequence);
		}

	}

}
