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

package io.github.heartbeat.engine.receive;

import java.util.concurrent.Executor;

import io.github.heartbeat.engine.receive.DeferredWarnings.Kind;

/**
 * A task that runs on a thread of an executor as long as there is something to do, once
 * at a time. Guarded by a {@link DeferringLock}.
 */
final class BackgroundTask {

	private final DeferringLock lock;

	private final DeferredWarnings warnings;

	private final Executor executor;

	private final Runnable task;

	private final Runnable ended;

	private boolean active;

	/**
	 * Create a new task.
	 * @param lock the lock, under which the methods of this class are called
	 * @param warnings where a lack of threads is told
	 * @param executor runs the task
	 * @param task the task
	 * @param ended called under the lock when the task has ended or found no thread
	 */
	BackgroundTask(DeferringLock lock, DeferredWarnings warnings, Executor executor, Runnable task, Runnable ended) {
		this.lock = lock;
		this.warnings = warnings;
		this.executor = executor;
		this.task = task;
		this.ended = ended;
	}

	/**
	 * Return whether the task runs, or is about to.
	 * @return {@code true} if it does
	 */
	boolean isActive() {
		return this.active;
	}

	/**
	 * Start the task unless it runs. If there is no thread for it, the next call tries
	 * again.
	 */
	void start() {
		if (!this.active) {
			this.active = true;
			this.lock.defer(this::execute);
		}
	}

	/**
	 * The task has nothing to do, and ends.
	 */
	void end() {
		this.active = false;
		this.ended.run();
	}

	private void execute() {
		try {
			this.executor.execute(this.task);
		}
		catch (Throwable ex) {
			refused(ex);
		}
	}

	private void refused(Throwable failure) {
		this.lock.lock();
		try {
			this.warnings.add(Kind.NO_THREAD, "no thread to deliver events (" + failure.getClass().getName() + ")");
			end();
		}
		finally {
			this.lock.unlock();
		}
	}

}
