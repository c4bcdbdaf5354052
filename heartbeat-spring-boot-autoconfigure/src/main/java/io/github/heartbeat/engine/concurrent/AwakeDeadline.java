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

import io.github.heartbeat.engine.concurrent.EngineTimer.Task;
import org.jspecify.annotations.Nullable;

/**
 * Task that is due when this process was awake for a time. If it stood still meanwhile,
 * the task is put off by as much: nobody is judged by the time we slept.
 */
public final class AwakeDeadline implements Task {

	private final EngineTimer timer;

	private final long nanos;

	private final long begin;

	/** The task, until it is run or called off; guarded by this object. */
	private @Nullable Runnable task;

	/** The next look at the time; guarded by this object. */
	private @Nullable Task check;

	private AwakeDeadline(EngineTimer timer, Runnable task, Duration time) {
		this.timer = timer;
		this.task = task;
		this.nanos = EngineTimer.toNanos(time);
		this.begin = timer.nanoTime();
	}

	/**
	 * Schedule a task.
	 * @param timer the timer
	 * @param task run on the timer thread, where nothing may block
	 * @param time the time, not negative and of any length
	 * @return a handle to call the task off with, which lets go of it
	 */
	public static Task schedule(EngineTimer timer, Runnable task, Duration time) {
		AwakeDeadline deadline = new AwakeDeadline(timer, task, time);
		deadline.checkAfter(deadline.nanos);
		return deadline;
	}

	private void checkAfter(long nanos) {
		Task check = this.timer.schedule(this::check, Duration.ofNanos(nanos));
		synchronized (this) {
			if (this.task != null) {
				this.check = check;
				return;
			}
		}
		check.cancel();
	}

	private void check() {
		long awake = this.timer.nanoTime() - this.begin - this.timer.stalledSince(this.begin);
		if (awake < this.nanos) {
			checkAfter(this.nanos - awake);
			return;
		}
		Runnable task = take();
		if (task != null) {
			task.run();
		}
	}

	private synchronized @Nullable Runnable take() {
		Runnable task = this.task;
		this.task = null;
		this.check = null;
		return task;
	}

	@Override
	public synchronized void cancel() {
		this.task = null;
		if (this.check != null) {
			this.check.cancel();
			this.check = null;
		}
	}

}
