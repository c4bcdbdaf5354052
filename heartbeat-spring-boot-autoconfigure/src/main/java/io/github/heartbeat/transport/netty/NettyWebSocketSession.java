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

package io.github.heartbeat.transport.netty;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
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
 * The {@link WebSocketSession} that users see of a connection. Any number of threads may
 * send at a time: messages go out whole, one after the other, and each thread waits until
 * the socket has taken its own.
 */
final class NettyWebSocketSession implements WebSocketSession {

	private static final int MAX_CONTROL_SIZE = 125;

	private final WebSocketConnection connection;

	private final HandshakeRequest request;

	private final HandshakeResponse response;

	private final TransportSession session;

	private final @Nullable InetSocketAddress localAddress;

	private final @Nullable InetSocketAddress remoteAddress;

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	NettyWebSocketSession(WebSocketConnection connection, HandshakeRequest request, HandshakeResponse response,
			TransportSession session) {
		this.connection = connection;
		this.request = request;
		this.response = response;
		this.session = session;
		this.localAddress = (InetSocketAddress) connection.channel().localAddress();
		this.remoteAddress = (InetSocketAddress) connection.channel().remoteAddress();
	}

	WebSocketConnection connection() {
		return this.connection;
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
		return this.request.headers();
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
		return this.localAddress;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.response.subprotocol();
	}

	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
		throw sizeLimitIsFixed();
	}

	@Override
	public int getTextMessageSizeLimit() {
		return sizeLimit();
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
		throw sizeLimitIsFixed();
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return sizeLimit();
	}

	private int sizeLimit() {
		return (int) Math.min(Integer.MAX_VALUE, this.request.settings().receive().maxMessageSize().toBytes());
	}

	private static UnsupportedOperationException sizeLimitIsFixed() {
		return new UnsupportedOperationException("The limit is that of receive.max-message-size");
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return this.response.extensions().stream().map(WebSocketExtension::new).toList();
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		if (this.connection.channel().eventLoop().inEventLoop()) {
			throw new IllegalStateException("An event loop must not wait for a message to be written");
		}
		if (!message.isLast()) {
			throw new IllegalArgumentException("Messages can't be sent in parts: others may be sent between them");
		}
		Outcome outcome = new Outcome();
		if (message instanceof TextMessage text) {
			this.session.sendText(text.getPayload(), outcome);
		}
		else if (message instanceof BinaryMessage binary) {
			this.session.sendBinary(binary.getPayload(), outcome);
		}
		else if (message instanceof PingMessage ping) {
			sendControl(Opcode.PING, ping.getPayload(), outcome);
		}
		else if (message instanceof PongMessage pong) {
			sendControl(Opcode.PONG, pong.getPayload(), outcome);
		}
		else {
			throw new IllegalArgumentException("Unknown type of message: " + message.getClass().getName());
		}
		outcome.await(this.request.settings().send().timeout());
	}

	private void sendControl(int opcode, ByteBuffer payload, WriteListener listener) {
		if (payload.remaining() > MAX_CONTROL_SIZE) {
			throw new IllegalArgumentException("A control frame has up to 125 bytes, and not " + payload.remaining());
		}
		this.connection.channel().eventLoop().execute(() -> this.connection.writeControl(opcode, payload, listener));
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) {
		this.session.close(status);
	}

	@Override
	public String toString() {
		return "NettyWebSocketSession[" + getId() + "]";
	}

	/**
	 * Outcome of a write that a thread waits for.
	 */
	private static final class Outcome implements WriteListener {

		private final CompletableFuture<Void> future = new CompletableFuture<>();

		@Override
		public void written() {
			this.future.complete(null);
		}

		@Override
		public void writeFailed(Throwable failure) {
			this.future.completeExceptionally(failure);
		}

		void await(Duration timeout) throws IOException {
			try {
				this.future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (ExecutionException ex) {
				throw new IOException("The message could not be written", ex.getCause());
			}
			catch (TimeoutException ex) {
				throw new IOException("The message was not written within send.timeout", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("Interrupted while the message was written");
			}
		}

	}

}
