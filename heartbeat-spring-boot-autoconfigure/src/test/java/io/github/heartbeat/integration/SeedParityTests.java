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

package io.github.heartbeat.integration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.test.SeedScript;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test suite of websocket-heartbeat-miniprogram and its browser sibling. Its first
 * case, a missing URL, is one of the settings and thus of the auto-configuration.
 */
@Timeout(120)
class SeedParityTests {

	private static final Duration A_WHILE = Duration.ofMillis(300);

	@Test
	void case2ClientAndServerExchangeMessages() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url()).start()) {
			assertThat(engine.await(HeartbeatOpenEvent.class).getAttempts()).isEqualTo(1);
			engine.client().send("clientMsg").join();
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("serverMsg");
			assertThat(engine.log().story()).containsExactly("Open", "Message");
		}
	}

	@Test
	void case3ServerClosesAndClientConnectsAgainWithTheSameListeners() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("please close").join();
			HeartbeatOpenEvent again = engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(again.isReconnect()).isTrue();
			assertThat(again.getDowntime()).isPositive();
			engine.client().send("clientMsg").join();
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("serverMsg");
			assertThat(engine.log().story()).containsExactly("Open", "Close", "Reconnect", "Open", "Message");
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(close.getCode()).isEqualTo(1000);
			assertThat(close.isReconnecting()).isTrue();
		}
	}

	@Test
	void case4ServerSaysGoodbyeAndTheListenerClosesForGood() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url()).on((event) -> {
					if (event instanceof HeartbeatMessageEvent message && message.getText().equals("close")) {
						event.getSource().close();
					}
				}).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("please server send close message").join();
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
			assertClosedForGood(server, engine, close);
		}
	}

	@Test
	void case4ServerSaysGoodbyeAndTheClientClosesByItself() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withCloseOnMessage("close"))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("please server send close message").join();
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.CLOSE_MESSAGE);
			assertClosedForGood(server, engine, close);
		}
	}

	private static void assertClosedForGood(HeartbeatTestServer server, TestEngine engine, HeartbeatCloseEvent close) {
		assertThat(close.getCode()).isEqualTo(1000);
		assertThat(close.isReconnecting()).isFalse();
		Awaitility.await()
			.during(A_WHILE)
			.atMost(TestEngine.PATIENCE)
			.untilAsserted(() -> assertThat(engine.log().story()).containsExactly("Open", "Message", "Close"));
		assertThat(engine.client().getState()).isEqualTo(HeartbeatState.STOPPED);
		TestEngine.await("the server sees the end", () -> server.counts().held() == 0);
		assertThat(server.counts().opened()).isEqualTo(1);
	}

	@Test
	void case5NobodyListensAndTheLimitEndsRetrying() {
		HeartbeatTestServer server = HeartbeatTestServer.start();
		server.close();
		try (TestEngine engine = TestEngine.to(server.url())
			.withReconnect((reconnect) -> reconnect.withMaxRetries(4L))
			.start()) {
			HeartbeatGiveUpEvent giveUp = engine.await(HeartbeatGiveUpEvent.class);
			assertThat(giveUp.getAttempts()).isEqualTo(4);
			assertThat(giveUp.getCause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
			List<HeartbeatReconnectEvent> reconnects = engine.log().all(HeartbeatReconnectEvent.class);
			assertThat(reconnects).extracting(HeartbeatReconnectEvent::getAttempt).containsExactly(1, 2, 3, 4);
			List<String> story = engine.log().story();
			assertThat(story).endsWith("Error", "GiveUp").filteredOn("Error"::equals).hasSize(5);
			Awaitility.await()
				.during(A_WHILE)
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(engine.log().story()).isEqualTo(story));
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.GAVE_UP);
		}
	}

	@Test
	void case6NobodyListensAndOnlyCloseEndsRetrying() {
		HeartbeatTestServer server = HeartbeatTestServer.start();
		server.close();
		try (TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatReconnectEvent.class, 6);
			engine.client().close();
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.STOPPED);
			// What was announced before the close may still be delivered
			AtomicInteger events = new AtomicInteger(-1);
			Awaitility.await()
				.pollInterval(A_WHILE)
				.atMost(TestEngine.PATIENCE)
				.until(() -> events.getAndSet(engine.log().all().size()) == engine.log().all().size());
			assertThat(engine.log().story()).doesNotContain("Open", "GiveUp");
			assertThat(engine.client().getStatistics().connection().nextAttempt()).isNull();
		}
	}

	@Test
	void case7HeartbeatMessagesAreSentAndAnsweredAndKeepTheConnection() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.MESSAGE, Duration.ofMillis(100), Duration.ofSeconds(20))
					.start()) {
			assertThat(engine.log().awaitTexts(3)).containsOnly("get heartbeat");
			RecordedFrame heartbeat = server.takeFrame(TestEngine.PATIENCE);
			assertThat(heartbeat.opcode()).isEqualTo(Opcodes.TEXT);
			assertThat(heartbeat.text()).isEqualTo("heartbeat");
			assertThat(engine.log().story()).startsWith("Open").doesNotContain("Close", "Error", "Reconnect");
			assertThat(server.counts().opened()).isEqualTo(1);
			assertThat(engine.client().getStatistics().pings().roundTrip()).isPositive();
		}
	}

	@Test
	void case8HeartbeatIsNotAnsweredAndClientConnectsAgain() {
		Duration interval = Duration.ofMillis(100);
		Duration timeout = Duration.ofMillis(300);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).withPing(PingMode.MESSAGE, interval, timeout).start()) {
			engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.log().story()).startsWith("Open", "Error", "Close", "Reconnect", "Open")
				.doesNotContain("Message");
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.PING_TIMEOUT);
			assertThat(close.getCode()).isEqualTo(1006);
			assertThat(close.getLifetime()).isGreaterThanOrEqualTo(interval.plus(timeout));
		}
	}

	@Test
	void case9WithoutRetriesThereIsOneAttempt() {
		HeartbeatTestServer server = HeartbeatTestServer.start();
		server.close();
		try (TestEngine engine = TestEngine.to(server.url())
			.withReconnect((reconnect) -> reconnect.withMaxRetries(0L))
			.start()) {
			assertThat(engine.await(HeartbeatGiveUpEvent.class).getAttempts()).isZero();
			Awaitility.await()
				.during(A_WHILE)
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(engine.log().story()).containsExactly("Error", "GiveUp"));
		}
	}

	@Test
	void case10SubprotocolIsNegotiatedAndVisible() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().subprotocols("v2.feed", "v1.feed");
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withSubprotocols(List.of("v3.feed", "v2.feed")))
					.start()) {
			assertThat(engine.await(HeartbeatOpenEvent.class).getSubprotocol()).isEqualTo("v2.feed");
			assertThat(server.awaitHandshakes(1, TestEngine.PATIENCE).get(0).subprotocols()).containsExactly("v3.feed",
					"v2.feed");
		}
	}

	@Test
	void case10PingMessageIsComputed() {
		AtomicInteger sequence = new AtomicInteger();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onText((connection, text) -> connection.sendText("pong for " + text));
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.MESSAGE, Duration.ofMillis(50), Duration.ofSeconds(20))
					.customize((builder) -> builder
						.pingMessageSupplier(() -> (clientName) -> clientName + " " + sequence.incrementAndGet()))
					.start()) {
			assertThat(engine.log().awaitTexts(2)).startsWith("pong for test 1", "pong for test 2");
		}
	}

	@Test
	void case10SeveralClientsLiveSideBySide() {
		try (HeartbeatTestServer first = HeartbeatTestServer.start().onText(new SeedScript());
				HeartbeatTestServer second = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(first.url())
					.client("second", second.url())
					.client("third", second.url())
					.start()) {
			for (String name : List.of("test", "second", "third")) {
				engine.log(name).await(HeartbeatOpenEvent.class);
				engine.client(name).send("clientMsg").join();
				assertThat(engine.log(name).awaitTexts(1)).containsExactly("serverMsg");
			}
			engine.client("second").send("please close").join();
			engine.log("second").await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.log("test").story()).containsExactly("Open", "Message");
			assertThat(engine.log("third").story()).containsExactly("Open", "Message");
			assertThat(first.counts().maxOpen()).isEqualTo(1);
			assertThat(second.counts().maxOpen()).isEqualTo(2);
		}
	}

}
