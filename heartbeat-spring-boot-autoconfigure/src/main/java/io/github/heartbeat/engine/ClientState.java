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

import java.time.Instant;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.concurrent.EngineTimer;

/**
 * The state of one client. Each transition is a method that returns whether it won: a
 * callback of an attempt, a connection or a timer carries the generation it belongs to,
 * and loses if another transition came first.
 *
 * <pre>
 *            start                opened
 * STOPPED ─────────▶ CONNECTING ─────────▶ OPEN
 *    ▲                 ▲     │ failed        │ lost
 *    │ stop            │     ▼               │
 *    └──(any)──      retry   WAITING ◀───────┘      gaveUp: CONNECTING, OPEN ─▶ GAVE_UP
 * </pre>
 *
 * The object is its own lock. Whoever has to do something in the order of the transitions
 * does it while holding the lock, which never covers user code or I/O.
 */
final class ClientState {

	private final EngineTimer timer;

	/** What the client is doing. */
	private HeartbeatState state = HeartbeatState.STOPPED;

	/** Changes with every transition but {@code opened}, never returns to a value. */
	private long generation;

	/** Failed attempts and short-lived connections in a row. */
	private int failures;

	/** When the present state was entered. */
	private Instant since;

	ClientState(EngineTimer timer) {
		this.timer = timer;
		this.since = timer.now();
	}

	synchronized HeartbeatState get() {
		return this.state;
	}

	synchronized Instant since() {
		return this.since;
	}

	synchronized long generation() {
		return this.generation;
	}

	synchronized int failures() {
		return this.failures;
	}

	// STOPPED or GAVE_UP to CONNECTING, with nothing held against the server.
	synchronized boolean start() {
		if (this.state != HeartbeatState.STOPPED && this.state != HeartbeatState.GAVE_UP) {
			return false;
		}
		this.failures = 0;
		return enter(HeartbeatState.CONNECTING);
	}

	// CONNECTING to OPEN, within the generation of the attempt.
	synchronized boolean opened(long generation) {
		if (this.state != HeartbeatState.CONNECTING || this.generation != generation) {
			return false;
		}
		this.state = HeartbeatState.OPEN;
		this.since = this.timer.now();
		return true;
	}

	// Whether the connection or attempt of that generation is the one that counts.
	synchronized boolean isCurrent(long generation) {
		return this.generation == generation
				&& (this.state == HeartbeatState.CONNECTING || this.state == HeartbeatState.OPEN);
	}

	// CONNECTING to WAITING.
	synchronized boolean failed(long generation, int failures) {
		return this.state == HeartbeatState.CONNECTING && leave(generation, failures, HeartbeatState.WAITING);
	}

	// OPEN to WAITING.
	synchronized boolean lost(long generation, int failures) {
		return this.state == HeartbeatState.OPEN && leave(generation, failures, HeartbeatState.WAITING);
	}

	// CONNECTING or OPEN to GAVE_UP.
	synchronized boolean gaveUp(long generation, int failures) {
		return isCurrent(generation) && leave(generation, failures, HeartbeatState.GAVE_UP);
	}

	// WAITING to CONNECTING, when the wait of that generation is over.
	synchronized boolean retry(long generation) {
		return this.state == HeartbeatState.WAITING && this.generation == generation
				&& enter(HeartbeatState.CONNECTING);
	}

	// Any state but STOPPED to CONNECTING, with nothing held against the server.
	synchronized boolean reconnect() {
		if (this.state == HeartbeatState.STOPPED) {
			return false;
		}
		this.failures = 0;
		return enter(HeartbeatState.CONNECTING);
	}

	// Any state but STOPPED to STOPPED.
	synchronized boolean stop() {
		return this.state != HeartbeatState.STOPPED && enter(HeartbeatState.STOPPED);
	}

	private boolean leave(long generation, int failures, HeartbeatState next) {
		if (this.generation != generation) {
			return false;
		}
		this.failures = failures;
		return enter(next);
	}

	private boolean enter(HeartbeatState next) {
		this.state = next;
		this.generation++;
		this.since = this.timer.now();
		return true;
	}

}
