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

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is configured for one client, and below it what is configured for all of them. It
 * remembers for which keys the latter was used, so that a report can name them.
 *
 * @param <T> the type of the properties
 */
final class PropertyLayers<T> {

	private final String prefix;

	private final @Nullable T client;

	private final @Nullable T defaults;

	private final Set<String> defaulted;

	/**
	 * Create the layers of a client.
	 * @param client what is configured for the client
	 * @param defaults what is configured for all clients
	 */
	PropertyLayers(T client, T defaults) {
		this("", client, defaults, new HashSet<>());
	}

	private PropertyLayers(String prefix, @Nullable T client, @Nullable T defaults, Set<String> defaulted) {
		this.prefix = prefix;
		this.client = client;
		this.defaults = defaults;
		this.defaulted = defaulted;
	}

	<N> PropertyLayers<N> nested(String key, Function<T, @Nullable N> getter) {
		return new PropertyLayers<>(this.prefix + key + ".", get(this.client, getter), get(this.defaults, getter),
				this.defaulted);
	}

	/**
	 * Return whether nothing is configured in either layer.
	 * @return whether there is neither layer
	 */
	boolean isEmpty() {
		return this.client == null && this.defaults == null;
	}

	<V> V get(String key, Function<T, @Nullable V> getter, V standard) {
		V value = get(key, getter);
		return (value != null) ? value : standard;
	}

	<V> @Nullable V get(String key, Function<T, @Nullable V> getter) {
		V value = get(this.client, getter);
		if (value == null) {
			value = get(this.defaults, getter);
			if (value != null) {
				this.defaulted.add(this.prefix + key);
			}
		}
		return value;
	}

	private <V> @Nullable V get(@Nullable T layer, Function<T, @Nullable V> getter) {
		return (layer != null) ? getter.apply(layer) : null;
	}

	/**
	 * Return whether the value of the key came from the lower layer.
	 * @param key the key below that of the client, for instance {@code ping.interval}
	 * @return whether it did
	 */
	boolean isDefaulted(String key) {
		return this.defaulted.contains(key);
	}

}
