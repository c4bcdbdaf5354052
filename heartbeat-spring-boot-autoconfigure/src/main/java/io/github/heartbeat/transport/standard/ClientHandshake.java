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

import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.standard.tomcat.TomcatUserProperties;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * The opening handshake through a {@link WebSocketClient} of the user's
 * {@link HeartbeatWebSocketClientFactory}.
 */
final class ClientHandshake {

	private final HandshakeRequest request;

	private final WebSocketClient client;

	/**
	 * Create a new handshake.
	 * @param factory makes the client, on this thread
	 * @param request what to connect to, and how
	 * @throws HeartbeatConnectionException if the factory failed
	 */
	ClientHandshake(HeartbeatWebSocketClientFactory factory, HandshakeRequest request)
			throws HeartbeatConnectionException {
		this.request = request;
		try {
			this.client = factory.createWebSocketClient(request.clientName());
		}
		catch (Throwable ex) {
			throw new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED,
					"The HeartbeatWebSocketClientFactory failed: " + textOf(ex), null, ex);
		}
	}

	private static String textOf(Throwable failure) {
		try {
			return failure.toString();
		}
		catch (Throwable ex) {
			return failure.getClass().getName();
		}
	}

	/**
	 * Begin to connect. The client decides which thread waits for the server.
	 * @param handler told of what happens to the connection
	 * @return the outcome of the attempt
	 * @throws HeartbeatConnectionException if the client can't connect as it should
	 */
	CompletableFuture<WebSocketSession> connect(WebSocketHandler handler) throws HeartbeatConnectionException {
		SSLContext sslContext = this.request.sslContext();
		if (this.client instanceof StandardWebSocketClient standardClient) {
			// The settings are read before execute returns: two clients that are given
			// the same object by a factory do not see each other's
			synchronized (standardClient) {
				standardClient.setUserProperties(TomcatUserProperties.of(this.request.settings()));
				if (sslContext != null) {
					standardClient.setSslContext(sslContext);
				}
				return execute(handler);
			}
		}
		if (sslContext != null) {
			throw new HeartbeatConnectionException(DisconnectCause.TLS_FAILED, "ssl.bundle can't be applied to a "
					+ this.client.getClass().getName() + ": configure TLS in the factory that makes it", null, null);
		}
		return execute(handler);
	}

	private CompletableFuture<WebSocketSession> execute(WebSocketHandler handler) {
		return this.client.execute(handler, this.request.headers(), this.request.url());
	}

}
