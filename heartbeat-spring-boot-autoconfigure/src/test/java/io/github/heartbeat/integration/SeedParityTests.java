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

import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.FaultProxy;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.SeedScript;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SeedParityTests {

	@Test
	void messagesGoBothWays() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.start(server.url("/"), (settings) -> settings)) {
			HeartbeatOpenEvent open = engine.await(HeartbeatOpenEvent.class);
			assertThat(open.getAttempts()).isEqualTo(1);
			engine.client().send("clientMsg").get();
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("serverMsg");
		}
	}

}
