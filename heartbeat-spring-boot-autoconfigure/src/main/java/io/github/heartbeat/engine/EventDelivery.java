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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what comes out of the {@link ReceiveQueue} of one client to the listeners.
 * Called by one thread at a time, which is theirs: only when they have returned from an
 * open event, or from the message by which a connection is ready, the queue is written.
 */
final class EventDelivery {

	private final HeartbeatClient client;

	private final EngineContext context;

	private final MessageSender sender;

	private final @Nullable ReadyCheck readyCheck;

	private final UserCodeFailures failures;

	private final Connections connections;

	EventDelivery(HeartbeatClient client, EngineContext context, MessageSender sender, @Nullable ReadyCheck readyCheck,
			UserCodeFailures failures, Connections connections) {
		this.client = client;
		this.context = context;
		this.sender = sender;
		this.readyCheck = readyCheck;
		this.failures = failures;
		this.connections = connections;
	}

	/**
	 * Deliver an event.
	 * @param event the event
	 */
	void deliver(HeartbeatEvent event) {
		if (event instanceof HeartbeatOpenEvent) {
			Connection connection = this.connections.current(event.getConnectionId());
			this.sender.runOpenListeners((connection != null) ? connection.writer() : null, () -> publish(event));
			releaseQueue(event.getConnectionId());
			return;
		}
		publish(event);
		if (this.readyCheck != null && event instanceof HeartbeatMessageEvent message) {
			checkReady(this.readyCheck, message);
		}
	}

	private void publish(HeartbeatEvent event) {
		try {
			if (this.client.getSettings().observeMessages() && event instanceof HeartbeatMessageEvent message) {
				this.context.intercept((interceptor, delivery) -> interceptor.aroundMessage(this.client,
						message.getConnectionId(), message, delivery),
						() -> this.context.publisher().publishEvent(message));
			}
			else {
				this.context.publisher().publishEvent(event);
			}
		}
		catch (Throwable ex) {
			this.failures.add("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

	private void checkReady(ReadyCheck readyCheck, HeartbeatMessageEvent message) {
		Connection connection = this.connections.current(message.getConnectionId());
		if (connection != null && !connection.isReady() && readyCheck.isReady(message)) {
			this.connections.ready(connection);
			releaseQueue(message.getConnectionId());
		}
	}

	// Let the queue be written, if the connection is ready: not before the listeners of
	// its open event have returned
	private void releaseQueue(String connectionId) {
		Connection connection = this.connections.current(connectionId);
		ConnectionWriter writer = (connection != null && connection.isReady()) ? connection.writer() : null;
		if (writer != null) {
			this.sender.outbox().wake(writer, true);
		}
	}

	/**
	 * Knows the connection that counts.
	 */
	interface Connections {

		/**
		 * Return a connection if it is the one that counts.
		 * @param connectionId identifies the connection
		 * @return the connection or {@code null}
		 */
		@Nullable Connection current(String connectionId);

		/**
		 * A connection is worth something from now on.
		 * @param connection the connection
		 */
		void ready(Connection connection);

	}

}
