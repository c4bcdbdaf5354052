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

package io.github.heartbeat.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link StoppableServerProcess}.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class StoppableServerProcessTests {

	@Test
	void whenSuspendedThenNothingIsAnsweredUntilResume() throws Exception {
		try (StoppableServerProcess process = StoppableServerProcess.start()) {
			TestClient client = TestClient.connect(process.url("/"));
			assertThat(client.send("heartbeat").next()).isEqualTo("text get heartbeat");
			process.suspend();
			client.send("clientMsg");
			await().during(Duration.ofMillis(200)).until(() -> !client.hasEvent());
			process.resume();
			assertThat(client.next()).isEqualTo("text serverMsg");
		}
	}

	@Test
	void whenKilledThenClientLosesTheConnection() throws Exception {
		try (StoppableServerProcess process = StoppableServerProcess.start()) {
			TestClient client = TestClient.connect(process.url("/"));
			process.kill();
			assertThat(client.next()).matches("close 1006.*|error .*");
			assertThat(process.isAlive()).isFalse();
		}
	}

	@Test
	void whenClosedWhileSuspendedThenProcessEnds() {
		StoppableServerProcess process = StoppableServerProcess.start();
		process.suspend();
		process.close();
		assertThat(process.isAlive()).isFalse();
		assertThat(ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive)).isEmpty();
	}

}
