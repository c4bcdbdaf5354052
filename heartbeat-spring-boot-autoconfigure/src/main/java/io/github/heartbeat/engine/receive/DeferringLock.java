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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A lock that does afterwards what must not be done while it is held: calls of an
 * executor, of a transport, of whoever takes a warning.
 */
final class DeferringLock {

	private final ReentrantLock lock = new ReentrantLock();

	private List<Runnable> deferred = new ArrayList<>(0);

	void lock() {
		this.lock.lock();
	}

	/**
	 * Do something when the lock is given back, on this thread. Called by whoever holds
	 * the lock.
	 * @param action what to do, which must not throw
	 */
	void defer(Runnable action) {
		this.deferred.add(action);
	}

	/**
	 * Give the lock back, then do what was deferred, in order.
	 */
	void unlock() {
		if (this.deferred.isEmpty() || this.lock.getHoldCount() > 1) {
			this.lock.unlock();
			return;
		}
		List<Runnable> actions = this.deferred;
		this.deferred = new ArrayList<>(0);
		this.lock.unlock();
		for (Runnable action : actions) {
			action.run();
		}
	}

	/**
	 * Run an action under the lock.
	 * @param action the action
	 */
	void run(Runnable action) {
		lock();
		try {
			action.run();
		}
		finally {
			unlock();
		}
	}

	/**
	 * Get a value under the lock.
	 * @param supplier what makes the value
	 * @param <T> the type of the value
	 * @return the value
	 */
	<T extends @Nullable Object> T get(Supplier<T> supplier) {
		lock();
		try {
			return supplier.get();
		}
		finally {
			unlock();
		}
	}

}
