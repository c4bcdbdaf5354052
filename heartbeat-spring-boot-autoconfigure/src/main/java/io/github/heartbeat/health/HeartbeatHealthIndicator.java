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

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Connection;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.Assert;

/**
 * {@link HealthIndicator} for one client. It tells what the client knows already and
 * sends nothing.
 * <p>
 * A client that is ready is {@link Status#UP}, one that was stopped is
 * {@link Status#UNKNOWN}. Any other is {@link Status#DOWN} as soon as there has been no
 * connection that is ready for {@code health.down-after}, and {@code UP} before.
 */
public class HeartbeatHealthIndicator implements HealthIndicator {

	private final HeartbeatClient client;

	private final InstantSource clock;

	/**
	 * Create a new indicator.
	 * @param client the client
	 */
	public HeartbeatHealthIndicator(HeartbeatClient client) {
		this(client, InstantSource.system());
	}

	HeartbeatHealthIndicator(HeartbeatClient client, InstantSource clock) {
		Assert.notNull(client, "'client' must not be null");
		this.client = client;
		this.clock = clock;
	}

	@Override
	public Health health() {
		HeartbeatStatistics statistics = this.client.getStatistics();
		Connection connection = statistics.connection();
		Duration roundTrip = statistics.pings().roundTrip();
		Health.Builder builder = Health.status(status(statistics));
		builder.withDetail("state", statistics.state().name());
		builder.withDetail("url", this.client.getUrl());
		builder.withDetail("since", format(statistics.since()));
		builder.withDetail("consecutiveFailures", connection.consecutiveFailures());
		withDetail(builder, "nextAttempt",
				(connection.nextAttempt() != null) ? format(connection.nextAttempt()) : null);
		withLastDisconnect(builder, statistics.lastDisconnect());
		withDetail(builder, "roundTrip", (roundTrip != null) ? format(roundTrip) : null);
		return builder.build();
	}

	private void withLastDisconnect(Health.Builder builder, @Nullable HeartbeatDisconnect lastDisconnect) {
		if (lastDisconnect != null) {
			builder.withDetail("lastCause", lastDisconnect.cause().name());
			withDetail(builder, "lastCloseCode", lastDisconnect.closeCode());
			withDetail(builder, "lastHttpStatus", lastDisconnect.httpStatus());
		}
	}

	private Status status(HeartbeatStatistics statistics) {
		return switch (statistics.state()) {
			case STOPPED -> Status.UNKNOWN;
			case OPEN, CONNECTING, WAITING, GAVE_UP ->
				(statistics.connection().ready() || isTolerated(statistics)) ? Status.UP : Status.DOWN;
		};
	}

	private boolean isTolerated(HeartbeatStatistics statistics) {
		Instant downSince = statistics.connection().downSince();
		Instant since = (downSince != null) ? downSince : statistics.since();
		Duration downAfter = this.client.getSettings().health().downAfter();
		return this.clock.instant().isBefore(since.plus(downAfter));
	}

	private void withDetail(Health.Builder builder, String key, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(key, value);
		}
	}

	private String format(Instant instant) {
		return instant.truncatedTo(ChronoUnit.MILLIS).toString();
	}

	private String format(Duration duration) {
		if (duration.compareTo(Duration.ofSeconds(1)) >= 0) {
			return String.format(Locale.ROOT, "%.1f s", duration.toNanos() / 1e9);
		}
		return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
	}

}
