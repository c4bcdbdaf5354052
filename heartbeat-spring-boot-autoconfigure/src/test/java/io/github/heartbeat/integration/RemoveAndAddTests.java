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

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that takes the name of one that was removed begins after it.
 */
@Timeout(120)
class RemoveAndAddTests {

	@Test
	void whenClientIsReplacedWhileItsListenerWorksThenEventsOfTheNewOneComeAfterTheOldOnes() throws Exception {
		ListenerGate gate = new ListenerGate();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withShutdownTimeout(TestEngine.PATIENCE))
					.on((event) -> passMessages(gate, event))
					.start()) {
			HeartbeatTestConnection old = engine.awaitOpen(server);
			old.sendText("old");
			old.sendText("old 2");
			gate.awaitEntered();
			TestEngine.await("both have arrived", () -> engine.client().getStatistics().inbound().messages() == 2);
			replace(engine);
			server.takeConnection(TestEngine.PATIENCE).sendText("new");
			TestEngine.await("the new client receives",
					() -> engine.client().getStatistics().inbound().messages() == 1);
			Awaitility.await()
				.during(Duration.ofMillis(300))
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(engine.log().story()).containsExactly("Open", "Message"));
			gate.open();
			engine.log().awaitTexts(3);
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Message", "Close", "Open", "Message");
			assertThat(engine.texts()).containsExactly("old", "old 2", "new");
		}
		finally {
			gate.open();
		}
	}

	@Test
	void whenListenerOutlastsShutdownTimeoutThenNewClientStillWaitsForIt() throws Exception {
		ListenerGate gate = new ListenerGate();
		Duration timeout = Duration.ofMillis(300);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withShutdownTimeout(timeout))
					.on((event) -> passMessages(gate, event))
					.start()) {
			engine.awaitOpen(server).sendText("old");
			gate.awaitEntered();
			replace(engine);
			server.takeConnection(TestEngine.PATIENCE).sendText("new");
			Awaitility.await()
				.during(timeout.plusMillis(700))
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(engine.log().story()).containsExactly("Open", "Message"));
			gate.open();
			assertThat(engine.log().awaitTexts(2)).containsExactly("old", "new");
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Close", "Open", "Message");
		}
		finally {
			gate.open();
		}
	}

	@Test
	void whenClientIsReplacedThenIdsOfItsConnectionsAreNew() throws Exception {
		int times = 10;
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			for (int i = 1; i <= times; i++) {
				engine.await(HeartbeatOpenEvent.class, i);
				replace(engine);
			}
			engine.await(HeartbeatOpenEvent.class, times + 1);
			List<String> ids = engine.events(HeartbeatOpenEvent.class)
				.stream()
				.map(HeartbeatOpenEvent::getConnectionId)
				.toList();
			assertThat(ids).hasSize(times + 1).doesNotHaveDuplicates();
		}
	}

	private static void passMessages(ListenerGate gate, HeartbeatEvent event) {
		if (event instanceof HeartbeatMessageEvent) {
			gate.pass();
		}
	}

	private static void replace(TestEngine engine) {
		String name = engine.client().getName();
		HeartbeatClientSettings settings = engine.client().getSettings();
		engine.engine().remove(name);
		engine.engine().add(name, settings);
	}

}
