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

package io.github.heartbeat.transport.netty;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.heartbeat.transport.HandshakeRequest;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Request of an opening handshake (RFC 6455, section 4.1): what this side asks for, and
 * what the answer has to match.
 */
final class UpgradeRequest {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int KEY_SIZE = 16;

	/** Headers that are written here, whatever else asks for them. */
	private static final Set<String> OWN_HEADERS = Set.of("connection", "upgrade", "sec-websocket-key",
			"sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions", "content-length",
			"transfer-encoding");

	private final HandshakeRequest request;

	private final Endpoint endpoint;

	private final String key = createKey();

	UpgradeRequest(HandshakeRequest request, Endpoint endpoint) {
		this.request = request;
		this.endpoint = endpoint;
	}

	private static String createKey() {
		LoopResources resources = LoopResources.get();
		byte[] nonce = new byte[KEY_SIZE];
		for (int i = 0; i < nonce.length; i += Integer.BYTES) {
			int value = resources.nextMask();
			nonce[i] = (byte) value;
			nonce[i + 1] = (byte) (value >>> 8);
			nonce[i + 2] = (byte) (value >>> 16);
			nonce[i + 3] = (byte) (value >>> 24);
		}
		return Base64.getEncoder().encodeToString(nonce);
	}

	/**
	 * Return the value of {@code Sec-WebSocket-Accept} that proves that the server has
	 * understood the request.
	 * @return the value
	 */
	String expectedAccept() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((this.key + GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	List<String> subprotocols() {
		return this.request.headers().getSecWebSocketProtocol();
	}

	List<ExtensionHeader> extensions() {
		return ExtensionHeader.parse(this.request.headers().getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS));
	}

	/**
	 * Create the HTTP request.
	 * @return the request
	 * @throws IllegalArgumentException if a header can't be sent
	 */
	FullHttpRequest create() {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target());
		HttpHeaders headers = request.headers();
		headers.set("Host", this.endpoint.authority());
		this.request.headers().forEach((name, values) -> {
			if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
				set(headers, name, values);
			}
		});
		headers.set("Upgrade", "websocket");
		headers.set("Connection", "Upgrade");
		headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY, this.key);
		headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, "13");
		if (!subprotocols().isEmpty()) {
			set(headers, WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, List.of(String.join(", ", subprotocols())));
		}
		List<ExtensionHeader> extensions = extensions();
		if (!extensions.isEmpty()) {
			set(headers, WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS,
					List.of(String.join(", ", extensions.stream().map(ExtensionHeader::toString).toList())));
		}
		return request;
	}

	// The value of a header is not for the eyes of whoever reads the exception.
	private static void set(HttpHeaders headers, String name, List<String> values) {
		try {
			headers.set(name, values);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"The header '" + name + "' can't be sent: it has a character that is not allowed in a header");
		}
	}

	private String target() {
		URI url = this.request.url();
		String path = (url.getRawPath() != null && !url.getRawPath().isEmpty()) ? url.getRawPath() : "/";
		return (url.getRawQuery() != null) ? path + "?" + url.getRawQuery() : path;
	}

}
