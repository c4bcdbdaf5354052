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

import io.github.heartbeat.test.HeartbeatTestClock;
import org.jspecify.annotations.Nullable;

/**
 * An {@link EngineTimer} whose time passes when a test says so, by the clock of the test
 * kit. As with the real one, tasks run one at a time, and a task that has begun is not
 * called off any more.
 */
public final class VirtualTimer implements EngineTimer {

	private final HeartbeatTestClock clock = new HeartbeatTestClock();

	private Runnable afterEach = () -> {
	};

	private Runnable onCall = () -> {
	};

	/** Whether the next task begins, but does not get far. */
	private boolean holding;

	private @Nullable Runnable held;

	@Override
	public long nanoTime() {
		this.onCall.run();
		return this.clock.nanoTime();
	}

	@Override
	public Instant now() {
		return this.clock.now();
	}

	@Override
	public Task schedule(Runnable task, Duration delay) {
		this.onCall.run();
		Runnable cancel = this.clock.schedule(() -> due(task), delay);
		return () -> {
			this.onCall.run();
			cancel.run();
		};
	}

	private void due(Runnable task) {
		if (this.holding) {
			this.held = task;
			return;
		}
		task.run();
		this.afterEach.run();
	}

	@Override
	public long stalledSince(long since) {
		return this.clock.stalledSince(since);
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
		this.clock.advance(duration);
	}

	/**
	 * Let time pass up to the next task and run that.
	 * @return whether there was one
	 */
	public boolean advanceToNext() {
		return this.clock.advanceToNext();
	}

	/**
	 * Let time pass up to the next task, which begins but does not get far: it can't be
	 * called off any more, and has to be run by the test.
	 * @return the task
	 */
	public Optional<Runnable> begin() {
		this.holding = true;
		this.clock.advanceToNext();
		this.holding = false;
		Optional<Runnable> begun = Optional.ofNullable(this.held);
		this.held = null;
		return begun;
	}

	/**
	 * Let time pass while this process stands still, as in a long garbage collection or
	 * while the machine is suspended.
	 * @param duration how long
	 */
	public void freeze(Duration duration) {
		this.clock.freeze(duration);
	}

	/**
	 * Let this process stand still, then run what became due meanwhile, too late.
	 * @param duration how long
	 */
	public void stall(Duration duration) {
		this.clock.stall(duration);
	}

	/**
	 * Return how many tasks are scheduled.
	 * @return the number of tasks
	 */
	public int pending() {
		return this.clock.pending();
	}

	/**
	 * Return the time until the next task is due.
	 * @return the time, or an empty optional if none is scheduled
	 */
	public Optional<Duration> untilNext() {
		return this.clock.untilNext();
	}

}
