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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLContext;

/**
 * The life of one TCP connection of a server: handshake, frames, end.
 */
final class ConnectionTask implements Runnable {

	private static final int INTERNAL_ERROR = 1011;

	private final int id;

	private final TestSocket socket;

	private final HandshakeResponse response;

	private final ServerOptions options;

	private final ServerRecorder recorder;

	private final FixtureThreads threads;

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private int messageOpcode = Opcodes.CONTINUATION;

	ConnectionTask(int id, TestSocket socket, HandshakeResponse response, ServerOptions options,
			ServerRecorder recorder, FixtureThreads threads) {
		this.id = id;
		this.socket = socket;
		this.response = response;
		this.options = options;
		this.recorder = recorder;
		this.threads = threads;
	}

	@Override
	public void run() {
		try {
			switch (this.response.kind()) {
				case DROP -> this.socket.awaitThaw();
				case TARPIT -> this.socket.awaitClosed();
				default -> handshake();
			}
		}
		catch (IOException ex) {
			// The client has gone, or the server was told to end the connection
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.socket.cut();
		}
	}

	private void handshake() throws IOException {
		SSLContext sslContext = this.options.sslContext();
		if (sslContext != null) {
			this.socket.secure(sslContext, this.options.needClientAuth());
		}
		InputStream in = this.socket.input();
		RecordedHandshake handshake = HandshakeCodec.read(this.id, in);
		this.socket.awaitThaw();
		this.recorder.handshake(handshake);
		if (!this.response.delay().isZero() && !this.socket.pause(this.response.delay())) {
			return;
		}
		switch (this.response.kind()) {
			case SILENCE -> in.transferTo(OutputStream.nullOutputStream());
			case GARBAGE -> end(this.response.body());
			case REFUSE -> end(this.response.encodeRefusal());
			default -> upgrade(handshake, in);
		}
	}

	private void end(byte[] lastWords) throws IOException {
		this.socket.write(lastWords);
		this.socket.awaitThaw();
		this.socket.shut();
	}

	private void upgrade(RecordedHandshake handshake, InputStream in) throws IOException {
		String key = handshake.header("Sec-WebSocket-Key");
		if (key == null) {
			end(HandshakeResponse.refuseWith(400).encodeRefusal());
			return;
		}
		byte[] upgrade = this.response.encodeUpgrade(key, this.options.selectSubprotocol(handshake));
		if (this.response.kind() == HandshakeResponse.Kind.UPGRADE_THEN_CUT) {
			end(upgrade);
			return;
		}
		HeartbeatTestConnection connection = new HeartbeatTestConnection(this.id, handshake, this.socket, this.options);
		try {
			this.socket.write(upgrade, () -> this.recorder.opened(connection));
			this.options.onConnect.accept(connection);
			readFrames(connection, in);
		}
		catch (RuntimeException | AssertionError ex) {
			this.options.failed(ex);
			connection.sendClose(INTERNAL_ERROR, "handler failed");
		}
		finally {
			this.socket.cut();
			this.recorder.closed(connection);
		}
	}

	private void readFrames(HeartbeatTestConnection connection, InputStream in) throws IOException {
		RecordedFrame frame = FrameCodec.read(this.id, in);
		while (frame != null) {
			this.socket.awaitThaw();
			this.recorder.frame(frame);
			switch (frame.opcode()) {
				case Opcodes.CLOSE -> answerClose(connection, frame);
				case Opcodes.PING -> answerPing(connection, frame);
				case Opcodes.CONTINUATION, Opcodes.TEXT, Opcodes.BINARY -> assemble(connection, frame);
				default -> {
					// Pongs and unknown opcodes are for the record only
				}
			}
			frame = (this.socket.isClosed()) ? null : FrameCodec.read(this.id, in);
		}
	}

	private void answerClose(HeartbeatTestConnection connection, RecordedFrame frame) throws IOException {
		if (connection.isIgnoreClose()) {
			return;
		}
		// RFC 6455, section 7.1.3: no longer open from here on. Counted before the
		// answer,
		// upon which the client may open another connection at once
		this.recorder.closed(connection);
		if (!connection.isCloseSent()) {
			connection.sendFrame(Opcodes.CLOSE, true, 0, false, frame.payload());
		}
		this.socket.awaitThaw();
		this.socket.shut();
	}

	private void answerPing(HeartbeatTestConnection connection, RecordedFrame frame) {
		if (connection.isIgnorePings()) {
			return;
		}
		if (connection.pongDelay().isZero()) {
			connection.sendPong(frame.payload());
			return;
		}
		this.threads.start("pong-" + this.id, () -> {
			if (this.socket.pause(connection.pongDelay())) {
				connection.sendPong(frame.payload());
			}
		});
	}

	private void assemble(HeartbeatTestConnection connection, RecordedFrame frame) {
		if (frame.opcode() != Opcodes.CONTINUATION) {
			this.messageOpcode = frame.opcode();
			this.message.reset();
		}
		this.message.writeBytes(frame.payload());
		if (!frame.fin()) {
			return;
		}
		if (this.messageOpcode == Opcodes.TEXT) {
			this.options.onText.accept(connection, this.message.toString(StandardCharsets.UTF_8));
		}
		else if (this.messageOpcode == Opcodes.BINARY) {
			this.options.onBinary.accept(connection, this.message.toByteArray());
		}
	}

}
