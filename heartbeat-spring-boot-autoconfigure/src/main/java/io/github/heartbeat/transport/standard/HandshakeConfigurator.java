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
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.HandshakeResponse;

import org.springframework.http.HttpHeaders;

/**
 * Adds the headers of one attempt to its request, and keeps those of the response.
 */
final class HandshakeConfigurator extends ClientEndpointConfig.Configurator {

	/** What the container sets itself. */
	private static final Set<String> RESERVED = Set.of("cache-control", "connection", "host", "pragma",
			"sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version",
			"upgrade");

	/** What only says that the handshake has succeeded. */
	private static final Set<String> MECHANICS = Set.of("connection", "sec-websocket-accept", "upgrade");

	private final HttpHeaders headers;

	private volatile HttpHeaders responseHeaders = HttpHeaders.EMPTY;

	HandshakeConfigurator(HttpHeaders headers) {
		this.headers = headers;
	}

	/**
	 * Return the headers of the response, without those that every response has. They are
	 * kept as long as the connection.
	 * @return the headers, read-only, and empty before there is a response
	 */
	HttpHeaders getResponseHeaders() {
		return this.responseHeaders;
	}

	@Override
	public void beforeRequest(Map<String, List<String>> request) {
		this.headers.forEach((name, values) -> {
			if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
				request.put(name, values);
			}
		});
	}

	@Override
	public void afterResponse(HandshakeResponse response) {
		HttpHeaders responseHeaders = new HttpHeaders();
		response.getHeaders().forEach((name, values) -> {
			if (!MECHANICS.contains(name.toLowerCase(Locale.ROOT))) {
				responseHeaders.addAll(name, values);
			}
		});
		this.responseHeaders = responseHeaders.isEmpty() ? HttpHeaders.EMPTY
				: HttpHeaders.readOnlyHttpHeaders(responseHeaders);
	}

}
