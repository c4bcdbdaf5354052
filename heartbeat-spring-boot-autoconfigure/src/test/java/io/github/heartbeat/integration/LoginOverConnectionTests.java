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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A login that is sent over its connection waits for nothing that waits for the login.
 */
@Timeout(120)
class LoginOverConnectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@Test
	void whenOpenListenerJoinsItsChainOverTheConnectionThenItReturns() {
		List<String> returned = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText((connection, text) -> {
			if (text.equals("login")) {
				connection.sendText("ok");
			}
		}); TestEngine engine = TestEngine.to(server.url()).on(onOpen((connection) -> {
			connection.sendAndAwait("login", isText("ok"), TIMEOUT)
				.thenCompose((reply) -> connection.send("subscribe"))
				.join();
			returned.add("open");
		})).start()) {
			ReceivedTexts.await(server, "1: login", "1: subscribe");
			server.broadcast("news");
			assertThat(engine.log().awaitTexts(2)).containsExactly("ok", "news");
			assertThat(returned).containsExactly("open");
		}
	}

	@Test
	void whenOpenListenerJoinsItsChainOverTheClientThenItEndsByItsTimeout() {
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).on(onOpen((connection) -> {
					try {
						connection.getClient()
							.sendAndAwait("login", isText("ok"), Duration.ofMillis(300))
							.thenCompose((reply) -> connection.getClient().send("subscribe"))
							.join();
					}
					catch (CompletionException ex) {
						failures.add(ex.getCause());
					}
				})).start()) {
			engine.await(HeartbeatOpenEvent.class);
			TestEngine.await("the listener has returned", () -> !failures.isEmpty());
			assertThat(failures).singleElement().isInstanceOf(TimeoutException.class);
			server.broadcast("news");
			assertThat(engine.log().awaitTexts(1)).containsExactly("news");
			assertThat(engine.client().send("order")).succeedsWithin(TestEngine.PATIENCE);
		}
	}

	@Test
	void whenLoginOfAnOpenListenerHasTwoStepsThenConnectionBecomesReady() {
		try (HeartbeatTestServer server = twoStepServer();
				TestEngine engine = TestEngine.to(server.url())
					.with(LoginOverConnectionTests::readyByMessage)
					.on(onOpen((connection) -> connection.sendAndAwait("login", isText("ok"), TIMEOUT)
						.thenCompose((reply) -> connection.send("otp"))))
					.start()) {
			assertReadyAtOnce(engine);
			ReceivedTexts.await(server, "1: login", "1: otp");
		}
	}

	@Test
	void whenLoginOfAnInitializerHasTwoStepsThenConnectionBecomesReady() {
		try (HeartbeatTestServer server = twoStepServer();
				TestEngine engine = TestEngine.to(server.url()).customize(initializer((connection) -> {
					connection.sendAndAwait("login", isText("ok"), TIMEOUT).get();
					connection.sendAndAwait("otp", isText("READY"), TIMEOUT).get();
				})).start()) {
			assertReadyAtOnce(engine);
			ReceivedTexts.await(server, "1: login", "1: otp");
		}
	}

	@Test
	void whenServerSpeaksFirstAndAListenerAnswersThenConnectionBecomesReady() {
		try (HeartbeatTestServer server = challengingServer();
				TestEngine engine = TestEngine.to(server.url())
					.with(LoginOverConnectionTests::readyByMessage)
					.on((event) -> {
						if (event instanceof HeartbeatMessageEvent message && message.getText().equals("HELLO")) {
							event.getConnection().send("IDENTIFY");
						}
					})
					.start()) {
			assertReadyAtOnce(engine);
			ReceivedTexts.await(server, "1: IDENTIFY");
		}
	}

	@RepeatedTest(20)
	void whenServerSpeaksFirstAndAnInitializerAnswersThenConnectionBecomesReady() {
		try (HeartbeatTestServer server = challengingServer();
				TestEngine engine = TestEngine.to(server.url()).customize(initializer((connection) -> {
					connection.await(isText("HELLO"), TIMEOUT).get();
					connection.sendAndAwait("IDENTIFY", isText("READY"), TIMEOUT).get();
				})).start()) {
			assertReadyAtOnce(engine);
			ReceivedTexts.await(server, "1: IDENTIFY");
		}
	}

	@Test
	void whenInitializerLogsInThenQueueIsWrittenBehindTheLogin() {
		try (HeartbeatTestServer server = twoStepServer();
				TestEngine engine = TestEngine.to(server.url())
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE))
					.customize(initializer((connection) -> {
						connection.getClient().send("order");
						connection.sendAndAwait("login", isText("ok"), TIMEOUT).get();
						connection.sendAndAwait("otp", isText("READY"), TIMEOUT).get();
						connection.send("subscribe");
					}))
					.start()) {
			assertReadyAtOnce(engine);
			ReceivedTexts.await(server, "1: login", "1: otp", "1: subscribe", "1: order");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "REJECT", "BLOCK" })
	void whenOutageHasFilledTheQueueThenLoginPassesIt(SendOverflow overflow) {
		int capacity = 5;
		List<CompletableFuture<Void>> logins = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.refuseWith(503));
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect.withMaxDelay(TIMEOUT).withDelay(TIMEOUT))
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE)
						.withQueueCapacity(capacity)
						.withOverflow(overflow))
					.on(onOpen((connection) -> logins.add(connection.send("login"))))
					.start()) {
			engine.await(HeartbeatErrorEvent.class);
			for (int i = 1; i <= capacity; i++) {
				engine.client().send("order " + i);
			}
			assertThat(engine.client().getStatistics().outbound().queued()).isEqualTo(capacity);
			server.respondWith(HandshakeResponse.upgrade());
			engine.client().reconnect();
			engine.await(HeartbeatReadyEvent.class);
			int connection = server.connections().get(0).id();
			ReceivedTexts.await(server, connection + ": login", connection + ": order 1", connection + ": order 2",
					connection + ": order 3", connection + ": order 4", connection + ": order 5");
			assertThat(logins).singleElement()
				.satisfies((login) -> assertThat(login).succeedsWithin(TestEngine.PATIENCE));
		}
	}

	@Test
	void whenConnectionIsLostWhileItsListenerWorksThenLoginIsNotWrittenToTheNext() throws Exception {
		ListenerGate gate = new ListenerGate();
		List<CompletableFuture<Void>> logins = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).on(onOpen((connection) -> {
					gate.pass();
					logins.add(connection.send("login of " + connection.getId()));
				})).start()) {
			gate.awaitEntered();
			server.takeConnection(TestEngine.PATIENCE).cut();
			server.takeConnection(TestEngine.PATIENCE);
			TestEngine.await("the next connection is there", engine.client()::isOpen);
			gate.open();
			HeartbeatOpenEvent second = engine.await(HeartbeatOpenEvent.class, 2);
			ReceivedTexts.await(server, "2: login of " + second.getConnectionId());
			assertThat(logins.get(0)).failsWithin(TestEngine.PATIENCE)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(HeartbeatSendException.class,
						(ex) -> assertThat(ex.getReason()).isEqualTo(Reason.REJECTED));
			assertThat(logins.get(1)).succeedsWithin(TestEngine.PATIENCE);
		}
	}

	private static void assertReadyAtOnce(TestEngine engine) {
		engine.await(HeartbeatReadyEvent.class);
		assertThat(engine.client().isReady()).isTrue();
		assertThat(engine.events(HeartbeatOpenEvent.class)).hasSize(1);
		assertThat(engine.log().story()).doesNotContain("Close", "Error");
	}

	private static HeartbeatTestServer twoStepServer() {
		return HeartbeatTestServer.start().onText((connection, text) -> {
			switch (text) {
				case "login" -> connection.sendText("ok");
				case "otp" -> connection.sendText("READY");
				default -> {
				}
			}
		});
	}

	private static HeartbeatTestServer challengingServer() {
		return HeartbeatTestServer.start()
			.onConnect((connection) -> connection.sendText("HELLO"))
			.onText((connection, text) -> {
				if (text.equals("IDENTIFY")) {
					connection.sendText("READY");
				}
			});
	}

	private static HeartbeatClientSettings readyByMessage(HeartbeatClientSettings settings) {
		return settings.withReady(settings.ready().withMessage("READY").withWhen(ReadyWhen.MESSAGE));
	}

	private static Consumer<HeartbeatEvent> onOpen(Consumer<HeartbeatConnection> action) {
		return (event) -> {
			if (event instanceof HeartbeatOpenEvent) {
				action.accept(event.getConnection());
			}
		};
	}

	private static Consumer<HeartbeatEngine.Builder> initializer(HeartbeatConnectionInitializer initializer) {
		return (builder) -> builder.connectionInitializers(() -> List.of(initializer));
	}

	private static Predicate<HeartbeatMessage> isText(String text) {
		return (message) -> message.isText() && message.getText().equals(text);
	}

}
