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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * The properties of one client, or of the defaults, in one source.
 */
final class ClientSource implements IterableConfigurationPropertySource {

	private final ConfigurationPropertySource source;

	private final Map<ConfigurationPropertyName, ConfigurationProperty> properties = new LinkedHashMap<>(4);

	ClientSource(ConfigurationPropertySource source) {
		this.source = source;
	}

	/**
	 * Add a property, unless there is one of that name.
	 * @param name the name under which it is found
	 * @param property the property
	 * @return the one that there is, or {@code null} if the property was added
	 */
	@Nullable ConfigurationProperty add(ConfigurationPropertyName name, ConfigurationProperty property) {
		return this.properties.putIfAbsent(name, property);
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
		return this.properties.get(name);
	}

	@Override
	public Iterator<ConfigurationPropertyName> iterator() {
		return this.properties.keySet().iterator();
	}

	@Override
	public Stream<ConfigurationPropertyName> stream() {
		return this.properties.keySet().stream();
	}

	@Override
	public @Nullable Object getUnderlyingSource() {
		return this.source.getUnderlyingSource();
	}

}
