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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * What is configured for all clients: property by property, and what it makes of each
 * component of the settings, once for all clients that say nothing of it.
 */
final class ClientDefaults {

	private final List<ConfigurationPropertySource> sources;

	private final BiFunction<ConfigurationPropertyName, Bindable<?>, @Nullable Object> bind;

	private final Map<ConfigurationPropertyName, @Nullable Object> values = new HashMap<>();

	/**
	 * Create the defaults.
	 * @param sources the sources, the one that wins first
	 * @param bind binds what is below a name in these sources, {@code null} if nothing is
	 */
	ClientDefaults(List<ConfigurationPropertySource> sources,
			BiFunction<ConfigurationPropertyName, Bindable<?>, @Nullable Object> bind) {
		this.sources = sources;
		this.bind = bind;
	}

	/**
	 * Return a property.
	 * @param key the key below {@code heartbeat.defaults}
	 * @return the property under its own name, or {@code null} if it is not set
	 */
	@Nullable ConfigurationProperty getProperty(ConfigurationPropertyName key) {
		ConfigurationPropertyName name = ClientPropertySources.DEFAULTS.append(key);
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/**
	 * Return the keys that are set.
	 * @return the keys below {@code heartbeat.defaults}
	 */
	List<ConfigurationPropertyName> getKeys() {
		List<ConfigurationPropertyName> keys = new ArrayList<>();
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable
					.forEach((name) -> keys.add(name.subName(ClientPropertySources.DEFAULTS.getNumberOfElements())));
			}
		}
		return keys;
	}

	/**
	 * Return the value that a component of the settings has by default.
	 * @param component the component
	 * @return the value, or {@code null} for none
	 */
	@Nullable Object getValue(SettingsComponent component) {
		if (!this.values.containsKey(component.key())) {
			Object bound = this.bind.apply(ClientPropertySources.DEFAULTS.append(component.key()), component.target());
			this.values.put(component.key(), (bound != null) ? bound : component.standard());
		}
		return this.values.get(component.key());
	}

}
