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
import io.github.heartbeat.engine.concurrent.EngineTimer;

/**
 * The end of one client within {@code shutdown-timeout}: waits until its connection is
 * closed and all its events are delivered. Those for which there is no time are dropped.
 */
final class Shutdown {

	private final ClientState state;

	private final ReceiveQueue mailbox;

	private final EngineTimer timer;

	Shutdown(ClientState state, ReceiveQueue mailbox, EngineTimer timer) {
		this.state = state;
		this.mailbox = mailbox;
		this.timer = timer;
	}

	/**
	 * Wait for the end of a client that is stopped.
	 * @param closed completed when its connection is closed
	 * @param timeout the bound of the wait
	 * @return a future that is completed when the connection is closed and all events are
	 * delivered, and not later than after the timeout
	 */
	CompletableFuture<Void> await(CompletableFuture<Void> closed, Duration timeout) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		EngineTimer.Task bound = this.timer.schedule(() -> {
			discardEvents();
			stopped.complete(null);
		}, timeout);
		closed.thenCompose((result) -> this.mailbox.whenIdle()).whenComplete((result, failure) -> {
			bound.cancel();
			stopped.complete(null);
		});
		return stopped;
	}

	// The client may have been started again meanwhile, with events of its own
	private void discardEvents() {
		synchronized (this.state) {
			if (this.state.get() == HeartbeatState.STOPPED) {
				this.mailbox.discard();
			}
		}
	}

}
