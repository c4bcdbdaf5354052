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
import java.io.OutputStream;

import javax.net.ssl.SSLContext;

/**
 * The life of one TCP connection of a server: handshake, frames, end.
 */
final class ConnectionTask implements Runnable {

	private final int id;

	private final TestSocket socket;

	private final HandshakeResponse response;

	private final ServerOptions options;

	private final ServerRecorder recorder;

	ConnectionTask(int id, TestSocket socket, HandshakeResponse response, ServerOptions options,
			ServerRecorder recorder) {
		this.id = id;
		this.socket = socket;
		this.response = response;
		this.options = options;
		this.recorder = recorder;
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

	private void end(byte[] lastWords) {
		this.socket.write(lastWords);
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
		HeartbeatTestConnection connection = new HeartbeatTestConnection(this.id, handshake, this.socket,
				this.options.manners());
		Conversation conversation = new Conversation(connection, this.socket, this.options, this.recorder);
		try {
			this.socket.write(upgrade, () -> this.recorder.opened(connection));
			if (conversation.begin()) {
				readFrames(conversation, in);
			}
		}
		finally {
			this.socket.cut();
			this.recorder.closed(connection);
		}
	}

	private void readFrames(Conversation conversation, InputStream in) throws IOException {
		RecordedFrame frame = FrameCodec.read(this.id, in);
		while (frame != null) {
			this.socket.awaitThaw();
			boolean goOn = conversation.answer(frame) && !this.socket.isClosed();
			frame = (goOn) ? FrameCodec.read(this.id, in) : null;
		}
	}

}
