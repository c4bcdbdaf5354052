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

package io.github.heartbeat.test.transport;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryTransport}.
 */
@Timeout(60)
class MemoryTransportTests implements TransportListener, FrameListener {

	private final HeartbeatTestClock clock = new HeartbeatTestClock();

	private final HeartbeatTestServer server = HeartbeatTestServer.inMemory(this.clock);

	private final List<String> story = new CopyOnWriteArrayList<>();

	private final WebSocketHttpHeaders headers = new WebSocketHttpHeaders();

	private @Nullable TransportSession session;

	@Test
	void whenHandshakeSucceedsThenItsAnswerIsKept() {
		this.server.subprotocols("v1");
		this.headers.setSecWebSocketProtocol(List.of("v2", "v1"));
		this.server.respondWith(HandshakeResponse.upgrade().withHeader("X-Session", "abc"));
		connect();
		assertThat(this.story).containsExactly("opened");
		assertThat(session().getHandshakeResponse().status()).isEqualTo(101);
		assertThat(session().getHandshakeResponse().subprotocol()).isEqualTo("v1");
		assertThat(session().getHandshakeResponse().headers().getFirst("x-session")).isEqualTo("abc");
		assertThat(session().getNative().getAcceptedProtocol()).isEqualTo("v1");
	}

	static List<Object[]> answers() {
		return List
			.of(new Object[] { HandshakeResponse.refuseWith(401), "ended HANDSHAKE_REJECTED 401" },
					new Object[] { HandshakeResponse.garbage(), "ended HANDSHAKE_INVALID" },
					new Object[] { HandshakeResponse.wrongAccept(), "ended HANDSHAKE_INVALID" },
					new Object[] { HandshakeResponse.subprotocol("not offered"), "ended HANDSHAKE_INVALID" },
					new Object[] { HandshakeResponse.upgrade().withHeader("Sec-WebSocket-Extensions", "x"),
							"ended HANDSHAKE_INVALID" },
					new Object[] { HandshakeResponse.drop(), "ended CONNECT_FAILED" });
	}

	@ParameterizedTest
	@MethodSource("answers")
	void whenAnswerIsNoneThenAttemptEndsAndNoConnectionIsLeft(HandshakeResponse answer, String end) {
		this.server.respondWith(answer);
		connect();
		assertThat(this.story).containsExactly(end);
		assertThat(this.server.counts().held()).isZero();
	}

	@Test
	void whenServerIsStoppedThenConnectionIsRefused() {
		this.server.stop();
		connect();
		assertThat(this.story).containsExactly("ended CONNECTION_REFUSED");
	}

	@Test
	void whenAbandonedBeforeThenNothingIsConnected() {
		TransportAttempt attempt = attempt();
		attempt.abandon();
		attempt.connect();
		this.clock.settle();
		assertThat(this.story).containsExactly("ended CLOSED_BY_CLIENT");
		assertThat(this.server.counts().accepted()).isZero();
	}

	@Test
	void whenAbandonedWhileServerSaysNothingThenNoConnectionIsLeft() {
		this.server.respondWith(HandshakeResponse.silence());
		TransportAttempt attempt = connect();
		attempt.abandon();
		attempt.abandon();
		this.clock.settle();
		assertThat(this.story).containsExactly("ended CLOSED_BY_CLIENT");
		assertThat(this.server.counts().held()).isZero();
	}

	@Test
	void whenAbandonedAfterConnectingThenNoConnectionIsLeft() {
		connect().abandon();
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "ended CLOSED_BY_CLIENT");
		assertThat(this.server.counts().held()).isZero();
	}

	@Test
	void whenServerClosesThenItIsAnsweredAndTold() throws Exception {
		HeartbeatTestConnection connection = open();
		connection.sendText("last");
		connection.sendClose(4001, "bye");
		assertThat(this.story).containsExactly("opened", "text last", "ended CLOSED_BY_SERVER 4001 bye");
		assertThat(this.server.frames()).hasSize(1);
		assertThat(this.server.frames().get(0).closeCode()).isEqualTo(4001);
	}

	@Test
	void whenThisSideClosesThenEndIsToldWhenTheServerHasAnswered() throws Exception {
		HeartbeatTestConnection connection = open();
		connection.freeze();
		session().close(CloseStatus.NORMAL);
		this.clock.settle();
		assertThat(this.story).containsExactly("opened");
		connection.thaw();
		assertThat(this.story).containsExactly("opened", "ended CLOSED_BY_CLIENT");
	}

	@Test
	void whenReadingIsSuspendedThenAnswerToCloseIsReadAllTheSame() throws Exception {
		open();
		session().suspendReading();
		session().close(CloseStatus.NORMAL);
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "ended CLOSED_BY_CLIENT");
	}

	@Test
	void whenReadingIsSuspendedThenNothingArrivesUntilResumed() throws Exception {
		HeartbeatTestConnection connection = open();
		session().suspendReading();
		connection.sendText("held");
		assertThat(this.story).containsExactly("opened");
		session().resumeReading();
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "text held");
	}

	@Test
	void whenFrozenAndThisSideAbortsThenEndIsTold() throws Exception {
		open().freeze();
		session().suspendReading();
		session().abort(CloseStatus.GOING_AWAY);
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "ended CLOSED_BY_CLIENT");
	}

	@Test
	void whenMessagesAreSentThenServerHasThemAndOutcomesAreTold() throws Exception {
		open();
		session().sendText("€", outcome("text"));
		this.clock.settle();
		session().sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }, 1, 2), outcome("binary"));
		this.clock.settle();
		session().sendPing(ByteBuffer.wrap("42".getBytes()), outcome("ping"));
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "text written", "binary written", "ping written", "pong 42");
		assertThat(this.server.frames().get(0).text()).isEqualTo("€");
		assertThat(this.server.frames().get(1).payload()).containsExactly(2, 3);
	}

	@Test
	void whenNextWriteIsAskedForInCallbackThenStackDoesNotGrow() throws Exception {
		open();
		writeNext(20_000);
		this.clock.settle();
		assertThat(this.server.frames()).hasSize(20_000);
	}

	private void writeNext(int remaining) {
		if (remaining > 0) {
			session().sendText("x", new WriteListener() {

				@Override
				public void written() {
					writeNext(remaining - 1);
				}

				@Override
				public void writeFailed(Throwable failure) {
					MemoryTransportTests.this.story.add("failed");
				}

			});
		}
	}

	@Test
	void whenConnectionHasEndedThenWriteFails() throws Exception {
		open().cut();
		session().sendText("late", outcome("late"));
		this.clock.settle();
		assertThat(this.story).containsExactly("opened", "ended CONNECTION_LOST", "late failed");
		assertThat(session().getNative().isOpen()).isFalse();
	}

	@Test
	void whenNativeSessionSendsThenServerHasIt() throws Exception {
		open();
		session().getNative().sendMessage(new TextMessage("native"));
		session().getNative().close(CloseStatus.SERVICE_RESTARTED);
		this.clock.settle();
		assertThat(this.server.frames().get(0).text()).isEqualTo("native");
		assertThat(this.server.frames().get(1).closeCode()).isEqualTo(1012);
	}

	private WriteListener outcome(String name) {
		return new WriteListener() {

			@Override
			public void written() {
				MemoryTransportTests.this.story.add(name + " written");
			}

			@Override
			public void writeFailed(Throwable failure) {
				MemoryTransportTests.this.story.add(name + " failed");
			}

		};
	}

	private TransportAttempt attempt() {
		URI url = URI.create("wss://feed.example.com/prices");
		return new MemoryTransport(this.server).createAttempt(
				new HandshakeRequest("prices", "prices-1", url, this.headers, null, HeartbeatClientSettings.of(url)),
				this);
	}

	private TransportAttempt connect() {
		TransportAttempt attempt = attempt();
		attempt.connect();
		this.clock.settle();
		return attempt;
	}

	private HeartbeatTestConnection open() throws InterruptedException {
		connect();
		return this.server.client("prices");
	}

	private TransportSession session() {
		assertThat(this.session).isNotNull();
		return this.session;
	}

	@Override
	public FrameListener opened(TransportSession session) {
		this.session = session;
		this.story.add("opened");
		return this;
	}

	@Override
	public void ended(TransportEnd end) {
		String text = "ended " + end.cause();
		if (end.cause() == DisconnectCause.CLOSED_BY_SERVER) {
			text += " " + end.code() + " " + end.reason();
		}
		this.story.add((end.refusal() != null) ? text + " " + end.refusal().status() : text);
	}

	@Override
	public void text(String part, int size, boolean last) {
		this.story.add("text " + part);
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		this.story.add("binary " + part.remaining());
	}

	@Override
	public void pieceArrived() {
	}

	@Override
	public void ping() {
		this.story.add("ping");
	}

	@Override
	public void pong(ByteBuffer payload) {
		this.story.add("pong " + StandardCharsets.UTF_8.decode(payload));
	}

}
