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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportListener;
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
final class TomcatHandshake extends HandshakeConfigurator {

	/** RFC 6455, section 1.3. */
	private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.ISO_8859_1);

	private static final String EXTENSIONS = WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS;

	private static final List<String> READER = List.of(TomcatFrameReader.EXTENSION);

	private final TransportListener listener;

	private @Nullable String key;

	TomcatHandshake(WebSocketHttpHeaders headers, TransportListener listener) {
		super(headers);
		this.listener = listener;
	}

	/**
	 * Return who is told of the frames of the connection.
	 * @return the listener
	 */
	TransportListener listener() {
		return this.listener;
	}

	@Override
	public void beforeRequest(Map<String, List<String>> request) {
		super.beforeRequest(request);
		this.key = first(request.get(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY));
	}

	@Override
	public void afterResponse(HandshakeResponse response) {
		Map<String, List<String>> headers = response.getHeaders();
		if (!"websocket".equalsIgnoreCase(first(headers.get("Upgrade")))) {
			throw new InvalidHandshakeException("The server's handshake lacks 'Upgrade: websocket'");
		}
		String accept = first(headers.get(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT));
		if (accept == null || !accept.trim().equals(expectedAccept())) {
			throw new InvalidHandshakeException(
					"Sec-WebSocket-Accept in the server's handshake does not match the key that was sent");
		}
		List<String> agreed = headers.get(EXTENSIONS);
		headers.put(EXTENSIONS, (agreed != null && !agreed.isEmpty()) ? withReader(agreed) : READER);
	}

	private List<String> withReader(List<String> agreed) {
		List<String> extensions = new ArrayList<>(READER);
		for (String header : agreed) {
			for (String extension : header.split(",")) {
				if (!extension.isBlank()) {
					verifyOffered(extension.split(";", 2)[0].trim());
				}
			}
			extensions.add(header);
		}
		return extensions;
	}

	private void verifyOffered(String name) {
		for (WebSocketExtension offered : headers().getSecWebSocketExtensions()) {
			if (offered.getName().equals(name)) {
				return;
			}
		}
		throw new InvalidHandshakeException(
				"The server chose the extension '" + Redactor.printable(name) + "', which was not offered");
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
