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

package io.github.heartbeat.test.transport;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;

/**
 * What the server of a test is asked instead of the one that is configured.
 */
public final class Requests {

	private Requests() {
	}

	/**
	 * Return the path and the query of what a client asks for.
	 * @param url the URL
	 * @return the path, with a leading slash
	 */
	public static String pathOf(URI url) {
		String path = (url.getRawPath() == null || url.getRawPath().isEmpty()) ? "/" : url.getRawPath();
		return (url.getRawQuery() != null) ? path + "?" + url.getRawQuery() : path;
	}

	/**
	 * Return the headers of a request, with the one that names the client.
	 * @param request the request
	 * @return the headers
	 */
	static Map<String, List<String>> headersOf(HandshakeRequest request) {
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.headers().forEach(headers::put);
		headers.put(HeartbeatTestServer.CLIENT_HEADER, List.of(request.clientName()));
		return headers;
	}

}
