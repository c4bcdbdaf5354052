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

package io.github.heartbeat.actuate;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Inbound;
import io.github.heartbeat.HeartbeatStatistics.Outbound;
import io.github.heartbeat.HeartbeatStatistics.Pings;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.jspecify.annotations.Nullable;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Clients and transitions for tests.
 */
final class TestTransitions {

	static final Instant START = Instant.parse("2026-03-01T03:12:00Z");

	private TestTransitions() {
	}

	static HeartbeatClient client(String name) {
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn(name);
		given(client.getUrl()).willReturn("wss://feed.example.com/" + name);
		given(client.getState()).willReturn(HeartbeatState.OPEN);
		given(client.getSettings())
			.willReturn(HeartbeatClientSettings.of(URI.create("wss://feed.example.com/" + name)));
		given(client.getStatistics()).willReturn(
				new HeartbeatStatistics(HeartbeatState.OPEN, START,
						new HeartbeatStatistics.Connection(name + "-1", true, null, Duration.ofMillis(1500), 9, 5,
								null),
						new HeartbeatDisconnect(DisconnectCause.PING_TIMEOUT, 1006, null, null, null),
						new Inbound(10, 12, 16, 18, START), new Outbound(11, 13, 17, 19),
						new Pings(14, 15, Duration.ofNanos(12_345_678)), 20));
		return client;
	}

	static HeartbeatTransition of(long number, Kind kind) {
		return of(number, kind, null, null);
	}

	static HeartbeatTransition started(long number, Instant time) {
		return of(number, time, Kind.STARTED, null, null);
	}

	static HeartbeatTransition failed(long number, DisconnectCause cause, @Nullable Integer httpStatus) {
		return of(number, Kind.FAILED, cause, httpStatus);
	}

	static HeartbeatTransition lost(long number) {
		return new HeartbeatTransition(number, START.plusSeconds(number), Kind.LOST, HeartbeatState.WAITING, "prices-1",
				null,
				new HeartbeatTransition.Connection(Duration.ofMinutes(3), null, 100, 7, 3, 2, Duration.ofMillis(8)),
				new HeartbeatDisconnect(DisconnectCause.CLOSED_BY_SERVER, 1012, "restart", null, null),
				new HeartbeatTransition.Reconnect(1, Duration.ofMillis(750)), Duration.ofSeconds(4));
	}

	private static HeartbeatTransition of(long number, Kind kind, @Nullable DisconnectCause cause,
			@Nullable Integer httpStatus) {
		return of(number, START.plusSeconds(number), kind, cause, httpStatus);
	}

	private static HeartbeatTransition of(long number, Instant time, Kind kind, @Nullable DisconnectCause cause,
			@Nullable Integer httpStatus) {
		Attempt attempt = new Attempt((kind == Kind.FAILED) ? (int) number : 0, Duration.ofMillis(5));
		return new HeartbeatTransition(number, time, kind, HeartbeatState.WAITING, "prices-" + number, attempt, null,
				(cause != null) ? new HeartbeatDisconnect(cause, null, null, httpStatus, null) : null, null, null);
	}

}
