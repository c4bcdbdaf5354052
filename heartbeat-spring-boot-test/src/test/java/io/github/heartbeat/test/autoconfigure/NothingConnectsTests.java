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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.sample.Invoices;
import io.github.heartbeat.sample.SampleApplication;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for what does not connect unless it is asked to.
 */
@Timeout(60)
class NothingConnectsTests {

	/**
	 * A test of something else.
	 */
	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@SpringBootTest(classes = SampleApplication.class)
	@ExtendWith(OutputCaptureExtension.class)
	@DirtiesContext
	class WithoutAnnotation {

		@Test
		void thenClientsAreThereAndStopped(@Autowired Invoices invoices,
				@Autowired HeartbeatClient pricesHeartbeatClient, CapturedOutput output) {
			assertThat(invoices).isNotNull();
			assertThat(pricesHeartbeatClient.getState()).isEqualTo(HeartbeatState.STOPPED);
			assertThat(output).containsOnlyOnce("Nothing connects in this test: say what to connect to with "
					+ "@AutoConfigureHeartbeat(server = ...)");
		}

	}

	/**
	 * A test that says so.
	 */
	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@SpringBootTest(classes = SampleApplication.class)
	@AutoConfigureHeartbeat(server = AutoConfigureHeartbeat.Server.NONE)
	@DirtiesContext
	class WithNone {

		@AutoClose
		private static HeartbeatTestServer production = HeartbeatTestServer.start();

		@DynamicPropertySource
		static void properties(DynamicPropertyRegistry registry) {
			registry.add("heartbeat.client.prices.url", () -> production.url("/prices"));
			registry.add("heartbeat.client.prices.reconnect.delay", () -> "10ms");
		}

		@Test
		void thenNotEvenAClientThatIsStartedConnects(@Autowired HeartbeatClient pricesHeartbeatClient) {
			pricesHeartbeatClient.start();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> pricesHeartbeatClient.getStatistics().connection().consecutiveFailures() > 2);
			assertThat(pricesHeartbeatClient.getStatistics().lastDisconnect().cause())
				.isEqualTo(DisconnectCause.CONNECT_FAILED);
			assertThat(production.counts().accepted()).isZero();
			pricesHeartbeatClient.close();
		}

		@Test
		void thenNeitherDoesAClientThatIsAddedLater(@Autowired HeartbeatClients clients,
				@Autowired HeartbeatClient pricesHeartbeatClient) {
			HeartbeatClientSettings settings = pricesHeartbeatClient.getSettings().withAutoStartup(true);
			assertThat(clients.add("tenant", settings).getState()).isEqualTo(HeartbeatState.STOPPED);
			clients.remove("tenant");
		}

	}

	/**
	 * A test with a server of its own.
	 */
	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@SpringBootTest(classes = SampleApplication.class)
	@AutoConfigureHeartbeat(server = AutoConfigureHeartbeat.Server.CONFIGURED)
	@DirtiesContext
	class WithConfigured {

		@AutoClose
		private static HeartbeatTestServer own = HeartbeatTestServer.start();

		@DynamicPropertySource
		static void properties(DynamicPropertyRegistry registry) {
			registry.add("heartbeat.client.prices.url", () -> own.url("/prices"));
			registry.add("heartbeat.client.orders.enabled", () -> "false");
		}

		@Test
		void thenClientsConnectToWhatIsConfigured() throws Exception {
			assertThat(own.takeConnection(Duration.ofSeconds(10)).handshake().path()).isEqualTo("/prices");
		}

	}

	/**
	 * A test that says it wrongly.
	 */
	@Nested
	class WithTypo {

		@Test
		void thenItFailsInsteadOfConnecting() {
			TestContextManager manager = new TestContextManager(Misspelled.class);
			assertThatThrownBy(() -> manager.prepareTestInstance(new Misspelled())).hasStackTraceContaining("memroy");
		}

	}

	/**
	 * A whole application with a server in memory, asked for by a property.
	 */
	@Nested
	@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
	@SpringBootTest(classes = SampleApplication.class, properties = "heartbeat-test.server=memory")
	@DirtiesContext
	class WithProperty {

		@Test
		void thenServerIsInjected(@Autowired HeartbeatTestServer server, @Autowired Invoices invoices)
				throws Exception {
			assertThat(server.client("prices").isOpen()).isTrue();
			assertThat(invoices).isNotNull();
		}

	}

	@SpringBootTest(classes = SampleApplication.class, properties = "heartbeat-test.server=memroy")
	static class Misspelled {

	}

}
