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
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@link TransportSession} that does not throw when it is told what to do: whoever ends a
 * connection has more to do than that. What writes throw is the business of the writer.
 */
final class FailsafeSession implements TransportSession {

	private final TransportSession session;

	private final Consumer<TransportEnd> ended;

	private final BiConsumer<String, Throwable> warnings;

	private volatile @Nullable HandshakeResponse handshakeResponse;

	/**
	 * Create a new session.
	 * @param session the session of the transport
	 * @param ended told the end if the transport can't end the connection
	 * @param warnings told what the session has thrown
	 */
	FailsafeSession(TransportSession session, Consumer<TransportEnd> ended, BiConsumer<String, Throwable> warnings) {
		this.session = session;
		this.ended = ended;
		this.warnings = warnings;
	}

	/**
	 * Ask the transport for the answer of the server, which is not asked again. What it
	 * throws is passed on.
	 */
	void readHandshakeResponse() {
		this.handshakeResponse = this.session.getHandshakeResponse();
	}

	@Override
	public HandshakeResponse getHandshakeResponse() {
		HandshakeResponse handshakeResponse = this.handshakeResponse;
		return (handshakeResponse != null) ? handshakeResponse : this.session.getHandshakeResponse();
	}

	@Override
	public WebSocketSession getNative() {
		return this.session.getNative();
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		this.session.sendText(text, listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		this.session.sendBinary(bytes, listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		this.session.sendPing(payload, listener);
	}

	@Override
	public void suspendReading() {
		try {
			this.session.suspendReading();
		}
		catch (Throwable ex) {
			this.warnings.accept("reading could not be suspended", ex);
		}
	}

	@Override
	public void resumeReading() {
		try {
			this.session.resumeReading();
		}
		catch (Throwable ex) {
			this.warnings.accept("reading could not be resumed", ex);
		}
	}

	@Override
	public void close(CloseStatus status) {
		try {
			this.session.close(status);
		}
		catch (Throwable ex) {
			this.warnings.accept("it could not be closed, and is aborted", ex);
			abort(status);
		}
	}

	@Override
	public void abort(CloseStatus status) {
		try {
			this.session.abort(status);
		}
		catch (Throwable ex) {
			this.warnings.accept("it could not be aborted", ex);
			// There is nothing left to wait for
			this.ended.accept(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, ex));
		}
	}

}
