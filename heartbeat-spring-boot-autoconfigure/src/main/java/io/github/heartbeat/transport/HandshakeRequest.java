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

package io.github.heartbeat.transport;

import java.net.URI;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * The opening handshake of one attempt, as this side asks for it.
 *
 * @param clientName the plain name of the client
 * @param connectionId identifies the attempt and the connection that comes of it
 * @param url the endpoint, without user-info
 * @param headers the headers of the request, {@code Sec-WebSocket-Protocol} and
 * {@code Sec-WebSocket-Extensions} among them
 * @param sslContext the context for {@code wss}, or {@code null} for the default of the
 * JVM
 * @param settings the settings of the client
 */
public record HandshakeRequest(String clientName, String connectionId, URI url, WebSocketHttpHeaders headers,
		@Nullable SSLContext sslContext, HeartbeatClientSettings settings) {

	@Override
	public String toString() {
		return "HandshakeRequest[" + this.connectionId + "]";
	}

}
