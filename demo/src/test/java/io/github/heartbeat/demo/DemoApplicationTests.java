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

package io.github.heartbeat.demo;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoApplication}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "heartbeat.client.feed.connect-timeout=1s", "heartbeat.client.feed.ping.interval=300ms",
				"heartbeat.client.feed.ping.timeout=1s", "heartbeat.client.feed.reconnect.delay=100ms",
				"heartbeat.client.feed.reconnect.max-delay=500ms" })
class DemoApplicationTests {

	@Autowired
	private HeartbeatClients clients;

	@Autowired
	private Recorder recorder;

	@Autowired
	private JsonMapper jsonMapper;

	private RestClient http;

	@BeforeEach
	void awaitFeed(@LocalServerPort int port) {
		this.http = RestClient.create("http://127.0.0.1:" + port);
		await().until(client("feed")::isOpen);
		this.recorder.events.clear();
	}

	@AfterEach
	void endFaults() {
		post("none");
		await().until(() -> client("feed").isOpen()
				&& get("/faults").path("clients").path(0).path("connections").asInt() == 1);
	}

	@Test
	void feedDeliversVitals() {
		await().until(() -> events(HeartbeatMessageEvent.class).findAny().isPresent());
		String text = events(HeartbeatMessageEvent.class).findFirst().orElseThrow().getText();
		JsonNode vitals = this.jsonMapper.readTree(text);
		assertThat(vitals.path("systemCpu").asDouble()).isBetween(0.0, 1.0);
		assertThat(vitals.path("processCpu").asDouble()).isBetween(0.0, 1.0);
		assertThat(vitals.path("memoryTotal").asLong()).isGreaterThan(vitals.path("memoryUsed").asLong());
		assertThat(vitals.path("threads").asInt()).isPositive();
	}

	@Test
	void healthShowsEachClientWithDetails() {
		await().until(() -> "UP".equals(get("/actuator/health").path("status").asString()));
		JsonNode health = get("/actuator/health").path("components").path("heartbeat").path("components");
		assertThat(health.propertyNames()).containsExactlyInAnyOrder("feed", "seed-style", "flaky");
		for (String name : health.propertyNames()) {
			JsonNode details = health.path(name).path("details");
			assertThat(details.path("state").asString()).isIn("CONNECTING", "OPEN", "WAITING");
			assertThat(details.path("url").asString()).startsWith("ws://127.0.0.1:");
			assertThat(details.has("since")).isTrue();
			assertThat(details.has("consecutiveFailures")).isTrue();
		}
	}

	@Test
	void prometheusHasTheMeters() {
		assertThat(this.http.get().uri("/actuator/prometheus").retrieve().body(String.class))
			.contains("heartbeat_connected{name=\"feed\"}", "heartbeat_messages");
	}

	@Test
	void faultsAreListed() {
		JsonNode faults = get("/faults");
		assertThat(faults.path("clients").findValuesAsString("client")).containsExactly("feed", "flaky", "seed-style");
		assertThat(faults.path("faults").findValuesAsString("fault")).contains("cut", "half-open", "none");
	}

	@Test
	void unknownFaultAndUnknownClientAreNotFound() {
		assertThat(post("nonsense").path("detail").asString()).contains("'nonsense'").contains("half-open");
		assertThat(post("cut?client=nobody").path("detail").asString()).contains("'nobody'").contains("seed-style");
	}

	@Test
	void feedComesBackAfterCut() {
		assertThat(post("cut").path("did").asString()).isEqualTo("reset 1 connection");
		await().until(() -> events(HeartbeatCloseEvent.class).findAny().isPresent());
		awaitReturn();
	}

	@Test
	void feedNoticesHalfOpenConnectionAndComesBack() {
		assertThat(post("half-open").path("did").asString()).startsWith("silenced 1 connection");
		awaitClose(DisconnectCause.PING_TIMEOUT);
		awaitReturn();
	}

	@Test
	void feedNoticesFrozenServerAndComesBackWhenThawed() {
		assertThat(post("freeze").path("did").asString()).startsWith("froze 1 connection");
		awaitClose(DisconnectCause.PING_TIMEOUT);
		awaitRetry(DisconnectCause.CONNECT_TIMEOUT);
		assertThat(get("/faults").path("clients").path(0).path("fault").asString()).isEqualTo("freeze");
		post("thaw");
		awaitReturn();
	}

	@Test
	void feedComesBackWhenNoLongerRefused() {
		post("refuse");
		awaitRetry(DisconnectCause.CONNECTION_REFUSED);
		post("none");
		awaitReturn();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 503 })
	void feedComesBackWhenHandshakeIsNoLongerRejected(int status) {
		post("refuse-" + status);
		awaitRetry(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(client("feed").getStatistics().lastDisconnect().httpStatus()).isEqualTo(status);
		post("none");
		awaitReturn();
	}

	@Test
	void feedComesBackWhenHandshakeIsFastAgain() {
		post("slow-handshake");
		awaitRetry(DisconnectCause.CONNECT_TIMEOUT);
		post("none");
		awaitReturn();
	}

	@Test
	void feedComesBackAfterClose() {
		post("close");
		awaitClose(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(closes()).first().extracting(HeartbeatCloseEvent::getCode).isEqualTo(1000);
		awaitReturn();
	}

	@Test
	void feedComesBackAfterRestart() {
		post("restart");
		awaitClose(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(closes()).first().extracting(HeartbeatCloseEvent::getCode).isEqualTo(1001);
		awaitRetry(DisconnectCause.CONNECTION_REFUSED);
		awaitReturn();
	}

	@Test
	void feedSurvivesFlood() {
		post("flood");
		await().until(() -> events(HeartbeatMessageEvent.class).count() >= 50_000);
		assertThat(closes()).isEmpty();
	}

	@Test
	void seedStyleStaysClosedAfterGoodbye() {
		HeartbeatClient client = client("seed-style");
		await().until(client::isOpen);
		post("send-close?client=seed-style");
		await().until(() -> client.getState() == HeartbeatState.STOPPED);
		assertThat(client.getStatistics().lastDisconnect().cause()).isEqualTo(DisconnectCause.CLOSE_MESSAGE);
		client.start();
		await().until(client::isOpen);
	}

	@Test
	void flakyIsLostAndComesBack() {
		await().until(() -> this.recorder.events.stream()
			.filter((event) -> event.getClientName().equals("flaky"))
			.anyMatch((event) -> event instanceof HeartbeatOpenEvent open && open.isReconnect()));
	}

	private void awaitClose(DisconnectCause cause) {
		await().until(() -> closes().stream().anyMatch((event) -> event.getCause() == cause));
	}

	private void awaitRetry(DisconnectCause cause) {
		await().until(() -> events(HeartbeatReconnectEvent.class).anyMatch((event) -> event.getCause() == cause));
	}

	private void awaitReturn() {
		await().until(() -> events(HeartbeatOpenEvent.class).anyMatch(HeartbeatOpenEvent::isReconnect));
		await().until(() -> events(HeartbeatMessageEvent.class)
			.anyMatch((event) -> event.getConnectionId().equals(client("feed").getStatistics().connection().id())));
	}

	private ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	private HeartbeatClient client(String name) {
		return this.clients.get(name);
	}

	private List<HeartbeatCloseEvent> closes() {
		return events(HeartbeatCloseEvent.class).toList();
	}

	private <E extends HeartbeatEvent> Stream<E> events(Class<E> type) {
		return this.recorder.events.stream()
			.filter(type::isInstance)
			.map(type::cast)
			.filter((event) -> event.getClientName().equals("feed"));
	}

	private JsonNode get(String path) {
		return exchange(HttpMethod.GET, path);
	}

	private JsonNode post(String fault) {
		return exchange(HttpMethod.POST, "/faults/" + fault);
	}

	private JsonNode exchange(HttpMethod method, String path) {
		return this.http.method(method)
			.uri(path)
			.exchange((request, response) -> this.jsonMapper.readTree(response.getBody()));
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recorder {

		private final Queue<HeartbeatEvent> events = new ConcurrentLinkedQueue<>();

		@EventListener
		void onEvent(HeartbeatEvent event) {
			this.events.add(event);
		}

	}

}
