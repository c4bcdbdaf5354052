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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.test.MemoryConnection;
import io.github.heartbeat.test.MemoryEnd;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * A {@link TransportSession} in memory. It ends once: for what the server says or does,
 * or for what this side asks for.
 */
final class MemorySession implements TransportSession {

	private static final int NO_STATUS = 1005;

	private final MemoryConnection connection;

	private final HandshakeResponse response;

	private final Consumer<TransportEnd> ended;

	private final WebSocketSession nativeSession;

	private volatile boolean closing;

	/** Used by the thread that reads, as is what it reads with. */
	private FrameReader reader = new FrameReader();

	MemorySession(MemoryConnection connection, HandshakeRequest request, HandshakeResponse response,
			Consumer<TransportEnd> ended) {
		this.connection = connection;
		this.response = response;
		this.ended = ended;
		this.nativeSession = new MemoryWebSocketSession(connection, request, response);
	}

	/**
	 * Tell that the connection is open.
	 * @param listener told of it, says who is told of what arrives
	 */
	void open(TransportListener listener) {
		this.reader = new FrameReader(listener.opened(this));
	}

	@Override
	public HandshakeResponse getHandshakeResponse() {
		return this.response;
	}

	@Override
	public WebSocketSession getNative() {
		return this.nativeSession;
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		send(Opcodes.TEXT, text.getBytes(StandardCharsets.UTF_8), listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		send(Opcodes.BINARY, bytesOf(bytes), listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		send(Opcodes.PING, bytesOf(payload), listener);
	}

	private void send(int opcode, byte[] payload, WriteListener listener) {
		// Not within the call: the outcome may be followed by the next write, and so on
		this.connection.execute(() -> {
			if (this.connection.sendFrame(opcode, payload)) {
				listener.written();
			}
			else {
				listener.writeFailed(new IOException("The connection is closed"));
			}
		});
	}

	private static byte[] bytesOf(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

	@Override
	public void suspendReading() {
		this.connection.suspendReading();
	}

	@Override
	public void resumeReading() {
		this.connection.resumeReading();
	}

	@Override
	public void close(CloseStatus status) {
		this.closing = true;
		sendClose(status.getCode(), status.getReason());
		// The answer has to be read
		this.connection.resumeReading();
	}

	@Override
	public void abort(CloseStatus status) {
		if (!this.closing) {
			sendClose(status.getCode(), status.getReason());
		}
		this.connection.cut(() -> this.ended.accept(TransportEnd.closedByClient()));
	}

	private void sendClose(int code, @Nullable String reason) {
		byte[] text = (reason != null) ? reason.getBytes(StandardCharsets.UTF_8) : new byte[0];
		this.connection.sendFrame(Opcodes.CLOSE,
				ByteBuffer.allocate(Short.BYTES + text.length).putShort((short) code).put(text).array());
	}

	/**
	 * A frame has arrived.
	 * @param frame the frame
	 * @param rsv its reserved bits
	 */
	void frame(RecordedFrame frame, int rsv) {
		try {
			switch (this.reader.read(frame, rsv)) {
				case PING -> this.connection.sendFrame(Opcodes.PONG, frame.payload());
				case CLOSE -> closeFrame(frame);
				case NOTHING -> {
					// Told to the listener
				}
			}
		}
		catch (WrongFrameException ex) {
			if (!this.closing) {
				sendClose(ex.getCode(), null);
			}
			end(new TransportEnd(DisconnectCause.PROTOCOL_ERROR, ex.getCode(), null, ex, null));
		}
	}

	private void closeFrame(RecordedFrame frame) {
		if (!this.closing) {
			this.connection.sendFrame(Opcodes.CLOSE, frame.payload());
		}
		int code = frame.closeCode();
		end(TransportEnd.closedByServer(code, (code != NO_STATUS) ? frame.closeReason() : null));
	}

	/**
	 * The server's end is closed.
	 * @param end how
	 */
	void ended(MemoryEnd end) {
		end(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, new IOException(
				(end == MemoryEnd.RESET) ? "Connection reset" : "The connection ended without a Close frame")));
	}

	private void end(TransportEnd end) {
		this.connection.cut();
		this.ended.accept(this.closing ? TransportEnd.closedByClient() : end);
	}

}
