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
import java.time.Instant;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events of one client's connections into the {@link ReceiveQueue}. Called under
 * the lock of the client's {@link ClientState}, so that they are in the order of the
 * transitions.
 */
final class LifecycleEvents {

	private final HeartbeatClient client;

	private final ReceiveQueue mailbox;

	/** When the last message came before the present connection. */
	private @Nullable Instant lastMessageBefore;

	LifecycleEvents(HeartbeatClient client, ReceiveQueue mailbox) {
		this.client = client;
		this.mailbox = mailbox;
	}

	void opened(Connection connection, int attempts, @Nullable String subprotocol, @Nullable Duration downtime) {
		this.lastMessageBefore = this.mailbox.numbers().lastMessageAt();
		this.mailbox.open(connection, new HeartbeatOpenEvent(this.client, connection.id(), attempts, subprotocol,
				downtime, this.lastMessageBefore));
	}

	void ready(Connection connection, @Nullable Duration downtime) {
		this.mailbox.post(new HeartbeatReadyEvent(this.client, connection.id(), downtime, this.lastMessageBefore));
	}

	void failed(Connection connection, DisconnectCause cause, Throwable failure, boolean wasOpen) {
		this.mailbox.post(new HeartbeatErrorEvent(this.client, connection.id(), cause, failure, !wasOpen));
	}

	void closed(Connection connection, Disconnect disconnect, boolean reconnecting) {
		this.mailbox.close(connection, new HeartbeatCloseEvent(this.client, connection.id(), disconnect.cause(),
				disconnect.code(), disconnect.reason(), connection.lifetime(), reconnecting));
	}

	void reconnecting(Connection connection, int attempt, Duration delay, DisconnectCause cause) {
		this.mailbox.post(new HeartbeatReconnectEvent(this.client, connection.id(), attempt, delay, cause));
	}

	void gaveUp(Connection connection, DisconnectCause cause, int retries) {
		this.mailbox.post(new HeartbeatGiveUpEvent(this.client, connection.id(), cause, retries));
	}

}
