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

package io.github.heartbeat.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the packaged demo as it was processed ahead of time, with a client of a name that
 * was not known then.
 */
class DemoAotIT {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Path log = Path.of(System.getProperty("demo.log"));

	private Process process;

	@BeforeEach
	void start() throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		this.process = new ProcessBuilder(java.toString(), "-Dspring.aot.enabled=true", "-jar",
				System.getProperty("demo.jar"), "--server.port=0",
				"--logging.level.io.github.heartbeat.demo.client=debug",
				"--heartbeat.client.extra.url=ws://127.0.0.1:${demo.gate.extra.port}/feed")
			.redirectErrorStream(true)
			.redirectOutput(this.log.toFile())
			.start();
	}

	@AfterEach
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	@Test
	void processedDemoConnectsClientThatWasUnknownWhenProcessed() throws Exception {
		await().until(() -> log().contains("extra: cpu "));
		await().until(() -> log().contains("flaky: highest load so far"));
		assertThat(log()).contains("Starting AOT-processed DemoApplication");
		await().until(() -> log().contains("Open http://localhost:" + port()));
		await().until(() -> get("/actuator/health").contains("\"status\":\"UP\"}"));
		assertThat(get("/actuator/health/heartbeat")).contains("\"extra\":{\"details\":{\"state\":\"OPEN\"")
			.contains("\"feed\"", "\"flaky\"", "\"seed-style\"");
		this.process.destroy();
		assertThat(this.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(log()).contains("Client 'extra' is stopped (SHUTDOWN)").doesNotContain("ERROR");
	}

	private ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).failFast("The demo has ended", () -> {
			if (!this.process.isAlive()) {
				throw new AssertionError("The demo has ended: " + log());
			}
		});
	}

	private String get(String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + port() + path);
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	private String port() throws IOException {
		Matcher matcher = PORT.matcher(log());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private String log() throws IOException {
		return Files.readString(this.log);
	}

}
