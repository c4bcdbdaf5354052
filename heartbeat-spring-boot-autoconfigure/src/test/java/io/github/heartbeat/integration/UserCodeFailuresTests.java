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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that is thrown mutes a client: only the call that threw it ends.
 */
@Timeout(120)
class UserCodeFailuresTests {

	@Test
	void whenPatternOfReadyMessageOverflowsTheStackThenMessagesAreDeliveredAndReadyIsStillSeen() throws Exception {
		String large = IntStream.range(0, 20_000)
			.mapToObj((i) -> "\"k" + i + "\":\"v\"")
			.collect(Collectors.joining(",", "{", "}"));
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withReady(settings.ready()
						.withMessage("\\{(\"\\w+\":\"\\w+\",?)*\"type\":\"welcome\".*")
						.withWhen(ReadyWhen.MESSAGE)
						.withTimeout(Duration.ofMinutes(1))))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText(large);
			connection.sendText("good");
			assertThat(engine.log().awaitTexts(2)).containsExactly(large, "good");
			assertThat(engine.client().getStatistics().listenerFailures()).isEqualTo(1);
			assertThat(engine.client().isReady()).isFalse();
			connection.sendText("{\"id\":\"1\",\"type\":\"welcome\"}");
			engine.await(HeartbeatReadyEvent.class);
			assertThat(engine.client().isReady()).isTrue();
			assertStopsAndStartsAgain(server, engine);
		}
	}

	@Test
	void whenListenerThrowsAnExceptionWhoseMessageThrowsThenMessagesAreDelivered() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).on(UserCodeFailuresTests::failAtBad).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText("bad");
			connection.sendText("good");
			assertThat(engine.log().awaitTexts(2)).containsExactly("bad", "good");
			assertThat(engine.client().getStatistics().listenerFailures()).isEqualTo(1);
			assertStopsAndStartsAgain(server, engine);
		}
	}

	@Test
	void whenListenerOverflowsTheStackThenMessagesAreDelivered() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).on((event) -> {
					if (event instanceof HeartbeatMessageEvent message && message.getText().equals("bad")) {
						recurse(0);
					}
				}).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText("bad");
			connection.sendText("good");
			assertThat(engine.log().awaitTexts(2)).containsExactly("bad", "good");
			assertThat(engine.client().getStatistics().listenerFailures()).isEqualTo(1);
			assertStopsAndStartsAgain(server, engine);
		}
	}

	private static void assertStopsAndStartsAgain(HeartbeatTestServer server, TestEngine engine) {
		int before = engine.texts().size();
		engine.client().close();
		TestEngine.await("the connection is closed", () -> server.counts().held() == 0);
		engine.client().start();
		engine.awaitOpen(server).sendText("after the restart");
		assertThat(engine.log().awaitTexts(before + 1)).endsWith("after the restart");
		assertThat(engine.stop()).isLessThan(Duration.ofSeconds(5));
	}

	private static void failAtBad(HeartbeatEvent event) {
		if (event instanceof HeartbeatMessageEvent message && message.getText().equals("bad")) {
			throw new UnprintableException();
		}
	}

	private static int recurse(int depth) {
		return 1 + recurse(depth + 1);
	}

	/**
	 * Exception that can't even be logged.
	 */
	private static final class UnprintableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("The message can't be made");
		}

	}

}
