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

package io.github.heartbeat.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Threads of those who go first while a played thread is in a call: one for each depth,
 * so that each is another than the one that waits for it. Locks are what they are, and an
 * interrupt reaches the thread it is meant for.
 */
final class OtherThreads implements AutoCloseable {

	static final int MAX_DEPTH = 3;

	/** Seconds after which nobody comes back. */
	private static final int PATIENCE = 30;

	private final List<ExecutorService> threads = new ArrayList<>();

	OtherThreads() {
		for (int i = 0; i < MAX_DEPTH; i++) {
			this.threads.add(Executors.newSingleThreadExecutor((task) -> {
				Thread thread = new Thread(task, "others");
				thread.setDaemon(true);
				return thread;
			}));
		}
	}

	/**
	 * Run a task on another thread, and wait until it has returned.
	 * @param depth how many threads wait already
	 * @param task the task
	 */
	void run(int depth, Runnable task) {
		Future<?> future = this.threads.get(depth).submit(task);
		boolean interrupted = Thread.interrupted();
		boolean returned = false;
		while (!returned) {
			try {
				future.get(PATIENCE, TimeUnit.SECONDS);
				returned = true;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex.getCause());
			}
			catch (TimeoutException ex) {
				throw new IllegalStateException("A thread waits for a lock that is held by one that waits for it", ex);
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.threads.forEach(ExecutorService::shutdownNow);
	}

}
