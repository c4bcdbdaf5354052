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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * An {@link Executor} whose tasks run when a test says so, in the order it says.
 */
public final class ManualExecutor implements Executor {

	private static final int RUNAWAY = 100_000;

	private final List<Runnable> tasks = new ArrayList<>();

	private Runnable onCall = () -> {
	};

	private boolean rejecting;

	@Override
	public void execute(Runnable task) {
		if (this.rejecting) {
			throw new RejectedExecutionException("There is no thread");
		}
		this.onCall.run();
		this.tasks.add(task);
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
	 * Refuse tasks, as an executor does that finds no thread.
	 * @param rejecting whether to refuse them
	 */
	public void rejecting(boolean rejecting) {
		this.rejecting = rejecting;
	}

	public int size() {
		return this.tasks.size();
	}

	/**
	 * Run a task.
	 * @param index its place among those that wait
	 */
	public void run(int index) {
		Runnable task = this.tasks.remove(index);
		// As if the task had a thread of its own
		boolean interrupted = Thread.interrupted();
		try {
			task.run();
		}
		finally {
			Thread.interrupted();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Run all tasks and those they lead to, in order.
	 * @return how many were run
	 */
	public int runAll() {
		int count = 0;
		while (!this.tasks.isEmpty()) {
			run(0);
			if (++count > RUNAWAY) {
				throw new IllegalStateException("The tasks do not come to an end");
			}
		}
		return count;
	}

}
