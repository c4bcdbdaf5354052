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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatSettingsException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.LinkedCaseInsensitiveMap;
import org.springframework.util.function.SingletonSupplier;

/**
 * What the {@link HeartbeatConnectionDetails} beans say of each client, in the place of
 * what is configured.
 */
final class ClientConnectionDetails {

	/** Not a name that a configured bundle can have. */
	private static final String BUNDLE_PREFIX = "connection details of '";

	private final Supplier<List<HeartbeatConnectionDetails>> beans;

	private final Map<String, HeartbeatConnectionDetails> byClient = new ConcurrentHashMap<>();

	private final Map<String, SslBundle> bundles = new ConcurrentHashMap<>();

	/**
	 * Create new details.
	 * @param beans supplies the beans, in order; asked when the first client is bound
	 */
	ClientConnectionDetails(Supplier<List<HeartbeatConnectionDetails>> beans) {
		this.beans = SingletonSupplier.of(beans);
	}

	/**
	 * Return the URL that takes the place of the one that is configured for a client,
	 * which may have none.
	 * @param name the name of the client
	 * @return the URL, or {@code null} for the one that is configured
	 * @throws InvalidHeartbeatPropertyException if the URL is not allowed
	 */
	@Nullable URI getUrl(String name) {
		for (HeartbeatConnectionDetails details : this.beans.get()) {
			URI url = details.getUrl(name);
			if (url != null) {
				check(name, details, url);
				this.byClient.put(name, details);
				return url;
			}
		}
		return null;
	}

	// The URL is not shown: it may have a secret in it
	private static void check(String name, HeartbeatConnectionDetails details, URI url) {
		try {
			HeartbeatClientSettings.of(url);
		}
		catch (HeartbeatSettingsException ex) {
			throw new InvalidHeartbeatPropertyException("heartbeat.client." + name + ".url", "(hidden)", false,
					"The URL for the client '" + name + "' that is given by the connection details "
							+ details.getClass().getName() + " is not allowed: " + ex.getReason(),
					"Correct the URL of the connection details.");
		}
	}

	/**
	 * Replace what else belongs to the URL.
	 * @param name the name of the client
	 * @param settings its settings
	 * @return the settings to use
	 */
	HeartbeatClientSettings apply(String name, HeartbeatClientSettings settings) {
		HeartbeatConnectionDetails details = this.byClient.get(name);
		return (details != null)
				? withHeaders(withSslBundle(settings, name, details.getSslBundle(name)), details.getHeaders(name))
				: settings;
	}

	private HeartbeatClientSettings withSslBundle(HeartbeatClientSettings settings, String name,
			@Nullable SslBundle bundle) {
		if (bundle == null) {
			return settings;
		}
		String bundleName = BUNDLE_PREFIX + name + "'";
		this.bundles.put(bundleName, bundle);
		return settings.withSsl(settings.ssl().withBundle(bundleName));
	}

	private static HeartbeatClientSettings withHeaders(HeartbeatClientSettings settings, Map<String, String> headers) {
		return headers.isEmpty() ? settings : settings.withHeaders(merge(settings.headers(), headers));
	}

	private static Map<String, String> merge(Map<String, String> configured, Map<String, String> given) {
		Map<String, String> merged = new LinkedCaseInsensitiveMap<>();
		merged.putAll(configured);
		merged.putAll(given);
		return merged;
	}

	/**
	 * Return the SSL context of a bundle, which may be one that came with the details.
	 * @param bundleName the name of the bundle in the settings of a client
	 * @param configured gives the bundle of that name otherwise
	 * @return the context
	 */
	SSLContext getSslContext(String bundleName, Supplier<SslBundle> configured) {
		SslBundle bundle = this.bundles.get(bundleName);
		return ConfiguredSslContext.of((bundle != null) ? bundle : configured.get());
	}

}
