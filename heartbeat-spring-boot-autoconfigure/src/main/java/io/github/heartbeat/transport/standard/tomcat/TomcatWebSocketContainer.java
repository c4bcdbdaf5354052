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

package io.github.heartbeat.transport.standard.tomcat;

import java.net.URI;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.standard.tomcat.TomcatHandshake.InvalidHandshakeException;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Session;
import org.apache.tomcat.websocket.WsWebSocketContainer;

/**
 * Tomcat's client container with a {@link TomcatFrameReader} for each connection, and the
 * buffers that are left to it then. Made for handshakes that are a
 * {@link TomcatHandshake}.
 */
final class TomcatWebSocketContainer extends WsWebSocketContainer {

	/** Of the buffers for messages, which stay empty where there is a reader. */
	private static final int UNUSED_BUFFER_SIZE = 16;

	private final int readBufferSize;

	private final ByteBufferPool buffers = TomcatFrameReader.createBuffers();

	static {
		TomcatFrameReader.register();
	}

	/**
	 * Create a new container.
	 * @param readBufferSize the most bytes that are read from a socket at a time
	 */
	TomcatWebSocketContainer(int readBufferSize) {
		this.readBufferSize = readBufferSize;
	}

	@Override
	public int getDefaultMaxTextMessageBufferSize() {
		return TomcatFrameReader.isReading() ? UNUSED_BUFFER_SIZE : super.getDefaultMaxTextMessageBufferSize();
	}

	/**
	 * Tomcat asks twice for a connection: first for the size of the buffer it reads with,
	 * then, after the handshake, for that of its buffer for binary messages.
	 */
	@Override
	public int getDefaultMaxBinaryMessageBufferSize() {
		return TomcatFrameReader.isReading() ? UNUSED_BUFFER_SIZE : this.readBufferSize;
	}

	@Override
	public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI path)
			throws DeploymentException {
		TomcatHandshake handshake = (TomcatHandshake) config.getConfigurator();
		try {
			TomcatFrameReader.beginOpening(handshake.listener(), this.buffers);
			return super.connectToServer(endpoint, config, path);
		}
		catch (InvalidHandshakeException ex) {
			throw new DeploymentException(ex.getMessage(), new HeartbeatConnectionException(
					DisconnectCause.HANDSHAKE_INVALID, String.valueOf(ex.getMessage()), null, null));
		}
		finally {
			TomcatFrameReader.endOpening();
		}
	}

}
