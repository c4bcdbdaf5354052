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
import io.github.heartbeat.health.HeartbeatHealthContributor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatHealthContributorAutoConfiguration}.
 */
class HeartbeatHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class,
				HeartbeatHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices");

	@Test
	void whenThereIsOneClientThenContributorIsAComposite() {
		this.contextRunner.run((context) -> {
			HealthContributor contributor = context.getBean(HealthContributorRegistry.class)
				.getContributor("heartbeat");
			assertThat(contributor).isInstanceOfSatisfying(CompositeHealthContributor.class,
					(composite) -> assertThat(composite.stream().map(Entry::name)).containsExactly("prices"));
		});
	}

	@Test
	void whenIndicatorIsDisabledThenBacksOff() {
		this.contextRunner.withPropertyValues("management.health.heartbeat.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatHealthContributor.class));
	}

	@Test
	void whenIndicatorsAreDisabledByDefaultThenBacksOff() {
		this.contextRunner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatHealthContributor.class));
	}

	@Test
	void whenHeartbeatIsDisabledThenBacksOff() {
		this.contextRunner.withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatHealthContributor.class));
	}

	@Test
	void whenHealthIsAbsentThenClientsAreThereWithoutIt() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class,
					HeartbeatHealthContributorAutoConfiguration.class))
			.withClassLoader(
					new FilteredClassLoader(HealthContributor.class, ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(HeartbeatClients.class)
				.doesNotHaveBean("heartbeatHealthContributor"));
	}

	@Test
	void whenUserHasAContributorThenBacksOff() {
		this.contextRunner.withUserConfiguration(UserContributor.class)
			.run((context) -> assertThat(context).hasBean("heartbeatHealthIndicator")
				.doesNotHaveBean(HeartbeatHealthContributor.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserContributor {

		@Bean
		HealthIndicator heartbeatHealthIndicator() {
			return () -> null;
		}

	}

}
