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
import io.github.heartbeat.metrics.HeartbeatMeterNames;
import io.github.heartbeat.metrics.HeartbeatMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatMetricsAutoConfiguration}.
 */
class HeartbeatMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatMetricsAutoConfiguration.class,
						MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices");

	@Test
	void whenThereIsARegistryThenItHasTheMetersOfTheClients() {
		this.contextRunner.withUserConfiguration(OneRegistry.class)
			.run((context) -> assertHasMeters(context.getBean(MeterRegistry.class)));
	}

	@Test
	void whenThereAreSeveralRegistriesThenEachHasTheMetersOfTheClients() {
		this.contextRunner.withUserConfiguration(OneRegistry.class, OtherRegistry.class).run((context) -> {
			assertHasMeters(context.getBean("registry", MeterRegistry.class));
			assertHasMeters(context.getBean("otherRegistry", MeterRegistry.class));
		});
	}

	@Test
	void whenMetersAreDisabledByPrefixThenThereAreNone() {
		this.contextRunner.withUserConfiguration(OneRegistry.class)
			.withPropertyValues("management.metrics.enable.heartbeat=false")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).getMeters()).isEmpty());
	}

	@Test
	void whenThereIsNoRegistryThenBacksOff() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatClients.class)
				.doesNotHaveBean(HeartbeatMetrics.class));
	}

	@Test
	void whenMicrometerIsAbsentThenClientsAreThereWithoutMeters() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HeartbeatClients.class)
				.doesNotHaveBean("heartbeatMetrics"));
	}

	@Test
	void whenHeartbeatIsDisabledThenBacksOff() {
		this.contextRunner.withUserConfiguration(OneRegistry.class)
			.withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatMetrics.class));
	}

	@Test
	void whenUserHasMetricsThenBacksOff() {
		this.contextRunner.withUserConfiguration(OneRegistry.class, UserMetrics.class)
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatMetrics.class).hasBean("userMetrics"));
	}

	private void assertHasMeters(MeterRegistry registry) {
		assertThat(registry.get(HeartbeatMeterNames.CONNECTED).tag("name", "prices").gauge().value()).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class OneRegistry {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherRegistry {

		@Bean
		MeterRegistry otherRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserMetrics {

		@Bean
		HeartbeatMetrics userMetrics() {
			return new HeartbeatMetrics();
		}

	}

}
