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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is received is bounded in memory: shown by a client in a process with a small
 * heap, which would end with an {@code OutOfMemoryError}.
 */
class HeapBoundTests {

	private static final int MEGABYTE = 1024 * 1024;

	@TempDir
	private Path directory;

	@Test
	void whenMessageHas64MegabytesThenHeapNeverHoldsItThreeTimes() throws Exception {
		String large = "x".repeat(64 * MEGABYTE);
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false)) {
			server.onConnect((connection) -> connection.sendText(large));
			// Twice the message and some room; three times would be 192 MB
			run("-Xmx168m", "-Xmn16m", server.url("/"), "64MB", "BLOCK", "1", "0");
		}
	}

	@Test
	void whenServerFloodsASlowListenerThenNothingIsLostAndHeapIsBounded() throws Exception {
		int messages = 60_000;
		String text = "x".repeat(6_000);
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false)) {
			server.onConnect((connection) -> flood(connection, text, messages));
			run("-Xmx64m", "-Xmn24m", server.url("/"), "1MB", "BLOCK", String.valueOf(messages), "10");
		}
	}

	@Test
	void whenServerFloodsASlowListenerThatMayMissSomeThenHeapIsBounded() throws Exception {
		int messages = 60_000;
		String text = "x".repeat(6_000);
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false)) {
			server.onConnect((connection) -> {
				flood(connection, text, messages);
				connection.sendText("last");
			});
			run("-Xmx64m", "-Xmn24m", server.url("/"), "1MB", "DROP_OLDEST", String.valueOf(messages), "100");
		}
	}

	private void flood(HeartbeatTestConnection connection, String text, int messages) {
		for (int i = 0; i < messages; i++) {
			connection.sendText(text);
		}
	}

	private void run(String heap, String young, String... args) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, young,
						"-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", TestTransport.jvmOption(), "-cp",
						System.getProperty("java.class.path"), HeapBoundMain.class.getName()));
		command.addAll(List.of(args));
		Path log = this.directory.resolve("client.log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(() -> "ends in time: " + read(log)).isTrue();
			assertThat(process.exitValue()).as(() -> "status of the client: " + read(log)).isZero();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (Exception ex) {
			return ex.toString();
		}
	}

}
