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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportListener;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * The {@link Transport} over a container or, where the user has a factory, over Spring's
 * {@link WebSocketClient}.
 */
final class SpringTransport implements Transport {

	private static final String TOMCAT_PROPERTY_PREFIX = "org.apache.tomcat.websocket.";

	private final HeartbeatClientSettings settings;

	private final Callbacks callbacks;

	private final WebSocketContainers containers;

	SpringTransport(HeartbeatClientSettings settings, Callbacks callbacks, WebSocketContainers containers) {
		this.settings = settings;
		this.callbacks = callbacks;
		this.containers = containers;
	}

	@Override
	public void connect(String clientName, TransportListener listener) throws Exception {
		WebSocketHttpHeaders headers = createHeaders(clientName);
		SSLContext sslContext = createSslContext();
		HeartbeatWebSocketClientFactory factory = this.callbacks.webSocketClientFactory().get();
		SpringTransportHandler handler = new SpringTransportHandler(listener,
				List.copyOf(headers.getSecWebSocketProtocol()),
				(int) this.settings.receive().maxMessageSize().toBytes());
		if (factory == null) {
			connect(listener, sslContext, handler, headers);
			return;
		}
		connect(createClient(factory, clientName), sslContext, handler, headers).whenComplete((session, failure) -> {
			if (failure != null) {
				listener.connectFailed(failure);
			}
		});
	}

	private void connect(TransportListener listener, @Nullable SSLContext sslContext, SpringTransportHandler handler,
			WebSocketHttpHeaders headers) throws Exception {
		WebSocketContainer container = this.containers.get((int) this.settings.receive().bufferSize().toBytes());
		new ContainerHandshake(container, userProperties(), sslContext).connect(handler,
				this.containers.createConfigurator(headers, listener), targetUrl());
	}

	private CompletableFuture<WebSocketSession> connect(WebSocketClient client, @Nullable SSLContext sslContext,
			SpringTransportHandler handler, WebSocketHttpHeaders headers) throws HeartbeatConnectionException {
		if (client instanceof StandardWebSocketClient standardClient) {
			// The settings are read before execute returns: two clients that are given
			// the same object by a factory do not see each other's
			synchronized (standardClient) {
				standardClient.setUserProperties(userProperties());
				if (sslContext != null) {
					standardClient.setSslContext(sslContext);
				}
				return standardClient.execute(handler, headers, targetUrl());
			}
		}
		if (sslContext != null) {
			throw new HeartbeatConnectionException(DisconnectCause.TLS_FAILED, "ssl.bundle can't be applied to a "
					+ client.getClass().getName() + ": configure TLS in the factory that makes it", null, null);
		}
		return client.execute(handler, headers, targetUrl());
	}

	private WebSocketHttpHeaders createHeaders(String clientName) throws HeartbeatConnectionException {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		String userInfo = this.settings.url().getUserInfo();
		if (userInfo != null) {
			int colon = userInfo.indexOf(':');
			headers.setBasicAuth((colon != -1) ? userInfo.substring(0, colon) : userInfo,
					(colon != -1) ? userInfo.substring(colon + 1) : "", StandardCharsets.UTF_8);
		}
		this.settings.headers().forEach(headers::set);
		headers.setSecWebSocketProtocol(this.settings.subprotocols());
		if (this.settings.compression()) {
			headers.setSecWebSocketExtensions(List.of(new WebSocketExtension("permessage-deflate")));
		}
		try {
			for (HeartbeatHandshakeCustomizer customizer : this.callbacks.handshakeCustomizers().get()) {
				customizer.customize(clientName, headers);
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			throw new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED,
					"A HeartbeatHandshakeCustomizer failed: " + ex, null, ex);
		}
		return headers;
	}

	private WebSocketClient createClient(HeartbeatWebSocketClientFactory factory, String clientName)
			throws HeartbeatConnectionException {
		try {
			return factory.createWebSocketClient(clientName);
		}
		catch (Exception | LinkageError | AssertionError ex) {
			throw new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED,
					"The HeartbeatWebSocketClientFactory failed: " + ex, null, ex);
		}
	}

	private @Nullable SSLContext createSslContext() throws HeartbeatConnectionException {
		String bundle = this.settings.sslBundle();
		try {
			return (bundle != null) ? this.callbacks.sslContexts().getSslContext(bundle) : null;
		}
		catch (Exception ex) {
			throw new HeartbeatConnectionException(DisconnectCause.TLS_FAILED,
					"The SSL bundle '" + bundle + "' can't be used: " + ex.getMessage(), null, ex);
		}
	}

	private Map<String, Object> userProperties() {
		Map<String, Object> properties = new HashMap<>();
		properties.put(TOMCAT_PROPERTY_PREFIX + "IO_TIMEOUT_MS",
				String.valueOf(millis(this.settings.connectTimeout())));
		// A redirect would carry the Authorization header to whatever host it names
		properties.put(TOMCAT_PROPERTY_PREFIX + "MAX_REDIRECTIONS", "0");
		// Later than send.timeout itself, so that the writer reports a time-out as such
		properties.put(TOMCAT_PROPERTY_PREFIX + "BLOCKING_SEND_TIMEOUT",
				millis(this.settings.send().timeout().plusSeconds(1)));
		properties.put(TOMCAT_PROPERTY_PREFIX + "SESSION_CLOSE_TIMEOUT", millis(this.settings.shutdownTimeout()));
		return properties;
	}

	private static Long millis(Duration duration) {
		return Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
	}

	private URI targetUrl() {
		URI url = this.settings.url();
		return (url.getRawUserInfo() != null)
				? URI.create(url.toString().replace("//" + url.getRawUserInfo() + "@", "//")) : url;
	}

}
