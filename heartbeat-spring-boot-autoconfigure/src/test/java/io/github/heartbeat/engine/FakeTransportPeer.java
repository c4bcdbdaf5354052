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

package io.github.heartbeat.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.engine.FakeTransport.Attempt;
import io.github.heartbeat.engine.FakeTransport.Script;
import io.github.heartbeat.transport.HandshakeRefusal;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportPeer;
import io.github.heartbeat.transport.TransportRecorder;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link TransportPeer} that plays the peer of a {@link FakeTransport} with its scripts.
 * There are no bytes: what a transport finds in them, a refusal or a frame that is wrong,
 * is played as what it makes of it.
 */
final class FakeTransportPeer implements TransportPeer {

	private final FakeTransport transport;

	private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();

	private int closesTaken;

	private volatile HttpHeaders headers = HttpHeaders.EMPTY;

	private volatile List<String> subprotocols = List.of();

	private volatile Consumer<Connection> onConnect = (connection) -> {
	};

	FakeTransportPeer(FakeTransport transport) {
		this.transport = transport;
		transport.then(this::accept);
	}

	private void accept(Attempt attempt) {
		attempt.accept((session) -> {
			session.handshakeHeaders(this.headers);
			attempt.request()
				.headers()
				.getSecWebSocketProtocol()
				.stream()
				.filter(this.subprotocols::contains)
				.findFirst()
				.ifPresent(session::subprotocol);
			session.onMessage((message) -> received(session, message));
			Connection connection = new FakeConnection(session);
			this.connections.add(connection);
			this.onConnect.accept(connection);
		});
	}

	private void received(FakeSession session, WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			this.texts.add(text.getPayload());
		}
		else if (message instanceof BinaryMessage binary) {
			ByteBuffer payload = binary.getPayload();
			byte[] bytes = new byte[payload.remaining()];
			payload.get(bytes);
			this.binaries.add(bytes);
		}
		else if (message instanceof PingMessage) {
			session.pong();
		}
		else if (message instanceof PongMessage pong) {
			this.pongs.add(StandardCharsets.UTF_8.decode(pong.getPayload()).toString());
		}
	}

	@Override
	public String url() {
		return "ws://fake.example.com/";
	}

	@Override
	public void onConnect(Consumer<Connection> handler) {
		this.onConnect = handler;
	}

	@Override
	public void subprotocols(String... subprotocols) {
		this.subprotocols = List.of(subprotocols);
	}

	@Override
	public void chooseSubprotocol(String subprotocol) {
		script((attempt) -> {
			assertThat(attempt.request().headers().getSecWebSocketProtocol()).doesNotContain(subprotocol);
			attempt.end(TransportEnd.failed(DisconnectCause.HANDSHAKE_INVALID,
					new IllegalStateException("'" + subprotocol + "' was not offered")));
		});
	}

	@Override
	public void acceptWithHeader(String name, String... values) {
		HttpHeaders headers = new HttpHeaders();
		headers.put(name, List.of(values));
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
	}

	@Override
	public void acceptAfter(Duration delay) {
		script((attempt) -> CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
			.execute(() -> accept(attempt)));
	}

	@Override
	public void refuse(int status) {
		script((attempt) -> attempt
			.end(new TransportEnd(DisconnectCause.HANDSHAKE_REJECTED, CloseStatus.NO_CLOSE_FRAME.getCode(), null,
					new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_REJECTED, "Refused", status, null),
					new HandshakeRefusal(status, HttpHeaders.EMPTY, new byte[0]))));
	}

	@Override
	public void hang() {
		script(FakeTransport.HANG);
	}

	@Override
	public void stopListening() {
		script(FakeTransport.REFUSE);
	}

	private void script(Script script) {
		this.transport.then(script);
	}

	@Override
	public void thaw() {
		this.transport.sessions().forEach(FakeSession::thaw);
	}

	@Override
	public void awaitAttempt() {
		TransportRecorder.await().until(() -> attempts() > 0);
	}

	@Override
	public int attempts() {
		return this.transport.attempts().size();
	}

	@Override
	public int sockets() {
		long unresolved = this.transport.attempts().stream().filter((attempt) -> !attempt.isResolved()).count();
		return (int) unresolved + connections();
	}

	@Override
	public int connections() {
		return this.transport.liveSessions().size();
	}

	@Override
	public Connection takeConnection() throws InterruptedException {
		return take(this.connections);
	}

	@Override
	public String takeText() throws InterruptedException {
		return take(this.texts);
	}

	@Override
	public byte[] takeBinary() throws InterruptedException {
		return take(this.binaries);
	}

	@Override
	public String takePong() throws InterruptedException {
		return take(this.pongs);
	}

	private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
		T taken = queue.poll(TransportRecorder.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(taken).isNotNull();
		return taken;
	}

	@Override
	public CloseStatus takeClose() {
		TransportRecorder.await().until(() -> closes().size() > this.closesTaken);
		return closes().get(this.closesTaken++);
	}

	private List<CloseStatus> closes() {
		List<CloseStatus> closes = new ArrayList<>();
		this.transport.sessions().forEach((session) -> {
			closes.addAll(session.closeAnswers());
			closes.addAll(session.closes());
		});
		return closes;
	}

	@Override
	public void close() {
		this.transport.sessions().forEach((session) -> {
			session.verify();
			assertThat(session.faults()).isEmpty();
		});
	}

	/**
	 * One connection of the peer.
	 */
	private static final class FakeConnection implements Connection {

		private final FakeSession session;

		FakeConnection(FakeSession session) {
			this.session = session;
		}

		@Override
		public void sendText(String text) {
			this.session.receive(text);
		}

		@Override
		public void sendTextPart(String part, boolean last) {
			this.session.receivePart(part, last);
		}

		@Override
		public void sendBinary(byte[] bytes) {
			this.session.receive(bytes);
		}

		@Override
		public void sendPing(String payload) {
			this.session.ping(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
		}

		@Override
		public void sendMalformedText() {
			this.session.closeByTransport(CloseStatus.BAD_DATA);
		}

		@Override
		public void sendStrayContinuation() {
			this.session.closeByTransport(CloseStatus.PROTOCOL_ERROR);
		}

		@Override
		public void sendClose(int code, String reason) {
			this.session.closeByPeer(new CloseStatus(code, reason));
		}

		@Override
		public void ignoreClose() {
			this.session.ignoringClose();
		}

		@Override
		public void cut() {
			this.session.closeByPeer(CloseStatus.NO_CLOSE_FRAME);
		}

		@Override
		public void reset() {
			this.session.fail();
		}

		@Override
		public void freeze() {
			this.session.freeze();
		}

	}

}
