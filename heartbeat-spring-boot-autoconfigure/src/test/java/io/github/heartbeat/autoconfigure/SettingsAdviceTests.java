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

package io.github.heartbeat.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SettingsAdvice}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingsAdviceTests {

	private final SettingsAdvice advice = new SettingsAdvice(DataSize.ofGigabytes(4).toBytes());

	@Test
	void whenSettingsAreDefaultsThenThereIsNoWarning(CapturedOutput output) {
		add("wss://feed.example.com", (settings) -> settings);
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenPingIntervalIsLongThenWarnsOfLoadBalancers(CapturedOutput output) {
		add("wss://feed.example.com",
				(settings) -> settings.withPing(settings.ping().withInterval(Duration.ofSeconds(55))));
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.ping.interval").contains("60 s");
	}

	@Test
	void whenPingIntervalIsJustShortEnoughThenThereIsNoWarning(CapturedOutput output) {
		add("wss://feed.example.com",
				(settings) -> settings.withPing(settings.ping().withInterval(Duration.ofSeconds(54))));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenClientOnlyListensThenLongIntervalIsNoMatter(CapturedOutput output) {
		add("wss://feed.example.com", (settings) -> settings
			.withPing(settings.ping().withMode(PingMode.PASSIVE).withInterval(Duration.ofMinutes(5))));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenPingTimeoutIsLongThenWarns(CapturedOutput output) {
		add("wss://feed.example.com",
				(settings) -> settings.withPing(settings.ping().withTimeout(Duration.ofSeconds(61))));
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.ping.timeout");
	}

	@Test
	void whenThereIsNoHeartbeatThenWarns(CapturedOutput output) {
		add("wss://feed.example.com", (settings) -> settings.withPing(settings.ping().withMode(PingMode.OFF)));
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.ping.mode");
	}

	@Test
	void whenReconnectIsDisabledThenWarns(CapturedOutput output) {
		add("wss://feed.example.com", (settings) -> settings.withReconnect(settings.reconnect().withEnabled(false)));
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.reconnect.enabled");
	}

	@Test
	void whenAuthorizationIsSentInTheOpenThenWarnsWithoutShowingIt(CapturedOutput output) {
		add("ws://feed.example.com", (settings) -> settings.withHeaders(Map.of("authorization", "Bearer hidden")));
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.url").doesNotContain("hidden");
	}

	@Test
	void whenPasswordIsSentInTheOpenThenWarnsWithoutShowingIt(CapturedOutput output) {
		add("ws://user:hidden@feed.example.com", (settings) -> settings);
		assertThat(output).contains("WARN").contains("heartbeat.client.prices.url").doesNotContain("hidden");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "ws://localhost:8080", "ws://127.0.0.1", "ws://[::1]:8080/feed", "wss://feed.example.com" })
	void whenNobodyCanListenThenThereIsNoWarning(String url, CapturedOutput output) {
		add(url, (settings) -> settings.withHeaders(Map.of("Authorization", "Bearer hidden")));
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenQueuesMayTakeAQuarterOfTheHeapThenWarnsOnce(CapturedOutput output) {
		for (int i = 0; i < 64; i++) {
			add("client" + i, "wss://feed.example.com", (settings) -> settings);
		}
		assertThat(output).doesNotContain("WARN");
		add("one-more", "wss://feed.example.com", (settings) -> settings);
		add("another", "wss://feed.example.com", (settings) -> settings);
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("With client 'one-more' the queues of 65 clients may take 1040 MB together")
			.contains("maximum heap of 4096 MB");
	}

	@Test
	void whenClientsComeAndGoThenOnlyThoseThatAreThereCount(CapturedOutput output) {
		for (int i = 0; i < 200; i++) {
			this.advice.removed(add("client" + i, "wss://feed.example.com", (settings) -> settings));
		}
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void whenVeryManyClientsHaveTheSameFaultThenTenAreNamed(CapturedOutput output) {
		for (int i = 0; i < 50; i++) {
			add("client" + i, "wss://feed.example.com",
					(settings) -> settings.withReconnect(settings.reconnect().withEnabled(false)));
		}
		assertThat(output.toString().split("WARN", -1)).hasSize(11);
		assertThat(output).contains("this is the tenth client");
	}

	private void add(String url, UnaryOperator<HeartbeatClientSettings> settings) {
		add("prices", url, settings);
	}

	private HeartbeatClient add(String name, String url, UnaryOperator<HeartbeatClientSettings> settings) {
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn(name);
		given(client.getSettings()).willReturn(settings.apply(HeartbeatClientSettings.of(URI.create(url))));
		this.advice.added(client);
		return client;
	}

}
