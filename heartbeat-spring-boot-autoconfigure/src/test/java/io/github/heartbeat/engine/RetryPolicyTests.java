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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.Reconnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private static final Disconnect REFUSED = Disconnect.failure(DisconnectCause.CONNECTION_REFUSED,
			new IOException("Connection refused"));

	@Test
	void whenNothingIsConfiguredThenRetriesForEver() {
		assertThat(policy((reconnect) -> reconnect).next(REFUSED, 1_000_000)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void whenFailuresGrowThenWaitGrows() {
		RetryPolicy policy = policy((reconnect) -> reconnect);
		assertThat(policy.next(REFUSED, 1)).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.next(REFUSED, 3)).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void whenJitterIsConfiguredThenWaitIsBelowDelay() {
		assertThat(policy((reconnect) -> reconnect.withJitter(0.5)).next(REFUSED, 1))
			.isBetween(Duration.ofMillis(500), Duration.ofSeconds(1))
			.isNotEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whenReconnectIsDisabledThenGivesUp() {
		assertThat(policy((reconnect) -> reconnect.withEnabled(false)).next(REFUSED, 1)).isNull();
	}

	@Test
	void whenMaxRetriesIsZeroThenGivesUpAfterFirstFailure() {
		assertThat(policy((reconnect) -> reconnect.withMaxRetries(0L)).next(REFUSED, 1)).isNull();
	}

	@Test
	void whenMaxRetriesIsFourThenGivesUpAfterFifthFailure() {
		RetryPolicy policy = policy((reconnect) -> reconnect.withMaxRetries(4L));
		assertThat(policy.next(REFUSED, 4)).isNotNull();
		assertThat(policy.next(REFUSED, 5)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 4000, 4050, 4099 })
	void whenCloseCodeIsFatalThenGivesUp(int code) {
		assertThat(fatalCodes().next(closedByServer(code), 1)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1006, 1011, 1012, 1013, 3999, 4100 })
	void whenCloseCodeIsNotFatalThenRetries(int code) {
		assertThat(fatalCodes().next(closedByServer(code), 1)).isNotNull();
	}

	@Test
	void whenNothingIsConfiguredThenNoCloseCodeIsFatal() {
		RetryPolicy policy = policy((reconnect) -> reconnect);
		for (int code = 1000; code <= 4999; code++) {
			assertThat(policy.next(closedByServer(code), 1)).as("code %d", code).isNotNull();
		}
	}

	@Test
	void whenProtocolErrorCodeIsFatalThenGivesUp() {
		RetryPolicy policy = policy((reconnect) -> reconnect.withFatalCloseCodes(List.of(new CodeRange(1002, 1002))));
		assertThat(policy.next(Disconnect.by(DisconnectCause.PROTOCOL_ERROR, CloseStatus.PROTOCOL_ERROR), 1)).isNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "CLOSED_BY_SERVER", "PROTOCOL_ERROR" }, mode = Mode.EXCLUDE)
	void whenCodeIsNotThePeersThenItIsNeverFatal(DisconnectCause cause) {
		RetryPolicy policy = policy((reconnect) -> reconnect.withFatalCloseCodes(List.of(new CodeRange(1000, 4999))));
		assertThat(policy.next(Disconnect.by(cause, CloseStatus.NORMAL), 1)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void whenHttpStatusIsFatalThenGivesUp(int status) {
		assertThat(fatalStatuses().next(rejected(status), 1)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 301, 400, 404, 429, 503 })
	void whenHttpStatusIsNotFatalThenRetries(int status) {
		assertThat(fatalStatuses().next(rejected(status), 1)).isNotNull();
	}

	@Test
	void whenConnectionLivedShorterThanStableAfterThenItIsNotStable() {
		assertThat(policy((reconnect) -> reconnect).isStable(Duration.ofSeconds(10).minusNanos(1))).isFalse();
	}

	@Test
	void whenConnectionLivedAsLongAsStableAfterThenItIsStable() {
		assertThat(policy((reconnect) -> reconnect).isStable(Duration.ofSeconds(10))).isTrue();
	}

	@Test
	void whenStableAfterIsZeroThenEachConnectionIsStable() {
		assertThat(policy((reconnect) -> reconnect.withStableAfter(Duration.ZERO)).isStable(Duration.ZERO)).isTrue();
	}

	private static RetryPolicy fatalCodes() {
		return policy((reconnect) -> reconnect.withFatalCloseCodes(List.of(new CodeRange(4000, 4099))));
	}

	private static RetryPolicy fatalStatuses() {
		return policy(
				(reconnect) -> reconnect.withFatalStatuses(List.of(new CodeRange(401, 401), new CodeRange(403, 403))));
	}

	private static RetryPolicy policy(UnaryOperator<Reconnect> change) {
		return new RetryPolicy(new TestSettings().reconnect(change).get().reconnect(), new Random(3));
	}

	private static Disconnect closedByServer(int code) {
		return Disconnect.by(DisconnectCause.CLOSED_BY_SERVER, new CloseStatus(code));
	}

	private static Disconnect rejected(int status) {
		return Disconnect.rejected(DisconnectCause.HANDSHAKE_REJECTED, status, new IOException("[" + status + "]"));
	}

}
