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

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClients;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ClientPropertiesBinder} and what uses it, with many clients and with
 * properties from several places.
 */
class ManyClientsTests {

	private static final int MANY = 2000;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false");

	@Test
	void whenThereAreManyClientsThenLookupsGrowWithThemAndNoFaster() {
		long few = lookups(MANY / 10);
		long many = lookups(MANY);
		assertThat(many).isLessThan(11 * few).isLessThan(10L * 3 * MANY);
	}

	@Test
	void whenThereAreManyClientsThenEachIsABeanWithItsSettings() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("many", properties(MANY))))
			.run((context) -> {
				assertThat(context.getBean(HeartbeatClients.class).getNames()).hasSize(MANY);
				assertThat(context.getBeanNamesForType(HeartbeatClient.class)).hasSize(MANY);
				HeartbeatClient client = context.getBean("client1234HeartbeatClient", HeartbeatClient.class);
				assertThat(client.getUrl()).isEqualTo("wss://feed.example.com/1234");
				assertThat(client.getSettings().headers()).containsExactly(Map.entry("X-Client", "1234"));
				assertThat(client.getSettings().ping().interval()).hasSeconds(7);
			});
	}

	@Test
	void whenThereAreManyClientsThenTheyShareEqualSettings() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("many", properties(10))))
			.run((context) -> {
				List<HeartbeatClient> clients = context.getBean(HeartbeatClients.class).stream().toList();
				assertThat(clients).allSatisfy((client) -> {
					assertThat(client.getSettings().ping()).isSameAs(clients.get(0).getSettings().ping());
					assertThat(client.getSettings().receive()).isSameAs(clients.get(0).getSettings().receive());
				});
			});
	}

	@Test
	void whenPropertiesOfAClientAreInSeveralSourcesThenTheFirstSourceWins() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("last",
						Map.of("heartbeat.client.order-feed.url", "wss://feed.example.com",
								"heartbeat.client.order-feed.ping.interval", "3s",
								"heartbeat.client.order-feed.ping.timeout", "4s"))))
			.withPropertyValues("heartbeat.client.order-feed.ping.interval=1s",
					"heartbeat.client.order-feed.sendOnOpen[0]=first",
					"heartbeat.client.order-feed.send-on-open[1]=second")
			.run((context) -> {
				HeartbeatClient client = context.getBean("orderFeedHeartbeatClient", HeartbeatClient.class);
				assertThat(client.getSettings().ping().interval()).hasSeconds(1);
				assertThat(client.getSettings().ping().timeout()).hasSeconds(4);
				assertThat(client.getSettings().sendOnOpen()).containsExactly("first", "second");
			});
	}

	@Test
	void whenVariableHasUnderscoresForDashesThenItOverridesTheClient() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource(
						"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						Map.of("HEARTBEAT_CLIENT_PRICES_CONNECT_TIMEOUT", "7s", "HEARTBEAT_CLIENT_PRICES_PING_MESSAGE",
								"are you there"))))
			.withPropertyValues("heartbeat.client.prices.url=wss://feed.example.com")
			.run((context) -> {
				HeartbeatClient client = context.getBean(HeartbeatClient.class);
				assertThat(client.getSettings().connectTimeout()).hasSeconds(7);
				assertThat(client.getSettings().ping().message()).isEqualTo("are you there");
			});
	}

	@Test
	void whenPlaceholderIsWrittenInAnotherWayThenItIsResolvedAsBootDoes() {
		this.contextRunner.withInitializer((context) -> {
			ConfigurableEnvironment environment = context.getEnvironment();
			environment.getPropertySources()
				.addLast(new SystemEnvironmentPropertySource(
						"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						Map.of("FEED_APIKEY", "from-variable", "FEED_PRICESON", "true")));
			environment.getPropertySources()
				.addLast(new MapPropertySource("yaml", Map.of("feed.baseUrl", "feed.test")));
			ConfigurationPropertySources.attach(environment);
		})
			.withPropertyValues("heartbeat.client.prices.enabled=${feed.prices-on:false}",
					"heartbeat.client.prices.url=wss://${feed.base-url:localhost}/prices",
					"heartbeat.client.prices.headers.X-Key=${feed.api-key:none}")
			.run((context) -> {
				HeartbeatClient client = context.getBean("pricesHeartbeatClient", HeartbeatClient.class);
				assertThat(client.getUrl()).isEqualTo("wss://feed.test/prices");
				assertThat(client.getSettings().headers()).containsExactly(Map.entry("X-Key", "from-variable"));
			});
	}

	@Test
	void whenUserHasAConverterFactoryThenItIsUsed() {
		this.contextRunner.withUserConfiguration(ConvertingEnums.class)
			.withPropertyValues("heartbeat.client.prices.url=wss://feed.example.com",
					"heartbeat.client.prices.ping.mode=none at all")
			.run((context) -> assertThat(context.getBean(HeartbeatClient.class).getSettings().ping().mode())
				.isEqualTo(PingMode.OFF));
	}

	@Test
	void whenNoPropertyOfAClientIsKnownThenStartFails() {
		this.contextRunner
			.withPropertyValues("heartbeat.client.prices.url=wss://feed.example.com",
					"heartbeat.client.orders.unknown=value")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(UnknownHeartbeatPropertyException.class)
				.hasMessageContaining("heartbeat.client.orders.unknown"));
	}

	@Test
	void whenClientsAreGivenAsOneEmptyValueThenThereIsNone() {
		assumeThat(SpringBootVersion.getVersion()).as("Binds an empty value to an object").doesNotStartWith("4.0.");
		this.contextRunner.withPropertyValues("heartbeat.client=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatClient.class));
	}

	@Test
	void whenUserHasAConverterThenItIsUsed() {
		this.contextRunner.withUserConfiguration(Converting.class)
			.withPropertyValues("heartbeat.client.prices.url=wss://feed.example.com",
					"heartbeat.client.prices.ping.interval=a while")
			.run((context) -> assertThat(context.getBean(HeartbeatClient.class).getSettings().ping().interval())
				.hasSeconds(42));
	}

	@Test
	void whenValueCanNotBeConvertedThenExceptionHasItsName() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("test", Map.of("heartbeat.client.prices.url", "wss://feed.example.com",
					"heartbeat.client.prices.ping.interval", "soon")));
		ConfigurationPropertySources.attach(environment);
		ClientSettingsBinder binder = binder(environment);
		assertThatExceptionOfType(InvalidHeartbeatPropertyException.class)
			.isThrownBy(() -> binder.bind(BindHandler.DEFAULT))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("heartbeat.client.prices.ping.interval"));
	}

	private long lookups(int clients) {
		StandardEnvironment environment = new StandardEnvironment();
		CountingSource source = new CountingSource(properties(clients));
		environment.getPropertySources().addLast(source);
		ConfigurationPropertySources.attach(environment);
		assertThat(binder(environment).bind(BindHandler.DEFAULT)).hasSize(clients);
		return source.lookups;
	}

	private ClientSettingsBinder binder(StandardEnvironment environment) {
		return new ClientSettingsBinder(environment, BinderFactory.of(environment), List::of);
	}

	private static Map<String, Object> properties(int clients) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (int i = 0; i < clients; i++) {
			String prefix = "heartbeat.client.client" + i + ".";
			properties.put(prefix + "url", "wss://feed.example.com/" + i);
			properties.put(prefix + "headers.X-Client", String.valueOf(i));
			properties.put(prefix + "ping.interval", Duration.ofSeconds(7));
		}
		return properties;
	}

	@Configuration(proxyBeanMethods = false)
	static class Converting {

		@Bean
		@ConfigurationPropertiesBinding
		static Converter<String, Duration> durations() {
			return new DurationConverter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConvertingEnums {

		@Bean
		@ConfigurationPropertiesBinding
		static ConverterFactory<String, PingMode> pingModes() {
			return new PingModes();
		}

	}

	static class PingModes implements ConverterFactory<String, PingMode> {

		@Override
		@SuppressWarnings("unchecked")
		public <T extends PingMode> Converter<String, T> getConverter(Class<T> targetType) {
			return (source) -> (T) PingMode.OFF;
		}

	}

	static class DurationConverter implements Converter<String, Duration> {

		@Override
		public Duration convert(String source) {
			return Duration.ofSeconds(42);
		}

	}

	/**
	 * Counts how often it is asked for a value.
	 */
	private static final class CountingSource extends MapPropertySource {

		private long lookups;

		CountingSource(Map<String, Object> properties) {
			super("counting", new HashMap<>(properties));
		}

		@Override
		public Object getProperty(String name) {
			this.lookups++;
			return super.getProperty(name);
		}

	}

}
