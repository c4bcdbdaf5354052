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
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.engine.HeartbeatEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false");

	@Test
	void whenNoClientIsDefinedThenRegistryIsEmpty() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(HeartbeatClients.class).doesNotHaveBean(HeartbeatClient.class);
			assertThat(context.getBean(HeartbeatClients.class)).isEmpty();
		});
	}

	@Test
	void whenNoClientIsDefinedThenOneLineSaysSo(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).containsOnlyOnce("No client is defined"));
	}

	@Test
	void whenAllClientsAreDisabledThenOneLineNamesThem(CapturedOutput output) {
		prices().withPropertyValues("heartbeat.client.prices.enabled=false")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("No client is enabled, of those that are defined: " + "[prices]"));
	}

	@Test
	void whenClientIsAddedThenItHasTheDefaultsOfTheApplication() {
		prices().withPropertyValues("heartbeat.defaults.ping.interval=7s", "heartbeat.defaults.headers.X-App=app")
			.run((context) -> {
				HeartbeatClient client = context.getBean(HeartbeatClients.class)
					.add("tenant", URI.create("wss://feed.example.com/tenant"),
							(defaults) -> defaults.withCompression(true));
				assertThat(client.getSettings().ping().interval()).hasSeconds(7);
				assertThat(client.getSettings().headers()).containsExactly(Map.entry("X-App", "app"));
				assertThat(client.getSettings().compression()).isTrue();
			});
	}

	@Test
	void whenEnabledIsFalseThenBacksOff() {
		prices().withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatClients.class)
				.doesNotHaveBean(HeartbeatClient.class)
				.doesNotHaveBean(HeartbeatProperties.class));
	}

	@Test
	void whenSpringWebSocketIsAbsentThenBacksOff() {
		prices().withClassLoader(new FilteredClassLoader(WebSocketClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HeartbeatClients.class));
	}

	@Test
	void whenClientIsDefinedThenItIsABeanNamedAfterIt() {
		prices().run((context) -> {
			HeartbeatClient client = context.getBean("pricesHeartbeatClient", HeartbeatClient.class);
			assertThat(client.getName()).isEqualTo("prices");
			assertThat(client).isSameAs(context.getBean(HeartbeatClients.class).get("prices"));
		});
	}

	@Test
	void whenNameHasDashesThenBeanNameIsInCamelCase() {
		client("order-feed-2").run((context) -> assertThat(context.getBean("orderFeed2HeartbeatClient"))
			.isSameAs(context.getBean(HeartbeatClients.class).get("order-feed-2")));
	}

	@Test
	void whenNameBeginsWithACapitalThenBeanNameDoesNot() {
		client("Prices").run((context) -> assertThat(context.getBean("pricesHeartbeatClient"))
			.isSameAs(context.getBean(HeartbeatClients.class).get("Prices")));
	}

	@Test
	void whenThereIsOneClientThenItIsInjectedByType() {
		prices().withUserConfiguration(InjectedByType.class)
			.run((context) -> assertThat(context.getBean(InjectedByType.class).name).isEqualTo("prices"));
	}

	@Test
	void whenThereAreSeveralClientsThenTheyAreInjectedByQualifier() {
		pricesAndOrders().withUserConfiguration(InjectedByQualifier.class)
			.run((context) -> assertThat(context.getBean(InjectedByQualifier.class).name).isEqualTo("orders"));
	}

	@Test
	void whenQualifierIsThePlainNameThenThatClientIsInjected() {
		pricesAndOrders().withUserConfiguration(InjectedByPlainName.class)
			.run((context) -> assertThat(context.getBean(InjectedByPlainName.class).name).isEqualTo("orders"));
	}

	@Test
	void whenAnotherBeanHasThePlainNameThenTheClientIsInjected() {
		prices().withUserConfiguration(Prices.class, InjectedByNameOfPrices.class)
			.run((context) -> assertThat(context.getBean(InjectedByNameOfPrices.class).name).isEqualTo("prices"));
	}

	@Test
	void whenThereAreSeveralClientsThenTheyAreInjectedByParameterName() {
		pricesAndOrders().withUserConfiguration(InjectedByName.class)
			.run((context) -> assertThat(context.getBean(InjectedByName.class).name).isEqualTo("orders"));
	}

	@Test
	void whenThereAreSeveralClientsThenNoneIsInjectedByType() {
		pricesAndOrders().withUserConfiguration(InjectedByType.class)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Test
	void whenComponentHasTheNameOfAClientThenBothAreBeans() {
		prices().withUserConfiguration(Prices.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("pricesHeartbeatClient")
				.getBean("prices")
				.isInstanceOf(Prices.class));
	}

	@Test
	void whenUserHasABeanOfTheSameNameThenStartFails() {
		prices().withUserConfiguration(SameBeanName.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(BeanDefinitionOverrideException.class));
	}

	@Test
	void whenClientIsDisabledThenItIsNotDefinedAndNotValidated() {
		prices().withPropertyValues("heartbeat.client.off.enabled=false", "heartbeat.client.off.ping.interval=-1s")
			.run((context) -> {
				assertThat(context).hasSingleBean(HeartbeatClient.class).doesNotHaveBean("offHeartbeatClient");
				assertThat(context.getBean(HeartbeatClients.class).getNames()).containsExactly("prices");
			});
	}

	@Test
	void whenClientsAreDisabledByDefaultThenOnlyEnabledOnesAreDefined() {
		pricesAndOrders().withPropertyValues("heartbeat.defaults.enabled=false", "heartbeat.client.orders.enabled=true")
			.run((context) -> assertThat(context.getBean(HeartbeatClients.class).getNames()).containsExactly("orders"));
	}

	@Test
	void whenUrlHasAPlaceholderThenItIsResolved() {
		this.contextRunner
			.withPropertyValues("feed.host=feed.example.com", "heartbeat.client.prices.url=wss://${feed.host}/prices")
			.run((context) -> assertThat(settings(context.getBean(HeartbeatClient.class)).url())
				.hasToString("wss://feed.example.com/prices"));
	}

	@Test
	void whenEnvironmentVariableNamesAClientThenItIsDefined() {
		withEnvironmentVariable("HEARTBEAT_CLIENT_PRICES_URL", "wss://feed.example.com")
			.run((context) -> assertThat(context.getBean(HeartbeatClients.class).getNames()).containsExactly("prices"));
	}

	@Test
	void whenEnvironmentVariableOverridesAClientWithDashesThenThereIsNoSecondClient() {
		withEnvironmentVariable("HEARTBEAT_CLIENT_ORDERFEED_URL", "wss://other.example.com")
			.withPropertyValues("heartbeat.client.order-feed.url=wss://feed.example.com",
					"heartbeat.client.order-feed.ping.interval=7s")
			.run((context) -> {
				assertThat(context.getBean(HeartbeatClients.class).getNames()).containsExactly("order-feed");
				HeartbeatClientSettings settings = settings(context.getBean(HeartbeatClient.class));
				assertThat(settings.url()).hasToString("wss://other.example.com");
				assertThat(settings.ping().interval()).hasSeconds(7);
			});
	}

	@Test
	void whenClientsAreDefinedThenEngineIsTheOnlyLifecycle() {
		prices().run((context) -> {
			Map<String, SmartLifecycle> lifecycles = context.getBeansOfType(SmartLifecycle.class);
			assertThat(lifecycles.values()).hasOnlyElementsOfType(HeartbeatEngine.class).hasSize(1);
		});
	}

	@Test
	void whenPhaseIsSetThenEngineHasIt() {
		prices().withPropertyValues("heartbeat.phase=7")
			.run((context) -> assertThat(context.getBean(HeartbeatEngine.class).getPhase()).isEqualTo(7));
	}

	@Test
	void whenPhaseIsNotSetThenEngineStartsLast() {
		prices().run((context) -> assertThat(context.getBean(HeartbeatEngine.class).getPhase())
			.isEqualTo(SmartLifecycle.DEFAULT_PHASE));
	}

	@Test
	void whenInitializationIsLazyThenEngineIsStarted() {
		prices()
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("heartbeatEngine")).isTrue();
				assertThat(context.getBean(HeartbeatEngine.class).isRunning()).isTrue();
			});
	}

	@Test
	void whenThereAreClientsThenTaskExecutorIsStillAutoConfigured() {
		prices().withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context).hasBean("applicationTaskExecutor"));
	}

	@Test
	void whenThereAreClientsThenTaskSchedulerIsStillAutoConfigured() {
		prices()
			.withConfiguration(
					AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(Scheduling.class)
			.run((context) -> assertThat(context).hasBean("taskScheduler").hasBean("applicationTaskExecutor"));
	}

	@Test
	void whenThereIsAnObserverThenItSeesTheClients() {
		prices().withUserConfiguration(Observing.class)
			.run((context) -> assertThat(context.getBean(Observer.class).added).isEqualTo("prices"));
	}

	@Test
	void whenCustomizerDependsOnClientsThenThereIsNoCycle() {
		prices().withUserConfiguration(CustomizerWithClients.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(HeartbeatHandshakeCustomizer.class));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whenVirtualThreadsAreEnabledThenAttemptsAreMadeOnThem() {
		prices().withUserConfiguration(ThreadGroupOfAttempt.class)
			.withPropertyValues("heartbeat.client.prices.auto-startup=true", "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(ThreadGroupOfAttempt.class).name)
				.succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo("VirtualThreads"));
	}

	@Test
	void whenVirtualThreadsAreNotEnabledThenAttemptsAreMadeOnPlatformThreads() {
		prices().withUserConfiguration(ThreadGroupOfAttempt.class)
			.withPropertyValues("heartbeat.client.prices.auto-startup=true")
			.run((context) -> assertThat(context.getBean(ThreadGroupOfAttempt.class).name)
				.succeedsWithin(Duration.ofSeconds(10))
				.isNotEqualTo("VirtualThreads"));
	}

	private ApplicationContextRunner prices() {
		return client("prices");
	}

	private ApplicationContextRunner pricesAndOrders() {
		return prices().withPropertyValues("heartbeat.client.orders.url=wss://feed.example.com/orders");
	}

	private ApplicationContextRunner client(String name) {
		return this.contextRunner
			.withPropertyValues("heartbeat.client." + name + ".url=wss://feed.example.com/" + name);
	}

	private ApplicationContextRunner withEnvironmentVariable(String name, String value) {
		return this.contextRunner.withInitializer(
				(context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new SystemEnvironmentPropertySource(
							"test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of(name, value))));
	}

	private static HeartbeatClientSettings settings(HeartbeatClient client) {
		return client.getSettings();
	}

	@Component("prices")
	static class Prices {

	}

	@Component
	static class InjectedByType {

		private final String name;

		InjectedByType(HeartbeatClient client) {
			this.name = client.getName();
		}

	}

	@Component
	static class InjectedByQualifier {

		private final String name;

		InjectedByQualifier(@Qualifier("ordersHeartbeatClient") HeartbeatClient client) {
			this.name = client.getName();
		}

	}

	@Component
	static class InjectedByPlainName {

		private final String name;

		InjectedByPlainName(@Qualifier("orders") HeartbeatClient client) {
			this.name = client.getName();
		}

	}

	@Component
	static class InjectedByNameOfPrices {

		private final String name;

		InjectedByNameOfPrices(@Qualifier("prices") HeartbeatClient client) {
			this.name = client.getName();
		}

	}

	@Component
	static class InjectedByName {

		private final String name;

		InjectedByName(HeartbeatClient ordersHeartbeatClient) {
			this.name = ordersHeartbeatClient.getName();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SameBeanName {

		@Bean
		String pricesHeartbeatClient() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Observer.class)
	static class Observing {

	}

	static class Observer implements HeartbeatObserver {

		private String added = "";

		@Override
		public void added(HeartbeatClient client) {
			this.added = client.getName();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerWithClients {

		@Bean
		HeartbeatHandshakeCustomizer customizer(HeartbeatClients clients, HeartbeatClient pricesHeartbeatClient) {
			return (clientName, headers) -> headers.add("X-Clients", clients.getNames().toString());
		}

	}

	@Component
	static class ThreadGroupOfAttempt implements HeartbeatWebSocketClientFactory {

		private final CompletableFuture<String> name = new CompletableFuture<>();

		@Override
		public WebSocketClient createWebSocketClient(String clientName) {
			this.name.complete(Thread.currentThread().getThreadGroup().getName());
			throw new IllegalStateException("Nothing to connect with");
		}

	}

}
