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
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Close frame that has arrived decides, whatever happens to the socket after it.
 */
@Timeout(120)
class CloseFrameTests {

	private static final int ROUNDS = 30;

	static Stream<Named<Consumer<HeartbeatTestConnection>>> ends() {
		return Stream.of(Named.of("reset", HeartbeatTestConnection::reset),
				Named.of("cut", HeartbeatTestConnection::cut), Named.of("freeze", HeartbeatTestConnection::freeze));
	}

	@ParameterizedTest
	@MethodSource("ends")
	void whenSocketEndsRightAfterTheCloseFrameThenItsCodeIsTold(Consumer<HeartbeatTestConnection> end)
			throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect(
							(reconnect) -> reconnect.withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1)))
					.start()) {
			for (int i = 0; i < ROUNDS; i++) {
				HeartbeatTestConnection connection = engine.awaitOpen(server);
				connection.sendText("last words");
				connection.sendClose(4000 + i, "see you");
				end.accept(connection);
				engine.await(HeartbeatCloseEvent.class, i + 1);
			}
			List<HeartbeatCloseEvent> closes = engine.events(HeartbeatCloseEvent.class);
			assertThat(closes).extracting(HeartbeatCloseEvent::getCode)
				.containsExactlyElementsOf(IntStream.range(4000, 4000 + ROUNDS).boxed().toList());
			assertThat(closes).extracting(HeartbeatCloseEvent::getReason).containsOnly("see you");
			assertThat(closes).extracting(HeartbeatCloseEvent::getCause).containsOnly(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(engine.texts()).hasSize(ROUNDS).containsOnly("last words");
		}
	}

	@ParameterizedTest
	@MethodSource("ends")
	void whenFatalCodeIsFollowedByTheEndOfTheSocketThenClientGivesUp(Consumer<HeartbeatTestConnection> end)
			throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect.withFatalCloseCodes(List.of(new CodeRange(4003, 4003))))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendClose(4003, "forbidden");
			end.accept(connection);
			assertThat(engine.await(HeartbeatGiveUpEvent.class).getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		}
	}

}
