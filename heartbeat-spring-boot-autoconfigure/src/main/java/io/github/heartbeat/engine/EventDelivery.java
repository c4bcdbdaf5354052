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

import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.transport.Redactor;

/**
 * Delivers what comes out of the receive queue of one client to the listeners. Called by
 * one thread at a time, which is theirs.
 */
final class EventDelivery {

	private static final FailsafeLog logger = FailsafeLog.of(EventDelivery.class);

	private final HeartbeatClient client;

	private final EngineContext context;

	private final UserCodeFailures failures;

	private final Consumer<String> openDelivered;

	/**
	 * Create a new delivery.
	 * @param client the client
	 * @param context what all clients share
	 * @param failures takes those of the listeners
	 * @param openDelivered told the id of a connection when the listeners have returned
	 * from its open event
	 */
	EventDelivery(HeartbeatClient client, EngineContext context, UserCodeFailures failures,
			Consumer<String> openDelivered) {
		this.client = client;
		this.context = context;
		this.failures = failures;
		this.openDelivered = openDelivered;
	}

	/**
	 * Deliver an event.
	 * @param event the event
	 */
	void deliver(HeartbeatEvent event) {
		try {
			publish(event);
		}
		catch (Throwable ex) {
			this.failures.add("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
		if (event instanceof HeartbeatOpenEvent) {
			this.openDelivered.accept(event.getConnectionId());
		}
	}

	private void publish(HeartbeatEvent event) {
		if (!(event instanceof HeartbeatMessageEvent message)) {
			this.context.publisher().publishEvent(event);
			return;
		}
		if (logger.isTraceEnabled()) {
			trace(message);
		}
		if (this.client.getSettings().observeMessages()) {
			this.context.observers()
				.intercept((interceptor, delivery) -> interceptor.aroundMessage(this.client, message.getConnectionId(),
						message, delivery), () -> this.context.publisher().publishEvent(message));
		}
		else {
			this.context.publisher().publishEvent(message);
		}
	}

	private void trace(HeartbeatMessageEvent message) {
		logger.trace("Client '" + this.client.getName() + "' received " + (message.isText()
				? "'" + Redactor.printable(message.getText()) + "'" : message.getPayloadLength() + " bytes"));
	}

}
