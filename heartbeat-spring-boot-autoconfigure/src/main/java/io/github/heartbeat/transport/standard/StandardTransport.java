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

import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * The {@link Transport} over a Jakarta WebSocket container or, where the user has a
 * factory, over Spring's {@code WebSocketClient}.
 */
public final class StandardTransport implements Transport {

	private final TransportThreads threads;

	private final Supplier<@Nullable HeartbeatWebSocketClientFactory> webSocketClientFactory;

	private final WebSocketContainers containers = new WebSocketContainers();

	/**
	 * Create a new transport.
	 * @param threads the threads that wait for the network in the place of the caller
	 * @param webSocketClientFactory gives the user's factory of clients, or {@code null}
	 * for a container of our own; asked once, at the first attempt
	 */
	public StandardTransport(TransportThreads threads,
			Supplier<? extends @Nullable HeartbeatWebSocketClientFactory> webSocketClientFactory) {
		this.threads = threads;
		// Looking a bean up, above all one that is missing, costs a tenth of an attempt
		SingletonSupplier<HeartbeatWebSocketClientFactory> singleton = SingletonSupplier
			.of(webSocketClientFactory::get);
		this.webSocketClientFactory = () -> singleton.get();
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return new StandardTransportAttempt(request, listener, this.threads, this.containers,
				this.webSocketClientFactory);
	}

	@Override
	public void destroy() {
		this.containers.destroy();
	}

}
