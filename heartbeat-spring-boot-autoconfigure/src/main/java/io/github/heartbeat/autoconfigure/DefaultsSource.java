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

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * The defaults as properties of one client, below its own.
 */
final class DefaultsSource implements IterableConfigurationPropertySource {

	private final ConfigurationPropertyName client;

	private final ClientDefaults defaults;

	private final List<ConfigurationPropertyName> names;

	/**
	 * Create the source.
	 * @param client the name of the client's properties
	 * @param defaults the defaults
	 */
	DefaultsSource(ConfigurationPropertyName client, ClientDefaults defaults) {
		this.client = client;
		this.defaults = defaults;
		this.names = defaults.getKeys().stream().map(client::append).toList();
	}

	/**
	 * Return a property of the defaults.
	 * @param name the name that it has for the client
	 * @return the property, under its own name, so that reports can tell where it is
	 */
	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
		if (name == null || !this.client.isAncestorOf(name)) {
			return null;
		}
		return this.defaults.getProperty(name.subName(this.client.getNumberOfElements()));
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
