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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.HeartbeatClientSettings;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.WebSocketContainer;

import org.springframework.web.socket.WebSocketExtension;

/**
 * Tomcat's WebSocket client. Its buffers are a matter of the container, so that there is
 * one light container for each size of buffer; they share their threads.
 */
public final class TomcatClient {

	private final Map<Integer, TomcatWebSocketContainer> containers = new ConcurrentHashMap<>();

	/**
	 * Return the container for the buffers of a client.
	 * @param settings the settings of the client
	 * @return the container, which takes the configurators that are made here
	 */
	public WebSocketContainer getContainer(HeartbeatClientSettings settings) {
		return this.containers.computeIfAbsent((int) settings.receive().bufferSize().toBytes(),
				TomcatWebSocketContainer::new);
	}

	/**
	 * Create what has a part in the handshake of one attempt.
	 * @param delegate has its part as well, before anything is verified
	 * @param offered the extensions that are offered to the server
	 * @param listener told of the frames of the connection, where they are read in
	 * Tomcat's place
	 * @return the configurator
	 */
	public ClientEndpointConfig.Configurator createConfigurator(ClientEndpointConfig.Configurator delegate,
			List<WebSocketExtension> offered, TomcatFrameListener listener) {
		return new TomcatHandshake(delegate, offered, listener);
	}

	/**
	 * Give back the threads. Connections that there are still are closed.
	 */
	public void destroy() {
		this.containers.values().forEach(TomcatWebSocketContainer::destroy);
		this.containers.clear();
	}

}
