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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Cast of a history: knows what kind of thread is played at the moment.
 */
final class Cast {

	private final Deque<PlayedThread> threads = new ArrayDeque<>();

	PlayedThread current() {
		PlayedThread thread = this.threads.peek();
		return (thread != null) ? thread : PlayedThread.USER;
	}

	/**
	 * Play a thread.
	 * @param thread what kind of thread
	 * @param task what it does
	 */
	void play(PlayedThread thread, Runnable task) {
		play(thread, () -> {
			task.run();
			return true;
		});
	}

	/**
	 * Play a thread.
	 * @param thread what kind of thread
	 * @param task what it does
	 * @return what the task returns
	 */
	boolean play(PlayedThread thread, BooleanSupplier task) {
		this.threads.push(thread);
		try {
			return task.getAsBoolean();
		}
		finally {
			this.threads.pop();
		}
	}

}
