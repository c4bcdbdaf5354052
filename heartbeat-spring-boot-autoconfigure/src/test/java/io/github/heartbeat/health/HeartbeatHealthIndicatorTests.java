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

package io.github.heartbeat.health;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Connection;
import io.github.heartbeat.HeartbeatStatistics.Inbound;
import io.github.heartbeat.HeartbeatStatistics.Outbound;
import io.github.heartbeat.HeartbeatStatistics.Pings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatHealthIndicator}.
 */
class HeartbeatHealthIndicatorTests {

	private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

	private final HeartbeatClient client = mock(HeartbeatClient.class);

	private final HeartbeatHealthIndicator indicator = new HeartbeatHealthIndicator(this.client,
			InstantSource.fixed(NOW));

	private HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("wss://feed.example.com"));

	@Test
	void whenOpenThenUp() {
		assertThat(status(HeartbeatState.OPEN, null)).isEqualTo(Status.UP);
	}

	@Test
	void whenStoppedThenUnknown() {
		assertThat(status(HeartbeatState.STOPPED, null)).isEqualTo(Status.UNKNOWN);
	}

	@ParameterizedTest
	@EnumSource(value = HeartbeatState.class, names = { "CONNECTING", "WAITING", "GAVE_UP" })
	void whenThereIsNoConnectionThenDown(HeartbeatState state) {
		assertThat(status(state, NOW)).isEqualTo(Status.DOWN);
	}

	@ParameterizedTest
	@EnumSource(value = HeartbeatState.class, names = { "CONNECTING", "WAITING", "GAVE_UP" })
	void whenLossIsStillToleratedThenUp(HeartbeatState state) {
		downAfter(Duration.ofSeconds(30));
		assertThat(status(state, NOW.minusMillis(29_999))).isEqualTo(Status.UP);
	}

	@ParameterizedTest
	@EnumSource(value = HeartbeatState.class, names = { "CONNECTING", "WAITING", "GAVE_UP" })
	void whenLossIsNoLongerToleratedThenDown(HeartbeatState state) {
		downAfter(Duration.ofSeconds(30));
		assertThat(status(state, NOW.minusSeconds(30))).isEqualTo(Status.DOWN);
	}

	@Test
	void whenNothingIsKnownThenDetailsAreFew() {
		assertThat(health(statistics(HeartbeatState.STOPPED, null)).getDetails()).containsExactly(
				entry("state", "STOPPED"), entry("url", "wss://feed.example.com"),
				entry("since", "2026-03-01T12:00:00.123Z"), entry("consecutiveFailures", 0));
	}

	@Test
	void whenEverythingIsKnownThenDetailsAreComplete() {
		HeartbeatStatistics statistics = new HeartbeatStatistics(HeartbeatState.WAITING, NOW,
				new Connection("prices-3", false, NOW, null, 1, 2, NOW.plusSeconds(5)),
				new HeartbeatDisconnect(DisconnectCause.CLOSED_BY_SERVER, 1012, "restart", 503, "Going down"),
				new Inbound(2, 4, 8, 10, NOW), new Outbound(3, 5, 9, 11), new Pings(6, 7, Duration.ofNanos(12_345_678)),
				12);
		assertThat(health(statistics).getDetails()).containsExactly(entry("state", "WAITING"),
				entry("url", "wss://feed.example.com"), entry("since", "2026-03-01T12:00:00.123Z"),
				entry("consecutiveFailures", 2), entry("nextAttempt", "2026-03-01T12:00:05.123Z"),
				entry("lastCause", "CLOSED_BY_SERVER"), entry("lastCloseCode", 1012), entry("lastHttpStatus", 503),
				entry("roundTrip", "12.3 ms"));
	}

	@Test
	void whenOpenAndNotReadyThenDownOnceTheLossIsNotToleratedAnyMore() {
		assertThat(health(statistics(HeartbeatState.OPEN, false, NOW)).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void whenDetailsAreNotWantedThenThereAreNone() {
		health(statistics(HeartbeatState.OPEN, null));
		assertThat(this.indicator.health(false).getDetails()).isEmpty();
	}

	private void downAfter(Duration downAfter) {
		this.settings = this.settings.withHealth(this.settings.health().withDownAfter(downAfter));
	}

	private Status status(HeartbeatState state, @Nullable Instant downSince) {
		return health(statistics(state, downSince)).getStatus();
	}

	private Health health(HeartbeatStatistics statistics) {
		given(this.client.getUrl()).willReturn("wss://feed.example.com");
		given(this.client.getSettings()).willReturn(this.settings);
		given(this.client.getStatistics()).willReturn(statistics);
		return this.indicator.health();
	}

	private HeartbeatStatistics statistics(HeartbeatState state, @Nullable Instant downSince) {
		return statistics(state, state == HeartbeatState.OPEN, downSince);
	}

	private HeartbeatStatistics statistics(HeartbeatState state, boolean ready, @Nullable Instant downSince) {
		return new HeartbeatStatistics(state, NOW, new Connection(null, ready, downSince, null, 0, 0, null), null,
				new Inbound(0, 0, 0, 0, null), new Outbound(0, 0, 0, 0), new Pings(0, 0, null), 0);
	}

}
