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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.websocket.HandshakeResponse;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandshakeConfigurator}.
 */
class HandshakeConfiguratorTests {

	private final WebSocketHttpHeaders headers = new WebSocketHttpHeaders();

	private final HandshakeConfigurator configurator = new HandshakeConfigurator(this.headers);

	@Test
	void whenRequestIsMadeThenHeadersAreAddedButThoseOfContainer() {
		this.headers.set("Authorization", "Bearer tok3n");
		this.headers.set("host", "elsewhere.example.com");
		this.headers.setSecWebSocketProtocol(List.of("v1.feed"));
		Map<String, List<String>> request = new HashMap<>(Map.of("Host", List.of("localhost")));
		this.configurator.beforeRequest(request);
		assertThat(request).containsOnlyKeys("Host", "Authorization");
		assertThat(request.get("Authorization")).containsExactly("Bearer tok3n");
	}

	@Test
	void whenThereIsNoResponseThenItsHeadersAreEmpty() {
		assertThat(this.configurator.getResponseHeaders().isEmpty()).isTrue();
	}

	@Test
	void whenThereIsResponseThenItsHeadersAreKeptAsTheyWere() {
		Map<String, List<String>> headers = new HashMap<>(Map.of("x-session", List.of("abc", "def")));
		HandshakeResponse response = () -> headers;
		this.configurator.afterResponse(response);
		headers.put("Sec-WebSocket-Extensions", List.of("x-later"));
		assertThat(this.configurator.getResponseHeaders().get("X-Session")).containsExactly("abc", "def");
		assertThat(this.configurator.getResponseHeaders().size()).isOne();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.configurator.getResponseHeaders().add("X-Session", "ghi"));
	}

}
