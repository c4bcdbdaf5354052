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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;

/**
 * {@link Transport} by which nothing connects.
 */
public final class NoTransport implements Transport {

	private final String reason;

	/**
	 * Create a new transport.
	 * @param reason why nothing connects, and what to do about it
	 */
	public NoTransport(String reason) {
		this.reason = reason;
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return new TransportAttempt() {

			@Override
			public void connect() {
				listener.ended(TransportEnd.failed(DisconnectCause.CONNECT_FAILED, new HeartbeatConnectionException(
						DisconnectCause.CONNECT_FAILED, NoTransport.this.reason, null, null)));
			}

			@Override
			public void abandon() {
			}

		};
	}

	@Override
	public void destroy() {
	}

}
