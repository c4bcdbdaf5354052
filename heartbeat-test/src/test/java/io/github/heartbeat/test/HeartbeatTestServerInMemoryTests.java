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
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link HeartbeatTestServer} in memory.
 */
@Timeout(60)
class HeartbeatTestServerInMemoryTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final HeartbeatTestClock clock = new HeartbeatTestClock();

	private final HeartbeatTestServer server = HeartbeatTestServer.inMemory(this.clock);

	@Test
	void whenClientConnectsThenHandshakeIsRecorded() throws Exception {
		this.server.subprotocols("v2");
		MemoryClient client = connect();
		assertThat(client.events()).containsExactly("opened []");
		RecordedHandshake handshake = this.server.handshakes().get(0);
		assertThat(handshake.path()).isEqualTo("/feed?key=1");
		assertThat(handshake.headers().get("x-test")).containsExactly("one", "two");
		assertThat(handshake.nanoTime()).isEqualTo(this.clock.nanoTime());
		assertThat(this.server.takeConnection(SECOND).isOpen()).isTrue();
		assertThat(this.server.counts()).isEqualTo(new ConnectionCounts(1, 1, 1, 1, 1, 0));
	}

	@Test
	void whenServerSendsThenItHasArrivedWhenTheCallReturns() throws Exception {
		MemoryClient client = connect();
		this.server.takeConnection(SECOND).sendText("welcome");
		assertThat(client.events()).containsExactly("opened []", "text welcome");
	}

	@Test
	void whenFrameComesInPiecesThenItArrivesWhenWhole() throws Exception {
		MemoryClient client = connect();
		HeartbeatTestConnection connection = this.server.takeConnection(SECOND);
		byte[] frame = FrameCodec.encode(Opcodes.TEXT, true, 0, false, "whole".getBytes());
		connection.sendBytes(new byte[] { frame[0], frame[1], frame[2] });
		assertThat(client.events()).hasSize(1);
		connection.sendBytes(Arrays.copyOfRange(frame, 3, frame.length));
		assertThat(client.events()).containsExactly("opened []", "text whole");
	}

	@Test
	void whenFrameIsMalformedThenItArrivesAsItIs() throws Exception {
		MemoryClient client = connect();
		this.server.takeConnection(SECOND).sendFrame(7, false, 4, true, new byte[1]);
		assertThat(client.events()).containsExactly("opened []", "frame 7 fin=false rsv=4 masked=true");
	}

	@Test
	void whenClientSendsThenHandlerAnswers() {
		this.server.onText(new SeedScript());
		MemoryClient client = connect();
		client.send("heartbeat");
		this.clock.settle();
		assertThat(client.events()).containsExactly("opened []", "text get heartbeat");
		assertThat(this.server.frames()).extracting(RecordedFrame::text).containsExactly("heartbeat");
	}

	@Test
	void whenPongIsDelayedThenItComesInTheTimeOfTheClock() {
		this.server.pongDelay(Duration.ofSeconds(3));
		MemoryClient client = connect();
		client.connection().sendFrame(Opcodes.PING, "?".getBytes());
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(client.events()).hasSize(1);
		this.clock.advance(SECOND);
		assertThat(client.events()).containsExactly("opened []", "pong ?");
	}

	@Test
	void whenFrozenThenNothingPassesUntilThaw() {
		this.server.onText(new SeedScript());
		MemoryClient client = connect();
		this.server.freeze();
		assertThat(client.send("heartbeat")).isTrue();
		this.server.broadcast("kept");
		this.clock.advance(Duration.ofMinutes(10));
		assertThat(client.events()).hasSize(1);
		assertThat(connect().events()).isEmpty();
		this.server.thaw();
		assertThat(client.events()).containsExactlyInAnyOrder("opened []", "text kept", "text get heartbeat");
		assertThat(this.server.counts().open()).isEqualTo(2);
	}

	@Test
	void whenFrozenThenServerDoesNotNoticeThatClientIsGone() throws Exception {
		MemoryClient client = connect();
		HeartbeatTestConnection connection = this.server.takeConnection(SECOND);
		connection.freeze();
		client.connection().cut();
		this.clock.settle();
		assertThat(connection.isOpen()).isTrue();
		connection.thaw();
		assertThat(connection.isOpen()).isFalse();
		assertThat(client.events()).containsExactly("opened []");
	}

	@Test
	void whenServerClosesThenWhatWasSentArrivesFirst() throws Exception {
		MemoryClient client = connect();
		HeartbeatTestConnection connection = this.server.takeConnection(SECOND);
		client.connection().suspendReading();
		connection.sendText("last words");
		connection.cut();
		assertThat(client.events()).containsExactly("opened []");
		client.connection().resumeReading();
		this.clock.settle();
		assertThat(client.events()).containsExactly("opened []", "text last words", "ended CUT");
		assertThat(client.send("late")).isFalse();
	}

	@Test
	void whenConnectionIsResetThenWhatWasNotReadIsLost() throws Exception {
		MemoryClient client = connect();
		HeartbeatTestConnection connection = this.server.takeConnection(SECOND);
		client.connection().suspendReading();
		connection.sendText("lost");
		connection.reset();
		assertThat(client.events()).containsExactly("opened []", "ended RESET");
	}

	@Test
	void whenClientClosesThenServerAnswersAndEnds() throws Exception {
		MemoryClient client = connect();
		client.connection().sendFrame(Opcodes.CLOSE, FrameCodec.closePayload(1000, "bye"));
		this.clock.settle();
		assertThat(client.events()).containsExactly("opened []", "close 1000 bye", "ended CUT");
		assertThat(this.server.counts().open()).isZero();
	}

	@Test
	void whenStoppedThenConnectionsAreCutAndRefused() {
		MemoryClient client = connect();
		this.server.stop();
		assertThat(client.events()).containsExactly("opened []", "ended CUT");
		assertThat(connect().events()).containsExactly("ended REFUSED");
		this.server.restart();
		assertThat(connect().events()).containsExactly("opened []");
	}

	@Test
	void whenResponsesAreScriptedThenEachHasItsEnd() {
		this.server.enqueue(HandshakeResponse.refuseWith(503, "Retry-After", "2").withBody("later"),
				HandshakeResponse.drop(), HandshakeResponse.garbage(), HandshakeResponse.wrongAccept(),
				HandshakeResponse.upgradeThenCut(), HandshakeResponse.subprotocol("v1"), HandshakeResponse.silence(),
				HandshakeResponse.tarpit());
		assertThat(connect().events()).containsExactly("refused 503 [2] later");
		assertThat(connect().events()).containsExactly("ended CUT");
		assertThat(connect().events()).containsExactly("ended INVALID");
		assertThat(connect().events()).containsExactly("ended INVALID");
		assertThat(connect().events()).containsExactly("opened []", "ended CUT");
		assertThat(connect().events()).containsExactly("opened [v1]");
		assertThat(connect().events()).isEmpty();
		assertThat(connect().events()).isEmpty();
		assertThat(this.server.handshakes()).hasSize(6);
	}

	@Test
	void whenHandshakeIsSlowThenItTakesTheTimeOfTheClock() {
		this.server.enqueue(HandshakeResponse.slowHandshake(Duration.ofSeconds(5)));
		MemoryClient client = connect();
		this.clock.advance(Duration.ofSeconds(4));
		assertThat(client.events()).isEmpty();
		this.clock.advance(SECOND);
		assertThat(client.events()).containsExactly("opened []");
	}

	@Test
	void whenSomethingIsWaitedForThenTimePassesUntilItIsThere() throws Exception {
		MemoryClient client = connect();
		this.clock.schedule(() -> client.send("late"), Duration.ofSeconds(7));
		long begin = this.clock.nanoTime();
		assertThat(this.server.takeFrame(Duration.ofSeconds(10)).text()).isEqualTo("late");
		assertThat(Duration.ofNanos(this.clock.nanoTime() - begin)).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void whenSomethingDoesNotComeThenItsTimeHasPassed() {
		long begin = this.clock.nanoTime();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.server.takeConnection(Duration.ofSeconds(10)))
			.withMessageContaining("No further opened connection within PT10S");
		assertThat(Duration.ofNanos(this.clock.nanoTime() - begin)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void whenClientIsNamedThenItsConnectionIsFound() throws Exception {
		MemoryClient.connect(this.server, "orders");
		MemoryClient.connect(this.server, "prices");
		this.clock.settle();
		MemoryClient prices = MemoryClient.connect(this.server, "prices");
		this.server.client("prices").sendText("42");
		assertThat(prices.events()).containsExactly("opened []", "text 42");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.client("nobody"))
			.withMessageContaining("'nobody'");
	}

	@Test
	void whenHandlerFailsThenConnectionEndsAndTheFailureIsReportedOnce() {
		this.server.onText((connection, text) -> {
			throw new IllegalArgumentException("unexpected " + text);
		});
		MemoryClient client = connect();
		client.send("x");
		this.clock.settle();
		assertThat(client.events()).containsExactly("opened []", "close 1011 handler failed", "ended CUT");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::verify)
			.havingCause()
			.withMessage("unexpected x");
		this.server.verify();
	}

	@Test
	void whenResetThenServerBehavesAsANewOne() throws Exception {
		this.server.onText(new SeedScript()).respondWith(HandshakeResponse.refuseWith(401)).ignorePings(true);
		this.server.enqueue(HandshakeResponse.upgrade());
		MemoryClient client = connect();
		this.server.takeConnection(SECOND);
		client.send("heartbeat");
		this.server.freeze();
		this.server.reset();
		assertThat(this.server.frames()).isEmpty();
		assertThat(this.server.handshakes()).isEmpty();
		client.connection().sendFrame(Opcodes.PING, new byte[0]);
		this.clock.settle();
		assertThat(client.events()).contains("pong ");
		assertThat(this.server.takeConnection(SECOND).isOpen()).isTrue();
		assertThat(connect().events()).containsExactly("opened []");
	}

	@Test
	void whenServerIsInMemoryThenItHasNoPort() {
		assertThatIllegalStateException().isThrownBy(this.server::port).withMessage("A server in memory has no port");
		assertThat(this.server.url("/feed")).isEqualTo("ws://memory.invalid/feed");
	}

	@Test
	void whenServerHasSocketsThenNobodyConnectsInMemory() {
		try (HeartbeatTestServer sockets = HeartbeatTestServer.start()) {
			assertThatIllegalStateException().isThrownBy(() -> MemoryClient.connect(sockets))
				.withMessageContaining("connect to ws://127.0.0.1:");
		}
	}

	private MemoryClient connect() {
		MemoryClient client = MemoryClient.connect(this.server);
		this.clock.settle();
		return client;
	}

}
