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

import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;

import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * The {@link TransportSession} over a {@link WebSocketConnection}, which it reaches on
 * the event loop.
 */
final class NettyTransportSession implements TransportSession {

	private final WebSocketConnection connection;

	private final EventLoop eventLoop;

	private final HandshakeRequest request;

	private final HandshakeResponse response;

	private volatile @Nullable WebSocketSession nativeSession;

	NettyTransportSession(WebSocketConnection connection, HandshakeRequest request, HandshakeResponse response) {
		this.connection = connection;
		this.eventLoop = connection.channel().eventLoop();
		this.request = request;
		this.response = response;
	}

	@Override
	public HandshakeResponse getHandshakeResponse() {
		return this.response;
	}

	@Override
	public WebSocketSession getNative() {
		WebSocketSession session = this.nativeSession;
		return (session != null) ? session : createNative();
	}

	// Hardly anybody asks for it
	private synchronized WebSocketSession createNative() {
		WebSocketSession session = this.nativeSession;
		if (session == null) {
			session = new NettyWebSocketSession(this.connection, this.request, this.response, this);
			this.nativeSession = session;
		}
		return session;
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		write(() -> this.connection.write(OutboundMessage.text(text, listener)), listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		write(() -> this.connection.write(OutboundMessage.binary(bytes, listener)), listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		write(() -> this.connection.writeControl(Opcode.PING, payload, listener), listener);
	}

	private void write(Runnable write, WriteListener listener) {
		try {
			execute(write);
		}
		catch (RejectedExecutionException ex) {
			listener.writeFailed(ex);
		}
	}

	private void execute(Runnable task) {
		if (this.eventLoop.inEventLoop()) {
			task.run();
		}
		else {
			this.eventLoop.execute(task);
		}
	}

	@Override
	public void suspendReading() {
		executeIfAlive(this.connection.flow()::suspend);
	}

	@Override
	public void resumeReading() {
		executeIfAlive(this.connection.flow()::resume);
	}

	@Override
	public void close(CloseStatus status) {
		executeIfAlive(() -> execute(() -> this.connection.close(status)));
	}

	@Override
	public void abort(CloseStatus status) {
		executeIfAlive(() -> execute(() -> this.connection.abort(status)));
	}

	private static void executeIfAlive(Runnable task) {
		try {
			task.run();
		}
		catch (RejectedExecutionException ex) {
			// The event loop has ended, and each connection on it
		}
	}

}
