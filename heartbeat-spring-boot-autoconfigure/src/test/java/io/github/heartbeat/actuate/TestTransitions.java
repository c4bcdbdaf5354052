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
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatTransition;
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
		given(client.getStatistics()).willReturn(new HeartbeatStatistics(HeartbeatState.OPEN, true, START, null,
				name + "-1", 5, null, DisconnectCause.PING_TIMEOUT, 1006, null, Duration.ofNanos(12_345_678),
				Duration.ofMillis(1500), START, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
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
				0, DisconnectCause.CLOSED_BY_SERVER, 1012, "restart", null, null, Duration.ofMinutes(3), null,
				Duration.ofMillis(750), Duration.ofMillis(8), 100, 7, 3, 2, Duration.ofSeconds(4));
	}

	private static HeartbeatTransition of(long number, Kind kind, @Nullable DisconnectCause cause,
			@Nullable Integer httpStatus) {
		return of(number, START.plusSeconds(number), kind, cause, httpStatus);
	}

	private static HeartbeatTransition of(long number, Instant time, Kind kind, @Nullable DisconnectCause cause,
			@Nullable Integer httpStatus) {
		return new HeartbeatTransition(number, time, kind, HeartbeatState.WAITING, "prices-" + number,
				(kind == Kind.FAILED) ? (int) number : 0, cause, null, null, httpStatus, null, Duration.ofMillis(5),
				null, null, null, 0, 0, 0, 0, null);
	}

}
