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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatTransition;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log and the observers what has become of one client's connections. Called
 * after the lock of the client's {@link ClientState} is released, since observers are the
 * user's code.
 */
final class LifecycleReport {

	private final HeartbeatClient client;

	private final EngineContext context;

	private final ClientLog log;

	LifecycleReport(HeartbeatClient client, EngineContext context, ClientLog log) {
		this.client = client;
		this.context = context;
		this.log = log;
	}

	void transition(HeartbeatTransition transition) {
		this.context.observe((observer) -> observer.transition(this.client, transition));
	}

	void opened(Connection connection, int attempts, @Nullable Duration downtime, @Nullable String subprotocol,
			HeartbeatTransition transition) {
		this.log.opened(attempts, downtime, subprotocol);
		transition(transition);
		this.context.observe((observer) -> observer.connected(this.client, connection.attemptDuration()));
	}

	void lost(Disconnect disconnect, Duration lifetime, @Nullable Duration delay) {
		this.log.lost(disconnect, lifetime, delay);
		this.context.observe((observer) -> observer.disconnected(this.client, disconnect.cause()));
	}

	void failed(Connection connection, Disconnect disconnect, int failures, @Nullable Duration delay) {
		this.log.failed(disconnect, failures, delay);
		this.context.observe(
				(observer) -> observer.connectFailed(this.client, disconnect.cause(), connection.attemptDuration()));
	}

	void gaveUp(Disconnect disconnect, int retries) {
		this.log.gaveUp(disconnect, retries);
	}

	void reconnecting(@Nullable Connection previous, boolean wasOpen, DisconnectCause cause,
			HeartbeatTransition transition) {
		this.log.reconnecting();
		ended(previous, wasOpen, cause);
		transition(transition);
	}

	void stopped(@Nullable Connection previous, boolean wasOpen, DisconnectCause cause,
			HeartbeatTransition transition) {
		this.log.stopped(cause);
		ended(previous, wasOpen, cause);
		transition(transition);
	}

	private void ended(@Nullable Connection connection, boolean wasOpen, DisconnectCause cause) {
		if (wasOpen) {
			this.context.observe((observer) -> observer.disconnected(this.client, cause));
		}
		else if (connection != null) {
			this.context
				.observe((observer) -> observer.connectFailed(this.client, cause, connection.attemptDuration()));
		}
	}

}
