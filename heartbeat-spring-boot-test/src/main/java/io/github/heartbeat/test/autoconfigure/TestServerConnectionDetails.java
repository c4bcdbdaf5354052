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
import java.util.function.Function;

import io.github.heartbeat.autoconfigure.HeartbeatConnectionDetails;
import io.github.heartbeat.test.transport.Requests;
import org.jspecify.annotations.Nullable;

/**
 * {@link HeartbeatConnectionDetails} of the server of a test: its address with the path
 * and the query that are configured.
 */
class TestServerConnectionDetails implements HeartbeatConnectionDetails {

	private final Function<String, String> server;

	private final ConfiguredUrls configured;

	/**
	 * Create new details.
	 * @param server gives the URL of the server for a path
	 * @param configured the URLs that are configured
	 */
	TestServerConnectionDetails(Function<String, String> server, ConfiguredUrls configured) {
		this.server = server;
		this.configured = configured;
	}

	@Override
	public URI getUrl(String clientName) {
		URI url = this.configured.find(clientName);
		return URI.create(this.server.apply((url != null) ? Requests.pathOf(url) : "/" + clientName));
	}

	/**
	 * Details where there is no server: of those clients only that have no URL which
	 * could be used, since it has a value in production only.
	 */
	static class None implements HeartbeatConnectionDetails {

		private final ConfiguredUrls configured;

		None(ConfiguredUrls configured) {
			this.configured = configured;
		}

		@Override
		public @Nullable URI getUrl(String clientName) {
			return (this.configured.find(clientName) != null) ? null : URI.create("ws://none.invalid/" + clientName);
		}

	}

}
