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
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.test.MemoryConnection;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * What there is of a native session in memory.
 */
final class MemoryWebSocketSession implements WebSocketSession {

	private static final int MESSAGE_SIZE = 8 * 1024;

	private final MemoryConnection connection;

	private final HandshakeRequest request;

	private final HandshakeResponse response;

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	MemoryWebSocketSession(MemoryConnection connection, HandshakeRequest request, HandshakeResponse response) {
		this.connection = connection;
		this.request = request;
		this.response = response;
	}

	@Override
	public String getId() {
		return this.request.connectionId();
	}

	@Override
	public URI getUri() {
		return this.request.url();
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.response.headers();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return null;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.response.subprotocol();
	}

	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getTextMessageSizeLimit() {
		return MESSAGE_SIZE;
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return MESSAGE_SIZE;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return Collections.emptyList();
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		boolean sent = false;
		if (message instanceof TextMessage text) {
			sent = this.connection.sendFrame(Opcodes.TEXT, text.asBytes());
		}
		else if (message instanceof BinaryMessage binary) {
			sent = send(Opcodes.BINARY, binary.getPayload());
		}
		else if (message instanceof PingMessage ping) {
			sent = send(Opcodes.PING, ping.getPayload());
		}
		else if (message instanceof PongMessage pong) {
			sent = send(Opcodes.PONG, pong.getPayload());
		}
		if (!sent) {
			throw new IOException("The connection is closed");
		}
	}

	private boolean send(int opcode, ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.duplicate().get(bytes);
		return this.connection.sendFrame(opcode, bytes);
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) {
		byte[] reason = (status.getReason() != null) ? status.getReason().getBytes(StandardCharsets.UTF_8)
				: new byte[0];
		this.connection.sendFrame(Opcodes.CLOSE,
				ByteBuffer.allocate(Short.BYTES + reason.length)
					.putShort((short) status.getCode())
					.put(reason)
					.array());
	}

}
