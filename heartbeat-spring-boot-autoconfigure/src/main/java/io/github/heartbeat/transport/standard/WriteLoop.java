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

package io.github.heartbeat.transport.standard;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The writes of one connection, which block, on threads that may: a task for each burst.
 * The next write is asked for when the one before is over; where that happens on the
 * thread of the burst, it becomes part of it.
 */
final class WriteLoop {

	private final Executor executor;

	/** The burst that was begun last. */
	private volatile @Nullable Burst burst;

	WriteLoop(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Run a write, without blocking the caller.
	 * @param write writes, and tells the outcome as the last it does; never throws
	 * @throws RuntimeException if there is no thread
	 */
	void execute(Runnable write) {
		Burst burst = this.burst;
		if (burst != null && burst.thread == Thread.currentThread()) {
			burst.next = write;
			return;
		}
		burst = new Burst(write);
		this.burst = burst;
		this.executor.execute(burst);
	}

	/**
	 * Writes, one after the other, without a change of the thread.
	 */
	private static final class Burst implements Runnable {

		/** The thread that runs the writes, while it does. */
		private volatile @Nullable Thread thread;

		/** The next write. Only ever seen by the thread that runs the writes. */
		private @Nullable Runnable next;

		Burst(Runnable first) {
			this.next = first;
		}

		@Override
		public void run() {
			this.thread = Thread.currentThread();
			try {
				Runnable write = take();
				while (write != null) {
					write.run();
					write = take();
				}
			}
			finally {
				this.thread = null;
			}
		}

		private @Nullable Runnable take() {
			Runnable write = this.next;
			this.next = null;
			return write;
		}

	}

}
