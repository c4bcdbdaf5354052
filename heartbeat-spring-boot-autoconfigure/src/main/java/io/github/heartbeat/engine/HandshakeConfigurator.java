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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.websocket.ClientEndpointConfig;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Adds the headers of one attempt to its request.
 */
class HandshakeConfigurator extends ClientEndpointConfig.Configurator {

	/** What the container sets itself. */
	private static final Set<String> RESERVED = Set.of("cache-control", "connection", "host", "pragma",
			"sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version",
			"upgrade");

	private final WebSocketHttpHeaders headers;

	HandshakeConfigurator(WebSocketHttpHeaders headers) {
		this.headers = headers;
	}

	/**
	 * Return the headers, those that the container sets itself among them.
	 * @return the headers
	 */
	final WebSocketHttpHeaders headers() {
		return this.headers;
	}

	@Override
	public void beforeRequest(Map<String, List<String>> request) {
		this.headers.forEach((name, values) -> {
			if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
				request.put(name, values);
			}
		});
	}

}
