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

package io.github.heartbeat;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeartbeatClientSettings}.
 */
class HeartbeatClientSettingsTests {

	private final HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("wss://feed.example.com"));

	@ParameterizedTest
	@MethodSource("records")
	void eachComponentCanBeReplaced(Class<?> type) {
		assertThat(type.getMethods()).extracting("name")
			.containsAll(Stream.of(type.getRecordComponents())
				.map(RecordComponent::getName)
				.map((name) -> "with" + StringUtils.capitalize(name))
				.toList());
	}

	static Stream<Class<?>> records() {
		Stream<Class<?>> nested = Arrays.stream(HeartbeatClientSettings.class.getDeclaredClasses())
			.filter(Class::isRecord)
			.filter((type) -> type != HeartbeatClientSettings.CodeRange.class);
		return Stream.concat(Stream.of(HeartbeatClientSettings.class), nested);
	}

	@Test
	void whenOneComponentIsReplacedThenTheOthersStay() {
		HeartbeatClientSettings changed = this.settings.withPing(this.settings.ping().withMode(PingMode.PASSIVE))
			.withHeaders(Map.of("X-Key", "value"));
		assertThat(changed.ping().mode()).isEqualTo(PingMode.PASSIVE);
		assertThat(changed.ping().interval()).isEqualTo(this.settings.ping().interval());
		assertThat(changed.headers()).containsExactly(Map.entry("X-Key", "value"));
		assertThat(changed.withPing(this.settings.ping()).withHeaders(Map.of())).isEqualTo(this.settings);
	}

	@Test
	void whenReplacedValueIsNotAllowedThenItIsRefused() {
		assertThatExceptionOfType(HeartbeatSettingsException.class)
			.isThrownBy(() -> this.settings.withUrl(URI.create("https://feed.example.com")))
			.satisfies((ex) -> assertThat(ex.getKey()).isEqualTo("url"));
	}

	@Test
	void whenSettingsAreMadeTwiceThenTheyShareWhatIsStandard() {
		HeartbeatClientSettings other = HeartbeatClientSettings.of(URI.create("wss://other.example.com"));
		assertThat(other.ping()).isSameAs(this.settings.ping());
		assertThat(other.reconnect()).isSameAs(this.settings.reconnect());
	}

	@Test
	void whenPingHasAMessageAndNoModeThenModeIsMessage() {
		HeartbeatClientSettings.Ping ping = this.settings.ping();
		assertThat(new HeartbeatClientSettings.Ping(null, "beat", ping.interval(), ping.timeout()).mode())
			.isEqualTo(PingMode.MESSAGE);
	}

	@Test
	void whenReadyHasAMessageThenItIsWaitedFor() {
		assertThat(this.settings.ready().withMessage("welcome").when()).isEqualTo(ReadyWhen.MESSAGE);
	}

	@Test
	void nothingShowsASecret() {
		HeartbeatClientSettings secret = this.settings
			.withUrl(URI.create("wss://user:secret@feed.example.com/prices?token=secret"))
			.withHeaders(Map.of("Authorization", "secret"))
			.withSubprotocols(List.of("secret"))
			.withCloseOnMessage("secret")
			.withSendOnOpen(List.of("secret"))
			.withPing(this.settings.ping().withMessage("secret"))
			.withReady(this.settings.ready().withMessage("secret"));
		assertThat(secret.toString()).contains("wss://feed.example.com/prices")
			.contains("Authorization")
			.doesNotContain("secret");
		assertThat(secret.ping().toString()).doesNotContain("secret");
	}

}
