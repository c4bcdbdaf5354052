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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logging in before anything else.
 */
class LoginTests {

	@Test
	void listenerOfTheOpenEventMayWaitForTheAnswerToItsLogin() {
		List<String> answers = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = server(); TestEngine engine = TestEngine.to(server.url()).on((event) -> {
			if (event instanceof HeartbeatOpenEvent open) {
				HeartbeatMessage answer = open.getConnection()
					.sendAndAwait("login", (message) -> message.getText().equals("welcome"), Duration.ofSeconds(10))
					.join();
				answers.add(answer.getText());
			}
		}).start()) {
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("welcome");
			assertThat(answers).containsExactly("welcome");
		}
	}

	@Test
	void queueIsWrittenOnceTheConnectionIsReady() throws Exception {
		try (HeartbeatTestServer server = server();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withSendOnOpen(List.of("login"))
						.withSend(settings.send().withWhenClosed(WhenClosed.QUEUE))
						.withReady(settings.ready().withMessage("welc.*").withWhen(ReadyWhen.MESSAGE)))
					.start()) {
			engine.client().send("order 1");
			engine.await(HeartbeatReadyEvent.class);
			assertThat(engine.client().isReady()).isTrue();
			assertThat(server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("login");
			assertThat(server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("order 1");
		}
	}

	@Test
	void initializerIsGivenWhatTheServerSaidBeforeItWaited() {
		CountDownLatch delivered = new CountDownLatch(2);
		List<String> seen = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onConnect((connection) -> {
			connection.sendText("hello");
			connection.sendText("challenge");
		}); TestEngine engine = TestEngine.to(server.url()).on((event) -> {
			if (event instanceof HeartbeatMessageEvent) {
				delivered.countDown();
			}
		}).customize((builder) -> builder.connectionInitializers(() -> List.of((connection) -> {
			delivered.await();
			for (int i = 0; i < 2; i++) {
				seen.add(connection.await((message) -> true, TestEngine.PATIENCE).get().getText());
			}
		}))).start()) {
			engine.await(HeartbeatReadyEvent.class);
			assertThat(seen).containsExactly("hello", "challenge");
		}
	}

	@Test
	void initializerMayGiveUpInTheCallbackOfAFuture() {
		try (HeartbeatTestServer server = server();
				TestEngine engine = TestEngine.to(server.url())
					.customize((builder) -> builder.connectionInitializers(() -> List
						.of((connection) -> connection.sendAndAwait("login", (message) -> true, TestEngine.PATIENCE)
							.thenAccept((message) -> {
								throw new HeartbeatGiveUpException("Refused");
							})
							.get())))
					.start()) {
			HeartbeatGiveUpEvent event = engine.await(HeartbeatGiveUpEvent.class);
			assertThat(event.getCause()).isEqualTo(DisconnectCause.INITIALIZER_FAILED);
			assertThat(engine.await(HeartbeatErrorEvent.class).getThrowable()).message()
				.startsWith("A HeartbeatConnectionInitializer failed: ")
				.endsWith("Refused")
				.doesNotContain("ExecutionException");
		}
	}

	private static HeartbeatTestServer server() {
		return HeartbeatTestServer.start().onText((connection, text) -> {
			if (text.equals("login")) {
				connection.sendText("welcome");
			}
		});
	}

}
