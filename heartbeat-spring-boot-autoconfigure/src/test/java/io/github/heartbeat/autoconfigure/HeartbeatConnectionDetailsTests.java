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
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatConnectionDetails}.
 */
class HeartbeatConnectionDetailsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, HeartbeatAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://user:secret@feed.example.com/prices",
				"heartbeat.client.prices.headers.authorization=Bearer configured",
				"heartbeat.client.prices.headers.x-kept=kept");

	@Test
	void whenDetailsHaveAUrlThenItTakesThePlaceOfTheOneThatIsConfigured() {
		this.runner
			.withBean(HeartbeatConnectionDetails.class, () -> (name) -> URI.create("ws://localhost:8081/" + name))
			.run((context) -> assertThat(settings(context.getBean(HeartbeatClients.class), "prices").url())
				.hasToString("ws://localhost:8081/prices"));
	}

	@Test
	void whenDetailsHaveNoneThenClientConnectsToWhatIsConfigured() {
		this.runner.withBean(HeartbeatConnectionDetails.class, () -> (name) -> null)
			.run((context) -> assertThat(settings(context.getBean(HeartbeatClients.class), "prices").url().getHost())
				.isEqualTo("feed.example.com"));
	}

	@Test
	void whenDetailsHaveAUrlThenClientNeedsNoneOfItsOwn() {
		this.runner.withPropertyValues("heartbeat.client.orders.enabled=true", "heartbeat.client.prices.url=${UNKNOWN}")
			.withBean(HeartbeatConnectionDetails.class, () -> (name) -> URI.create("ws://localhost:8081/" + name))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(HeartbeatClients.class).getNames()).containsExactlyInAnyOrder("prices",
						"orders");
			});
	}

	@Test
	void whenThereAreSeveralThenTheFirstThatHasAUrlCounts() {
		this.runner.withUserConfiguration(SeveralDetails.class).run((context) -> {
			HeartbeatClientSettings settings = settings(context.getBean(HeartbeatClients.class), "prices");
			assertThat(settings.url()).hasToString("ws://localhost:2/");
			assertThat(settings.headers()).containsEntry("X-From", "second");
		});
	}

	@Test
	void whenDetailsHaveHeadersThenTheyAreAddedToThoseThatAreConfigured() {
		this.runner.withUserConfiguration(SeveralDetails.class)
			.run((context) -> assertThat(settings(context.getBean(HeartbeatClients.class), "prices").headers())
				.containsEntry("Authorization", "Bearer given")
				.containsEntry("x-kept", "kept")
				.containsEntry("X-From", "second"));
	}

	@Test
	void whenUrlIsNotAllowedThenTheStartFailsAndNamesClientAndDetails() {
		this.runner
			.withBean(HeartbeatConnectionDetails.class, () -> (name) -> URI.create("http://user:secret@localhost/"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("The URL for the client 'prices' that is given by the connection details")
				.hasMessageNotContaining("secret"));
	}

	private static HeartbeatClientSettings settings(HeartbeatClients clients, String name) {
		return clients.get(name).getSettings();
	}

	private record Details(@Nullable URI url, Map<String, String> headers) implements HeartbeatConnectionDetails {

		@Override
		public @Nullable URI getUrl(String clientName) {
			return this.url;
		}

		@Override
		public Map<String, String> getHeaders(String clientName) {
			return this.headers;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralDetails {

		@Bean
		@Order(3)
		HeartbeatConnectionDetails third() {
			return new Details(URI.create("ws://localhost:3/"), Map.of("X-From", "third"));
		}

		@Bean
		@Order(2)
		HeartbeatConnectionDetails second() {
			return new Details(URI.create("ws://localhost:2/"),
					Map.of("X-From", "second", "Authorization", "Bearer given"));
		}

		@Bean
		@Order(1)
		HeartbeatConnectionDetails first() {
			return new Details(null, Map.of("X-From", "first"));
		}

	}

}
