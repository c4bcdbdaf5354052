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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.test.FaultProxy;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import jakarta.websocket.DeploymentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.AbstractWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that a server does, or that the network does in its place, ends a client for
 * good.
 */
@Timeout(120)
class HostileServerTests {

	@Test
	void refusedConnectionIsRetriedUntilSomebodyListens() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				FaultProxy proxy = FaultProxy.to(server.port())) {
			proxy.refuse();
			try (TestEngine engine = TestEngine.to(proxy.url("/")).start()) {
				HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
				assertFailedAttempt(error, DisconnectCause.CONNECTION_REFUSED, null);
				proxy.accept();
				HeartbeatOpenEvent open = engine.await(HeartbeatOpenEvent.class);
				assertThat(open.getAttempts()).isGreaterThan(1);
				assertThat(open.isReconnect()).isFalse();
			}
		}
	}

	@Test
	void hostThatIsUnknownIsLookedUpAgain() {
		try (TestEngine engine = TestEngine.to("ws://does-not-exist.invalid/").start()) {
			assertFailedAttempt(engine.await(HeartbeatErrorEvent.class), DisconnectCause.UNKNOWN_HOST, null);
			assertThat(engine.await(HeartbeatReconnectEvent.class, 2).getCause())
				.isEqualTo(DisconnectCause.UNKNOWN_HOST);
		}
	}

	@ParameterizedTest
	@MethodSource
	void attemptThatHangsIsRetried(HandshakeResponse response) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(response);
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withConnectTimeout(Duration.ofMillis(700)))
					.start()) {
			assertFailedAttempt(engine.await(HeartbeatErrorEvent.class), DisconnectCause.CONNECT_TIMEOUT, null);
			assertThat(engine.await(HeartbeatOpenEvent.class).getAttempts()).isGreaterThan(1);
		}
	}

	static Stream<Arguments> attemptThatHangsIsRetried() {
		return Stream.of(Arguments.argumentSet("accepts and reads nothing", HandshakeResponse.tarpit()),
				Arguments.argumentSet("reads the request and never answers", HandshakeResponse.silence()),
				Arguments.argumentSet("answers too late", HandshakeResponse.slowHandshake(Duration.ofMinutes(5))));
	}

	@Test
	void answerThatTricklesIsRetried() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				FaultProxy proxy = FaultProxy.to(server.port())) {
			// Each read succeeds in time, all together do not
			proxy.trickle(1, Duration.ofMillis(100));
			try (TestEngine engine = TestEngine.to(proxy.url("/"))
				.with((settings) -> settings.withConnectTimeout(Duration.ofMillis(700)))
				.start()) {
				assertFailedAttempt(engine.await(HeartbeatErrorEvent.class), DisconnectCause.CONNECT_TIMEOUT, null);
				proxy.heal();
				engine.await(HeartbeatOpenEvent.class);
			}
		}
	}

	@ParameterizedTest
	@MethodSource
	void attemptThatFailsIsRetried(HandshakeResponse response, DisconnectCause cause, @Nullable Integer status) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(response);
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withSubprotocols(List.of("v1.feed")))
					.start()) {
			assertFailedAttempt(engine.await(HeartbeatErrorEvent.class), cause, status);
			HeartbeatReconnectEvent reconnect = engine.await(HeartbeatReconnectEvent.class);
			assertThat(reconnect.getCause()).isEqualTo(cause);
			assertThat(reconnect.getAttempt()).isEqualTo(1);
			assertThat(engine.await(HeartbeatOpenEvent.class).getAttempts()).isEqualTo(2);
			assertThat(engine.log().story()).containsExactly("Error", "Reconnect", "Open");
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	static Stream<Arguments> attemptThatFailsIsRetried() {
		DisconnectCause rejected = DisconnectCause.HANDSHAKE_REJECTED;
		DisconnectCause invalid = DisconnectCause.HANDSHAKE_INVALID;
		return Stream.of(Arguments.argumentSet("401", HandshakeResponse.refuseWith(401), rejected, 401),
				Arguments.argumentSet("401 with a Bearer challenge",
						HandshakeResponse.refuseWith(401, "WWW-Authenticate", "Bearer realm=\"feed\""), rejected, 401),
				Arguments.argumentSet("401 with a Basic challenge",
						HandshakeResponse.refuseWith(401, "WWW-Authenticate", "Basic realm=\"feed\""), rejected, 401),
				Arguments.argumentSet("401 with a Digest challenge",
						HandshakeResponse.refuseWith(401, "WWW-Authenticate", "Digest realm=\"feed\", nonce=\"1\""),
						rejected, 401),
				Arguments.argumentSet("403", HandshakeResponse.refuseWith(403), rejected, 403),
				Arguments.argumentSet("404 with a page", HandshakeResponse.refuseWith(404).withBody("<h1>[500]</h1>"),
						rejected, 404),
				Arguments.argumentSet("429", HandshakeResponse.refuseWith(429, "Retry-After", "1"), rejected, 429),
				Arguments.argumentSet("503", HandshakeResponse.refuseWith(503), rejected, 503),
				Arguments.argumentSet("plain 200", HandshakeResponse.refuseWith(200).withBody("Please sign in"),
						rejected, 200),
				Arguments.argumentSet("308", HandshakeResponse.refuseWith(308, "Location", "ws://127.0.0.1:1/"),
						rejected, 308),
				Arguments.argumentSet("wrong Sec-WebSocket-Accept", HandshakeResponse.wrongAccept(), invalid, null),
				Arguments.argumentSet("101 without an upgrade", HandshakeResponse.refuseWith(101), invalid, null),
				Arguments.argumentSet("subprotocol that was not asked for", HandshakeResponse.subprotocol("v9.feed"),
						invalid, null),
				Arguments.argumentSet("extension that was not asked for",
						HandshakeResponse.upgrade().withHeader("Sec-WebSocket-Extensions", "permessage-deflate"),
						invalid, null),
				Arguments.argumentSet("extension that nobody knows",
						HandshakeResponse.upgrade().withHeader("Sec-WebSocket-Extensions", "x-shout"), invalid, null),
				Arguments.argumentSet("extension without a name",
						HandshakeResponse.upgrade().withHeader("Sec-WebSocket-Extensions", ";"), invalid, null),
				Arguments.argumentSet("garbage", HandshakeResponse.garbage(), invalid, null),
				Arguments.argumentSet("HTTP/2 preface", HandshakeResponse.garbage().withBody("HTTP/2.0 200\r\n\r\n"),
						invalid, null),
				Arguments.argumentSet("half an answer",
						HandshakeResponse.garbage().withBody("HTTP/1.1 101 Switching\r\nUpg"),
						DisconnectCause.CONNECT_FAILED, null),
				Arguments.argumentSet("end of stream at once", HandshakeResponse.drop(), DisconnectCause.CONNECT_FAILED,
						null));
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void redirectIsNotFollowed(int status) throws Exception {
		try (HeartbeatTestServer elsewhere = HeartbeatTestServer.start();
				HeartbeatTestServer server = HeartbeatTestServer.start()
					.enqueue(HandshakeResponse.refuseWith(status, "Location", elsewhere.url("/stolen")));
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withHeaders(Map.of("Authorization", "Bearer tok3n")))
					.start()) {
			HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
			assertThat(error.getCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
			assertThat(error.isAttempt()).isTrue();
			engine.await(HeartbeatOpenEvent.class);
			assertThat(server.awaitHandshakes(2, TestEngine.PATIENCE).get(1).header("Authorization"))
				.isEqualTo("Bearer tok3n");
			assertThat(elsewhere.counts().accepted()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://[not a uri", "mailto:nobody@example.com", "" })
	void redirectToNowhereIsRetried(String location) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.enqueue(HandshakeResponse.refuseWith(302, "Location", location));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).isAttempt()).isTrue();
			engine.await(HeartbeatOpenEvent.class);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "The HTTP response from the server [401] did not permit the HTTP upgrade to WebSocket",
			"La réponse HTTP du serveur [401] n'a pas permis une mise à niveau de HTTP vers WebSocket",
			"サーバー[401]からのHTTPレスポンスがWebSocketへのHTTPアップグレードを許可しませんでした。",
			"서버 [401](으)로부터의 HTTP 응답은, 웹소켓으로 HTTP 업그레이드를 허용하지 않았습니다.", "来自服务器[401]的HTTP响应不允许HTTP升级到WebSocket" })
	void statusIsFoundWhateverLanguageTheContainerSpeaks(String message) {
		try (TestEngine engine = TestEngine.to("ws://127.0.0.1:1/")
			.withReconnect((reconnect) -> reconnect.withFatalStatuses(List.of(CodeRange.parse("401"))))
			.through((clientName) -> new FailingWebSocketClient(new DeploymentException(message)))
			.start()) {
			assertFailedAttempt(engine.await(HeartbeatErrorEvent.class), DisconnectCause.HANDSHAKE_REJECTED, 401);
			engine.await(HeartbeatGiveUpEvent.class);
		}
	}

	@Test
	void answerWithLongHeadersFitsWhateverTheBuffer() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.respondWith(HandshakeResponse.upgrade().withHeader("Set-Cookie", "x".repeat(6000)))
			.onConnect((connection) -> connection.sendText("welcome"));
				TestEngine engine = TestEngine.to(server.url())
					.withReceive((receive) -> receive.withBufferSize(DataSize.ofBytes(256)))
					.start()) {
			assertThat(engine.log().awaitTexts(1)).containsExactly("welcome");
			assertThat(engine.log().story()).startsWith("Open");
		}
	}

	@ParameterizedTest
	@MethodSource("misbehaviors")
	void misbehaviorOnAnOpenConnectionIsFollowedByAnother(Consumer<HeartbeatTestConnection> misbehavior,
			DisconnectCause cause, int code) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			misbehavior.accept(engine.awaitOpen(server));
			assertLost(engine, cause, code);
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	@ParameterizedTest
	@MethodSource("misbehaviors")
	void misbehaviorRightBehindTheHandshakeIsFollowedByAnother(Consumer<HeartbeatTestConnection> misbehavior,
			DisconnectCause cause, int code) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onConnect((connection) -> {
			if (connection.id() == 1) {
				misbehavior.accept(connection);
			}
		}); TestEngine engine = TestEngine.to(server.url()).start()) {
			assertLost(engine, cause, code);
			TestEngine.await("the first socket is closed", () -> server.counts().held() == 1);
		}
	}

	private static void assertLost(TestEngine engine, DisconnectCause cause, int code) {
		HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
		assertThat(close.getCause()).isEqualTo(cause);
		assertThat(close.getCode()).isEqualTo(code);
		assertThat(close.isReconnecting()).isTrue();
		assertThat(engine.await(HeartbeatReconnectEvent.class).getCause()).isEqualTo(cause);
		assertThat(engine.await(HeartbeatOpenEvent.class, 2).getAttempts()).isEqualTo(1);
		assertThat(engine.log().story()).filteredOn((event) -> !event.equals("Error"))
			.containsExactly("Open", "Close", "Reconnect", "Open");
		List<HeartbeatErrorEvent> errors = engine.log().all(HeartbeatErrorEvent.class);
		if (code == 1006) {
			assertThat(errors).hasSize(1);
			assertThat(errors.get(0).getThrowable().getMessage()).isNotBlank();
		}
		assertThat(errors).allSatisfy((error) -> {
			assertThat(error.getCause()).isEqualTo(cause);
			assertThat(error.isAttempt()).isFalse();
		});
	}

	static Stream<Arguments> misbehaviors() {
		DisconnectCause protocol = DisconnectCause.PROTOCOL_ERROR;
		DisconnectCause lost = DisconnectCause.CONNECTION_LOST;
		byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
		return Stream.of(
				misbehavior("invalid UTF-8", protocol, 1007,
						(connection) -> connection.sendFrame(Opcodes.TEXT, true, 0, false,
								new byte[] { (byte) 0xC3, 0x28 })),
				misbehavior("half a character at the end", protocol, 1007,
						(connection) -> connection.sendFrame(Opcodes.TEXT, true, 0, false,
								new byte[] { 'a', (byte) 0xE2, (byte) 0x82 })),
				misbehavior("masked frame", protocol, 1002,
						(connection) -> connection.sendFrame(Opcodes.TEXT, true, 0, true, hello)),
				misbehavior("continuation of nothing", protocol, 1002,
						(connection) -> connection.sendFrame(Opcodes.CONTINUATION, true, 0, false, hello)),
				misbehavior("text within a text", protocol, 1002, (connection) -> {
					connection.sendFrame(Opcodes.TEXT, false, 0, false, hello);
					connection.sendFrame(Opcodes.TEXT, true, 0, false, hello);
				}),
				misbehavior("oversized ping", protocol, 1002,
						(connection) -> connection.sendFrame(Opcodes.PING, true, 0, false, new byte[126])),
				misbehavior("fragmented ping", protocol, 1002,
						(connection) -> connection.sendFrame(Opcodes.PING, false, 0, false, hello)),
				misbehavior("reserved bit", protocol, 1002,
						(connection) -> connection.sendFrame(Opcodes.TEXT, true, 4, false, hello)),
				misbehavior("unknown data opcode", protocol, 1002,
						(connection) -> connection.sendFrame(3, true, 0, false, hello)),
				misbehavior("unknown control opcode", protocol, 1002,
						(connection) -> connection.sendFrame(11, true, 0, false, hello)),
				misbehavior("length with the highest bit set", protocol, 1002,
						(connection) -> connection
							.sendBytes(new byte[] { (byte) 0x82, 127, -1, -1, -1, -1, -1, -1, -1, -1 })),
				misbehavior("end of stream", lost, 1006, HeartbeatTestConnection::cut),
				misbehavior("reset", lost, 1006, HeartbeatTestConnection::reset),
				misbehavior("end of stream in mid-frame", lost, 1006, (connection) -> {
					connection.sendBytes(new byte[] { (byte) 0x81, 100, 'h', 'a', 'l', 'f' });
					connection.cut();
				}), misbehavior("reset in mid-frame", lost, 1006, (connection) -> {
					connection.sendBytes(new byte[] { (byte) 0x81, 100, 'h', 'a', 'l', 'f' });
					connection.reset();
				}));
	}

	private static Arguments misbehavior(String name, DisconnectCause cause, int code,
			Consumer<HeartbeatTestConnection> misbehavior) {
		return Arguments.argumentSet(name, misbehavior, cause, code);
	}

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void closeCodeAndReasonAreTold(int code) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.awaitOpen(server).sendClose(code, "so long, 再见");
			assertLost(engine, DisconnectCause.CLOSED_BY_SERVER, code);
			assertThat(engine.await(HeartbeatCloseEvent.class).getReason()).isEqualTo("so long, 再见");
			assertThat(engine.client().getStatistics().lastDisconnect().closeCode()).isEqualTo(code);
			// The closing handshake is completed
			assertThat(server.takeFrame(TestEngine.PATIENCE).opcode()).isEqualTo(Opcodes.CLOSE);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535 })
	void closeCodeThatMustNotBeSentIsAProtocolError(int code) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.awaitOpen(server).sendClose(code, "");
			assertLost(engine, DisconnectCause.PROTOCOL_ERROR, 1002);
		}
	}

	@Test
	void closeFrameWithoutACodeIsTold() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.awaitOpen(server).sendFrame(Opcodes.CLOSE, true, 0, false, new byte[0]);
			assertLost(engine, DisconnectCause.CLOSED_BY_SERVER, 1005);
			assertThat(engine.await(HeartbeatCloseEvent.class).getReason()).isNullOrEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource
	void malformedCloseFrameIsFollowedByARetry(byte[] payload) throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.awaitOpen(server).sendFrame(Opcodes.CLOSE, true, 0, false, payload);
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.PROTOCOL_ERROR);
			engine.await(HeartbeatOpenEvent.class, 2);
		}
	}

	static Stream<Arguments> malformedCloseFrameIsFollowedByARetry() {
		return Stream.of(Arguments.argumentSet("half a code", new byte[] { 3 }),
				Arguments.argumentSet("reason with invalid UTF-8", new byte[] { 3, (byte) 0xE8, (byte) 0xC3, 0x28 }));
	}

	@Test
	void dataBehindACloseFrameIsIgnored() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onConnect((connection) -> {
			if (connection.id() == 1) {
				connection.sendText("before");
				connection.sendClose(4000, "bye");
				connection.sendText("behind");
				connection.sendClose(4001, "bye again");
			}
		}); TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCode()).isEqualTo(4000);
			engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.log().texts()).containsExactly("before");
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Close", "Reconnect", "Open");
		}
	}

	@Test
	void fatalCloseCodeEndsRetrying() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect
						.withFatalCloseCodes(List.of(CodeRange.parse("4000-4099"), CodeRange.parse("1008"))))
					.start()) {
			engine.awaitOpen(server).sendClose(4100, "not fatal");
			engine.await(HeartbeatOpenEvent.class, 2);
			engine.awaitOpen(server).sendClose(4099, "fatal");
			HeartbeatGiveUpEvent giveUp = engine.await(HeartbeatGiveUpEvent.class);
			assertThat(giveUp.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(engine.log().story()).containsExactly("Open", "Close", "Reconnect", "Open", "Close", "GiveUp");
			assertThat(engine.await(HeartbeatCloseEvent.class, 2).isReconnecting()).isFalse();
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.GAVE_UP);
			engine.client().reconnect();
			engine.await(HeartbeatOpenEvent.class, 3);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void fatalStatusEndsRetrying(int status) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.enqueue(HandshakeResponse.refuseWith(503), HandshakeResponse.refuseWith(status));
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect
						.withFatalStatuses(List.of(CodeRange.parse("401"), CodeRange.parse("403-404"))))
					.start()) {
			HeartbeatGiveUpEvent giveUp = engine.await(HeartbeatGiveUpEvent.class);
			assertThat(giveUp.getCause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
			assertThat(engine.log().story()).containsExactly("Error", "Reconnect", "Error", "GiveUp");
			assertThat(engine.client().getStatistics().lastDisconnect().httpStatus()).isEqualTo(status);
			engine.client().start();
			engine.await(HeartbeatOpenEvent.class);
		}
	}

	@Test
	void serverThatMisbehavesInEveryWayIsUsedAsSoonAsItBehaves() {
		HandshakeResponse[] responses = Stream
			.concat(attemptThatFailsIsRetried().map((arguments) -> (HandshakeResponse) arguments.get()[0]),
					Stream.of(HandshakeResponse.upgradeThenCut(), HandshakeResponse.drop()))
			.toArray(HandshakeResponse[]::new);
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.enqueue(responses)
			.onText((connection, text) -> connection.sendText("echo " + text));
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect((reconnect) -> reconnect.withMaxDelay(Duration.ofMillis(20)))
					.start()) {
			TestEngine.await("the good connection", () -> server.counts().accepted() > responses.length);
			TestEngine.await("the echo", () -> {
				CompletableFuture<Void> sent = engine.client().send("at last");
				return !sent.isCompletedExceptionally() && !engine.log().all(HeartbeatMessageEvent.class).isEmpty();
			});
			assertThat(engine.log().texts()).contains("echo at last");
			assertThat(engine.log().story()).doesNotContain("GiveUp");
			assertThat(Arrays.asList(responses)).hasSizeGreaterThan(15);
		}
	}

	private static void assertFailedAttempt(HeartbeatErrorEvent error, DisconnectCause cause,
			@Nullable Integer status) {
		assertThat(error.isAttempt()).isTrue();
		assertThat(error.getThrowable()).isInstanceOfSatisfying(HeartbeatConnectionException.class, (failure) -> {
			assertThat(failure.getDisconnectCause()).as(() -> "cause of " + failure).isEqualTo(cause);
			assertThat(failure.getHttpStatus()).as(() -> "status of " + failure).isEqualTo(status);
			assertThat(failure.getMessage()).isNotBlank();
		});
		assertThat(error.getCause()).isEqualTo(cause);
	}

	/**
	 * Fails as a container does.
	 */
	private static final class FailingWebSocketClient extends AbstractWebSocketClient {

		private final Exception failure;

		FailingWebSocketClient(Exception failure) {
			this.failure = failure;
		}

		@Override
		protected CompletableFuture<WebSocketSession> executeInternal(WebSocketHandler handler, HttpHeaders headers,
				URI uri, List<String> subProtocols, List<WebSocketExtension> extensions,
				Map<String, Object> attributes) {
			return CompletableFuture.failedFuture(this.failure);
		}

	}

}
