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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedHandshake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the secrets of a client go: to its server, and nowhere else.
 */
@Timeout(120)
class SecretsTests {

	private static final String CREDENTIALS = Base64.getEncoder()
		.encodeToString("alice:pa55word".getBytes(StandardCharsets.UTF_8));

	private static final List<String> SECRETS = List.of("pa55word", "t0ken-0123456789", "k3y-0123456789", CREDENTIALS);

	@Test
	void userInfoIsSentAsBasicAuthentication() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(secret(server.port())).start()) {
			engine.await(HeartbeatOpenEvent.class);
			RecordedHandshake handshake = server.handshakes().get(0);
			assertThat(handshake.header("Authorization")).isEqualTo("Basic " + CREDENTIALS);
			assertThat(handshake.path()).isEqualTo("/path?token=t0ken-0123456789&format=json");
			assertThat(handshake.header("Host")).isEqualTo("127.0.0.1:" + server.port());
		}
	}

	@Test
	void userInfoIsDecoded() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to("ws://a%40b:p%3Aw%2F%C3%A9@127.0.0.1:" + server.port() + "/")
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			assertThat(server.handshakes().get(0).header("Authorization"))
				.isEqualTo("Basic " + Base64.getEncoder().encodeToString("a@b:p:w/é".getBytes(StandardCharsets.UTF_8)));
		}
	}

	@Test
	void headersAreSentWithEachHandshake() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withHeaders(Map.of("X-Api-Key", "k3y-0123456789")))
					.customize((builder) -> builder.handshakeCustomizers(
							() -> List.of((clientName, headers) -> headers.add("X-Client", clientName))))
					.start()) {
			engine.awaitOpen(server).cut();
			assertThat(server.awaitHandshakes(2, TestEngine.PATIENCE)).allSatisfy((handshake) -> {
				assertThat(handshake.header("X-Api-Key")).isEqualTo("k3y-0123456789");
				assertThat(handshake.header("X-Client")).isEqualTo("test");
			});
		}
	}

	@ParameterizedTest
	@MethodSource
	void failedAttemptShowsNoSecret(HandshakeResponse response) {
		try (CapturedLog log = CapturedLog.open(); HeartbeatTestServer server = HeartbeatTestServer.start()) {
			server.enqueue(response);
			try (TestEngine engine = engine(server.port()).start()) {
				engine.await(HeartbeatErrorEvent.class);
				engine.await(HeartbeatOpenEvent.class);
				assertNoSecret(engine);
			}
			assertNoSecret(log);
		}
	}

	static Stream<Arguments> failedAttemptShowsNoSecret() {
		return Stream.of(Arguments.argumentSet("401", HandshakeResponse.refuseWith(401)),
				Arguments.argumentSet("401 with a challenge",
						HandshakeResponse.refuseWith(401, "WWW-Authenticate", "Basic realm=\"feed\"")),
				Arguments.argumentSet("redirect to the same place",
						HandshakeResponse.refuseWith(302, "Location", "/path?token=t0ken-0123456789&format=json")),
				Arguments.argumentSet("redirect to a login",
						HandshakeResponse.refuseWith(302, "Location",
								"https://login.example.com/?next=t0ken-0123456789")),
				Arguments.argumentSet("status line that quotes the request",
						HandshakeResponse.garbage()
							.withBody("No GET /path?token=t0ken-0123456789&format=json here\r\n\r\n")),
				Arguments.argumentSet("status line that quotes the header",
						HandshakeResponse.garbage().withBody("No Basic " + CREDENTIALS + " here\r\n\r\n")),
				Arguments.argumentSet("wrong Sec-WebSocket-Accept", HandshakeResponse.wrongAccept()),
				Arguments.argumentSet("subprotocol that was not asked for",
						HandshakeResponse.subprotocol("t0ken-0123456789")),
				Arguments.argumentSet("half an answer",
						HandshakeResponse.garbage().withBody("HTTP/1.1 101 x\r\nX-Echo: k3y-0123456789\r\nUpg")),
				Arguments.argumentSet("end of stream", HandshakeResponse.drop()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://alice:pa55word@127.0.0.1:%d/path?token=t0ken-0123456789",
			"ws://alice:pa55word@does-not-exist.invalid:%d/path?token=t0ken-0123456789",
			"wss://alice:pa55word@127.0.0.1:%d/path?token=t0ken-0123456789" })
	void serverThatCannotBeReachedShowsNoSecret(String url) {
		HeartbeatTestServer server = HeartbeatTestServer.start();
		server.close();
		try (CapturedLog log = CapturedLog.open()) {
			try (TestEngine engine = TestEngine.to(url.formatted(server.port()))
				.withReconnect((reconnect) -> reconnect.withMaxRetries(1L))
				.start()) {
				engine.await(HeartbeatErrorEvent.class, 2);
				assertNoSecret(engine);
			}
			assertNoSecret(log);
		}
	}

	@Test
	void failureOfTheUsersCodeShowsNoSecret() {
		try (CapturedLog log = CapturedLog.open(); HeartbeatTestServer server = HeartbeatTestServer.start()) {
			try (TestEngine engine = engine(server.port())
				.customize((builder) -> builder.handshakeCustomizers(() -> List.of((clientName, headers) -> {
					throw new IllegalStateException("Refused: " + headers.getFirst("X-Api-Key"),
							new IllegalArgumentException("No token for " + secret(server.port())));
				})))
				.start()) {
				engine.await(HeartbeatErrorEvent.class);
				assertNoSecret(engine);
			}
			assertNoSecret(log);
		}
	}

	@ParameterizedTest
	@MethodSource
	void lostConnectionShowsNoSecret(Consumer<HeartbeatTestConnection> misbehavior) {
		try (CapturedLog log = CapturedLog.open(); HeartbeatTestServer server = HeartbeatTestServer.start()) {
			try (TestEngine engine = engine(server.port()).start()) {
				misbehavior.accept(engine.awaitOpen(server));
				engine.await(HeartbeatCloseEvent.class);
				engine.await(HeartbeatOpenEvent.class, 2);
				assertNoSecret(engine);
			}
			assertNoSecret(log);
		}
	}

	static Stream<Arguments> lostConnectionShowsNoSecret() {
		return Stream.of(connection("end of stream", HeartbeatTestConnection::cut),
				connection("reset", HeartbeatTestConnection::reset),
				connection("close with a reason", (connection) -> connection.sendClose(4001, "expired")),
				connection("protocol error",
						(connection) -> connection.sendFrame(Opcodes.CONTINUATION, true, 0, false, new byte[1])),
				connection("message above the limit", (connection) -> connection.sendText("x".repeat(2_000_000))));
	}

	private static Arguments connection(String name, Consumer<HeartbeatTestConnection> misbehavior) {
		return Arguments.argumentSet(name, misbehavior);
	}

	@Test
	void textsOfTheServerAreOneLineInTheLog() {
		try (CapturedLog log = CapturedLog.open(); HeartbeatTestServer server = HeartbeatTestServer.start()) {
			server.enqueue(HandshakeResponse.garbage().withBody("bad\r\nINFO Client 'test' is open\r\n\r\n"));
			try (TestEngine engine = TestEngine.to(server.url()).start()) {
				HeartbeatTestConnection connection = engine.awaitOpen(server);
				connection.sendClose(4001, "bye\r\nINFO all is well\u0007");
				engine.await(HeartbeatOpenEvent.class, 2);
			}
			assertThat(log.shown()).filteredOn((line) -> line.contains("heartbeat"))
				.isNotEmpty()
				.noneMatch((line) -> line.chars().anyMatch((character) -> character < ' '));
		}
	}

	private static TestEngine engine(int port) {
		return TestEngine.to(secret(port))
			.with((settings) -> settings.withHeaders(Map.of("X-Api-Key", "k3y-0123456789")));
	}

	private static String secret(int port) {
		return "ws://alice:pa55word@127.0.0.1:" + port + "/path?token=t0ken-0123456789&format=json";
	}

	private static void assertNoSecret(TestEngine engine) {
		assertThat(engine.log().all()).isNotEmpty().allSatisfy((event) -> assertNoSecret("event", event.toString()));
		engine.log().all(HeartbeatErrorEvent.class).forEach((error) -> {
			StringWriter trace = new StringWriter();
			error.getThrowable().printStackTrace(new PrintWriter(trace));
			assertNoSecret("stack trace", trace.toString());
			for (Throwable link = error.getThrowable(); link != null; link = link.getCause()) {
				assertNoSecret("exception", link + " " + link.getMessage() + " " + link.getLocalizedMessage());
			}
		});
		HeartbeatEvent last = engine.log().all().get(engine.log().all().size() - 1);
		assertNoSecret("client", last.getSource() + " " + engine.client().getUrl());
		assertNoSecret("statistics", engine.client().getStatistics().toString());
		assertNoSecret("settings", engine.client().getSettings().toString());
	}

	private static void assertNoSecret(CapturedLog log) {
		assertThat(log.lines()).isNotEmpty().allSatisfy((line) -> assertNoSecret("log", line));
	}

	private static void assertNoSecret(String what, String text) {
		assertThat(text).as(what).doesNotContain(SECRETS);
	}

}
