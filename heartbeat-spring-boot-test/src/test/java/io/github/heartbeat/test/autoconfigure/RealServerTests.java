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

package io.github.heartbeat.test.autoconfigure;

import java.time.Duration;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.sample.Prices;
import io.github.heartbeat.sample.Quote;
import io.github.heartbeat.sample.SampleApplication;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatTest} with a server that has sockets.
 */
@HeartbeatTest(server = AutoConfigureHeartbeat.Server.REAL)
@ContextConfiguration(classes = SampleApplication.class)
@Import(OrderServer.class)
@Timeout(60)
class RealServerTests {

	@Autowired
	private HeartbeatTestServer server;

	@Autowired
	private HeartbeatClient pricesHeartbeatClient;

	@Autowired
	private Prices prices;

	@Test
	void whenServerSendsThenListenerHears() throws Exception {
		this.server.client("prices").sendText("{\"symbol\":\"ACME\",\"price\":42}");
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.prices.getQuotes().contains(new Quote("ACME", 42)));
	}

	@Test
	void whenConnectedThenUrlIsThatOfTheServerWithThePathThatIsConfigured() throws Exception {
		assertThat(this.server.client("prices").handshake().path()).isEqualTo("/prices");
		assertThat(this.server.client("orders").handshake().path()).isEqualTo("/orders?version=2");
		assertThat(this.pricesHeartbeatClient.getSettings().url()).hasToString(this.server.url("/prices"));
	}

	@Test
	void whenServerHasSocketsThenThereIsNoClock(@Autowired ObjectProvider<HeartbeatTestClock> clock) {
		assertThat(clock.getIfAvailable()).isNull();
	}

}
