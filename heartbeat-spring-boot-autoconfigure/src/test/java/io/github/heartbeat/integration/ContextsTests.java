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

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts that come and go leave nothing behind.
 */
@Timeout(120)
class ContextsTests {

	@Test
	void whenContextsAreClosedThenTheirEnginesAreCollected() {
		List<WeakReference<Object>> references = new ArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onConnect((connection) -> connection.sendText("hello"))) {
			for (int i = 0; i < 10; i++) {
				runContext(server, references);
			}
			TestEngine.await("no socket is left", () -> server.counts().held() == 0);
			assertThat(server.counts().opened()).isEqualTo(20);
		}
		Awaitility.await("all are collected").atMost(TestEngine.PATIENCE).untilAsserted(() -> {
			System.gc();
			assertThat(references).allMatch((reference) -> reference.refersTo(null));
		});
	}

	private static void runContext(HeartbeatTestServer server, List<WeakReference<Object>> references) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class))
			.withPropertyValues("heartbeat.client.a.url=" + server.url(), "heartbeat.client.b.url=" + server.url())
			.run((context) -> {
				HeartbeatClients clients = context.getBean(HeartbeatClients.class);
				references.add(new WeakReference<>(context.getSourceApplicationContext()));
				references.add(new WeakReference<>(clients));
				for (HeartbeatClient client : clients) {
					references.add(new WeakReference<>(client));
					TestEngine.await("a message has come", () -> client.getStatistics().inbound().messages() == 1);
				}
			});
	}

}
