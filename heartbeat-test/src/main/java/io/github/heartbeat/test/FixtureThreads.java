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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The daemon threads of one fixture, so that it can leave none behind.
 */
final class FixtureThreads {

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final String name;

	FixtureThreads(String name) {
		this.name = name;
	}

	Thread start(String role, Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			finally {
				this.threads.remove(Thread.currentThread());
			}
		}, this.name + "-" + role);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
		return thread;
	}

	/**
	 * Interrupt all threads and wait for their end. What they block on has to be closed
	 * before.
	 * @param timeout how long to wait for all of them together
	 */
	void stop(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		// A handler may close its own fixture: it cannot wait for itself
		Thread current = Thread.currentThread();
		this.threads.stream().filter((thread) -> thread != current).forEach(Thread::interrupt);
		try {
			for (Thread thread : this.threads) {
				long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (thread != current && millis > 0) {
					thread.join(millis);
				}
			}
		}
		catch (InterruptedException ex) {
			current.interrupt();
		}
	}

}
