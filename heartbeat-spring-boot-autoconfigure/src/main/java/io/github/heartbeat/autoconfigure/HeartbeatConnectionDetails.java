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

package io.github.heartbeat.autoconfigure;

import java.net.URI;
import java.util.Collections;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details required to connect clients to their servers. They take the place of what is
 * configured; a client without a URL of its own is fine then. Where there are several
 * beans, each client is connected by the first one, in their order, that has a URL for
 * it.
 */
public interface HeartbeatConnectionDetails extends ConnectionDetails {

	/**
	 * Return the URL to connect a client to.
	 * @param clientName the plain name of the client
	 * @return a {@code ws} or {@code wss} URL, or {@code null} to connect the client to
	 * what is configured
	 */
	@Nullable URI getUrl(String clientName);

	/**
	 * Return the SSL bundle to use with the URL of a client.
	 * @param clientName the plain name of the client
	 * @return the bundle, or {@code null} for the one that is configured
	 */
	default @Nullable SslBundle getSslBundle(String clientName) {
		return null;
	}

	/**
	 * Return headers to be sent with each handshake of a client, in addition to those
	 * that are configured, and instead of those with the same name.
	 * @param clientName the plain name of the client
	 * @return the headers, by name
	 */
	default Map<String, String> getHeaders(String clientName) {
		return Collections.emptyMap();
	}

}
