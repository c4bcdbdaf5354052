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

import java.util.List;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.transport.standard.tomcat.TomcatClient;
import io.github.heartbeat.transport.standard.tomcat.TomcatFrameListener;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketExtension;

/**
 * The containers that clients connect through by default: Tomcat's where it is present,
 * otherwise one for all clients, since each owns threads.
 */
final class WebSocketContainers {

	private static final boolean TOMCAT_PRESENT = ClassUtils
		.isPresent("org.apache.tomcat.websocket.WsWebSocketContainer", WebSocketContainers.class.getClassLoader());

	private final @Nullable TomcatClient tomcat = TOMCAT_PRESENT ? new TomcatClient() : null;

	/** The container that is not Tomcat's, once one was asked for; guarded by this. */
	private @Nullable WebSocketContainer container;

	/**
	 * Return the container for a client.
	 * @param settings the settings of the client
	 * @return the container
	 */
	WebSocketContainer get(HeartbeatClientSettings settings) {
		return (this.tomcat != null) ? this.tomcat.getContainer(settings) : getContainer();
	}

	private synchronized WebSocketContainer getContainer() {
		WebSocketContainer container = this.container;
		if (container == null) {
			container = ContainerProvider.getWebSocketContainer();
			this.container = container;
		}
		return container;
	}

	/**
	 * Create what has a part in the handshake of one attempt.
	 * @param delegate what has its part whatever the container
	 * @param offered the extensions that are offered to the server
	 * @param listener told of frames, where the container lets others read them
	 * @return a configurator for a container of these
	 */
	ClientEndpointConfig.Configurator createConfigurator(ClientEndpointConfig.Configurator delegate,
			List<WebSocketExtension> offered, TomcatFrameListener listener) {
		return (this.tomcat != null) ? this.tomcat.createConfigurator(delegate, offered, listener) : delegate;
	}

	void destroy() {
		if (this.tomcat != null) {
			this.tomcat.destroy();
		}
	}

}
