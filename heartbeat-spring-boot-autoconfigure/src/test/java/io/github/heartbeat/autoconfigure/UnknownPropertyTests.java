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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for properties that are not known.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.orders.url=wss://feed.example.com/orders");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			heartbeat.client.prices.ping.intervall        | heartbeat.client.prices.ping.interval
			heartbeat.client.prices.pingInterval          | heartbeat.client.prices.ping.interval
			heartbeat.client.prices.interval              | heartbeat.client.prices.ping.interval
			heartbeat.client.prices.uri                   | heartbeat.client.prices.url
			heartbeat.client.prices.address               | heartbeat.client.prices.url
			heartbeat.client.prices.header.X-Api-Key      | heartbeat.client.prices.headers.X-Api-Key
			heartbeat.client.prices.reconnect.maxattempts | heartbeat.client.prices.reconnect.max-retries
			heartbeat.client.prices.retry.jitter          | heartbeat.client.prices.reconnect.jitter
			heartbeat.client.prices.conect-timeout        | heartbeat.client.prices.connect-timeout
			heartbeat.client.prices.jitter                | heartbeat.client.prices.reconnect.jitter
			heartbeat.client.prices.pong.interval         | heartbeat.client.prices.ping.interval
			heartbeat.client.prices.send-at-open[0]       | heartbeat.client.prices.send-on-open
			heartbeat.client.my.feed.url                  | heartbeat.client.my-feed.url
			heartbeat.client.my.own.feed.ping.interval    | heartbeat.client.my-own-feed.ping.interval
			heartbeat.clients.prices.url                  | heartbeat.client.prices.url
			heartbeat.clients.prices.uri                  | heartbeat.client.prices.url
			heartbeat.default.ping.interval               | heartbeat.defaults.ping.interval
			heartbeat.defaults.ping.intervall             | heartbeat.defaults.ping.interval
			heartbeat.ping.interval                       | heartbeat.defaults.ping.interval
			heartbeat.prices.url                          | heartbeat.client.prices.url
			heartbeat.url                                 | heartbeat.client.<name>.url
			heartbeat.connect.max-concurent               | heartbeat.connect.max-concurrent
			heartbeat.journalsizes                        | heartbeat.journal-size
			""")
	void whenPropertyIsNotKnownThenStartFailsAndTheNearestIsProposed(String property, String nearest) {
		this.contextRunner.withPropertyValues(property + "=value")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnknownHeartbeatPropertyException.class, (ex) -> {
					assertThat(ex.getProperties()).hasSize(1);
					assertThat(ex.getProperties().get(0).hint()).isEqualTo("Did you mean '" + nearest + "'?");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeat.client.prices.xyzzy", "heartbeat.xyzzy.plugh.foo" })
	void whenNothingHasASimilarNameThenStartFailsAndNothingIsProposed(String property) {
		this.contextRunner.withPropertyValues(property + "=value")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnknownHeartbeatPropertyException.class,
						(ex) -> assertThat(ex.getProperties().get(0).hint())
							.isEqualTo("There is nothing of a similar name.")));
	}

	@Test
	void whenGroupHasAValueThenReportNamesWhatIsBelowIt() {
		this.contextRunner.withPropertyValues("heartbeat.client.orders.ping=5s")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnknownHeartbeatPropertyException.class,
						(ex) -> assertThat(ex.getProperties().get(0).hint())
							.isEqualTo("It has no value of its own. Below it there are: mode, message, interval, "
									+ "timeout.")));
	}

	@Test
	void whenAllClientsHaveOneValueThenReportSaysThatTheyHaveNames() {
		this.contextRunner.withPropertyValues("heartbeat.client=wss://feed.example.com")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnknownHeartbeatPropertyException.class,
						(ex) -> assertThat(ex.getProperties().get(0).hint())
							.isEqualTo("It has no value of its own. Below it there are: names that you choose.")));
	}

	@Test
	void whenAllKeysAreKnownThenApplicationStarts() {
		this.contextRunner.withPropertyValues("heartbeat.keepAlive=false", "heartbeat.connect.max_concurrent=3",
				"heartbeat.client.orders.headers.x.y=z", "heartbeat.client.orders.sendOnOpen[0]=first",
				"heartbeat.client.orders.ping=", "heartbeat.defaults.headers=", "heartbeat.client.quotes=wss://feed")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAnotherModuleDeclaresPropertiesThenTheyAreKnown() {
		this.contextRunner.withUserConfiguration(OtherModule.class)
			.withPropertyValues("heartbeat.other.deep.threads=3")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenPropertyOfAnotherModuleIsNotKnownThenStartFails() {
		this.contextRunner.withUserConfiguration(OtherModule.class)
			.withPropertyValues("heartbeat.other.deep.thread=3")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnknownHeartbeatPropertyException.class,
						(ex) -> assertThat(ex.getProperties().get(0).hint())
							.isEqualTo("Did you mean 'heartbeat.other.deep.threads'?")));
	}

	@Test
	void whenHeartbeatIsNotEnabledThenNothingIsChecked() {
		this.contextRunner.withPropertyValues("heartbeat.enabled=false", "heartbeat.clients.prices.url=wss://feed")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenPropertiesAreNotKnownThenReportNamesEachWithItsFileAndLine(@TempDir Path directory, CapturedOutput output)
			throws IOException {
		Files.writeString(directory.resolve("application.yml"), """
				heartbeat:
				  client:
				    prices:
				      uri: wss://feed.example.com?token=secret
				      ping:
				        intervall: 15
				""");
		start(directory);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: heartbeat.client.prices.uri")
			.contains("application.yml] - 4:12")
			.contains("Reason: Did you mean 'heartbeat.client.prices.url'?")
			.contains("Property: heartbeat.client.prices.ping.intervall")
			.contains("application.yml] - 6:20")
			.contains("Reason: Did you mean 'heartbeat.client.prices.ping.interval'?")
			.contains("Correct the name of each of them, or remove it.")
			.doesNotContain("secret");
	}

	@Test
	void whenManyPropertiesAreNotKnownThenReportIsShort(@TempDir Path directory, CapturedOutput output)
			throws IOException {
		StringBuilder properties = new StringBuilder();
		for (int i = 0; i < 30; i++) {
			properties.append("heartbeat.client.prices" + i + ".uri=wss://feed.example.com\n");
		}
		Files.writeString(directory.resolve("application.properties"), properties.toString());
		start(directory);
		assertThat(output).contains("Property: heartbeat.client.prices19.uri")
			.doesNotContain("Property: heartbeat.client.prices20.uri")
			.contains("and 10 more");
	}

	@ParameterizedTest
	@CsvSource({ "HEARTBEAT_CLIENT_ORDERS_PING_INTERVALL, HEARTBEAT_CLIENT_ORDERS_PING_INTERVAL",
			"HEARTBEAT_CLIENT_ORDERS_URI, HEARTBEAT_CLIENT_ORDERS_URL",
			"HEARTBEAT_CLIENT_ORDERS, HEARTBEAT_CLIENT_ORDERS_URL",
			"HEARTBEAT_DEFAULTS_SHUTDOWNTIMEOUTS, HEARTBEAT_DEFAULTS_SHUTDOWNTIMEOUT" })
	void whenVariableIsNotKnownThenApplicationStartsAndTheNearestIsProposed(String variable, String nearest,
			CapturedOutput output) {
		withVariable(variable, "secret").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("The environment variable '" + variable + "' means no property that is known: did you mean '"
					+ nearest + "'?")
			.doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HEARTBEAT_PORT", "HEARTBEAT_SERVICE_HOST", "HEARTBEAT_ANYTHING",
			"HEARTBEAT_CLIENT_ORDERS_SERVICE_HOST", "HEARTBEAT_CLIENT_ORDERS_SERVICE_PORT_HTTP",
			"HEARTBEAT_CLIENT_ORDERS_PORT_80_TCP_ADDR", "HEARTBEAT_CLIENT_ORDERS_PING_INTERVAL",
			"HEARTBEAT_CLIENT_ORDERS_CONNECT_TIMEOUT", "HEARTBEAT_CLIENT_ORDERS_HEADERS_X_API_KEY",
			"HEARTBEAT_CLIENT_SERVICE_PORT", "HEARTBEAT_DEFAULTS_SEND_ON_OPEN_0" })
	void whenVariableIsKnownOrOfKubernetesThenNothingIsSaid(String variable, CapturedOutput output) {
		withVariable(variable, "5s").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("The environment variable");
	}

	private ApplicationContextRunner withVariable(String name, String value) {
		return this.contextRunner.withInitializer(
				(context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new SystemEnvironmentPropertySource(
							"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of(name, value))));
	}

	private void start(Path directory) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false);
		assertThatException().isThrownBy(() -> application.run("--spring.config.location=" + directory.toUri()));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(HeartbeatAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OtherProperties.class)
	static class OtherModule {

	}

	@ConfigurationProperties("heartbeat.other.deep")
	record OtherProperties(int threads) {

	}

}
