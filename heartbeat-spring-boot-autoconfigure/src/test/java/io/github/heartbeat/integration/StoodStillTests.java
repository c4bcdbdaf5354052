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
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that stood still does not judge its peers by the time it slept.
 */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class StoodStillTests {

	private static final int MODES = 3;

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@Test
	void whenProcessStoodStillThenALivePeerIsNotDropped() throws Exception {
		try (HeartbeatTestServer server = server(); ClientProcess process = start(server)) {
			Ticks ticks = Ticks.start(server);
			List<HeartbeatTestConnection> connections = awaitConnections(server, process);
			// Shorter than the interval, about interval and time-out, about both
			// together,
			// and much longer; each at another moment of the heartbeat
			List<Duration> stops = LongStream.of(300, 900, 1100, 1600, 1900, 2100, 2500, 4000, 900)
				.mapToObj(Duration::ofMillis)
				.toList();
			Duration awake = Duration.ofMillis(150);
			for (Duration stop : stops) {
				process.standStill(stop);
				ClientProcess.pause(awake);
				awake = awake.plusMillis(170);
			}
			ClientProcess.pause(INTERVAL.plus(TIMEOUT).multipliedBy(2));
			assertThat(connections).as(() -> "output: " + process.output())
				.allSatisfy((connection) -> assertThat(connection.isOpen()).isTrue());
			assertThat(server.counts().opened()).isEqualTo(MODES);
			assertThat(process.output()).noneMatch((line) -> line.contains("CloseEvent"));
			ticks.end();
		}
	}

	@Test
	void whenPeersDieWhileProcessStandsStillThenTheyAreNoticed() throws Exception {
		try (HeartbeatTestServer server = server(); ClientProcess process = start(server)) {
			Ticks ticks = Ticks.start(server);
			awaitConnections(server, process);
			ticks.end();
			server.freeze();
			process.standStill(INTERVAL.plus(TIMEOUT).multipliedBy(2));
			Awaitility.await()
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(process.output()
					.stream()
					.filter((line) -> line.contains("CloseEvent") && line.contains("PING_TIMEOUT"))).hasSize(MODES));
			server.thaw();
		}
	}

	private static HeartbeatTestServer server() {
		return HeartbeatTestServer.start().onText((connection, text) -> connection.sendText("pong"));
	}

	private static ClientProcess start(HeartbeatTestServer server) {
		return ClientProcess.start(server.url("/"), String.valueOf(INTERVAL.toMillis()),
				String.valueOf(TIMEOUT.toMillis()));
	}

	private static List<HeartbeatTestConnection> awaitConnections(HeartbeatTestServer server, ClientProcess process) {
		Awaitility.await()
			.atMost(TestEngine.PATIENCE)
			.untilAsserted(
					() -> assertThat(server.connections()).as(() -> "output: " + process.output()).hasSize(MODES));
		return server.connections();
	}

	/**
	 * Traffic for the client that only listens for it.
	 */
	private static final class Ticks {

		private final HeartbeatTestServer server;

		private final Thread thread = new Thread(this::tick, "ticks");

		private volatile boolean ended;

		private Ticks(HeartbeatTestServer server) {
			this.server = server;
		}

		static Ticks start(HeartbeatTestServer server) {
			Ticks ticks = new Ticks(server);
			ticks.thread.setDaemon(true);
			ticks.thread.start();
			return ticks;
		}

		private void tick() {
			while (!this.ended) {
				this.server.connections()
					.stream()
					.filter((connection) -> connection.handshake().path().endsWith("PASSIVE"))
					.forEach((connection) -> connection.sendText("tick"));
				LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
			}
		}

		void end() {
			this.ended = true;
		}

	}

}
