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

import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.Utf8;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Passes on what Spring reports of one connection. Messages come in parts: whole ones are
 * refused by Tomcat when they are larger than its buffer.
 */
final class SpringTransportHandler implements WebSocketHandler {

	private final TransportListener listener;

	private final List<String> subprotocols;

	private final int maxMessageSize;

	/** Whether the listener has been told of messages when they come here, empty. */
	private boolean bypassed;

	SpringTransportHandler(TransportListener listener, List<String> subprotocols, int maxMessageSize) {
		this.listener = listener;
		this.subprotocols = subprotocols;
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		SpringTransportSession transportSession = new SpringTransportSession(session);
		String subprotocol = transportSession.getSubprotocol();
		if (subprotocol != null && !this.subprotocols.contains(subprotocol)) {
			// RFC 6455, section 4.1: the client must fail the connection. Not all
			// containers check it.
			this.listener.connectFailed(new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_INVALID,
					"The server chose the subprotocol '" + Redactor.printable(subprotocol) + "', which was not offered",
					null, null));
			transportSession.abort(CloseStatus.PROTOCOL_ERROR);
			return;
		}
		this.bypassed = transportSession.hasFrameReader();
		transportSession.limitMessageSize(this.maxMessageSize);
		this.listener.opened(transportSession);
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		if (message instanceof PongMessage pong) {
			this.listener.pong(pong.getPayload());
		}
		else if (this.bypassed) {
			return;
		}
		else if (message instanceof TextMessage text) {
			this.listener.text(text.getPayload(), Utf8.length(text.getPayload()), text.isLast());
		}
		else if (message instanceof BinaryMessage binary) {
			this.listener.binary(binary.getPayload(), binary.isLast());
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		this.listener.failed(exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus closeStatus) {
		this.listener.closed(closeStatus);
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

}
