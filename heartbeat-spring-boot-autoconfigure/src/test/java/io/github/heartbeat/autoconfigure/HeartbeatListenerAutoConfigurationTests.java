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
import io.github.heartbeat.engine.send.PayloadConverter;
import io.github.heartbeat.listener.HeartbeatListenerFactory;
import io.github.heartbeat.listener.JacksonPayloadConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeartbeatListenerAutoConfiguration}.
 */
class HeartbeatListenerAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices");

	@Test
	void whenThereIsNoMapperThenJsonIsWrittenByADefaultOne() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(HeartbeatListenerFactory.class)
				.doesNotHaveBean(JsonMapper.class)
				.doesNotHaveBean(HttpMessageConverter.class);
			assertThat(context.getBean(PayloadConverter.class).toText(new Reading(1)))
				.isEqualTo("{\"roomTemperature\":1}");
		});
	}

	@Test
	void whenApplicationHasAMapperThenItIsUsed() {
		this.contextRunner
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build())
			.run((context) -> assertThat(context.getBean(PayloadConverter.class).toText(new Reading(1)))
				.isEqualTo("{\"room_temperature\":1}"));
	}

	@Test
	void whenApplicationHasSeveralMappersThenOnlyJsonNeedsAPrimaryOne() {
		this.contextRunner.withBean("first", JsonMapper.class, JsonMapper::shared)
			.withBean("second", JsonMapper.class, JsonMapper::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(HeartbeatClients.class).get("prices").send(new Reading(1)))
					.isCompletedExceptionally();
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> context.getBean(PayloadConverter.class))
					.withRootCauseInstanceOf(NoUniqueBeanDefinitionException.class);
			});
	}

	@Test
	void whenJacksonIsAbsentThenThereIsNoConverter() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("tools.jackson")).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(HeartbeatListenerFactory.class)
				.doesNotHaveBean(JacksonPayloadConverter.class);
			assertThat(context.getBean(HeartbeatClients.class).get("prices").send(new Reading(1)))
				.isCompletedExceptionally();
		});
	}

	@Test
	void whenHeartbeatIsDisabledThenListenersAreStillNoOrdinaryOnes() {
		this.contextRunner.withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatListenerFactory.class)
				.doesNotHaveBean(HeartbeatClients.class));
	}

	@Test
	void whenSpringWebSocketIsAbsentThenBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebSocketClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatListenerFactory.class));
	}

	record Reading(int roomTemperature) {

	}

}
