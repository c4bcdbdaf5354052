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

import java.net.URI;

import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportListener;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * {@link Transport} that connects to a {@link HeartbeatTestServer} whatever URL a client
 * has, with the path and the query of that URL.
 */
public final class RedirectingTransport implements Transport {

	private final Transport transport;

	private final HeartbeatTestServer server;

	/**
	 * Create a new transport.
	 * @param transport connects
	 * @param server a server with sockets
	 */
	public RedirectingTransport(Transport transport, HeartbeatTestServer server) {
		this.transport = transport;
		this.server = server;
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		Requests.headersOf(request).forEach(headers::put);
		URI url = URI.create(this.server.url(Requests.pathOf(request.url())));
		return this.transport.createAttempt(new HandshakeRequest(request.clientName(), request.connectionId(), url,
				headers, null, request.settings()), listener);
	}

	@Override
	public void destroy() {
		this.transport.destroy();
	}

}
