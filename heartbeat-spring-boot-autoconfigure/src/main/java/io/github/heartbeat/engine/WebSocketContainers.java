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

package io.github.heartbeat.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.heartbeat.transport.TransportListener;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * The containers that clients connect through by default: one for all clients, since each
 * owns threads. Where it is Tomcat's, whose buffers are a matter of the container, there
 * is one light container for each size of buffer; they share their threads.
 */
final class WebSocketContainers {

	private static final boolean TOMCAT_PRESENT = ClassUtils
		.isPresent("org.apache.tomcat.websocket.WsWebSocketContainer", WebSocketContainers.class.getClassLoader());

	private final Map<Integer, WebSocketContainer> containers = new ConcurrentHashMap<>();

	/**
	 * Return the container for a size of buffer.
	 * @param bufferSize the number of bytes
	 * @return the container
	 */
	WebSocketContainer get(int bufferSize) {
		return TOMCAT_PRESENT ? this.containers.computeIfAbsent(bufferSize, TomcatWebSocketContainer::new)
				: this.containers.computeIfAbsent(0, (any) -> ContainerProvider.getWebSocketContainer());
	}

	/**
	 * Create what has a part in the handshake of one attempt.
	 * @param headers the headers of the request
	 * @param listener told of control frames, where the container can tell
	 * @return a configurator for a container of these
	 */
	HandshakeConfigurator createConfigurator(WebSocketHttpHeaders headers, TransportListener listener) {
		return TOMCAT_PRESENT ? new TomcatHandshake(headers, listener) : new HandshakeConfigurator(headers);
	}

	void destroy() {
		if (TOMCAT_PRESENT) {
			this.containers.values().forEach((container) -> ((TomcatWebSocketContainer) container).destroy());
		}
		this.containers.clear();
	}

}
