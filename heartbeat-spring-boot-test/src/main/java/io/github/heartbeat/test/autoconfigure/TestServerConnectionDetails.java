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

package io.github.heartbeat.test.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;

import io.github.heartbeat.autoconfigure.HeartbeatConnectionDetails;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * {@link HeartbeatConnectionDetails} of a {@link HeartbeatTestServer}: its address with
 * the path and the query that are configured.
 */
class TestServerConnectionDetails implements HeartbeatConnectionDetails {

	private final HeartbeatTestServer server;

	private final Environment environment;

	TestServerConnectionDetails(HeartbeatTestServer server, Environment environment) {
		this.server = server;
		this.environment = environment;
	}

	@Override
	public URI getUrl(String clientName) {
		return URI.create(this.server.url(path(clientName)));
	}

	private String path(String clientName) {
		String path = configuredPath(clientName);
		return (path != null) ? path : "/" + clientName;
	}

	private @Nullable String configuredPath(String clientName) {
		try {
			String configured = this.environment.getProperty("heartbeat.client." + clientName + ".url");
			URI url = (configured != null) ? new URI(configured) : null;
			if (url == null || url.getHost() == null) {
				return null;
			}
			String path = (url.getRawPath().isEmpty()) ? "/" : url.getRawPath();
			return (url.getRawQuery() != null) ? path + "?" + url.getRawQuery() : path;
		}
		catch (IllegalArgumentException | URISyntaxException ex) {
			// A placeholder, for instance, that has a value in production only
			return null;
		}
	}

}
