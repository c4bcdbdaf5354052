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

package io.github.heartbeat.engine.receive;

import java.time.Duration;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.transport.Utf8;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Events of the connections of one client.
 */
final class TestEvents {

	private final HeartbeatClient client = mock(HeartbeatClient.class, withSettings().stubOnly());

	TestEvents() {
		given(this.client.getName()).willReturn("feed");
	}

	HeartbeatOpenEvent open(TestSource source) {
		return new HeartbeatOpenEvent(connection(source), 1, null, null);
	}

	HeartbeatCloseEvent close(TestSource source) {
		return new HeartbeatCloseEvent(connection(source), DisconnectCause.CLOSED_BY_SERVER, 1000, null, Duration.ZERO,
				true);
	}

	HeartbeatReconnectEvent reconnect() {
		return new HeartbeatReconnectEvent(this.client, "feed-1", 1, Duration.ZERO, DisconnectCause.CONNECTION_REFUSED);
	}

	HeartbeatMessageEvent message(TestSource source, String text) {
		return new HeartbeatMessageEvent(connection(source), text, Utf8.length(text));
	}

	private HeartbeatConnection connection(TestSource source) {
		HeartbeatConnection connection = source.connection();
		if (connection.getClient() == null) {
			given(connection.getClient()).willReturn(this.client);
		}
		return connection;
	}

	/**
	 * Describe an event.
	 * @param event the event
	 * @return the text of a message, the kind of another event, for instance {@code Open}
	 */
	static String describe(HeartbeatEvent event) {
		if (event instanceof HeartbeatMessageEvent message) {
			return message.getText();
		}
		String name = event.getClass().getSimpleName();
		return name.substring("Heartbeat".length(), name.length() - "Event".length());
	}

}
