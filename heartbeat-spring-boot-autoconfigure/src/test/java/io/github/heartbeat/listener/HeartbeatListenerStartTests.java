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

package io.github.heartbeat.listener;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.autoconfigure.HeartbeatListenerAutoConfiguration;
import io.github.heartbeat.event.HeartbeatEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionalEventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link HeartbeatListener}: what stops the start of an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatListenerStartTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices",
				"heartbeat.client.order-feed.url=wss://feed.example.com/orders");

	@Test
	void whenClientIsUnknownThenReportSaysWhichThereAre(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false);
		assertThatException().isThrownBy(() -> application.run("--heartbeat.defaults.auto-startup=false",
				"--heartbeat.client.prices.url=wss://feed.example.com/prices",
				"--heartbeat.client.order-feed.url=wss://feed.example.com/orders"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @HeartbeatListener method " + UnknownClient.class.getName()
					+ ".on(String) names the client 'price' which is not defined. "
					+ "These are defined: 'prices', 'order-feed'.")
			.contains("Correct the name, or define the client with 'heartbeat.client.<name>.url'.");
	}

	@Test
	void whenPlaceholderGivesUnknownClientThenMessageNamesBoth() {
		this.runner.withUserConfiguration(PlaceholderClient.class)
			.withPropertyValues("app.feed=prices,nobody")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidHeartbeatListenerException.class)
				.hasMessageContaining("names the client 'nobody', from '${app.feed}', which is not defined"));
	}

	@Test
	void whenPlaceholderIsEmptyThenStartFails() {
		this.runner.withUserConfiguration(PlaceholderClient.class)
			.withPropertyValues("app.feed=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("names the client '', from '${app.feed}', which is not defined"));
	}

	@Test
	void whenNoClientIsDefinedThenMessageSaysSo() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class))
			.withUserConfiguration(UnknownClient.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageEndingWith("which is not defined. No client is defined."));
	}

	@Test
	void whenNameIsThatOfAnEnvironmentVariableForAClientWithDashesThenStartFails() {
		this.runner.withPropertyValues("heartbeat.client.orderfeed.ping.interval=5s")
			.withUserConfiguration(RelaxedClient.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("names the client 'orderfeed'")
				.hasMessageEndingWith("'prices', 'order-feed'."));
	}

	@ParameterizedTest
	@ValueSource(classes = { NoParameter.class, ClientOnly.class, TwoPayloads.class, TwoClients.class,
			ThreeParameters.class })
	void whenParametersAreWrongThenMessageTellsWhichThereMayBe(Class<?> listener) {
		assertFailure(listener, (failure) -> {
			assertThat(failure).hasMessageStartingWith("The @HeartbeatListener method " + listener.getName() + ".on(")
				.hasMessageEndingWith(" has the wrong parameters.");
			assertThat(failure.getAction()).contains("one parameter for the event or the payload")
				.contains("HeartbeatClient");
		});
	}

	@Test
	void whenParameterIsObjectThenStartFails() {
		assertFailure(AnyObject.class, (failure) -> assertThat(failure).hasMessageContaining("of type Object"));
	}

	@ParameterizedTest
	@ValueSource(classes = { AnyEvent.class, OtherEvent.class })
	void whenParameterIsEventOfSomebodyElseThenStartFails(Class<?> listener) {
		assertFailure(listener, (failure) -> assertThat(failure).hasMessageContaining("which is no event of a client"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Generic.class, GenericList.class, RecursivelyGeneric.class })
	void whenTypeOfParameterIsNotKnownThenStartFails(Class<?> listener) {
		assertFailure(listener,
				(failure) -> assertThat(failure).hasMessageContaining("whose type can't be determined"));
	}

	@Test
	void whenResultCannotBeWaitedForThenStartFails() {
		assertFailure(FutureResult.class, (failure) -> {
			assertThat(failure).hasMessageContaining("which can't be waited for");
			assertThat(failure.getAction()).contains("CompletableFuture");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { AlsoEventListener.class, AlsoTransactionalEventListener.class })
	void whenThereIsAnotherAnnotationThenStartFails(Class<?> listener) {
		this.runner.withUserConfiguration(Transactions.class)
			.withUserConfiguration(listener)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("has another annotation for event listeners"));
	}

	@ParameterizedTest
	@ValueSource(classes = { JsonParameter.class, JsonResult.class, JsonStage.class })
	void whenJacksonIsAbsentThenJsonStopsTheStart(Class<?> listener) {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withUserConfiguration(listener)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidHeartbeatListenerException.class, (failure) -> {
					assertThat(failure)
						.hasMessageContaining("which needs JSON, and Jackson 3 is not on the class path");
					assertThat(failure.getAction()).contains("org.springframework.boot:spring-boot-starter-jackson");
				}));
	}

	@Test
	void whenJacksonIsAbsentThenOtherListenersWork() {
		this.runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withUserConfiguration(WithoutJson.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JsonMapper.class));
	}

	@Test
	void whenHeartbeatIsDisabledThenListenersAreNotCalledAndDoNotStopTheStart() {
		this.runner.withPropertyValues("heartbeat.enabled=false", "app.feed=nobody")
			.withUserConfiguration(UnknownClient.class, PlaceholderClient.class, JsonParameter.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.publishEvent("a payload that @EventListener would take");
				assertThat(context.getBean(UnknownClient.class).called).isFalse();
			});
	}

	private void assertFailure(Class<?> listener, Consumer<InvalidHeartbeatListenerException> requirements) {
		this.runner.withUserConfiguration(listener)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidHeartbeatListenerException.class, requirements));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class,
			UnknownClient.class })
	static class Application {

	}

	static class UnknownClient {

		private boolean called;

		@HeartbeatListener("price")
		void on(String text) {
			this.called = true;
		}

	}

	static class PlaceholderClient {

		@HeartbeatListener("${app.feed}")
		void on(String text) {
		}

	}

	static class RelaxedClient {

		@HeartbeatListener("orderfeed")
		void on(String text) {
		}

	}

	static class NoParameter {

		@HeartbeatListener
		void on() {
		}

	}

	static class ClientOnly {

		@HeartbeatListener
		void on(HeartbeatClient client) {
		}

	}

	static class TwoPayloads {

		@HeartbeatListener
		void on(String text, Quote quote) {
		}

	}

	static class TwoClients {

		@HeartbeatListener
		void on(HeartbeatClient client, HeartbeatClient other) {
		}

	}

	static class ThreeParameters {

		@HeartbeatListener
		void on(String text, HeartbeatClient client, Quote quote) {
		}

	}

	static class AnyObject {

		@HeartbeatListener
		void on(Object object) {
		}

	}

	static class AnyEvent {

		@HeartbeatListener
		void on(ApplicationEvent event) {
		}

	}

	static class OtherEvent {

		@HeartbeatListener
		void on(PayloadApplicationEvent<Quote> event) {
		}

	}

	static class Generic<T> {

		@HeartbeatListener
		void on(T payload) {
		}

	}

	static class GenericList<T> {

		@HeartbeatListener
		void on(List<T> payload) {
		}

	}

	static class RecursivelyGeneric<T extends Comparable<T>> {

		@HeartbeatListener
		void on(T payload) {
		}

	}

	static class FutureResult {

		@HeartbeatListener
		Future<String> on(String text) {
			throw new UnsupportedOperationException();
		}

	}

	static class AlsoEventListener {

		@EventListener
		@HeartbeatListener
		void on(HeartbeatEvent event) {
		}

	}

	static class AlsoTransactionalEventListener {

		@TransactionalEventListener
		@HeartbeatListener
		void on(HeartbeatEvent event) {
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	static class Transactions {

	}

	static class JsonParameter {

		@HeartbeatListener
		void on(Quote quote) {
		}

	}

	static class JsonResult {

		@HeartbeatListener
		Quote on(String text) {
			return Quote.ACME;
		}

	}

	static class JsonStage {

		@HeartbeatListener
		CompletionStage<Quote> on(String text) {
			throw new UnsupportedOperationException();
		}

	}

	static class WithoutJson {

		@HeartbeatListener
		String on(String text) {
			return text;
		}

		@HeartbeatListener
		CompletionStage<Void> on(byte[] bytes) {
			throw new UnsupportedOperationException();
		}

		@HeartbeatListener
		void on(HeartbeatEvent event) {
		}

	}

}
