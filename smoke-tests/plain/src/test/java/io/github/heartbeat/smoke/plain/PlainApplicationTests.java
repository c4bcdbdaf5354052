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

package io.github.heartbeat.smoke.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class PlainApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void whenThereIsNoWebServerThenApplicationIsNoWebApplicationAndTheClientConnects() {
		try (HeartbeatTestServer feed = HeartbeatTestServer.start();
				ConfigurableApplicationContext context = run(feed.url("/"))) {
			assertThat(context).isExactlyInstanceOf(AnnotationConfigApplicationContext.class);
			HeartbeatClient client = context.getBean("feedHeartbeatClient", HeartbeatClient.class);
			Awaitility.await().atMost(PATIENCE).until(client::isOpen);
		}
	}

	@Test
	void whenStarterIsPresentThenExecutorAndSchedulerOfBootAreStillThere() {
		try (ConfigurableApplicationContext context = run("ws://127.0.0.1:1/")) {
			assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(AsyncTaskExecutor.class);
			assertThat(context.getBean("taskScheduler")).isInstanceOf(TaskScheduler.class);
		}
	}

	@Test
	void whenStarterIsAloneThenItBringsNeitherServerNorActuatorNorMicrometer() {
		assertThat(isPresent("org.springframework.boot.web.server.WebServer")).isFalse();
		assertThat(isPresent("org.springframework.boot.actuate.endpoint.annotation.Endpoint")).isFalse();
		assertThat(isPresent("org.springframework.boot.health.contributor.HealthIndicator")).isFalse();
		assertThat(isPresent("io.micrometer.core.instrument.MeterRegistry")).isFalse();
	}

	@Test
	void whenServerIsDownThenApplicationStaysUpUntilItIsTold(@TempDir Path directory) throws Exception {
		Path log = directory.resolve("plain.log");
		Process process = start("ws://127.0.0.1:1/", log);
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.untilAsserted(() -> assertThat(log).content().contains("CONNECTION_REFUSED"));
			assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
			process.destroy();
			assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void whenTheOnlyClientIsClosedForGoodThenApplicationEnds(@TempDir Path directory) throws Exception {
		try (HeartbeatTestServer feed = HeartbeatTestServer.start()) {
			feed.onConnect((connection) -> connection.sendText("bye"));
			Path log = directory.resolve("plain.log");
			Process process = start(feed.url("/"), log);
			try {
				assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				assertThat(process.exitValue()).isZero();
				assertThat(Files.readString(log)).contains("CLOSE_MESSAGE");
			}
			finally {
				process.destroyForcibly().waitFor();
			}
		}
	}

	private ConfigurableApplicationContext run(String url) {
		return SpringApplication.run(PlainApplication.class, "--heartbeat.client.feed.url=" + url);
	}

	private Process start(String url, Path log) throws Exception {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), PlainApplication.class.getName(),
				"--heartbeat.client.feed.url=" + url, "--heartbeat.client.feed.close-on-message=bye")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, getClass().getClassLoader());
	}

}
