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

package io.github.heartbeat.engine.send;

import java.time.Duration;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.EngineTimer.Task;
import org.jspecify.annotations.Nullable;

/**
 * Deadline of the writes of one connection: {@code send.timeout}, of which only the time
 * counts that this process was awake for. One task of the timer watches all writes, so
 * that none is scheduled for each of thousands of messages.
 */
final class WriteDeadline {

	private final EngineTimer timer;

	private final Duration timeout;

	private final Runnable timedOut;

	/** Guarded by this object, as all that follows. */
	private @Nullable Task check;

	private boolean writing;

	/** When the present write began. */
	private long began;

	private boolean cancelled;

	/**
	 * Create a new deadline.
	 * @param timer the timer
	 * @param timeout how long a write may take
	 * @param timedOut run on the timer thread when a write takes longer
	 */
	WriteDeadline(EngineTimer timer, Duration timeout, Runnable timedOut) {
		this.timer = timer;
		this.timeout = timeout;
		this.timedOut = timedOut;
	}

	/**
	 * Watch the write that begins.
	 */
	synchronized void begin() {
		this.began = this.timer.nanoTime();
		this.writing = true;
		if (this.check == null && !this.cancelled) {
			this.check = this.timer.schedule(this::check, this.timeout);
		}
	}

	/**
	 * Watch the write no longer: it has ended.
	 */
	synchronized void end() {
		this.writing = false;
	}

	/**
	 * Watch no write any more, and let go of the timer.
	 */
	synchronized void cancel() {
		this.cancelled = true;
		if (this.check != null) {
			this.check.cancel();
			this.check = null;
		}
	}

	private void check() {
		synchronized (this) {
			this.check = null;
			if (!this.writing || this.cancelled) {
				return;
			}
			Duration left = this.timeout.minusNanos(this.timer.nanoTime() - this.began)
				.plusNanos(this.timer.stalledSince(this.began));
			if (left.compareTo(Duration.ZERO) > 0) {
				this.check = this.timer.schedule(this::check, left);
				return;
			}
		}
		this.timedOut.run();
	}

}
