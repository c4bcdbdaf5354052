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
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that says welcome in time is ready, however long the listeners take.
 */
@Timeout(120)
class ReadyOnArrivalTests {

	private static final int SNAPSHOTS = 15;

	private static final Duration READY_TIMEOUT = Duration.ofSeconds(2);

	@Test
	void whenOpenListenerTakesLongerThanReadyTimeoutThenConnectionIsReady() throws Exception {
		assertReadyWhileStanding(0, HeartbeatOpenEvent.class::isInstance);
	}

	@Test
	void whenListenersOfEarlierMessagesTakeLongerThanReadyTimeoutThenConnectionIsReady() throws Exception {
		assertReadyWhileStanding(SNAPSHOTS, HeartbeatMessageEvent.class::isInstance);
	}

	private void assertReadyWhileStanding(int snapshots, Predicate<HeartbeatEvent> slow) throws Exception {
		ListenerGate gate = new ListenerGate();
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onConnect((connection) -> {
			for (int i = 0; i < snapshots; i++) {
				connection.sendText("snapshot " + i);
			}
			connection.sendText("welcome");
		});
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withReady(settings.ready()
						.withMessage("welcome")
						.withWhen(ReadyWhen.MESSAGE)
						.withTimeout(READY_TIMEOUT)))
					.on((event) -> {
						if (slow.test(event)) {
							gate.pass();
						}
					})
					.start()) {
			gate.awaitEntered();
			TestEngine.await("the connection is ready", engine.client()::isReady);
			Awaitility.await()
				.during(READY_TIMEOUT.plusSeconds(1))
				.atMost(TestEngine.PATIENCE)
				.until(engine.client()::isReady);
			gate.open();
			engine.await(HeartbeatReadyEvent.class);
			engine.log().awaitTexts(snapshots + 1);
			assertThat(engine.log().story()).startsWith("Open", "Message").doesNotContain("Close", "Error");
			assertThat(server.counts().opened()).isEqualTo(1);
		}
		finally {
			gate.open();
		}
	}

}
