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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.standard.tomcat.TomcatFrameListener;
import io.github.heartbeat.transport.standard.tomcat.TomcatUserProperties;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Extension;

import org.springframework.http.HttpHeaders;
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

	private final WebSocketContainers containers;

	private final HandshakeRequest request;

	/**
	 * What is kept as long as the connection: nothing, if there is nothing to be sent.
	 */
	private final HttpHeaders headers;

	private final HandshakeConfigurator configurator;

	ContainerHandshake(WebSocketContainers containers, HandshakeRequest request) {
		this.containers = containers;
		this.request = request;
		this.headers = request.headers().isEmpty() ? HttpHeaders.EMPTY : request.headers();
		this.configurator = new HandshakeConfigurator(this.headers);
	}

	/**
	 * Return the headers of the response.
	 * @return the headers, read-only, and empty before there is a response
	 */
	HttpHeaders getResponseHeaders() {
		return this.configurator.getResponseHeaders();
	}

	/**
	 * Connect on this thread.
	 * @param handler told of what happens to the connection
	 * @param listener told of frames, where the container lets others read them
	 * @throws Exception if the attempt failed
	 */
	void connect(WebSocketHandler handler, TomcatFrameListener listener) throws Exception {
		WebSocketHttpHeaders headers = this.request.headers();
		ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
			.configurator(this.containers.createConfigurator(this.configurator, headers.getSecWebSocketExtensions(),
					listener))
			.preferredSubprotocols(headers.getSecWebSocketProtocol())
			.extensions(extensions(headers.getSecWebSocketExtensions()))
			.sslContext(this.request.sslContext())
			.build();
		config.getUserProperties().putAll(TomcatUserProperties.of(this.request.settings()));
		StandardWebSocketSession session = new StandardWebSocketSession(this.headers, null, null, null);
		this.containers.get(this.request.settings())
			.connectToServer(new StandardWebSocketHandlerAdapter(handler, session), config, this.request.url());
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
