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
import java.util.Map;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients that connect at the same time, on real sockets.
 */
class ManyClientsTests {

	private HeartbeatTestServer server;

	@BeforeEach
	void startServer() {
		this.server = HeartbeatTestServer.start();
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void whenManyClientsStartThenNoMoreAttemptsAreUnderWayThanAllowed() {
		this.server.respondWith(HandshakeResponse.silence());
		TestEngine engine = clients("client", 12, this.server.url("/"), TestEngine.to(this.server.url("/")))
			.customize((builder) -> builder.maxConcurrentConnects(3));
		try (engine) {
			engine.start();
			TestEngine.await("the first attempts", () -> this.server.handshakes().size() == 3);
			Awaitility.await()
				.during(Duration.ofMillis(300))
				.atMost(TestEngine.PATIENCE)
				.until(() -> this.server.handshakes().size() == 3);
		}
	}

	@Test
	void whenAttemptsEndThenAllClientsHaveTheirTurn() {
		this.server.enqueue(HandshakeResponse.refuseWith(503), HandshakeResponse.drop());
		TestEngine engine = clients("client", 12, this.server.url("/"), TestEngine.to(this.server.url("/")))
			.customize((builder) -> builder.maxConcurrentConnects(1));
		try (engine) {
			engine.start();
			TestEngine.await("all to be open", () -> openOf(engine, "client") == 12);
		}
	}

	@Test
	void whenOneHostSwallowsAttemptsThenClientsOfOtherHostsOpen() {
		try (HeartbeatTestServer silent = HeartbeatTestServer.start()) {
			silent.respondWith(HandshakeResponse.silence());
			TestEngine engine = TestEngine.to(silent.url("/"));
			clients("silent", 8, silent.url("/"), engine);
			clients("client", 8, this.server.url("/").replace("127.0.0.1", "localhost"), engine);
			engine.customize((builder) -> builder.maxConcurrentConnects(2));
			try (engine) {
				engine.start();
				TestEngine.await("the other host's to be open", () -> openOf(engine, "client") == 8);
				assertThat(openOf(engine, "silent")).isZero();
				assertThat(engine.client("silent-1").getState()).isEqualTo(HeartbeatState.CONNECTING);
			}
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whenThreadsAreVirtualThenNoPlatformThreadWaitsForHandshake() {
		this.server.respondWith(HandshakeResponse.silence());
		TestEngine engine = clients("client", 20, this.server.url("/"), TestEngine.to(this.server.url("/")))
			.customize((builder) -> builder.virtualThreads(true));
		try (engine) {
			engine.start();
			TestEngine.await("all handshakes to be under way", () -> this.server.handshakes().size() >= 21);
			// Stack traces of platform threads only
			Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
			assertThat(threads.values()).noneSatisfy((stack) -> assertThat(stack)
				.anyMatch((frame) -> frame.getMethodName().startsWith("connectToServer")));
		}
	}

	private static TestEngine clients(String prefix, int count, String url, TestEngine engine) {
		IntStream.rangeClosed(1, count).forEach((number) -> engine.client(prefix + "-" + number, url));
		return engine;
	}

	private static long openOf(TestEngine engine, String prefix) {
		return engine.engine()
			.stream()
			.filter((client) -> client.getName().startsWith(prefix) && client.isOpen())
			.count();
	}

}
