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

package io.github.heartbeat.integration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the first message of an application: one that is sent before there is a
 * connection is not lost in silence, and each way to send it that the README names works.
 */
@ExtendWith(OutputCaptureExtension.class)
class FirstSendTests {

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void whenRunnerSendsBeforeThereIsAConnectionThenLogSaysSoAndNamesTheRemedies(CapturedOutput output)
			throws Exception {
		this.server.enqueue(HandshakeResponse.slowHandshake(Duration.ofSeconds(1)));
		try (ConfigurableApplicationContext context = run(Runner.class)) {
			this.server.takeConnection(TestEngine.PATIENCE);
			TestEngine.await("the number of messages is told", () -> output.toString().contains("2 messages in all"));
			CompletableFuture<Void> first = context.getBean(Runner.class).first;
			assertThat(first).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.withCauseInstanceOf(HeartbeatSendException.class)
				.extracting((failure) -> ((HeartbeatSendException) failure.getCause()).getReason())
				.isEqualTo(Reason.REJECTED);
		}
		assertThat(output).containsOnlyOnce("Client 'prices': a message is refused, as there is no connection")
			.contains("HeartbeatConnectionInitializer", "HeartbeatReadyEvent", "send.when-closed: queue")
			.doesNotContain("ACME");
	}

	@Test
	void whenMessagesMayWaitThenThoseOfTheRunnerAreWritten(CapturedOutput output) throws Exception {
		this.server.enqueue(HandshakeResponse.slowHandshake(Duration.ofSeconds(1)));
		try (ConfigurableApplicationContext context = run(Runner.class,
				"--heartbeat.client.prices.send.when-closed=queue")) {
			assertThat(this.server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("ACME");
			assertThat(context.getBean(Runner.class).first).succeedsWithin(TestEngine.PATIENCE);
		}
		assertThat(output).doesNotContain("a message is refused");
	}

	@Test
	void whenSentOnTheReadyEventThenTheFirstMessageIsWritten(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(Listener.class)) {
			assertThat(context.isRunning()).isTrue();
			assertThat(this.server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("ACME");
		}
		assertThat(output).doesNotContain("a message is refused");
	}

	private ConfigurableApplicationContext run(Class<?> component, String... arguments) {
		return new SpringApplicationBuilder(Application.class, component).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("heartbeat.client.prices.url=" + this.server.url("/prices"), "heartbeat.keep-alive=false")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(HeartbeatAutoConfiguration.class)
	static class Application {

	}

	/**
	 * Sends as soon as the application has started, and looks at no future.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Runner {

		private CompletableFuture<Void> first = new CompletableFuture<>();

		@Bean
		ApplicationRunner subscription(HeartbeatClient client) {
			return (arguments) -> {
				this.first = client.send("ACME");
				client.send("ACME too");
			};
		}

	}

	/**
	 * Sends when the client is ready.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Listener {

		@EventListener
		void onReady(HeartbeatReadyEvent event) {
			event.getSource().send("ACME");
		}

	}

}
