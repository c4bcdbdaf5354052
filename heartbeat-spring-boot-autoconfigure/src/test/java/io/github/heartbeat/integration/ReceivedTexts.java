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

import java.util.List;

import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text messages that a server has received, each with the number of its connection.
 */
final class ReceivedTexts {

	private ReceivedTexts() {
	}

	/**
	 * Return what a server has received so far.
	 * @param server the server
	 * @return the messages in order, for instance {@code "1: login"}
	 */
	static List<String> of(HeartbeatTestServer server) {
		return server.frames()
			.stream()
			.filter((frame) -> frame.opcode() == Opcodes.TEXT)
			.map((frame) -> frame.connectionId() + ": " + frame.text())
			.toList();
	}

	/**
	 * Wait until a server has received certain messages and no others.
	 * @param server the server
	 * @param texts the messages in order, as {@link #of} returns them
	 */
	static void await(HeartbeatTestServer server, String... texts) {
		Awaitility.await()
			.pollInterval(TestEngine.POLL_INTERVAL)
			.atMost(TestEngine.PATIENCE)
			.untilAsserted(() -> assertThat(of(server)).containsExactly(texts));
	}

}
