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

package io.github.heartbeat.test.autoconfigure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.sample.Invoices;
import io.github.heartbeat.sample.OrderLogin;
import io.github.heartbeat.sample.Outages;
import io.github.heartbeat.sample.Prices;
import io.github.heartbeat.sample.Quote;
import io.github.heartbeat.sample.SampleApplication;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeartbeatTest} with a server in memory, as a user writes them.
 */
@HeartbeatTest
@ContextConfiguration(classes = SampleApplication.class)
@Import(OrderServer.class)
@Timeout(60)
class HeartbeatTestIntegrationTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Autowired
	private HeartbeatTestServer server;

	@Autowired
	private HeartbeatTestClock clock;

	@Autowired
	private HeartbeatClient pricesHeartbeatClient;

	@Autowired
	private HeartbeatClient ordersHeartbeatClient;

	@Autowired
	private Prices prices;

	@Autowired
	private Outages outages;

	@BeforeEach
	void forget() {
		this.prices.getQuotes().clear();
		this.outages.getCauses().clear();
	}

	@Test
	void whenTestBeginsThenClientsAreConnectedAndReady() {
		assertThat(this.pricesHeartbeatClient.isOpen()).isTrue();
		assertThat(this.ordersHeartbeatClient.isReady()).isTrue();
		assertThat(this.server.connections()).hasSize(2);
	}

	@Test
	void whenServerSendsThenListenerHasHeardItWhenTheCallReturns() throws Exception {
		this.server.client("prices").sendText("{\"symbol\":\"ACME\",\"price\":42}");
		assertThat(this.prices.getQuotes()).containsExactly(new Quote("ACME", 42));
	}

	@Test
	void whenClientSendsThenServerHasIt() throws Exception {
		this.pricesHeartbeatClient.send("subscribe").get(10, TimeUnit.SECONDS);
		assertThat(this.server.takeFrame(SECOND).text()).isEqualTo("subscribe");
	}

	@Test
	void whenServerIsAwayForTenMinutesThenClientComesBackWithinItsLongestWait() {
		this.server.stop();
		assertThat(this.outages.getCauses()).containsExactly(DisconnectCause.CONNECTION_LOST,
				DisconnectCause.CONNECTION_LOST);
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(this.pricesHeartbeatClient.getState()).isEqualTo(HeartbeatState.WAITING);
		// Waits grow up to 30 s, with a jitter of one half
		assertThat(this.pricesHeartbeatClient.getStatistics().connection().consecutiveFailures()).isBetween(20, 50);
		this.server.restart();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(this.pricesHeartbeatClient.isOpen()).isTrue();
		assertThat(this.ordersHeartbeatClient.isReady()).isTrue();
	}

	@Test
	void whenPeerFallsSilentThenConnectionIsLostAfterIntervalAndTimeout() throws Exception {
		// A new connection, which has heard nothing before
		this.pricesHeartbeatClient.reconnect();
		this.clock.settle();
		this.outages.getCauses().clear();
		this.server.client("prices").freeze();
		this.clock.advance(Duration.ofMillis(24_900));
		assertThat(this.pricesHeartbeatClient.isOpen()).isTrue();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(this.outages.getCauses()).containsExactly(DisconnectCause.PING_TIMEOUT);
	}

	@Test
	void whenNothingHappensForADayThenPingsKeepTheConnection() {
		this.clock.advance(Duration.ofDays(1));
		assertThat(this.outages.getCauses()).isEmpty();
		// One every 15 s for each client
		assertThat(this.server.frames().stream().filter((frame) -> frame.opcode() == Opcodes.PING).count())
			.isBetween(2L * 5_700, 2L * 5_761);
	}

	@Test
	void whenHandshakeIsRefusedThenStatusIsKnown() throws Exception {
		this.server.respondWith(HandshakeResponse.refuseWith(503));
		this.server.client("prices").cut();
		this.clock.advance(SECOND);
		assertThat(this.pricesHeartbeatClient.getStatistics().lastDisconnect().httpStatus()).isEqualTo(503);
	}

	@Test
	void whenServerClosesThenCodeIsKnown() throws Exception {
		this.server.client("prices").sendClose(4001, "maintenance");
		assertThat(this.outages.getCauses()).containsExactly(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(this.pricesHeartbeatClient.getStatistics().lastDisconnect().closeCode()).isEqualTo(4001);
	}

	@Test
	void whenLoginIsRefusedThenClientGivesUp() throws Exception {
		OrderServer.refuseLogins(this.server);
		this.server.client("orders").cut();
		this.clock.advance(SECOND);
		assertThat(this.ordersHeartbeatClient.getState()).isEqualTo(HeartbeatState.GAVE_UP);
	}

	@Test
	void whenLoginIsNotAnsweredThenInitializerTimesOutInTheTimeOfTheClock() throws Exception {
		this.server.onText((connection, text) -> {
		});
		this.server.client("orders").cut();
		this.outages.getCauses().clear();
		this.clock.advance(SECOND);
		assertThat(this.ordersHeartbeatClient.isOpen()).isTrue();
		this.clock.advance(Duration.ofSeconds(7));
		assertThat(this.outages.getCauses()).isEmpty();
		this.clock.advance(SECOND);
		assertThat(this.outages.getCauses()).containsExactly(DisconnectCause.INITIALIZER_FAILED);
	}

	@Test
	void whenReplyDoesNotComeThenTheWaitEndsInTheTimeOfTheClock() {
		CompletableFuture<HeartbeatMessage> reply = this.pricesHeartbeatClient.sendAndAwait("?", (message) -> true,
				Duration.ofMinutes(5));
		this.clock.advance(Duration.ofMinutes(5).minusMillis(1));
		assertThat(reply).isNotDone();
		this.clock.advance(Duration.ofMillis(1));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void whenMachineIsSuspendedThenNobodyIsJudgedByThatTime() {
		this.clock.stall(Duration.ofHours(8));
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.outages.getCauses()).isEmpty();
	}

	@Test
	void whenMessageIsLargeAndInFragmentsThenItArrivesWhole() throws Exception {
		byte[] json = "{\"symbol\":\"€🎈\",\"price\":1}".getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < json.length; i++) {
			this.server.client("prices")
				.sendFrame((i == 0) ? Opcodes.TEXT : Opcodes.CONTINUATION, i == json.length - 1, 0, false,
						new byte[] { json[i] });
		}
		assertThat(this.prices.getQuotes()).containsExactly(new Quote("€🎈", 1));
	}

	@Test
	void whenFrameIsWrongThenConnectionEndsWithProtocolError() throws Exception {
		this.server.client("prices").sendFrame(Opcodes.TEXT, true, 4, false, new byte[0]);
		assertThat(this.outages.getCauses()).containsExactly(DisconnectCause.PROTOCOL_ERROR);
		assertThat(closeFrame().closeCode()).isEqualTo(1002);
	}

	@Test
	void whenClientIsClosedThenServerSeesTheCodeAndNothingConnects() throws Exception {
		this.pricesHeartbeatClient.close();
		this.clock.advance(Duration.ofHours(1));
		assertThat(closeFrame().closeCode()).isEqualTo(1000);
		assertThat(this.pricesHeartbeatClient.getState()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.server.connections()).hasSize(1);
	}

	@Test
	void whenClientIsAddedAtRunTimeThenItConnectsToTheServerAsWell(@Autowired HeartbeatClients clients)
			throws Exception {
		clients.add("tenant", HeartbeatClientSettings.of(URI.create("wss://feed.example.com/tenant")));
		try {
			assertThat(this.server.client("tenant").handshake().path()).isEqualTo("/tenant");
		}
		finally {
			clients.remove("tenant");
			this.clock.settle();
		}
	}

	@Test
	void whenClientConnectsThenServerIsAskedForItsPathWithItsHeaders() throws Exception {
		this.pricesHeartbeatClient.reconnect();
		this.clock.settle();
		assertThat(this.server.client("prices").handshake().path()).isEqualTo("/prices");
		assertThat(this.server.client("prices").handshake().header("Authorization"))
			.isEqualTo("Bearer production-token");
		this.ordersHeartbeatClient.reconnect();
		this.clock.settle();
		assertThat(this.server.client("orders").handshake().path()).isEqualTo("/orders?version=2");
	}

	@Test
	void whenScannedThenWhatBelongsToClientsIsThereAndNothingElse(@Autowired ApplicationContext context) {
		assertThat(context.getBeansOfType(OrderLogin.class)).hasSize(1);
		assertThat(context.getBeansOfType(Invoices.class)).isEmpty();
	}

	private RecordedFrame closeFrame() throws InterruptedException {
		return this.server.takeFrame((frame) -> frame.opcode() == Opcodes.CLOSE, SECOND);
	}

}
