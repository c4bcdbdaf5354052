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

import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Status of one connection: whether it is open and ready, and since when. Written under
 * the lock of the client's {@link ClientState}, read by anyone.
 */
final class ConnectionStatus {

	private final EngineTimer timer;

	/** When the connection was established. */
	private final long openedAt;

	/** When the connection became ready, in the time of the timer. */
	private volatile long readyAt;

	private volatile boolean ready;

	private volatile boolean ended;

	ConnectionStatus(EngineTimer timer) {
		this.timer = timer;
		this.openedAt = timer.nanoTime();
	}

	void ready() {
		this.readyAt = this.timer.nanoTime();
		this.ready = true;
	}

	/**
	 * The connection has ended, or is to end: what is reported from now on does not
	 * count.
	 */
	void end() {
		this.ended = true;
	}

	boolean isOpen() {
		return !this.ended;
	}

	/**
	 * Return whether the connection was ready, also after its end.
	 * @return {@code true} if it was
	 */
	boolean wasReady() {
		return this.ready;
	}

	Duration lifetime() {
		return Duration.ofNanos(this.timer.nanoTime() - this.openedAt);
	}

	/**
	 * Return how long the connection has been ready.
	 * @return the time, or {@code null} if it is not
	 */
	@Nullable Duration readyTime() {
		return this.ready ? Duration.ofNanos(this.timer.nanoTime() - this.readyAt) : null;
	}

}
