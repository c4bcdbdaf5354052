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

import java.util.Collections;
import java.util.List;

import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.Redactor;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Answer of a server that accepts an opening handshake, once it is found to be one (RFC
 * 6455, section 4.1).
 *
 * @param handshake the answer, as the engine sees it
 * @param deflate what was agreed on for compression, or {@code null}
 */
record UpgradeResponse(HandshakeResponse handshake, @Nullable DeflateParameters deflate) {

	/**
	 * Verify an answer with status 101.
	 * @param response the answer
	 * @param request the request
	 * @return the answer
	 * @throws IllegalArgumentException if it is no answer to the request
	 */
	static UpgradeResponse verify(HttpResponse response, UpgradeRequest request) {
		HttpHeaders headers = response.headers();
		verify(headers.containsValue("Upgrade", "websocket", true),
				"The server's handshake lacks 'Upgrade: websocket'");
		verify(headers.containsValue("Connection", "Upgrade", true),
				"The server's handshake lacks 'Connection: Upgrade'");
		List<String> accepts = headers.getAll(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT);
		verify(accepts.size() == 1 && accepts.get(0).trim().equals(request.expectedAccept()),
				"Sec-WebSocket-Accept in the server's handshake does not match the key that was sent");
		String subprotocol = subprotocol(headers, request.subprotocols());
		DeflateParameters deflate = null;
		for (ExtensionHeader extension : ExtensionHeader
			.parse(headers.getAll(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS))) {
			String name = extension.name();
			List<ExtensionHeader> offers = request.extensions()
				.stream()
				.filter((offer) -> offer.name().equals(name))
				.toList();
			verify(!offers.isEmpty(),
					"The server chose the extension '" + Redactor.printable(name) + "', which was not offered");
			verify(name.equals(DeflateParameters.EXTENSION), "The server chose the extension '"
					+ Redactor.printable(name) + "', which this transport does not know");
			verify(deflate == null, "The server chose the extension '" + name + "' twice");
			deflate = DeflateParameters.of(extension, offers);
		}
		return new UpgradeResponse(new HandshakeResponse(response.status().code(), HeadersConverter.convert(headers),
				subprotocol, (deflate != null) ? List.of(DeflateParameters.EXTENSION) : Collections.emptyList()),
				deflate);
	}

	private static @Nullable String subprotocol(HttpHeaders headers, List<String> offered) {
		List<String> values = headers.getAll(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL);
		if (values.isEmpty()) {
			return null;
		}
		String subprotocol = values.get(0).trim();
		verify(values.size() == 1 && offered.contains(subprotocol),
				"The server chose the subprotocol '" + Redactor.printable(subprotocol) + "', which was not offered");
		return subprotocol;
	}

	private static void verify(boolean condition, String violation) {
		if (!condition) {
			throw new IllegalArgumentException(violation);
		}
	}

}
