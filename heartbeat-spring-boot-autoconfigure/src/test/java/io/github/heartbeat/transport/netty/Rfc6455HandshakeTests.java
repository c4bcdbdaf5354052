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

package io.github.heartbeat.transport.netty;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455, section 4, as the transport over Netty keeps it.
 */
@ExtendWith(LeakDetection.class)
class Rfc6455HandshakeTests implements UpgradeHandler.Callback {

	private final WebSocketHttpHeaders headers = new WebSocketHttpHeaders();

	private final List<TransportEnd> ends = new ArrayList<>();

	private final List<UpgradeResponse> responses = new ArrayList<>();

	private @Nullable EmbeddedChannel channel;

	@AfterEach
	void close() {
		if (this.channel != null) {
			this.channel.finishAndReleaseAll();
		}
	}

	// Section 4.1: the request.

	@Test
	void whenRequestIsSentThenItHasAllThatIsAskedOfIt() {
		String request = send("ws://localhost:8080/feed/a%20b?token=x%2Fy#ignored");
		assertThat(request).startsWith("GET /feed/a%20b?token=x%2Fy HTTP/1.1\r\n").endsWith("\r\n\r\n");
		assertThat(lines(request)).contains("Host: localhost:8080", "Upgrade: websocket", "Connection: Upgrade",
				"Sec-WebSocket-Version: 13");
		assertThat(key(request)).matches("[A-Za-z0-9+/]{22}==");
		assertThat(request).doesNotContain("Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin");
	}

	@ParameterizedTest
	@CsvSource({ "ws://localhost, /, localhost", "ws://localhost:80/, /, localhost",
			"ws://localhost:443/, /, localhost:443", "ws://localhost?a=b, /?a=b, localhost",
			"ws://[::1]:8080/x, /x, [::1]:8080", "ws://[::1]/x, /x, [::1]" })
	void whenUrlIsShortThenTargetAndHostAreWhole(String url, String target, String host) {
		String request = send(url);
		assertThat(request).startsWith("GET " + target + " HTTP/1.1\r\n");
		assertThat(lines(request)).contains("Host: " + host);
	}

	@Test
	void whenRequestsAreSentThenEachHasKeyOfItsOwn() {
		String first = key(send("ws://localhost/"));
		close();
		assertThat(key(send("ws://localhost/"))).isNotEqualTo(first);
	}

	@Test
	void whenThereAreHeadersThenTheyAreSent() {
		this.headers.setBasicAuth("alice", "secret");
		this.headers.addAll("X-Many", List.of("a", "b"));
		this.headers.setOrigin("https://example.com");
		this.headers.setSecWebSocketProtocol(List.of("v2.feed", "v1.feed"));
		offer("permessage-deflate;client_max_window_bits;server_max_window_bits=10, permessage-deflate");
		assertThat(lines(send("ws://localhost/"))).contains("Authorization: Basic YWxpY2U6c2VjcmV0", "X-Many: a",
				"X-Many: b", "Origin: https://example.com", "Sec-WebSocket-Protocol: v2.feed, v1.feed",
				"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits; server_max_window_bits=10, "
						+ "permessage-deflate");
	}

	@Test
	void whenHeadersAreThoseOfTheHandshakeThenTheyAreNotSentTwice() {
		this.headers.set("Sec-WebSocket-Key", "mine");
		this.headers.set("Connection", "close");
		this.headers.set("upgrade", "h2c");
		this.headers.set("Content-Length", "5");
		this.headers.set("Host", "feed.example.com");
		String request = send("ws://localhost/");
		assertThat(request).doesNotContain("mine", "close", "h2c", "ontent-Length");
		assertThat(lines(request)).contains("Host: feed.example.com").doesNotContain("Host: localhost");
	}

	@Test
	void whenHeaderCanNotBeSentThenItIsNamedAndItsValueIsNot() {
		this.headers.set("X-Token", "s3cr3t\r\nX-Forged: 1");
		assertThat(send("ws://localhost/")).isEmpty();
		assertThat(this.ends).singleElement().satisfies((end) -> {
			assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECT_FAILED);
			assertThat(end.failure()).hasMessageContaining("'X-Token'").hasMessageNotContaining("s3cr3t");
			assertThat(end.failure().getCause()).hasMessageNotContaining("s3cr3t");
		});
	}

	// Section 4.1: the answer.

	@Test
	void whenAnswerIsAsItHasToBeThenAccepted() {
		answer("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", "{accept}");
		assertThat(this.responses).singleElement().satisfies((response) -> {
			assertThat(response.handshake().status()).isEqualTo(101);
			assertThat(response.handshake().subprotocol()).isNull();
			assertThat(response.handshake().extensions()).isEmpty();
			assertThat(response.deflate()).isNull();
		});
		assertThat(this.ends).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "upgrade: WebSocket|connection: keep-alive, UPGRADE", "UPGRADE:websocket|CONNECTION:upgrade" })
	void whenAnswerIsWrittenOtherwiseThenAccepted(String headers) {
		String[] lines = headers.split("\\|");
		answer("HTTP/1.1 101 OK", lines[0], lines[1], "{accept}");
		assertThat(this.responses).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Upgrade: websocket  | X-Nothing: x          | {accept}
			X-Nothing: x        | Connection: Upgrade   | {accept}
			Upgrade: h2c        | Connection: Upgrade   | {accept}
			Upgrade: websocket  | Connection: close     | {accept}
			Upgrade: websocket  | Connection: Upgrade   | X-Nothing: x
			Upgrade: websocket  | Connection: Upgrade   | Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
			Upgrade: websocket  | Connection: Upgrade   | Sec-WebSocket-Accept:
			""")
	void whenAnswerLacksProofThatItWasUnderstoodThenInvalid(String upgrade, String connection, String accept) {
		answer("HTTP/1.1 101 Switching Protocols", upgrade, connection, accept);
		assertInvalid();
	}

	@Test
	void whenProofComesTwiceThenInvalid() {
		answerUpgrade("{accept}");
		assertInvalid();
	}

	@Test
	void whenSubprotocolWasOfferedThenItIsTold() {
		this.headers.setSecWebSocketProtocol(List.of("v2.feed", "v1.feed"));
		answerUpgrade("Sec-WebSocket-Protocol: v1.feed");
		assertThat(this.responses).singleElement()
			.satisfies((response) -> assertThat(response.handshake().subprotocol()).isEqualTo("v1.feed"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "v9.feed", "V1.FEED", "", "v1.feed, v2.feed" })
	void whenSubprotocolWasNotOfferedThenInvalid(String subprotocol) {
		this.headers.setSecWebSocketProtocol(List.of("v2.feed", "v1.feed"));
		answerUpgrade("Sec-WebSocket-Protocol: " + subprotocol);
		assertInvalid();
	}

	@Test
	void whenTwoSubprotocolsAreChosenThenInvalid() {
		this.headers.setSecWebSocketProtocol(List.of("v2.feed", "v1.feed"));
		answerUpgrade("Sec-WebSocket-Protocol: v1.feed", "Sec-WebSocket-Protocol: v2.feed");
		assertInvalid();
	}

	// Section 9.1, extensions.

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "x-shout", ";", "permessage-deflate2" })
	void whenExtensionWasNotOfferedThenInvalid(String extension) {
		answerUpgrade("Sec-WebSocket-Extensions: " + extension);
		assertInvalid();
	}

	@Test
	void whenExtensionWasOfferedThenItIsTold() {
		offer("permessage-deflate");
		answerUpgrade("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"10\"");
		assertThat(this.responses).singleElement().satisfies((response) -> {
			assertThat(response.handshake().extensions()).containsExactly("permessage-deflate");
			assertThat(response.deflate()).isEqualTo(new DeflateParameters(true, 15, true));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate, permessage-deflate",
			"permessage-deflate; client_no_context_takeover" + ", permessage-deflate",
			"permessage-deflate|permessage-deflate" })
	void whenExtensionIsAnsweredTwiceThenInvalid(String extensions) {
		offer("permessage-deflate");
		answerUpgrade(Arrays.stream(extensions.split("\\|"))
			.map((extension) -> "Sec-WebSocket-Extensions: " + extension)
			.toArray(String[]::new));
		assertInvalid();
	}

	@Test
	void whenExtensionIsUnknownHereThenInvalidAndSaid() {
		offer("x-shout");
		answerUpgrade("Sec-WebSocket-Extensions: x-shout");
		assertInvalid();
		assertThat(this.ends.get(0).failure()).hasMessageContaining("'x-shout'").hasMessageContaining("does not know");
	}

	@Test
	void whenExtensionHasWrongParameterThenInvalid() {
		offer("permessage-deflate");
		answerUpgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10");
		assertInvalid();
	}

	// Section 4.2.2 and HTTP: other answers.

	@Test
	void whenAnswerIsOnlyInformationThenTheNextIsWaitedFor() {
		String key = key(send("ws://localhost/"));
		receive("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
		assertThat(this.ends).isEmpty();
		receive(upgrade(key));
		assertThat(this.responses).hasSize(1);
	}

	@Test
	void whenRefusedThenStatusHeadersAndBodyAreTold() {
		send("ws://localhost/");
		receive("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nX-Many: a\r\nX-Many: b\r\nContent-Length: 5\r\n\r\nlater");
		assertThat(this.ends).singleElement().satisfies((end) -> {
			assertThat(end.cause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
			assertThat(end.refusal().status()).isEqualTo(429);
			assertThat(end.refusal().headers().getFirst("retry-after")).isEqualTo("7");
			assertThat(end.refusal().headers().get("X-Many")).containsExactly("a", "b");
			assertThat(end.refusal().body()).asString(StandardCharsets.UTF_8).isEqualTo("later");
		});
	}

	@Test
	void whenBodyOfRefusalIsLongThenItIsCut() {
		send("ws://localhost/");
		receive("HTTP/1.1 503 X\r\nTransfer-Encoding: chunked\r\n\r\n7530\r\n" + "x".repeat(0x7530));
		assertThat(this.ends).singleElement()
			.satisfies((end) -> assertThat(end.refusal().body()).hasSize(16 * 1024).containsOnly('x'));
	}

	@Test
	void whenBodyOfRefusalDoesNotComeThenItIsNotWaitedForLong() {
		send("ws://localhost/");
		receive("HTTP/1.1 503 X\r\nContent-Length: 100\r\n\r\npart");
		assertThat(this.ends).isEmpty();
		this.channel.advanceTimeBy(1, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(this.ends).singleElement()
			.satisfies((end) -> assertThat(end.refusal().body()).asString(StandardCharsets.UTF_8).isEqualTo("part"));
	}

	@Test
	void whenBodyOfRefusalEndsWithTheConnectionThenItIsTold() {
		send("ws://localhost/");
		receive("HTTP/1.1 403 X\r\n\r\nno");
		this.channel.close();
		assertThat(this.ends).singleElement()
			.satisfies((end) -> assertThat(end.refusal().body()).asString(StandardCharsets.UTF_8).isEqualTo("no"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/2.0 200\r\n\r\n", "\u0015\u0003\u0001 alert\r\n",
			"HTTP/1.1 abc\r\n\r\n" })
	void whenAnswerIsNoHttpThenInvalid(String answer) {
		send("ws://localhost/");
		receive(answer);
		this.channel.close();
		assertThat(this.ends).hasSize(1);
		assertThat(this.ends.get(0).cause()).isEqualTo(DisconnectCause.HANDSHAKE_INVALID);
	}

	@Test
	void whenAnswerHasNoEndThenItIsNotKept() {
		send("ws://localhost/");
		receive("HTTP/1.1 101 X\r\nX-Long: " + "x".repeat(70_000));
		assertInvalid();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 101 Switching\r\nUpg" })
	void whenServerGoesBeforeItHasAnsweredThenAttemptHasFailed(String answer) {
		send("ws://localhost/");
		receive(answer);
		this.channel.close();
		assertThat(this.ends).extracting(TransportEnd::cause).containsExactly(DisconnectCause.CONNECT_FAILED);
	}

	private void offer(String extensions) {
		this.headers.set("Sec-WebSocket-Extensions", extensions);
	}

	private void answerUpgrade(String... headers) {
		List<String> lines = new ArrayList<>(
				List.of("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", "{accept}"));
		lines.addAll(List.of(headers));
		answer(lines.toArray(String[]::new));
	}

	private void answer(String... lines) {
		String key = key(send("ws://localhost/"));
		receive((String.join("\r\n", lines) + "\r\n\r\n").replace("{accept}", "Sec-WebSocket-Accept: " + accept(key)));
	}

	private static String upgrade(String key) {
		return "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key)
				+ "\r\n\r\n";
	}

	private static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(MessageDigest.getInstance("SHA-1")
					.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String send(String url) {
		HandshakeRequest request = new HandshakeRequest("test", "test-1", URI.create(url), this.headers, null,
				HeartbeatClientSettings.of(URI.create("ws://localhost/")));
		EmbeddedChannel channel = new EmbeddedChannel();
		channel.freezeTime();
		this.channel = channel;
		channel.pipeline().addLast(new HttpClientCodec());
		channel.pipeline()
			.addLast(new UpgradeHandler(new UpgradeRequest(request, Endpoint.of(request.url())), false, this));
		StringBuilder sent = new StringBuilder();
		ByteBuf part = channel.readOutbound();
		while (part != null) {
			sent.append(part.toString(StandardCharsets.ISO_8859_1));
			part.release();
			part = channel.readOutbound();
		}
		return sent.toString();
	}

	private void receive(String answer) {
		this.channel.writeInbound(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1));
	}

	private static List<String> lines(String request) {
		return List.of(request.split("\r\n"));
	}

	private static String key(String request) {
		Matcher matcher = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private void assertInvalid() {
		assertThat(this.ends).singleElement().satisfies((end) -> {
			assertThat(end.cause()).isEqualTo(DisconnectCause.HANDSHAKE_INVALID);
			assertThat(end.code()).isEqualTo(1006);
			assertThat(end.failure()).isNotNull();
		});
		assertThat(this.responses).isEmpty();
	}

	@Override
	public void upgraded(ChannelHandlerContext context, UpgradeResponse response) {
		this.responses.add(response);
	}

	@Override
	public void failed(TransportEnd end) {
		this.ends.add(end);
	}

}
