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

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * The URLs of clients as far as they are configured in a test.
 */
class ConfiguredUrls {

	private final Environment environment;

	ConfiguredUrls(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Return the URL that is configured for a client.
	 * @param clientName the plain name of the client
	 * @return the URL, or {@code null} if there is none that could be connected to, such
	 * as one with a placeholder that has a value in production only
	 */
	@Nullable URI find(String clientName) {
		try {
			String configured = this.environment.getProperty("heartbeat.client." + clientName + ".url",
					this.environment.getProperty("heartbeat.defaults.url", ""));
			URI url = new URI(configured.trim());
			return (url.getHost() != null) ? url : null;
		}
		catch (IllegalArgumentException | URISyntaxException ex) {
			return null;
		}
	}

}
