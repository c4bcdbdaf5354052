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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingsSanitizer} and its auto-configuration.
 */
class SettingsSanitizerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatSanitizingAutoConfiguration.class));

	@Test
	void whenValuesAreShownThenEndpointsShowNoSecret() {
		secrets("heartbeat.client.prices.", "heartbeat.defaults.").run((context) -> {
			assertThat(context).hasNotFailed();
			for (String report : List.of(env(context), configprops(context))) {
				assertThat(report).contains("wss://feed.example.com/prices")
					.contains("Authorization")
					.doesNotContain("secret");
			}
		});
	}

	@Test
	void whenValuesAreShownThenSettingsThatAreNoSecretsStay() {
		this.contextRunner
			.withPropertyValues("heartbeat.client.prices.url=wss://feed.example.com/prices",
					"heartbeat.client.prices.auto-startup=false", "heartbeat.client.prices.ping.interval=7s",
					"heartbeat.client.prices.reconnect.fatal-statuses=401")
			.run((context) -> {
				assertThat(env(context)).contains("\"7s\"").contains("401");
				assertThat(configprops(context)).contains("PT7S").contains("prices");
			});
	}

	@Test
	void whenHeartbeatIsNotEnabledThenEndpointsShowNoSecretEither() {
		secrets("heartbeat.client.prices.", "heartbeat.defaults.").withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(env(context)).contains("Authorization").doesNotContain("secret"));
	}

	@Test
	void whenActuatorIsAbsentThenBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("heartbeatSanitizingFunction"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeat.client.prices.headers.X-Api-Key", "heartbeat.client.prices.headers.x.y",
			"heartbeat.client.prices.pingMessage", "heartbeat.client.prices.ping.message",
			"heartbeat.client.prices.ready.message.text", "heartbeat.client.prices.closeOnMessage",
			"heartbeat.client.prices.sendOnOpen[1]", "heartbeat.defaults.send-on-open",
			"heartbeat.defaults.subprotocols", "HEARTBEAT_CLIENT_PRICES_HEADERS_X_API_KEY",
			"HEARTBEAT_CLIENT_ORDER_FEED_PING_MESSAGE", "HEARTBEAT_CLIENT_PRICES_HEADER_XAPIKEY",
			"HEARTBEAT_DEFAULTS_CLOSEONMESSAGE", "heartbeat_client_prices_headers_x" })
	void whenValueMayBeASecretThenItIsHidden(String key) {
		assertThat(sanitize(key, "secret")).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeat.client.prices.ping.interval", "heartbeat.defaults.reconnect.fatalStatuses[0]",
			"HEARTBEAT_CLIENT_PRICES_CONNECT_TIMEOUT", "HEARTBEAT_DEFAULTS_PING_MODE", "heartbeat.journal-size",
			"heartbeat.other", "other.headers.X", "OTHER_HEADERS" })
	void whenValueIsNoSecretThenItIsShown(String key) {
		assertThat(sanitize(key, "value")).isEqualTo("value");
	}

	@ParameterizedTest
	@CsvSource({ "heartbeat.client.prices.url", "heartbeat.client.prices", "heartbeat.defaults.url",
			"HEARTBEAT_CLIENT_PRICES_URL", "HEARTBEAT_CLIENT_PRICES" })
	void whenValueIsAUrlThenItIsShownWithoutItsSecrets(String key) {
		assertThat(sanitize(key, "wss://user:secret@feed.example.com/prices?token=secret"))
			.isEqualTo("wss://feed.example.com/prices");
	}

	private Object sanitize(String key, String value) {
		return new SettingsSanitizer().apply(new SanitizableData(null, key, value)).getValue();
	}

	private ApplicationContextRunner secrets(String... prefixes) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("heartbeat.client.prices.url", "wss://user:secret@feed.example.com/prices?token=secret");
		properties.put("heartbeat.client.prices.auto-startup", "false");
		for (String prefix : prefixes) {
			properties.put(prefix + "headers.Authorization", "secret");
			properties.put(prefix + "ping.message", "secret");
			properties.put(prefix + "ready.message", "secret");
			properties.put(prefix + "close-on-message", "secret");
			properties.put(prefix + "send-on-open[0]", "secret");
			properties.put(prefix + "subprotocols", "secret");
		}
		return this.contextRunner.withInitializer((context) -> {
			context.getEnvironment().getPropertySources().addLast(new MapPropertySource("file", properties));
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource(
						"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						Map.of("HEARTBEAT_CLIENT_PRICES_HEADERS_X_API_KEY", "secret")));
		});
	}

	private String env(ApplicationContext context) {
		return json(new EnvironmentEndpoint(context.getEnvironment(), functions(context), Show.ALWAYS)
			.environment("heartbeat.*|HEARTBEAT.*"));
	}

	private String configprops(ApplicationContext context) {
		ConfigurationPropertiesReportEndpoint endpoint = new ConfigurationPropertiesReportEndpoint(functions(context),
				Show.ALWAYS);
		endpoint.setApplicationContext(context);
		return json(endpoint.configurationProperties());
	}

	private List<SanitizingFunction> functions(ApplicationContext context) {
		return context.getBeanProvider(SanitizingFunction.class).orderedStream().toList();
	}

	private String json(Object descriptor) {
		return JsonMapper.builder().build().writeValueAsString(descriptor);
	}

}
