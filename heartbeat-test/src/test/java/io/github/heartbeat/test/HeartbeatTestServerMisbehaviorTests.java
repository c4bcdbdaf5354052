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

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the misbehavior of {@link HeartbeatTestServer}.
 */
@Timeout(60)
class HeartbeatTestServerMisbehaviorTests {

	private static final Duration TIMEOUT = TestClient.TIMEOUT;

	private static final Duration SHORT = Duration.ofMillis(200);

	@AutoClose
	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	@Test
	void whenAcceptIsWrongThenClientFails() {
		this.server.enqueue(HandshakeResponse.wrongAccept());
		assertThat(connectFailure()).isInstanceOf(WebSocketHandshakeException.class);
	}

	@Test
	void whenSubprotocolWasNotAskedForThenClientFails() {
		this.server.enqueue(HandshakeResponse.subprotocol("unasked"));
		assertThat(connectFailure()).isInstanceOf(WebSocketHandshakeException.class);
	}

	@Test
	void whenGarbageIsSentThenClientFails() {
		this.server.enqueue(HandshakeResponse.garbage());
		assertThat(connectFailure()).isInstanceOf(IOException.class);
	}

	@Test
	void whenConnectionIsDroppedThenClientFailsWithoutHandshake() throws Exception {
		this.server.respondWith(HandshakeResponse.drop());
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(connectFailure()).isInstanceOf(IOException.class);
		assertThat(this.server.handshakes()).isEmpty();
	}

	@Test
	void whenCutAfterUpgradeThenClientOpensAndLosesTheConnection() throws Exception {
		this.server.enqueue(HandshakeResponse.upgradeThenCut());
		assertThat(TestClient.connect(this.server.url()).next()).startsWith("close 1006");
		assertThat(this.server.counts().opened()).isZero();
	}

	@Test
	void whenHandshakeIsSlowThenClientWaits() {
		this.server.enqueue(HandshakeResponse.slowHandshake(SHORT));
		long start = System.nanoTime();
		TestClient.connect(this.server.url());
		assertThat(since(start)).isGreaterThanOrEqualTo(SHORT);
	}

	@Test
	void whenSilentThenRequestIsReadAndLeavingIsNoticed() throws Exception {
		this.server.enqueue(HandshakeResponse.silence());
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			socket.getOutputStream().write("GET /x HTTP/1.1\r\n\r\n".getBytes());
			assertThat(this.server.awaitHandshakes(1, TIMEOUT).get(0).path()).isEqualTo("/x");
			assertSilent(socket);
		}
		await().atMost(TIMEOUT).until(() -> this.server.counts().held() == 0);
	}

	@Test
	void whenTarpitThenNothingIsRead() throws Exception {
		this.server.enqueue(HandshakeResponse.tarpit());
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			socket.getOutputStream().write("GET /x HTTP/1.1\r\n\r\n".getBytes());
			assertSilent(socket);
		}
		assertThat(this.server.handshakes()).isEmpty();
		assertThat(this.server.counts().held()).isOne();
	}

	@Test
	void whenPingsAreIgnoredThenNoPongComes() throws Exception {
		this.server.onText(new SeedScript());
		TestClient client = TestClient.connect(this.server.url());
		this.server.ignorePings(true);
		// The answer to what follows the ping shows that the ping was passed over
		client.ping("x").send("heartbeat");
		assertThat(client.next()).isEqualTo("text get heartbeat");
		assertThat(this.server.takeFrame(TIMEOUT).opcode()).isEqualTo(Opcodes.PING);
		this.server.ignorePings(false);
		assertThat(client.ping("y").next()).isEqualTo("pong y");
	}

	@Test
	void whenPongsAreDelayedThenOtherAnswersAreNot() throws Exception {
		this.server.pongDelay(SHORT).onText(new SeedScript());
		TestClient client = TestClient.connect(this.server.url());
		long start = System.nanoTime();
		client.ping("x").send("heartbeat");
		assertThat(client.next()).isEqualTo("text get heartbeat");
		assertThat(client.next()).isEqualTo("pong x");
		assertThat(since(start)).isGreaterThanOrEqualTo(SHORT);
	}

	@Test
	void whenCloseIsIgnoredThenConnectionStays() throws Exception {
		this.server.ignoreClose(true).onText((connection, text) -> connection.sendText("still here"));
		TestClient client = TestClient.connect(this.server.url()).sendClose(1000, "");
		assertThat(this.server.takeFrame(TIMEOUT).opcode()).isEqualTo(Opcodes.CLOSE);
		this.server.broadcast("after the close");
		assertThat(client.next()).isEqualTo("text after the close");
		assertThat(this.server.counts().open()).isOne();
	}

	@Test
	void whenFrozenThenNothingMovesUntilThaw() throws Exception {
		this.server.onText(new SeedScript());
		TestClient client = TestClient.connect(this.server.url());
		HeartbeatTestConnection connection = this.server.takeConnection(TIMEOUT);
		connection.freeze();
		client.send("heartbeat").ping("x");
		assertThat(connection.sendText("meanwhile")).isTrue();
		TestClient other = TestClient.connect(this.server.url()).send("clientMsg");
		assertThat(other.next()).isEqualTo("text serverMsg");
		await().during(SHORT).until(() -> !client.hasEvent());
		assertThat(this.server.frames()).extracting(RecordedFrame::connectionId).containsOnly(2);
		connection.thaw();
		assertThat(client.next()).isEqualTo("text meanwhile");
		assertThat(client.next()).isEqualTo("text get heartbeat");
		assertThat(client.next()).isEqualTo("pong x");
	}

	@Test
	void whenServerIsFrozenThenHandshakesWaitForThaw() {
		this.server.freeze();
		TestClient client = TestClient.connecting(this.server.url());
		await().atMost(TIMEOUT).until(() -> this.server.counts().accepted() == 1);
		await().during(SHORT).until(client::isConnecting);
		assertThat(this.server.handshakes()).isEmpty();
		this.server.thaw();
		assertThat(client.webSocket()).isNotNull();
	}

	@Test
	void whenFrozenThenClientFeelsBackPressure() throws Exception {
		this.server.freeze();
		try (Flood flood = new Flood(this.server.port())) {
			flood.awaitStuck();
			assertThat(flood.isWriting()).isTrue();
			assertThat(this.server.counts().held()).isOne();
		}
	}

	@Test
	void whenCutThenClientSeesTheEndOfTheStream() throws Exception {
		TestClient client = TestClient.connect(this.server.url());
		this.server.takeConnection(TIMEOUT).cut();
		assertThat(client.next()).startsWith("close 1006");
		assertThat(this.server.counts().open()).isZero();
	}

	@Test
	void whenResetThenClientSeesAReset() throws Exception {
		TestClient client = TestClient.connect(this.server.url());
		HeartbeatTestConnection connection = this.server.takeConnection(TIMEOUT);
		connection.reset();
		assertThat(client.next()).startsWith("error java.net.SocketException: Connection reset");
		assertThat(connection.sendText("x")).isFalse();
		assertThat(connection.isOpen()).isFalse();
	}

	@Test
	void whenFramesAreMalformedThenClientFails() throws Exception {
		TestClient masked = TestClient.connect(this.server.url());
		this.server.takeConnection(TIMEOUT).sendFrame(Opcodes.TEXT, true, 0, true, new byte[] { 'x' });
		assertThat(masked.next()).startsWith("error").contains("Masked frame");
		TestClient reserved = TestClient.connect(this.server.url());
		this.server.takeConnection(TIMEOUT).sendFrame(Opcodes.TEXT, true, 4, false, new byte[] { 'x' });
		assertThat(reserved.next()).startsWith("error").containsIgnoringCase("rsv1");
		TestClient raw = TestClient.connect(this.server.url());
		this.server.takeConnection(TIMEOUT).sendBytes(new byte[] { (byte) 0x83, 0 });
		assertThat(raw.next()).startsWith("error").containsIgnoringCase("opcode");
	}

	@Test
	void whenFrameIsCutInHalfThenClientGetsNoMessage() throws Exception {
		TestClient client = TestClient.connect(this.server.url());
		HeartbeatTestConnection connection = this.server.takeConnection(TIMEOUT);
		connection.sendBytes(new byte[] { (byte) 0x82, 100 });
		connection.cut();
		assertThat(client.next()).startsWith("close 1006");
	}

	private Throwable connectFailure() {
		return TestClient.connecting(this.server.url()).connectFailure();
	}

	private static void assertSilent(Socket socket) throws SocketException {
		socket.setSoTimeout((int) SHORT.toMillis());
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
	}

	private static Duration since(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime);
	}

}
