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

import java.time.Duration;
import java.util.Optional;

import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.jspecify.annotations.Nullable;

/**
 * Clock of a history and the thread of its timer, which may be late, and kept from going
 * on when a task has begun.
 */
final class PlayedClock {

	private final VirtualTimer timer;

	private final Cast cast;

	/** The task that has begun and did not get far. */
	private @Nullable Runnable begun;

	private boolean busy;

	PlayedClock(VirtualTimer timer, Cast cast) {
		this.timer = timer;
		this.cast = cast;
	}

	/**
	 * Run the task that has begun, or the next one.
	 * @return whether there was one
	 */
	boolean run() {
		boolean done = this.begun != null || begin();
		Runnable task = this.begun;
		if (task == null || this.busy) {
			return done;
		}
		this.begun = null;
		this.busy = true;
		try {
			this.cast.play(PlayedThread.TIMER, task);
		}
		finally {
			this.busy = false;
		}
		return true;
	}

	/**
	 * Begin with the next task, which can't be called off any more.
	 * @return whether there was one
	 */
	boolean begin() {
		if (this.begun != null || this.busy) {
			return false;
		}
		this.begun = this.timer.begin().orElse(null);
		return this.begun != null;
	}

	/**
	 * Let time pass while the process stands still.
	 * @param duration how long
	 */
	void pass(Duration duration) {
		this.timer.freeze(duration);
	}

	/**
	 * Let time pass: each task runs when it is due.
	 * @param duration how long
	 * @param afterEach run after each of them
	 */
	void advance(Duration duration, Runnable afterEach) {
		if (this.begun != null) {
			run();
			afterEach.run();
		}
		Duration left = duration;
		Optional<Duration> next = this.timer.untilNext();
		while (next.isPresent() && next.get().compareTo(left) <= 0) {
			left = left.minus(next.get());
			run();
			afterEach.run();
			next = this.timer.untilNext();
		}
		this.timer.advance(left);
	}

	/**
	 * Return whether the timer has, or will have, anything to do.
	 * @return whether it has
	 */
	boolean isOutstanding() {
		return this.begun != null || this.timer.pending() > 0;
	}

}
