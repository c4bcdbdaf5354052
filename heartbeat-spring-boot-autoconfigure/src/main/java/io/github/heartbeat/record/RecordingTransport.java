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

package io.github.heartbeat.record;

import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

/**
 * {@link Transport} whose connections can be recorded.
 */
public final class RecordingTransport implements Transport {

	private final Transport transport;

	private final HeartbeatRecorder recorder;

	/**
	 * Create a new transport.
	 * @param transport opens the connections
	 * @param recorder records those of the clients that it is asked to
	 */
	public RecordingTransport(Transport transport, HeartbeatRecorder recorder) {
		this.transport = transport;
		this.recorder = recorder;
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return this.transport.createAttempt(request,
				new Listener(listener, this.recorder, request.clientName(), request.connectionId()));
	}

	@Override
	public void destroy() {
		this.transport.destroy();
	}

	/**
	 * Told of one connection before the engine is.
	 */
	private static final class Listener implements TransportListener {

		private final TransportListener listener;

		private final HeartbeatRecorder recorder;

		private final String clientName;

		private final String connectionId;

		private volatile @Nullable ConnectionRecorder connection;

		Listener(TransportListener listener, HeartbeatRecorder recorder, String clientName, String connectionId) {
			this.listener = listener;
			this.recorder = recorder;
			this.clientName = clientName;
			this.connectionId = connectionId;
		}

		@Override
		public FrameListener opened(TransportSession session) {
			ConnectionRecorder connection = new ConnectionRecorder(this.recorder, this.clientName, this.connectionId);
			this.connection = connection;
			connection.opened();
			return new RecordingFrameListener(this.listener.opened(new RecordingSession(session, connection)),
					connection);
		}

		@Override
		public void ended(TransportEnd end) {
			ConnectionRecorder connection = this.connection;
			if (connection != null) {
				connection.ended(end.code());
			}
			this.listener.ended(end);
		}

	}

}
