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
import java.util.List;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Factory for what each attempt of one client asks for, with the user's customizers
 * applied. Called on a thread that may block.
 */
final class HandshakeRequests {

	private final String clientName;

	private final HeartbeatClientSettings settings;

	private final Callbacks callbacks;

	HandshakeRequests(String clientName, HeartbeatClientSettings settings, Callbacks callbacks) {
		this.clientName = clientName;
		this.settings = settings;
		this.callbacks = callbacks;
	}

	/**
	 * Create the request of an attempt.
	 * @param connectionId identifies the attempt
	 * @return the request
	 * @throws HeartbeatConnectionException if the user's code or an SSL bundle failed
	 */
	HandshakeRequest create(String connectionId) throws HeartbeatConnectionException {
		return new HandshakeRequest(this.clientName, connectionId, targetUrl(), createHeaders(), createSslContext(),
				this.settings);
	}

	/**
	 * Return the initializers of the connection that the attempt may become.
	 * @return the initializers that support the client, in order
	 * @throws HeartbeatConnectionException if one of them failed
	 */
	List<HeartbeatConnectionInitializer> initializers() throws HeartbeatConnectionException {
		try {
			List<HeartbeatConnectionInitializer> initializers = this.callbacks.initializers().get();
			return initializers.isEmpty() ? initializers
					: initializers.stream().filter((initializer) -> initializer.supports(this.clientName)).toList();
		}
		catch (Throwable ex) {
			throw failed("A HeartbeatConnectionInitializer failed", ex);
		}
	}

	private WebSocketHttpHeaders createHeaders() throws HeartbeatConnectionException {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		String userInfo = this.settings.url().getUserInfo();
		if (userInfo != null) {
			int colon = userInfo.indexOf(':');
			headers.setBasicAuth((colon != -1) ? userInfo.substring(0, colon) : userInfo,
					(colon != -1) ? userInfo.substring(colon + 1) : "", StandardCharsets.UTF_8);
		}
		this.settings.headers().forEach(headers::set);
		if (!this.settings.subprotocols().isEmpty()) {
			headers.setSecWebSocketProtocol(this.settings.subprotocols());
		}
		if (this.settings.compression()) {
			headers.setSecWebSocketExtensions(List.of(new WebSocketExtension("permessage-deflate")));
		}
		try {
			for (HeartbeatHandshakeCustomizer customizer : this.callbacks.handshakeCustomizers().get()) {
				customizer.customize(this.clientName, headers);
			}
		}
		catch (Throwable ex) {
			throw failed("A HeartbeatHandshakeCustomizer failed", ex);
		}
		return headers;
	}

	private static HeartbeatConnectionException failed(String what, Throwable failure) {
		return new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED,
				what + ": " + FailureText.rawOf(failure), null, failure);
	}

	private @Nullable SSLContext createSslContext() throws HeartbeatConnectionException {
		String bundle = this.settings.ssl().bundle();
		try {
			return (bundle != null) ? this.callbacks.sslContexts().getSslContext(bundle) : null;
		}
		catch (Throwable ex) {
			throw new HeartbeatConnectionException(DisconnectCause.TLS_FAILED,
					"The SSL bundle '" + bundle + "' can't be used: " + FailureText.rawOf(ex), null, ex);
		}
	}

	private URI targetUrl() {
		URI url = this.settings.url();
		return (url.getRawUserInfo() != null)
				? URI.create(url.toString().replace("//" + url.getRawUserInfo() + "@", "//")) : url;
	}

}
