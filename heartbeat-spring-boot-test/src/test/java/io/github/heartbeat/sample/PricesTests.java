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

package io.github.heartbeat.sample;

import java.time.Duration;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.autoconfigure.HeartbeatTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test that the README shows.
 */
@HeartbeatTest
class PricesTests {

	@Autowired
	private HeartbeatTestServer server;

	@Autowired
	private HeartbeatTestClock clock;

	@Autowired
	private HeartbeatClient pricesHeartbeatClient;

	@Autowired
	private Prices prices;

	@Test
	void quotesAreKept() throws Exception {
		this.server.client("prices").sendText("{\"symbol\":\"ACME\",\"price\":42}");
		assertThat(this.prices.getQuotes()).containsExactly(new Quote("ACME", 42));
	}

	@Test
	void pricesComeBackAfterAnOutageOfTenMinutes() {
		this.server.stop();
		this.clock.advance(Duration.ofMinutes(10));
		this.server.restart();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(this.pricesHeartbeatClient.isOpen()).isTrue();
	}

	@Test
	void silenceIsNoticed() {
		this.server.freeze();
		this.clock.advance(Duration.ofSeconds(26));
		assertThat(this.pricesHeartbeatClient.isOpen()).isFalse();
	}

}
