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

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.adapter.standard.StandardWebSocketHandlerAdapter;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.adapter.standard.WebSocketToStandardExtensionAdapter;

/**
 * The opening handshake through a container, with Spring's adapters but not with its
 * {@code StandardWebSocketClient}: that one logs the whole URL at DEBUG and all headers
 * at TRACE, tokens included.
 */
final class ContainerHandshake {

	private final WebSocketContainer container;

	private final Map<String, Object> userProperties;

	private final @Nullable SSLContext sslContext;

	/**
	 * Create a new handshake.
	 * @param container the container
	 * @param userProperties what it is told beyond the standard
	 * @param sslContext the context, or {@code null} for the default of the JVM
	 */
	ContainerHandshake(WebSocketContainer container, Map<String, Object> userProperties,
			@Nullable SSLContext sslContext) {
		this.container = container;
		this.userProperties = userProperties;
		this.sslContext = sslContext;
	}

	/**
	 * Connect on this thread.
	 * @param handler told of what happens to the connection
	 * @param configurator has its part in the request and the response
	 * @param url the endpoint
	 * @throws Exception if the attempt failed
	 */
	void connect(WebSocketHandler handler, HandshakeConfigurator configurator, URI url) throws Exception {
		WebSocketHttpHeaders headers = configurator.headers();
		ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
			.configurator(configurator)
			.preferredSubprotocols(headers.getSecWebSocketProtocol())
			.extensions(extensions(headers.getSecWebSocketExtensions()))
			.sslContext(this.sslContext)
			.build();
		config.getUserProperties().putAll(this.userProperties);
		StandardWebSocketSession session = new StandardWebSocketSession(headers, null, null, null);
		this.container.connectToServer(new StandardWebSocketHandlerAdapter(handler, session), config, url);
	}

	private static List<Extension> extensions(List<WebSocketExtension> extensions) {
		if (extensions.isEmpty()) {
			return Collections.emptyList();
		}
		List<Extension> adapted = new ArrayList<>(extensions.size());
		for (WebSocketExtension extension : extensions) {
			adapted.add(new WebSocketToStandardExtensionAdapter(extension));
		}
		return adapted;
	}

}
