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

package io.github.heartbeat.autoconfigure;

import java.util.List;

import io.github.heartbeat.HeartbeatClients;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsNotFoundException;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link HeartbeatContainerConnectionDetailsFactory}, with a container that
 * does not run.
 */
@SpringBootTest(properties = { "heartbeat.defaults.auto-startup=false",
		"heartbeat.client.prices.url=wss://feed.example.com/prices", "heartbeat.client.orders.enabled=true",
		"heartbeat.client.trades.enabled=true", "heartbeat.client.other.url=wss://other.example.com/" })
class HeartbeatContainerConnectionDetailsFactoryTests {

	@ServiceConnection(name = "heartbeat/prices", type = HeartbeatConnectionDetails.class)
	static final GenericContainer<?> exchange = new FakeContainer(8080)
		.withLabel("io.github.heartbeat.url.orders", "ws://{host}:{8080}/orders")
		.withLabel("io.github.heartbeat.url.trades", "ws://{host}:{port}/trades");

	@Autowired
	private HeartbeatClients clients;

	@Test
	void whenContainerIsNamedAfterAClientThenThatConnectsToIt() {
		assertThat(url("prices")).isEqualTo("ws://docker.example:18080/");
	}

	@Test
	void whenContainerHasLabelsThenTheirClientsConnectToIt() {
		assertThat(url("orders")).isEqualTo("ws://docker.example:18080/orders");
		assertThat(url("trades")).isEqualTo("ws://docker.example:18080/trades");
	}

	@Test
	void whenNoContainerIsForAClientThenItConnectsToWhatIsConfigured() {
		assertThat(url("other")).isEqualTo("wss://other.example.com/");
	}

	@Test
	void whenAnnotationDoesNotSayThatContainerIsForClientsThenItIsNot() {
		TestContextManager manager = new TestContextManager(Untyped.class);
		assertThatThrownBy(() -> manager.prepareTestInstance(new Untyped()))
			.hasRootCauseInstanceOf(ConnectionDetailsNotFoundException.class);
	}

	private String url(String name) {
		return this.clients.get(name).getSettings().url().toString();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, HeartbeatAutoConfiguration.class })
	static class Application {

	}

	@SpringBootTest(classes = Application.class)
	static class Untyped {

		@ServiceConnection("heartbeat/prices")
		static final GenericContainer<?> database = new FakeContainer(5432);

	}

	private static final class FakeContainer extends GenericContainer<FakeContainer> {

		private final int port;

		FakeContainer(int port) {
			super("example/feed:1");
			this.port = port;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public String getDockerImageName() {
			return "example/feed:1";
		}

		@Override
		public String getHost() {
			return "docker.example";
		}

		@Override
		public List<Integer> getExposedPorts() {
			return List.of(this.port);
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			return originalPort + 10_000;
		}

	}

}
