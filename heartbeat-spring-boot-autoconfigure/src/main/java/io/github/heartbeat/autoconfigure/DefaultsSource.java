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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * The defaults as properties of one client, below its own: a component of the settings of
 * which the client says nothing is there as a whole and the same for all such clients,
 * the others key by key.
 */
final class DefaultsSource implements IterableConfigurationPropertySource {

	private final ConfigurationPropertyName client;

	private final ClientDefaults defaults;

	/** The components of which the client says something. */
	private final Set<String> own = new HashSet<>();

	private final boolean ownIsUnknown;

	private final List<ConfigurationPropertyName> names = new ArrayList<>();

	/**
	 * Create the source.
	 * @param client the name of the client's properties
	 * @param defaults the defaults
	 * @param sources what is configured for the client
	 */
	DefaultsSource(ConfigurationPropertyName client, ClientDefaults defaults,
			List<ConfigurationPropertySource> sources) {
		this.client = client;
		this.defaults = defaults;
		int elements = client.getNumberOfElements();
		boolean unknown = false;
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.forEach((name) -> this.own.add(name.getElement(elements, Form.UNIFORM)));
			}
			else {
				unknown = true;
			}
		}
		this.ownIsUnknown = unknown;
		for (ConfigurationPropertyName key : defaults.getKeys()) {
			if (isOwn(key)) {
				this.names.add(client.append(key));
			}
		}
	}

	private boolean isOwn(ConfigurationPropertyName key) {
		return this.ownIsUnknown || this.own.contains(key.getElement(0, Form.UNIFORM));
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
		if (name == null || !this.client.isAncestorOf(name)) {
			return null;
		}
		ConfigurationPropertyName key = name.subName(this.client.getNumberOfElements());
		if (isOwn(key)) {
			return this.defaults.getProperty(key);
		}
		Object value = (key.getNumberOfElements() == 1) ? this.defaults.getValue(key) : null;
		if (value == null) {
			return null;
		}
		// Not under the name of the client, or Boot keeps it as one more property of it
		return new ConfigurationProperty(ClientPropertySources.DEFAULTS.append(key), value, null);
	}

	@Override
	public Iterator<ConfigurationPropertyName> iterator() {
		return this.names.iterator();
	}

	@Override
	public Stream<ConfigurationPropertyName> stream() {
		return this.names.stream();
	}

}
