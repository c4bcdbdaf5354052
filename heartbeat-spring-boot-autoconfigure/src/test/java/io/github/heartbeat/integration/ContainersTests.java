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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.SeedScript;
import jakarta.websocket.WebSocketContainer;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainer;
import org.glassfish.tyrus.client.ClientManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same scenario over each container that can be under Spring's client.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class ContainersTests {

	private WsWebSocketContainer tomcat;

	private JakartaWebSocketClientContainer jetty;

	private ClientManager tyrus;

	@BeforeAll
	void startContainers() throws Exception {
		this.tomcat = new WsWebSocketContainer();
		this.jetty = new JakartaWebSocketClientContainer();
		this.jetty.start();
		this.tyrus = ClientManager.createClient("org.glassfish.tyrus.container.jdk.client.JdkClientContainer");
	}

	@AfterAll
	void stopContainers() throws Exception {
		this.tomcat.destroy();
		this.jetty.stop();
		this.tyrus.shutdown();
	}

	Stream<Arguments> containers() {
		return Stream.of(Arguments.argumentSet("default", (Object) null),
				Arguments.argumentSet("Tomcat", factory(this.tomcat)),
				Arguments.argumentSet("Jetty", factory(this.jetty)),
				Arguments.argumentSet("Tyrus", factory(this.tyrus)));
	}

	private static HeartbeatWebSocketClientFactory factory(WebSocketContainer container) {
		return (clientName) -> new StandardWebSocketClient(container);
	}

	@ParameterizedTest
	@MethodSource("containers")
	void messagesGoBothWays(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onText((connection, text) -> connection.sendText("echo " + text))
			.onBinary(HeartbeatTestConnection::sendBinary); TestEngine engine = engine(server, factory).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("héllo 🎈").join();
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("echo héllo 🎈");
			engine.client().send(ByteBuffer.wrap(new byte[] { 1, 2, 3 })).join();
			assertThat(engine.await(HeartbeatMessageEvent.class, 2).getBytes()).containsExactly(1, 2, 3);
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Message");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void headersAndSubprotocolAreNegotiated(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().subprotocols("v1.feed");
				TestEngine engine = TestEngine.to("ws://alice:secret@127.0.0.1:" + server.port() + "/path?a=b")
					.through(factory)
					.with((settings) -> settings.withSubprotocols(List.of("v2.feed", "v1.feed")))
					.start()) {
			assertThat(engine.await(HeartbeatOpenEvent.class).getSubprotocol()).isEqualTo("v1.feed");
			assertThat(server.handshakes().get(0).subprotocols()).containsExactly("v2.feed", "v1.feed");
			assertThat(server.handshakes().get(0).header("Authorization")).isEqualTo("Basic YWxpY2U6c2VjcmV0");
			assertThat(server.handshakes().get(0).path()).isEqualTo("/path?a=b");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void largeMessagesArriveWhole(HeartbeatWebSocketClientFactory factory) throws Exception {
		String text = "aé€🎈".repeat(300_000);
		byte[] bytes = new byte[3_000_000];
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.withReceive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(3_000_000)))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText(text);
			assertThat(engine.await(HeartbeatMessageEvent.class).getText().equals(text)).isTrue();
			connection.sendBinary(bytes);
			assertThat(engine.await(HeartbeatMessageEvent.class, 2).getBytes()).hasSize(bytes.length);
			engine.client().send(ByteBuffer.wrap(bytes)).join();
			TestEngine.await("the message", () -> server.counts().frames() > 0);
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Message");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void messageAboveTheLimitIsRefused(HeartbeatWebSocketClientFactory factory) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.withReceive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(100_000)))
					.start()) {
			engine.awaitOpen(server).sendText("x".repeat(100_001));
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
			assertThat(close.getCode()).isEqualTo(1009);
			assertThat(engine.await(HeartbeatErrorEvent.class).getThrowable())
				.hasMessageContaining("heartbeat.client.test.receive.max-message-size");
			assertThat(server.takeFrame(TestEngine.PATIENCE).closeCode()).isEqualTo(1009);
			engine.await(HeartbeatOpenEvent.class, 2);
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void pingsAreAnsweredAndMeasured(HeartbeatWebSocketClientFactory factory) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.withPing(PingMode.FRAME, Duration.ofMillis(50), Duration.ofSeconds(20))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			TestEngine.await("answers", () -> engine.client().getStatistics().pings().answered() >= 3);
			assertThat(engine.client().getStatistics().pings().roundTrip()).isPositive();
			connection.sendPing(new byte[] { 42 });
			assertThat(server.takeFrame((frame) -> frame.opcode() == Opcodes.PONG, TestEngine.PATIENCE).payload())
				.containsExactly(42);
			assertThat(engine.log().story()).containsExactly("Open");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void closeOfTheServerIsToldAndFollowedByAnotherConnection(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory).start()) {
			engine.awaitOpen(server).sendClose(4000, "so long");
			engine.await(HeartbeatOpenEvent.class, 2);
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(close.getCode()).isEqualTo(4000);
			assertThat(close.getReason()).isEqualTo("so long");
			assertThat(engine.log().story()).containsExactly("Open", "Close", "Reconnect", "Open");
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void endOfStreamAndResetAreLosses(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory).start()) {
			engine.awaitOpen(server).cut();
			assertThat(engine.await(HeartbeatCloseEvent.class).getCode()).isEqualTo(1006);
			engine.awaitOpen(server).reset();
			assertThat(engine.await(HeartbeatCloseEvent.class, 2).getCode()).isEqualTo(1006);
			engine.await(HeartbeatOpenEvent.class, 3);
			assertThat(engine.log().all(HeartbeatCloseEvent.class)).extracting(HeartbeatCloseEvent::getCause)
				.containsOnly(DisconnectCause.CONNECTION_LOST);
			assertThat(engine.log().story()).containsExactly("Open", "Error", "Close", "Reconnect", "Open", "Error",
					"Close", "Reconnect", "Open");
			TestEngine.await("one socket", () -> server.counts().held() == 1);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void protocolErrorIsFollowedByAnotherConnection(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory).start()) {
			engine.awaitOpen(server).sendFrame(Opcodes.CONTINUATION, true, 0, false, new byte[1]);
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.PROTOCOL_ERROR);
			assertThat(close.getCode()).isEqualTo(1002);
			engine.awaitOpen(server).sendFrame(Opcodes.TEXT, true, 0, false, new byte[] { (byte) 0xC3, 0x28 });
			close = engine.await(HeartbeatCloseEvent.class, 2);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.PROTOCOL_ERROR);
			assertThat(close.getCode()).isEqualTo(1007);
			engine.await(HeartbeatOpenEvent.class, 3);
			TestEngine.await("one socket", () -> server.counts().held() == 1);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void frozenPeerIsNoticedAndLeftAtOnce(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.withPing(PingMode.FRAME, Duration.ofMillis(200), Duration.ofMillis(500))
					.start()) {
			HeartbeatTestConnection dead = engine.awaitOpen(server);
			dead.freeze();
			HeartbeatOpenEvent again = engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.PING_TIMEOUT);
			assertThat(again.getDowntime()).isLessThan(Duration.ofSeconds(5));
			dead.thaw();
			TestEngine.await("the old socket is closed", () -> !dead.isOpen());
			assertThat(engine.log().story()).containsExactly("Open", "Error", "Close", "Reconnect", "Open");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void stuckWriteIsNoticedAndAbortedInTime(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.withSend(
							(send) -> send.withTimeout(Duration.ofMillis(700)).withQueueSize(DataSize.ofMegabytes(64)))
					.start()) {
			HeartbeatTestConnection stuck = engine.awaitOpen(server);
			stuck.freeze();
			List<CompletableFuture<Void>> sent = new ArrayList<>();
			for (int i = 0; i < 24; i++) {
				sent.add(engine.client().send(ByteBuffer.allocate(1024 * 1024)));
			}
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.SEND_TIMEOUT);
			engine.await(HeartbeatOpenEvent.class, 2);
			TestEngine.await("all futures end", () -> sent.stream().allMatch(CompletableFuture::isDone));
			stuck.thaw();
			TestEngine.await("the old socket is closed", () -> !stuck.isOpen());
			assertThat(engine.log().story()).containsExactly("Open", "Error", "Close", "Reconnect", "Open");
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void stopIsBoundedWithAFrozenPeer(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory)
					.with((settings) -> settings.withShutdownTimeout(Duration.ofMillis(500)))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			server.freeze();
			assertThat(engine.stop()).isLessThan(Duration.ofSeconds(5));
			assertThat(engine.log().story()).containsExactly("Open", "Close");
			server.thaw();
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void stopSaysGoodbye(HeartbeatWebSocketClientFactory factory) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = engine(server, factory).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.stop();
			assertThat(server.takeFrame(TestEngine.PATIENCE).closeCode()).isEqualTo(1001);
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			engine.start();
			engine.await(HeartbeatOpenEvent.class, 2);
			engine.client().close();
			assertThat(server.takeFrame(TestEngine.PATIENCE).closeCode()).isEqualTo(1000);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void refusedHandshakeIsToldWithItsStatus(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.enqueue(HandshakeResponse.refuseWith(503), HandshakeResponse.refuseWith(404),
					HandshakeResponse.refuseWith(403));
				TestEngine engine = engine(server, factory)
					.withReconnect((reconnect) -> reconnect.withFatalStatuses(List.of(CodeRange.parse("403"))))
					.start()) {
			engine.await(HeartbeatGiveUpEvent.class);
			List<HeartbeatErrorEvent> errors = engine.log().all(HeartbeatErrorEvent.class);
			assertThat(errors).extracting(HeartbeatErrorEvent::getCause)
				.containsOnly(DisconnectCause.HANDSHAKE_REJECTED);
			assertThat(errors)
				.extracting((error) -> ((HeartbeatConnectionException) error.getThrowable()).getHttpStatus())
				.containsExactly(503, 404, 403);
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void handshakeThatHangsIsAbandoned(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(HandshakeResponse.silence());
				TestEngine engine = engine(server, factory)
					.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(1)))
					.start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
			engine.await(HeartbeatOpenEvent.class);
			// Jetty and Tyrus keep the first socket for their own time, which is 30 s
			assertThat(engine.client().isOpen()).isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("containers")
	void serverThatIsNotThereIsTold(HeartbeatWebSocketClientFactory factory) {
		HeartbeatTestServer server = HeartbeatTestServer.start();
		server.close();
		try (TestEngine engine = engine(server, factory).start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).getCause())
				.isEqualTo(DisconnectCause.CONNECTION_REFUSED);
			engine.await(HeartbeatErrorEvent.class, 2);
			server.restart();
			engine.await(HeartbeatOpenEvent.class);
		}
		finally {
			server.close();
		}
	}

	@ParameterizedTest
	@MethodSource("verifyingContainers")
	void handshakeWithWrongAcceptIsRefused(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(HandshakeResponse.wrongAccept());
				TestEngine engine = engine(server, factory).start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).getCause()).isEqualTo(DisconnectCause.HANDSHAKE_INVALID);
			engine.await(HeartbeatOpenEvent.class);
			assertThat(engine.log().story()).containsExactly("Error", "Reconnect", "Open");
		}
	}

	/** Tomcat's own container does not look at that header. */
	Stream<Arguments> verifyingContainers() {
		return containers().filter((arguments) -> !arguments.toString().contains("Tomcat"));
	}

	@ParameterizedTest
	@MethodSource("containers")
	void messagesRightBehindTheHandshakeAreNotLost(HeartbeatWebSocketClientFactory factory) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onConnect((connection) -> {
			for (int i = 0; i < 20; i++) {
				connection.sendText("message " + i);
			}
		}).onText(new SeedScript()); TestEngine engine = engine(server, factory).start()) {
			assertThat(engine.log().awaitTexts(20)).startsWith("message 0", "message 1").endsWith("message 19");
			engine.client().send("clientMsg").join();
			assertThat(engine.log().awaitTexts(21)).endsWith("serverMsg");
		}
	}

	private static TestEngine engine(HeartbeatTestServer server, HeartbeatWebSocketClientFactory factory) {
		return TestEngine.to(server.url()).through(factory);
	}

}
