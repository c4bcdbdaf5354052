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
import java.net.ConnectException;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.MemoryConnection;
import io.github.heartbeat.test.MemoryEnd;
import io.github.heartbeat.test.MemoryListener;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.HandshakeRefusal;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

/**
 * One attempt to connect to a server in memory, and the connection that comes of it.
 */
final class MemoryAttempt implements TransportAttempt, MemoryListener {

	private final HeartbeatTestServer server;

	private final HandshakeRequest request;

	private final TransportListener listener;

	/** Guarded by this object, as all below. */
	private boolean abandoned;

	private boolean ended;

	private @Nullable MemoryConnection connection;

	private @Nullable MemorySession session;

	MemoryAttempt(HeartbeatTestServer server, HandshakeRequest request, TransportListener listener) {
		this.server = server;
		this.request = request;
		this.listener = listener;
	}

	@Override
	public void connect() {
		boolean abandoned;
		synchronized (this) {
			abandoned = this.abandoned;
			if (!abandoned) {
				// Under the lock, so that what comes of it finds the connection
				this.connection = this.server.connect(Requests.pathOf(this.request.url()),
						Requests.headersOf(this.request), this);
			}
		}
		if (abandoned) {
			end(TransportEnd.closedByClient());
		}
	}

	@Override
	public void abandon() {
		MemoryConnection connection;
		MemorySession session;
		synchronized (this) {
			this.abandoned = true;
			connection = this.connection;
			session = this.session;
		}
		if (session != null) {
			session.abort(CloseStatus.GOING_AWAY);
		}
		else if (connection != null) {
			connection.cut(() -> end(TransportEnd.closedByClient()));
		}
	}

	@Override
	public void opened(Map<String, List<String>> headers) {
		HttpHeaders answer = new HttpHeaders();
		headers.forEach(answer::addAll);
		String subprotocol = answer.getFirst("Sec-WebSocket-Protocol");
		String fault = findFault(answer, subprotocol);
		MemoryConnection connection = connection();
		if (fault != null) {
			connection.cut(() -> end(invalid(fault)));
			return;
		}
		MemorySession session = new MemorySession(connection, this.request, new HandshakeResponse(101,
				HttpHeaders.readOnlyHttpHeaders(answer), subprotocol, Collections.emptyList()), this::end);
		boolean abandoned;
		synchronized (this) {
			this.session = session;
			abandoned = this.abandoned;
		}
		if (!abandoned) {
			session.open(this.listener);
		}
	}

	private @Nullable String findFault(HttpHeaders answer, @Nullable String subprotocol) {
		if (subprotocol != null && !this.request.headers().getSecWebSocketProtocol().contains(subprotocol)) {
			return "The server chose a subprotocol that was not offered";
		}
		if (answer.containsHeader("Sec-WebSocket-Extensions")) {
			return "The server chose an extension, and there is none in memory";
		}
		return null;
	}

	private synchronized MemoryConnection connection() {
		MemoryConnection connection = this.connection;
		if (connection == null) {
			throw new IllegalStateException("Not connected");
		}
		return connection;
	}

	@Override
	public void refused(int status, Map<String, List<String>> headers, byte[] body) {
		HttpHeaders answer = new HttpHeaders();
		headers.forEach(answer::addAll);
		end(new TransportEnd(DisconnectCause.HANDSHAKE_REJECTED, CloseStatus.NO_CLOSE_FRAME.getCode(), null,
				new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_REJECTED,
						"The server answered the opening handshake with HTTP status " + status, status, null),
				new HandshakeRefusal(status, HttpHeaders.readOnlyHttpHeaders(answer), body)));
	}

	@Override
	public void frame(RecordedFrame frame, int rsv) {
		MemorySession session;
		synchronized (this) {
			session = this.session;
		}
		if (session != null) {
			session.frame(frame, rsv);
		}
	}

	@Override
	public void ended(MemoryEnd end) {
		MemorySession session;
		synchronized (this) {
			session = this.session;
		}
		if (session != null) {
			session.ended(end);
			return;
		}
		end(switch (end) {
			case REFUSED -> TransportEnd.failed(DisconnectCause.CONNECTION_REFUSED,
					new HeartbeatConnectionException(DisconnectCause.CONNECTION_REFUSED,
							"Nobody listens at the address", null, new ConnectException("Connection refused")));
			case INVALID -> invalid("The answer is not one to an opening handshake");
			case CUT, RESET -> TransportEnd.failed(DisconnectCause.CONNECT_FAILED,
					new IOException("The connection was closed during the opening handshake"));
		});
	}

	private static TransportEnd invalid(String fault) {
		return TransportEnd.failed(DisconnectCause.HANDSHAKE_INVALID,
				new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_INVALID, fault, null, null));
	}

	private void end(TransportEnd end) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
		}
		this.listener.ended(end);
	}

}
