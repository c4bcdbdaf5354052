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

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatRecordRedactor;
import io.github.heartbeat.actuate.HeartbeatEndpoint;
import io.github.heartbeat.record.HeartbeatRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatRecordAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatRecordAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class,
				HeartbeatRecordAutoConfiguration.class, HeartbeatEndpointAutoConfiguration.class))
		.withPropertyValues("heartbeat.defaults.auto-startup=false",
				"heartbeat.client.prices.url=wss://feed.example.com/prices");

	@Test
	void whenNothingIsConfiguredThenNothingIsRecorded(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(HeartbeatRecorder.class);
			assertThat(output).doesNotContain("recorded");
		});
	}

	@Test
	void whenThereAreNoClientsThenThereIsNoRecorder() {
		this.runner.withPropertyValues("heartbeat.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatRecorder.class));
	}

	@Test
	void whenClientsAreConfiguredThenTheyAreRecordedFromTheStartAndThatIsSaid(CapturedOutput output) {
		this.runner
			.withPropertyValues("heartbeat.record.clients=prices", "heartbeat.record.directory=" + this.directory)
			.run((context) -> {
				assertThat(output).contains("WARN").contains("Client 'prices': messages are recorded until");
				assertThat(this.directory.toFile().list()).hasSize(1);
			});
	}

	@Test
	void whenRedactorNeedsAClientThenThatIsNoCircle() {
		this.runner
			.withPropertyValues("heartbeat.record.clients=prices", "heartbeat.record.directory=" + this.directory)
			.withUserConfiguration(RedactorConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenClientIsUnknownThenTheKnownOnesAreNamed() {
		this.runner.withPropertyValues("heartbeat.record.clients=price", "heartbeat.record.directory=" + this.directory)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHeartbeatPropertyException.class)
				.hasMessageContaining("heartbeat.record.clients"));
	}

	@Test
	void whenSizeIsTooSmallThenThatIsSaid() {
		this.runner.withPropertyValues("heartbeat.record.max-size=100B")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidHeartbeatPropertyException.class)
				.hasMessageContaining("heartbeat.record.max-size"));
	}

	@Test
	void whenOperatorAsksThenClientIsRecordedForAMinute(CapturedOutput output) {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=heartbeat",
					"management.endpoint.heartbeat.access=UNRESTRICTED",
					"heartbeat.record.directory=" + this.directory.resolve("created"))
			.run((context) -> {
				context.getBean(HeartbeatEndpoint.class).steer("prices", "record");
				assertThat(output).contains("Client 'prices': messages are recorded for 60 s");
				File[] files = this.directory.resolve("created").toFile().listFiles();
				assertThat(files).hasSize(1);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class RedactorConfiguration {

		@Bean
		HeartbeatRecordRedactor redactor(List<HeartbeatClient> clients) {
			return (clientName, text) -> text;
		}

	}

}
