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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.heartbeat.transport.TransportThreads;

/**
 * Threads whose tasks run when a test says so, on its own thread, and a timer whose time
 * passes when it says so.
 */
final class ManualThreads implements TransportThreads {

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<Timeout> timeouts = new ArrayList<>();

	private Duration now = Duration.ZERO;

	private boolean rejecting;

	@Override
	public Executor io() {
		return (task) -> {
			if (this.rejecting) {
				throw new RejectedExecutionException("There is no thread");
			}
			this.tasks.add(task);
		};
	}

	@Override
	public Runnable schedule(Runnable task, Duration delay) {
		Timeout timeout = new Timeout(task, this.now.plus(delay));
		this.timeouts.add(timeout);
		return () -> this.timeouts.remove(timeout);
	}

	void rejecting(boolean rejecting) {
		this.rejecting = rejecting;
	}

	int tasks() {
		return this.tasks.size();
	}

	int timeouts() {
		return this.timeouts.size();
	}

	void runTasks() {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove(0).run();
		}
	}

	void advance(Duration duration) {
		this.now = this.now.plus(duration);
		List<Timeout> due = this.timeouts.stream()
			.filter((timeout) -> timeout.at().compareTo(this.now) <= 0)
			.sorted(Comparator.comparing(Timeout::at))
			.toList();
		due.stream().filter(this.timeouts::remove).forEach((timeout) -> timeout.task().run());
	}

	/**
	 * A task that is due later.
	 */
	private record Timeout(Runnable task, Duration at) {

	}

}
