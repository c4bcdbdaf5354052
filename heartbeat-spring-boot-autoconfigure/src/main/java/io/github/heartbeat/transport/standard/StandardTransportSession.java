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

package io.github.heartbeat.transport.standard;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.TransportThreads;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * The {@link TransportSession} over a {@link ContainerSession}, which blocks: what it
 * does runs on other threads.
 */
final class StandardTransportSession implements TransportSession {

	private final ContainerSession session;

	private final HandshakeResponse handshakeResponse;

	private final ReadingGate gate;

	private final EndDetector end;

	private final SessionCloser closer;

	private final WriteLoop writes;

	StandardTransportSession(ContainerSession session, HttpHeaders handshakeHeaders, ReadingGate gate, EndDetector end,
			TransportThreads threads) {
		this.session = session;
		this.handshakeResponse = new HandshakeResponse(HttpStatus.SWITCHING_PROTOCOLS.value(), handshakeHeaders,
				session.getSubprotocol(), session.getExtensions());
		this.gate = gate;
		this.end = end;
		this.closer = new SessionCloser(session, end, threads);
		this.writes = new WriteLoop(threads.io());
	}

	@Override
	public HandshakeResponse getHandshakeResponse() {
		return this.handshakeResponse;
	}

	@Override
	public WebSocketSession getNative() {
		return this.session.getSession();
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		write(() -> this.session.send(new TextMessage(text)), listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		write(() -> this.session.sendBinary(bytes), listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		write(() -> this.session.send(new PingMessage(payload)), listener);
	}

	private void write(Write write, WriteListener listener) {
		try {
			this.writes.execute(() -> writeNow(write, listener));
		}
		catch (Throwable ex) {
			listener.writeFailed(ex);
		}
	}

	private void writeNow(Write write, WriteListener listener) {
		this.end.writeBegan();
		Throwable failure = write(write);
		try {
			if (failure == null) {
				listener.written();
			}
			else if (this.session.isOpen()) {
				listener.writeFailed(failure);
			}
			else {
				this.end.writeFailed(failure, () -> listener.writeFailed(failure));
			}
		}
		catch (Throwable ex) {
			this.end.listenerFailed(ex);
		}
		finally {
			this.end.writeEnded();
		}
	}

	private static @Nullable Throwable write(Write write) {
		try {
			write.run();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	@Override
	public void suspendReading() {
		this.gate.shut();
	}

	@Override
	public void resumeReading() {
		this.gate.open();
	}

	@Override
	public void close(CloseStatus status) {
		// The answer of the peer has to be read
		this.gate.release();
		this.closer.close(status);
	}

	@Override
	public void abort(CloseStatus status) {
		this.closer.abort(status);
	}

	/**
	 * One write, which blocks.
	 */
	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

	}

}
