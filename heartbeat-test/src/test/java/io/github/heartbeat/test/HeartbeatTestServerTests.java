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
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link HeartbeatTestServer} as a server that behaves.
 */
@Timeout(60)
class HeartbeatTestServerTests {

	private static final Duration TIMEOUT = TestClient.TIMEOUT;

	@AutoClose
	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	@Test
	void whenClientConnectsThenHandshakeIsRecorded() throws Exception {
		TestClient.connect(this.server.url("/feed?token=1"), "a", "b");
		List<RecordedHandshake> handshakes = this.server.awaitHandshakes(1, TIMEOUT);
		RecordedHandshake handshake = handshakes.get(0);
		assertThat(handshake.path()).isEqualTo("/feed?token=1");
		assertThat(handshake.header("x-TEST")).isEqualTo("one");
		assertThat(handshake.headers().get("x-test")).containsExactly("one", "two");
		assertThat(handshake.header("absent")).isNull();
		assertThat(handshake.subprotocols()).containsExactly("a", "b");
		assertThat(handshake.connectionId()).isOne();
	}

	@Test
	void whenSubprotocolIsSupportedThenClientGetsIt() {
		this.server.subprotocols("b");
		TestClient client = TestClient.connect(this.server.url(), "a", "b");
		assertThat(client.webSocket().getSubprotocol()).isEqualTo("b");
	}

	@Test
	void whenTextArrivesThenFrameIsRecordedAndHandlerAnswers() throws Exception {
		this.server.onText(new SeedScript());
		TestClient client = TestClient.connect(this.server.url()).send("clientMsg").send("heartbeat");
		assertThat(client.next()).isEqualTo("text serverMsg");
		assertThat(client.next()).isEqualTo("text get heartbeat");
		RecordedFrame frame = this.server.takeFrame(TIMEOUT);
		assertThat(frame.opcode()).isEqualTo(Opcodes.TEXT);
		assertThat(frame.text()).isEqualTo("clientMsg");
		assertThat(frame.fin()).isTrue();
		assertThat(frame.masked()).isTrue();
		assertThat(frame.nanoTime()).isGreaterThanOrEqualTo(this.server.handshakes().get(0).nanoTime());
		assertThat(this.server.takeFrame(TIMEOUT).text()).isEqualTo("heartbeat");
		assertThat(this.server.frames()).hasSize(2);
	}

	@Test
	void whenSeedScriptIsAskedToCloseThenItCloses() throws Exception {
		this.server.onText(new SeedScript());
		TestClient client = TestClient.connect(this.server.url()).send("please server send close message");
		assertThat(client.next()).isEqualTo("text close");
		client.send("please close");
		assertThat(client.next()).isEqualTo("close 1000 ");
		await().atMost(TIMEOUT).until(() -> this.server.counts().open() == 0);
	}

	@Test
	void whenMessageIsFragmentedThenHandlerGetsItWholeAndFramesAreApart() throws Exception {
		this.server.onText((connection, text) -> connection.sendText("got " + text));
		TestClient client = TestClient.connect(this.server.url());
		client.webSocket().sendText("Hello ", false).join();
		client.ping("between");
		client.webSocket().sendText("world", true).join();
		assertThat(client.next()).isEqualTo("pong between");
		assertThat(client.next()).isEqualTo("text got Hello world");
		assertThat(this.server.frames()).extracting(RecordedFrame::opcode)
			.containsExactly(Opcodes.TEXT, Opcodes.PING, Opcodes.CONTINUATION);
		assertThat(this.server.frames()).extracting(RecordedFrame::fin).containsExactly(false, true, true);
	}

	@Test
	void whenMessagesAreLongThenAllLengthsAreRead() throws Exception {
		this.server.onText((connection, text) -> connection.sendText(text));
		TestClient client = TestClient.connect(this.server.url());
		for (int length : new int[] { 0, 125, 126, 65535, 65536, 300_000 }) {
			String text = "x".repeat(length);
			client.send(text);
			assertThat(client.next()).isEqualTo("text " + text);
		}
	}

	@Test
	void whenServerSendsEachFrameThenClientGetsThem() throws Exception {
		this.server.onConnect((connection) -> connection.sendText("welcome"));
		TestClient client = TestClient.connect(this.server.url());
		HeartbeatTestConnection connection = this.server.takeConnection(TIMEOUT);
		assertThat(client.next()).isEqualTo("text welcome");
		connection.sendBinary(new byte[3]);
		connection.sendPing("p".getBytes(StandardCharsets.UTF_8));
		connection.sendPong("q".getBytes(StandardCharsets.UTF_8));
		this.server.broadcast("to all");
		connection.sendClose(4001, "bye");
		assertThat(client.next()).isEqualTo("binary 3");
		assertThat(client.next()).isEqualTo("ping p");
		assertThat(client.next()).isEqualTo("pong q");
		assertThat(client.next()).isEqualTo("text to all");
		assertThat(client.next()).isEqualTo("close 4001 bye");
		RecordedFrame pong = this.server.takeFrame((frame) -> frame.opcode() == Opcodes.PONG, TIMEOUT);
		assertThat(pong.text()).isEqualTo("p");
	}

	@Test
	void whenClientClosesThenCloseIsEchoedAndRecorded() throws Exception {
		TestClient client = TestClient.connect(this.server.url()).sendClose(4002, "done");
		assertThat(client.next()).isEqualTo("close 4002 done");
		RecordedFrame close = this.server.takeFrame(TIMEOUT);
		assertThat(close.closeCode()).isEqualTo(4002);
		assertThat(close.closeReason()).isEqualTo("done");
		await().atMost(TIMEOUT).until(() -> this.server.counts().held() == 0);
	}

	@Test
	void whenClientsComeAndGoThenTheyAreCounted() {
		TestClient first = TestClient.connect(this.server.url());
		TestClient.connect(this.server.url());
		assertThat(this.server.counts().open()).isEqualTo(2);
		first.webSocket().abort();
		await().atMost(TIMEOUT).until(() -> this.server.counts().open() == 1);
		TestClient.connect(this.server.url());
		assertThat(this.server.counts()).isEqualTo(new ConnectionCounts(3, 2, 3, 2, 2, 0));
	}

	@Test
	void whenFramesAreNotRecordedThenTheyAreCounted() throws Exception {
		this.server.recordFrames(false).onText((connection, text) -> connection.sendText(text));
		assertThat(TestClient.connect(this.server.url()).send("x").next()).isEqualTo("text x");
		assertThat(this.server.frames()).isEmpty();
		assertThat(this.server.counts().frames()).isOne();
	}

	@Test
	void whenNothingHappensThenAwaitsFailWithWhatIsKnown() {
		Duration timeout = Duration.ofMillis(20);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.takeFrame(timeout))
			.withMessageContaining("0 handshakes");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.awaitHandshakes(1, timeout));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.takeConnection(timeout));
	}

	@Test
	void whenServerStopsThenPortRefusesAndRestartUsesTheSamePort() throws Exception {
		TestClient client = TestClient.connect(this.server.url());
		String url = this.server.url();
		this.server.stop();
		assertThat(client.next()).startsWith("close 1006");
		assertThat(TestClient.connecting(url).connectFailure()).isInstanceOf(ConnectException.class);
		assertThat(this.server.restart().url()).isEqualTo(url);
		TestClient.connect(url);
		assertThat(this.server.handshakes()).hasSize(2);
	}

	@Test
	void whenHandlerFailsThenCloseReportsIt() throws Exception {
		HeartbeatTestServer failing = HeartbeatTestServer.start().onText((connection, text) -> {
			throw new IllegalStateException("on purpose");
		});
		assertThat(TestClient.connect(failing.url()).send("x").next()).startsWith("close 1011");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(failing::close)
			.havingCause()
			.withMessage("on purpose");
		assertThatNoException().isThrownBy(failing::close);
	}

	@Test
	void whenClosedThenNoThreadAndNoSocketIsLeft() throws Exception {
		HeartbeatTestServer closing = HeartbeatTestServer.start();
		CountDownLatch never = new CountDownLatch(1);
		closing.onText((connection, text) -> awaitUninterested(never));
		closing.enqueue(HandshakeResponse.tarpit(), HandshakeResponse.silence(),
				HandshakeResponse.slowHandshake(Duration.ofMinutes(1)));
		for (int i = 0; i < 3; i++) {
			TestClient.connecting(closing.url());
			int accepted = i + 1;
			await().atMost(TIMEOUT).until(() -> closing.counts().accepted() == accepted);
		}
		TestClient frozen = TestClient.connect(closing.url());
		TestClient busy = TestClient.connect(closing.url()).send("x");
		closing.takeFrame(TIMEOUT);
		closing.pongDelay(Duration.ofMinutes(1));
		TestClient.connect(closing.url()).ping("x");
		closing.takeFrame(TIMEOUT);
		closing.connections().get(0).freeze();
		long start = System.nanoTime();
		closing.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
		assertThat(closing.counts().held()).isZero();
		assertThat(threads(String.valueOf(closing.port()))).isEmpty();
		assertThat(frozen.next()).startsWith("close 1006");
		assertThat(busy.next()).startsWith("close 1006");
	}

	@Test
	void whenRequestHasNoKeyThenItIsRefusedWith400() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", this.server.port())) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(readAll(socket)).startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	void whenRefusalsAreEnqueuedThenTheyComeInOrderAndEnd() {
		this.server.enqueue(HandshakeResponse.refuseWith(503, "Retry-After", "2"),
				HandshakeResponse.refuseWith(301, "Location", "http://127.0.0.1:1/"),
				HandshakeResponse.refuseWith(200).withBody("<html>captive portal</html>"),
				HandshakeResponse.refuseWith(401, "WWW-Authenticate", "Bearer"), HandshakeResponse.refuseWith(404));
		for (int status : new int[] { 503, 301, 200, 401, 404 }) {
			Throwable failure = TestClient.connecting(this.server.url()).connectFailure();
			assertThat(failure).isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(status));
		}
		TestClient.connect(this.server.url());
		assertThat(this.server.handshakes()).hasSize(6);
	}

	private static void awaitUninterested(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static List<String> threads(String port) {
		Collection<Thread> all = Thread.getAllStackTraces().keySet();
		return all.stream().map(Thread::getName).filter((name) -> name.contains(port)).toList();
	}

	private static String readAll(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
	}

}
