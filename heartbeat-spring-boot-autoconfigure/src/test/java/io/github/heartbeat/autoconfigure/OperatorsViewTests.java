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

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.actuate.HeartbeatEndpoint;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.health.HeartbeatHealthContributor;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an operator sees of an application with real connections.
 */
class OperatorsViewTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class,
				HeartbeatEndpointAutoConfiguration.class, HeartbeatHealthContributorAutoConfiguration.class,
				HeartbeatMetricsAutoConfiguration.class, HeartbeatObservationAutoConfiguration.class,
				EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withUserConfiguration(Listeners.class)
		.withPropertyValues("heartbeat.client.prices.url=" + this.server.url(),
				"management.endpoints.web.exposure.include=heartbeat");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenListenerRunsThenLoggingContextNamesTheClient() {
		this.contextRunner.run((context) -> {
			this.server.broadcast("hello");
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> context.getBean(Listeners.class).names.contains("HeartbeatOpenEvent prices"));
			assertThat(MDC.get("heartbeat.client")).isNull();
		});
	}

	@Test
	void whenMessagesAreNotObservedThenOnlyAttemptsAre() {
		this.contextRunner.run((context) -> {
			awaitMessage(context.getBean(HeartbeatClients.class), context.getBean(Listeners.class));
			assertThat(context.getBean(Listeners.class).observations).contains("heartbeat.connect")
				.doesNotContain("heartbeat.message");
			assertThat(context.getBean(Listeners.class).current).containsOnly("none");
		});
	}

	@Test
	void whenMessagesAreObservedThenListenersRunInAnObservation() {
		this.contextRunner.withPropertyValues("heartbeat.client.prices.observe-messages=true").run((context) -> {
			awaitMessage(context.getBean(HeartbeatClients.class), context.getBean(Listeners.class));
			assertThat(context.getBean(Listeners.class).current).containsOnly("heartbeat.message");
		});
	}

	@Test
	void whenClientIsAddedThenItIsEverywhereAndWhenRemovedNowhere() {
		this.contextRunner.run((context) -> {
			HeartbeatClients clients = context.getBean(HeartbeatClients.class);
			HeartbeatClient tenant = clients.add("tenant", HeartbeatClientSettings.of(URI.create(this.server.url())));
			Awaitility.await().atMost(PATIENCE).until(tenant::isOpen);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			HeartbeatHealthContributor health = context.getBean(HeartbeatHealthContributor.class);
			HeartbeatEndpoint endpoint = context.getBean(HeartbeatEndpoint.class);
			assertThat(meters.get("heartbeat.connected").tag("name", "tenant").gauge().value()).isOne();
			assertThat(health.getContributor("tenant")).isNotNull();
			assertThat(endpoint.client("tenant")).isNotNull();
			clients.remove("tenant");
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(meters.getMeters())
					.noneSatisfy((meter) -> assertThat(meter.getId().getTag("name")).isEqualTo("tenant")));
			assertThat(health.getContributor("tenant")).isNull();
			assertThat(endpoint.client("tenant")).isNull();
			assertThat(endpoint.clients().clients()).containsOnlyKeys("prices");
		});
	}

	private void awaitMessage(HeartbeatClients clients, Listeners listeners) {
		Awaitility.await().atMost(PATIENCE).until(() -> clients.get("prices").isOpen());
		this.server.broadcast("hello");
		Awaitility.await().atMost(PATIENCE).until(() -> !listeners.current.isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final List<String> names = new CopyOnWriteArrayList<>();

		private final List<String> current = new CopyOnWriteArrayList<>();

		private final List<String> observations = new CopyOnWriteArrayList<>();

		private final ObjectProvider<ObservationRegistry> registry;

		Listeners(ObjectProvider<ObservationRegistry> registry) {
			this.registry = registry;
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationHandler<Observation.Context> handler() {
			return new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					Listeners.this.observations.add(context.getName());
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

		@EventListener
		void onEvent(HeartbeatEvent event) {
			if (event instanceof HeartbeatOpenEvent) {
				this.names.add(event.getClass().getSimpleName() + " " + MDC.get("heartbeat.client"));
			}
			if (event instanceof HeartbeatMessageEvent) {
				Observation observation = this.registry.getObject().getCurrentObservation();
				this.current.add((observation != null) ? observation.getContext().getName() : "none");
			}
		}

	}

}
