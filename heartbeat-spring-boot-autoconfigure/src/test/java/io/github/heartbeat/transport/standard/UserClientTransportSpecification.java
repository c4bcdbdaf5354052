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

import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportSpecification;
import io.github.heartbeat.transport.TransportThreads;
import jakarta.websocket.WebSocketContainer;

import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specification of {@link StandardTransport} over a client of the user's. What a
 * container does otherwise is verified as such, so that it is noticed when that changes.
 */
abstract class UserClientTransportSpecification extends TransportSpecification {

	private final WebSocketContainer container;

	UserClientTransportSpecification(WebSocketContainer container) {
		this.container = container;
	}

	@Override
	protected Transport createTransport(TransportThreads threads) {
		return new StandardTransport(threads, () -> (clientName) -> new StandardWebSocketClient(this.container));
	}

	// Spring's client does not show the response of the server.
	@Override
	protected void assertHeaders(HandshakeResponse response) {
		assertThat(response.headers().isEmpty()).isTrue();
	}

}
