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

import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatMessage;
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
				HeartbeatMessage answer = open.getSource()
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

	private static HeartbeatTestServer server() {
		return HeartbeatTestServer.start().onText((connection, text) -> {
			if (text.equals("login")) {
				connection.sendText("welcome");
			}
		});
	}

}
