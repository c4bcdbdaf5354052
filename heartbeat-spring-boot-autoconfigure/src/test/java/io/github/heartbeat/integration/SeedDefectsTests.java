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
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What websocket-heartbeat-miniprogram does wrong, as far as sockets show it.
 */
@Timeout(120)
class SeedDefectsTests {

	@Test
	void defect1CloseEndsAPendingRetry() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(HandshakeResponse.refuseWith(503));
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect.withDelay(Duration.ofMillis(200)).withJitter(0))
					.start()) {
			engine.await(HeartbeatReconnectEvent.class);
			engine.client().close();
			Awaitility.await()
				.during(Duration.ofMillis(600))
				.atMost(TestEngine.PATIENCE)
				.untilAsserted(() -> assertThat(server.counts().accepted()).isEqualTo(1));
			assertThat(engine.log().story()).containsExactly("Error", "Reconnect");
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.STOPPED);
		}
	}

	@Test
	void defect1CloseEndsAHandshakeInFlight() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.respondWith(HandshakeResponse.slowHandshake(Duration.ofMillis(300)));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			server.awaitHandshakes(1, TestEngine.PATIENCE);
			engine.client().close();
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			assertThat(engine.log().story()).isEmpty();
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.STOPPED);
			assertThat(server.counts().accepted()).isEqualTo(1);
		}
	}

	@Test
	void defect2HeartbeatOfALostConnectionDoesNotHitTheNext() throws Exception {
		Duration interval = Duration.ofMillis(300);
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.ignorePings(true)
			.enqueue(HandshakeResponse.upgrade(), HandshakeResponse.slowHandshake(Duration.ofMillis(700)));
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, interval, Duration.ofSeconds(20))
					.start()) {
			RecordedFrame ping = server.takeFrame(TestEngine.PATIENCE);
			assertThat(ping.opcode()).isEqualTo(Opcodes.PING);
			engine.awaitOpen(server).cut();
			// While this one connects, the deadline of the ping before passes
			HeartbeatTestConnection second = engine.awaitOpen(server);
			long opened = System.nanoTime();
			RecordedFrame next = server.takeFrame((frame) -> frame.connectionId() == second.id(), TestEngine.PATIENCE);
			assertThat(next.opcode()).isEqualTo(Opcodes.PING);
			assertThat(Duration.ofNanos(next.nanoTime() - opened)).isGreaterThan(interval.minusMillis(50));
			assertThat(server.counts().accepted()).isEqualTo(2);
			assertThat(engine.log().story()).containsExactly("Open", "Error", "Close", "Reconnect", "Open");
		}
	}

	@Test
	void defect3DeadPeerIsNotWaitedFor() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, Duration.ofMillis(100), Duration.ofMillis(300))
					.start()) {
			HeartbeatTestConnection dead = engine.awaitOpen(server);
			dead.freeze();
			HeartbeatOpenEvent again = engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(again.getDowntime()).isLessThan(Duration.ofSeconds(5));
			assertThat(server.connections()).contains(dead).hasSize(2);
			assertThat(engine.log().all(HeartbeatErrorEvent.class).get(0).getCause())
				.isEqualTo(DisconnectCause.PING_TIMEOUT);
			// The dead peer finds its socket closed when it comes to life
			dead.thaw();
			TestEngine.await("the old socket is closed", () -> !dead.isOpen());
		}
	}

	@Test
	void defect3PeerThatIgnoresCloseFramesIsLeft() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().ignorePings(true).ignoreClose(true);
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, Duration.ofMillis(100), Duration.ofMillis(300))
					.start()) {
			HeartbeatTestConnection first = engine.awaitOpen(server);
			engine.awaitOpen(server);
			TestEngine.await("the old socket is closed", () -> !first.isOpen());
			assertThat(engine.log().story()).startsWith("Open", "Error", "Close", "Reconnect", "Open");
		}
	}

	@Test
	void defect4HandshakeThatHangsIsNoticed() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(HandshakeResponse.silence());
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(1)))
					.start()) {
			HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
			assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
			assertThat(error.isAttempt()).isTrue();
			engine.await(HeartbeatOpenEvent.class);
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	@Test
	void defect5ServerThatAcceptsAndDropsIsNotHammered() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.upgradeThenCut());
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect.withJitter(0)
						.withDelay(Duration.ofMillis(20))
						.withMaxDelay(Duration.ofMillis(80))
						.withMaxRetries(5L))
					.start()) {
			HeartbeatGiveUpEvent giveUp = engine.await(HeartbeatGiveUpEvent.class);
			assertThat(giveUp.getAttempts()).isEqualTo(5);
			assertThat(engine.log().all(HeartbeatOpenEvent.class)).hasSize(6);
			assertThat(engine.log().all(HeartbeatReconnectEvent.class)).extracting(HeartbeatReconnectEvent::getDelay)
				.extracting(Duration::toMillis)
				.containsExactly(20L, 40L, 80L, 80L, 80L);
			assertThat(server.counts().accepted()).isEqualTo(6);
		}
	}

	@Test
	void defect6FailureToConnectIsFollowedByARetry() {
		AtomicInteger calls = new AtomicInteger();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.customize((builder) -> builder
						.handshakeCustomizers(() -> List.of((clientName, headers) -> failTwice(calls))))
					.start()) {
			assertThat(engine.await(HeartbeatOpenEvent.class).getAttempts()).isEqualTo(3);
			assertThat(engine.log().story()).containsExactly("Error", "Reconnect", "Error", "Reconnect", "Open");
			assertThat(engine.log().all(HeartbeatErrorEvent.class)).extracting(HeartbeatErrorEvent::getCause)
				.containsOnly(DisconnectCause.CUSTOMIZER_FAILED);
		}
	}

	private static void failTwice(AtomicInteger calls) {
		if (calls.incrementAndGet() == 1) {
			throw new IllegalStateException("No token");
		}
		if (calls.get() == 2) {
			throw new NoClassDefFoundError("org/example/Token");
		}
	}

	@Test
	void defect7ClientsOfARestartedServerDoNotComeBackAllAtOnce() {
		int clients = 20;
		Duration delay = Duration.ofMillis(400);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())) {
			for (int i = 0; i < clients; i++) {
				engine.client("client-" + i, server.url());
				engine.with("client-" + i, (settings) -> settings.withReconnect(
						settings.reconnect().withMaxDelay(delay).withDelay(delay).withMultiplier(1).withJitter(0.5)));
			}
			engine.start();
			for (int i = 0; i < clients; i++) {
				engine.log("client-" + i).await(HeartbeatOpenEvent.class);
			}
			server.restart();
			AtomicInteger distinct = new AtomicInteger();
			Duration last = Duration.ZERO;
			for (int i = 0; i < clients; i++) {
				Duration wait = engine.log("client-" + i).await(HeartbeatReconnectEvent.class).getDelay();
				assertThat(wait).isBetween(delay.dividedBy(2), delay);
				distinct.addAndGet(wait.equals(last) ? 0 : 1);
				last = wait;
				engine.log("client-" + i).await(HeartbeatOpenEvent.class, 2);
			}
			assertThat(distinct).hasValueGreaterThan(clients / 2);
		}
	}

}
