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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The calls out of an engine: to user code, to the transport, to the log. One of them can
 * be made to throw, and each is checked to be made where it may: under no lock, and what
 * may take long neither on the timer nor on a thread that reads.
 */
final class ThrowingCalls {

	private final Map<String, Integer> counts = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private BooleanSupplier locked = () -> false;

	/** What the present thread is, if it is one that must not be held up. */
	private @Nullable String thread;

	private @Nullable String failing;

	private Supplier<? extends Throwable> failure = IllegalStateException::new;

	/** How many calls are still to throw. */
	private long left;

	/**
	 * Set what tells whether the present thread holds a lock of the engine.
	 * @param locked the condition
	 */
	void locked(BooleanSupplier locked) {
		this.locked = locked;
	}

	/**
	 * Let a call throw.
	 * @param call the call
	 * @param failure makes what it throws
	 * @param times how many times
	 */
	void fail(String call, Supplier<? extends Throwable> failure, long times) {
		this.failing = call;
		this.failure = failure;
		this.left = times;
	}

	/**
	 * A call that may take long is made.
	 * @param call the call
	 */
	void make(String call) {
		if (this.thread != null) {
			this.violations.add("'" + call + "' is made on " + this.thread);
		}
		makeQuick(call);
	}

	/**
	 * A call is made that returns at once.
	 * @param call the call
	 */
	void makeQuick(String call) {
		if (this.locked.getAsBoolean()) {
			this.violations.add("'" + call + "' is made under a lock");
		}
		this.counts.merge(call, 1, Integer::sum);
		if (call.equals(this.failing) && this.left > 0) {
			this.left--;
			ThrowingCalls.<RuntimeException>sneakyThrow(this.failure.get());
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
		throw (T) failure;
	}

	/**
	 * Run something on a thread that must not be held up.
	 * @param thread what that thread is
	 * @param action what runs there
	 */
	void on(String thread, Runnable action) {
		String before = this.thread;
		this.thread = thread;
		try {
			action.run();
		}
		finally {
			this.thread = before;
		}
	}

	int count(String call) {
		return this.counts.getOrDefault(call, 0);
	}

	/**
	 * Return which calls were made where they must not be.
	 * @return descriptions
	 */
	List<String> violations() {
		return this.violations;
	}

}
