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

package io.github.heartbeat.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link TransportPeer} that is a real server.
 */
final class TestServerPeer implements TransportPeer {

	private final HeartbeatTestServer server;

	private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

	private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();

	/**
	 * Start a server.
	 * @param sslContext its context, or {@code null} for a server without TLS
	 */
	TestServerPeer(@Nullable SSLContext sslContext) {
		this.server = (sslContext != null) ? HeartbeatTestServer.start(sslContext, false) : HeartbeatTestServer.start();
		this.server.onText((connection, text) -> this.texts.add(text));
		this.server.onBinary((connection, bytes) -> this.binaries.add(bytes));
	}

	@Override
	public String url() {
		return this.server.url();
	}

	@Override
	public void onConnect(Consumer<Connection> handler) {
		this.server.onConnect((connection) -> handler.accept(new ServerConnection(connection)));
	}

	@Override
	public void subprotocols(String... subprotocols) {
		this.server.subprotocols(subprotocols);
	}

	@Override
	public void chooseSubprotocol(String subprotocol) {
		this.server.respondWith(HandshakeResponse.subprotocol(subprotocol));
	}

	@Override
	public void acceptWithHeader(String name, String... values) {
		HandshakeResponse response = HandshakeResponse.upgrade();
		for (String value : values) {
			response = response.withHeader(name, value);
		}
		this.server.respondWith(response);
	}

	@Override
	public void acceptAfter(Duration delay) {
		this.server.respondWith(HandshakeResponse.slowHandshake(delay));
	}

	@Override
	public void refuse(int status) {
		this.server.respondWith(HandshakeResponse.refuseWith(status));
	}

	@Override
	public void hang() {
		this.server.respondWith(HandshakeResponse.silence());
	}

	@Override
	public void stopListening() {
		this.server.stop();
	}

	@Override
	public void thaw() {
		this.server.thaw();
	}

	@Override
	public void awaitAttempt() throws InterruptedException {
		this.server.awaitHandshakes(1, TransportRecorder.PATIENCE);
	}

	@Override
	public int attempts() {
		return this.server.counts().accepted();
	}

	@Override
	public int sockets() {
		return this.server.counts().held();
	}

	@Override
	public int connections() {
		return this.server.counts().open();
	}

	@Override
	public Connection takeConnection() throws InterruptedException {
		return new ServerConnection(this.server.takeConnection(TransportRecorder.PATIENCE));
	}

	@Override
	public String takeText() throws InterruptedException {
		return take(this.texts);
	}

	@Override
	public byte[] takeBinary() throws InterruptedException {
		return take(this.binaries);
	}

	private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
		T message = queue.poll(TransportRecorder.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(message).as("a message").isNotNull();
		return message;
	}

	@Override
	public String takePong() throws InterruptedException {
		return takeFrame(Opcodes.PONG).text();
	}

	@Override
	public CloseStatus takeClose() throws InterruptedException {
		RecordedFrame frame = takeFrame(Opcodes.CLOSE);
		return new CloseStatus(frame.closeCode(), frame.closeReason());
	}

	private RecordedFrame takeFrame(int opcode) throws InterruptedException {
		return this.server.takeFrame((frame) -> frame.opcode() == opcode, TransportRecorder.PATIENCE);
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * One connection of the server.
	 */
	private static final class ServerConnection implements Connection {

		private final HeartbeatTestConnection connection;

		private boolean inMessage;

		ServerConnection(HeartbeatTestConnection connection) {
			this.connection = connection;
		}

		@Override
		public void sendText(String text) {
			this.connection.sendText(text);
		}

		@Override
		public void sendTextPart(String part, boolean last) {
			int opcode = this.inMessage ? Opcodes.CONTINUATION : Opcodes.TEXT;
			this.connection.sendFrame(opcode, last, 0, false, bytes(part));
			this.inMessage = !last;
		}

		@Override
		public void sendBinary(byte[] bytes) {
			this.connection.sendBinary(bytes);
		}

		@Override
		public void sendPing(String payload) {
			this.connection.sendPing(bytes(payload));
		}

		@Override
		public void sendMalformedText() {
			this.connection.sendFrame(Opcodes.TEXT, true, 0, false, new byte[] { (byte) 0xC3, 0x28 });
		}

		@Override
		public void sendStrayContinuation() {
			this.connection.sendFrame(Opcodes.CONTINUATION, true, 0, false, new byte[1]);
		}

		@Override
		public void sendClose(int code, String reason) {
			this.connection.sendClose(code, reason);
		}

		@Override
		public void ignoreClose() {
			this.connection.ignoreClose(true);
		}

		@Override
		public void cut() {
			this.connection.cut();
		}

		@Override
		public void reset() {
			this.connection.reset();
		}

		@Override
		public void freeze() {
			this.connection.freeze();
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

	}

}
