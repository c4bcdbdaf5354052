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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sent over the client is written when a connection is ready: neither before that
 * nor behind what a listener still has to do.
 */
@Timeout(120)
class SendOrderTests {

	/** Nothing that these tests are about is to depend on it. */
	private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);

	@Test
	void whenClientIsClosedBeforeItIsReadyThenQueueIsDroppedAndNotWritten() throws Exception {
		assertQueueIsDropped((engine) -> engine.client().close());
	}

	@Test
	void whenEngineIsStoppedBeforeItIsReadyThenQueueIsDroppedAndNotWritten() throws Exception {
		assertQueueIsDropped(TestEngine::stop);
	}

	private void assertQueueIsDropped(Consumer<TestEngine> end) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withSendOnOpen(List.of("login"))
						.withReady(settings.ready()
							.withMessage("welcome")
							.withWhen(ReadyWhen.MESSAGE)
							.withTimeout(READY_TIMEOUT)))
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE))
					.start()) {
			CompletableFuture<Void> order = engine.client().send("order 4711");
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			ReceivedTexts.await(server, "1: login");
			assertThat(order).isNotDone();
			end.accept(engine);
			assertThat(order).failsWithin(TestEngine.PATIENCE)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(HeartbeatSendException.class,
						(ex) -> assertThat(ex.getReason()).isEqualTo(Reason.DROPPED));
			TestEngine.await("the connection is closed", () -> !connection.isOpen());
			assertThat(ReceivedTexts.of(server)).containsExactly("1: login");
			HeartbeatStatistics statistics = engine.client().getStatistics();
			assertThat(statistics.outbound().messages()).isEqualTo(1);
			assertThat(statistics.outbound().dropped()).isEqualTo(1);
		}
	}

	@Test
	void whenListenerWorksThroughTheConnectionBeforeThenQueueOfTheNextIsWritten() throws Exception {
		assertWrittenBesideABacklog((engine) -> engine);
	}

	@Test
	void whenInitializerHasReturnedThenQueueIsWrittenBesideABacklog() throws Exception {
		assertWrittenBesideABacklog(
				(engine) -> engine.customize((builder) -> builder.connectionInitializers(() -> List.of((connection) -> {
				}))));
	}

	private void assertWrittenBesideABacklog(UnaryOperator<TestEngine> change) throws Exception {
		ListenerGate gate = new ListenerGate();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = change.apply(TestEngine.to(server.url()))
					.with((settings) -> settings.withReady(settings.ready().withTimeout(READY_TIMEOUT)))
					.on((event) -> {
						if (event instanceof HeartbeatMessageEvent) {
							gate.pass();
						}
					})
					.start()) {
			HeartbeatTestConnection first = engine.awaitOpen(server);
			for (int i = 0; i < 200; i++) {
				first.sendText("message " + i);
			}
			gate.awaitEntered();
			HeartbeatClient client = engine.client();
			TestEngine.await("all has arrived", () -> client.getStatistics().inbound().messages() == 200);
			first.cut();
			server.takeConnection(TestEngine.PATIENCE);
			TestEngine.await("the next connection is ready",
					() -> client.getStatistics().connection().established() == 2 && client.isReady());
			// A second at most, and what a loaded machine may add
			assertThat(client.send("order")).succeedsWithin(Duration.ofSeconds(5));
			ReceivedTexts.await(server, "2: order");
			assertThat(engine.log().all(HeartbeatOpenEvent.class)).hasSize(1);
			gate.open();
			engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.texts()).hasSize(200);
		}
		finally {
			gate.open();
		}
	}

}
