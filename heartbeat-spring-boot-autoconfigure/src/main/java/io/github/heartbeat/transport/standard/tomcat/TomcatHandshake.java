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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.transport.Redactor;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.HandshakeResponse;
import org.apache.tomcat.util.security.ConcurrentMessageDigest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * The part in a handshake that Tomcat's client leaves to others: the checks of RFC 6455,
 * section 4.1, whether the server has understood it at all. A cache, or a server of
 * another protocol, that answers 101 would otherwise count as connected.
 */
final class TomcatHandshake extends ClientEndpointConfig.Configurator {

	/** RFC 6455, section 1.3. */
	private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.ISO_8859_1);

	private static final String EXTENSIONS = WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS;

	private final ClientEndpointConfig.Configurator delegate;

	private final List<WebSocketExtension> offered;

	private final TomcatFrameListener listener;

	private @Nullable String key;

	/**
	 * Create a new handshake.
	 * @param delegate sees the request and the response first
	 * @param offered the extensions that are offered to the server
	 * @param listener told of the frames of the connection
	 */
	TomcatHandshake(ClientEndpointConfig.Configurator delegate, List<WebSocketExtension> offered,
			TomcatFrameListener listener) {
		this.delegate = delegate;
		this.offered = offered;
		this.listener = listener;
	}

	/**
	 * Return who is told of the frames of the connection.
	 * @return the listener
	 */
	TomcatFrameListener listener() {
		return this.listener;
	}

	@Override
	public void beforeRequest(Map<String, List<String>> request) {
		this.delegate.beforeRequest(request);
		this.key = first(request.get(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY));
	}

	@Override
	public void afterResponse(HandshakeResponse response) {
		this.delegate.afterResponse(response);
		Map<String, List<String>> headers = response.getHeaders();
		if (!"websocket".equalsIgnoreCase(first(headers.get("Upgrade")))) {
			throw new InvalidHandshakeException("The server's handshake lacks 'Upgrade: websocket'");
		}
		String accept = first(headers.get(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT));
		if (accept == null || !accept.trim().equals(expectedAccept())) {
			throw new InvalidHandshakeException(
					"Sec-WebSocket-Accept in the server's handshake does not match the key that was sent");
		}
		// The container keeps this object as long as the connection
		this.key = null;
		List<String> agreed = headers.get(EXTENSIONS);
		if (agreed != null) {
			agreed.forEach(this::verifyOffered);
		}
		if (TomcatFrameReader.isSupported()) {
			headers.put(EXTENSIONS, withReader(agreed));
		}
	}

	private void verifyOffered(String header) {
		for (String extension : header.split(",")) {
			if (!extension.isBlank() && !isOffered(nameOf(extension))) {
				throw new InvalidHandshakeException("The server chose the extension '"
						+ Redactor.printable(nameOf(extension)) + "', which was not offered");
			}
		}
	}

	private static String nameOf(String extension) {
		return extension.split(";", 2)[0].trim();
	}

	private boolean isOffered(String name) {
		return this.offered.stream().anyMatch((extension) -> extension.getName().equals(name));
	}

	private static List<String> withReader(@Nullable List<String> agreed) {
		List<String> extensions = new ArrayList<>();
		extensions.add(TomcatSessions.READER_EXTENSION);
		if (agreed != null) {
			extensions.addAll(agreed);
		}
		return extensions;
	}

	private String expectedAccept() {
		byte[] key = String.valueOf(this.key).getBytes(StandardCharsets.ISO_8859_1);
		return Base64.getEncoder().encodeToString(ConcurrentMessageDigest.digestSHA1(key, GUID));
	}

	private static @Nullable String first(@Nullable List<String> values) {
		return (values != null && !values.isEmpty()) ? values.get(0) : null;
	}

	/**
	 * Carries the reason out of the container, which only knows unchecked exceptions
	 * there.
	 */
	static final class InvalidHandshakeException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		InvalidHandshakeException(String message) {
			super(message);
		}

	}

}
