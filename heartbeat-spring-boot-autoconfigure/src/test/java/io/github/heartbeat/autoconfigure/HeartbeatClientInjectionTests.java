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

import io.github.heartbeat.HeartbeatClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the reports of an application that can't have the client it wants.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatClientInjectionTests {

	private static final String PRICES = "heartbeat.client.prices.url=wss://feed.example.com/prices";

	private static final String ORDERS = "heartbeat.client.order-feed.url=wss://feed.example.com/orders";

	@Test
	void whenNoClientIsDefinedThenReportSaysHowToDefineOne(CapturedOutput output) {
		start(ByType.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Parameter 0 of constructor in " + ByType.class.getName())
			.contains("required a HeartbeatClient, and no client is defined.")
			.contains("heartbeat.client.prices.url=wss://");
	}

	@Test
	void whenThereAreSeveralThenReportNamesThemAndHowToChoose(CapturedOutput output) {
		start(ByType.class, PRICES, ORDERS);
		assertThat(output).contains("required a single HeartbeatClient, and there are several.")
			.contains("'prices' (bean 'pricesHeartbeatClient'), 'order-feed' (bean 'orderFeedHeartbeatClient')")
			.contains("@Qualifier(\"prices\")")
			.contains("'HeartbeatClient pricesHeartbeatClient'")
			.doesNotContain("@Primary");
	}

	@Test
	void whenNameOfParameterIsMisspeltThenReportProposesTheNearest(CapturedOutput output) {
		start(Misspelt.class, PRICES, ORDERS);
		assertThat(output).contains("required a single HeartbeatClient, and there are several.")
			.contains("Did you mean 'order-feed'?")
			.contains("@Qualifier(\"order-feed\")");
	}

	@Test
	void whenQualifierIsMisspeltThenReportProposesTheNearest(CapturedOutput output) {
		start(MisspeltQualifier.class, PRICES, ORDERS);
		assertThat(output).contains("Field client in " + MisspeltQualifier.class.getName())
			.contains("required a HeartbeatClient that is not defined: 'pricse'.")
			.contains("Did you mean 'prices'?");
	}

	@Test
	void whenClientIsDisabledThenReportSaysSo(CapturedOutput output) {
		start(Misspelt.class, ORDERS, "heartbeat.client.orderfed.url=wss://feed.example.com",
				"heartbeat.client.orderfed.enabled=false", PRICES);
		assertThat(output).contains("required the HeartbeatClient 'orderfed', which is disabled.")
			.contains("'orderfed' (disabled)")
			.contains("Set 'heartbeat.client.orderfed.enabled' to 'true'");
	}

	@Test
	void whenAllClientsAreDisabledThenReportSaysSo(CapturedOutput output) {
		start(ByType.class, PRICES, "heartbeat.defaults.enabled=false");
		assertThat(output).contains("required a HeartbeatClient, and all of them are disabled.")
			.contains("'prices' (disabled)");
	}

	@Test
	void whenHeartbeatIsNotEnabledThenReportSaysSo(CapturedOutput output) {
		start(ByType.class, PRICES, "heartbeat.enabled=false");
		assertThat(output).contains("since 'heartbeat.enabled' is 'false'");
	}

	@Test
	void whenAnotherBeanIsMissingThenReportIsThatOfBoot(CapturedOutput output) {
		start(Unrelated.class, PRICES);
		assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("The clients are");
	}

	private void start(Class<?> component, String... properties) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class, component)
			.web(WebApplicationType.NONE)
			.properties("heartbeat.defaults.auto-startup=false")
			.logStartupInfo(false);
		String[] args = new String[properties.length];
		for (int i = 0; i < args.length; i++) {
			args[i] = "--" + properties[i];
		}
		assertThatException().isThrownBy(() -> application.run(args));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(HeartbeatAutoConfiguration.class)
	static class Application {

	}

	@Component
	static class ByType {

		ByType(HeartbeatClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Component
	static class Misspelt {

		Misspelt(HeartbeatClient orderfedHeartbeatClient) {
			assertThat(orderfedHeartbeatClient).isNotNull();
		}

	}

	@Component
	static class MisspeltQualifier {

		@Autowired
		@Qualifier("pricse")
		HeartbeatClient client;

	}

	@Component
	static class Unrelated {

		Unrelated(StringBuilder builder) {
			assertThat(builder).isNotNull();
		}

	}

}
