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
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.Sequencer;
import io.github.heartbeat.engine.receive.ReceiveQueue;

/**
 * The end of one client within {@code shutdown-timeout}: waits until its connection is
 * closed, all its events are delivered, all futures have ended and everything is told.
 * Events for which there is no time are dropped.
 */
final class Shutdown {

	/** How long futures may take to end when the time is up. */
	private static final Duration GRACE = Duration.ofMillis(100);

	private final ClientState state;

	private final ReceiveQueue receiveQueue;

	private final CompletionExecutor completions;

	private final Sequencer reports;

	private final EngineTimer timer;

	Shutdown(ClientState state, ReceiveQueue receiveQueue, CompletionExecutor completions, Sequencer reports,
			EngineTimer timer) {
		this.state = state;
		this.receiveQueue = receiveQueue;
		this.completions = completions;
		this.reports = reports;
		this.timer = timer;
	}

	/**
	 * Wait for the end of a client that is stopped.
	 * @param closed completed when its connection is closed
	 * @param timeout the bound of the wait
	 * @param byListener whether a listener of the client waits, so that its events can't
	 * be delivered and are dropped
	 * @return a future that is completed when there is nothing left to wait for, and not
	 * later than after the timeout
	 */
	CompletableFuture<Void> await(CompletableFuture<Void> closed, Duration timeout, boolean byListener) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		EngineTimer.Task bound = this.timer.schedule(() -> {
			discardEvents();
			awaitFutures(stopped);
		}, timeout);
		closed.thenCompose((result) -> whenQuiet(byListener)).whenComplete((result, failure) -> {
			bound.cancel();
			stopped.complete(null);
		});
		return stopped;
	}

	// Those of messages that could not be written in time have just failed
	private void awaitFutures(CompletableFuture<Void> stopped) {
		EngineTimer.Task bound = this.timer.schedule(() -> stopped.complete(null), GRACE);
		this.completions.whenIdle().whenComplete((result, failure) -> {
			bound.cancel();
			stopped.complete(null);
		});
	}

	private CompletableFuture<Void> whenQuiet(boolean byListener) {
		if (byListener) {
			discardEvents();
			return CompletableFuture.allOf(this.completions.whenIdle(), this.reports.whenIdle());
		}
		return CompletableFuture.allOf(this.receiveQueue.whenIdle(), this.completions.whenIdle(),
				this.reports.whenIdle());
	}

	// The client may have been started again meanwhile, with events of its own
	private void discardEvents() {
		synchronized (this.state) {
			if (this.state.get() == HeartbeatState.STOPPED) {
				this.receiveQueue.discard();
			}
		}
	}

}
