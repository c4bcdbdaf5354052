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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that run one after the other on threads of an executor, and that can be held up.
 */
final class SerialTasks {

	private final Executor executor;

	private final Consumer<Throwable> failed;

	/** Guarded by this object, as all below. */
	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private boolean running;

	private boolean held;

	/**
	 * Create new tasks.
	 * @param executor runs them
	 * @param failed told what a task throws; the next one runs all the same
	 */
	SerialTasks(Executor executor, Consumer<Throwable> failed) {
		this.executor = executor;
		this.failed = failed;
	}

	void execute(Runnable task) {
		synchronized (this) {
			this.tasks.addLast(task);
		}
		begin();
	}

	/**
	 * Begin no further task until {@link #release()}.
	 */
	synchronized void hold() {
		this.held = true;
	}

	void release() {
		synchronized (this) {
			this.held = false;
		}
		begin();
	}

	/**
	 * Forget the tasks that have not begun.
	 */
	synchronized void clear() {
		this.tasks.clear();
	}

	private void begin() {
		synchronized (this) {
			if (this.running || this.held || this.tasks.isEmpty()) {
				return;
			}
			this.running = true;
		}
		this.executor.execute(this::run);
	}

	private void run() {
		for (Runnable task = next(); task != null; task = next()) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				this.failed.accept(ex);
			}
		}
	}

	private synchronized @Nullable Runnable next() {
		Runnable next = (this.held) ? null : this.tasks.poll();
		this.running = next != null;
		return next;
	}

}
