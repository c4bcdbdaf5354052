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

import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.metrics.HeartbeatObservations;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatObservationAutoConfiguration}.
 */
class HeartbeatObservationAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatObservationAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices",
				"heartbeat.client.prices.observe-messages=true");

	@Test
	void whenThereIsARegistryThenClientsAreObserved() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatObservations.class));
	}

	@Test
	void whenThereIsNoRegistryThenBacksOff() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(HeartbeatClients.class)
			.doesNotHaveBean(HeartbeatObservations.class));
	}

	@Test
	void whenMicrometerIsAbsentThenBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("heartbeatObservations"));
	}

	@Test
	void whenUserHasObservationsThenBacksOff() {
		this.contextRunner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean("userObservations", HeartbeatObservations.class,
					() -> new HeartbeatObservations(ObservationRegistry.NOOP))
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatObservations.class)
				.hasBean("userObservations"));
	}

	@Test
	void whenMessagesAreToBeObservedThenSettingsSaySo() {
		this.contextRunner.run((context) -> assertThat(
				context.getBean(HeartbeatClients.class).get("prices").getSettings().observeMessages())
			.isTrue());
	}

	@Test
	void whenSlf4jIsAbsentThenClientsAreThere() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.slf4j"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HeartbeatClients.class)
				.doesNotHaveBean("heartbeatClientNameMdc"));
	}

}
