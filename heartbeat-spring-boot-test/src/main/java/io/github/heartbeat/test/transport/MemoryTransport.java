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

import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportListener;

/**
 * {@link Transport} to a {@link HeartbeatTestServer} in memory. Whatever URL a client
 * has, it is that server that is connected to, with the path and the query of the URL.
 */
public final class MemoryTransport implements Transport {

	private final HeartbeatTestServer server;

	/**
	 * Create a new transport.
	 * @param server a server in memory
	 */
	public MemoryTransport(HeartbeatTestServer server) {
		this.server = server;
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return new MemoryAttempt(this.server, request, listener);
	}

	@Override
	public void destroy() {
	}

}
