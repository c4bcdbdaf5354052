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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching.CacheOverride;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ObjectUtils;

/**
 * What is configured for each client, and for all of them, sorted in a time that grows
 * with the number of properties and no faster. A client is bound with nothing but its own
 * properties in sight: a binder that sees everything runs over the properties of all
 * clients for each map and each list of each client.
 */
final class ClientPropertySources {

	static final ConfigurationPropertyName CLIENT = ConfigurationPropertyName.of("heartbeat.client");

	static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("heartbeat.defaults");

	private static final int CLIENT_ELEMENTS = CLIENT.getNumberOfElements() + 1;

	private static final Pattern WEB_SOCKET_URL = Pattern.compile("(?is)\\s*wss?:.*");

	private final PropertyKey keys = PropertyKey.client();

	/** The clients by their names as they are written, in the order of definition. */
	private final Map<String, ConfigurationPropertyName> names = new LinkedHashMap<>();

	/** For each source that matters, what of it matters for a client. */
	private final List<Function<ConfigurationPropertyName, @Nullable ConfigurationPropertySource>> layers = new ArrayList<>();

	private final List<ConfigurationPropertySource> defaults = new ArrayList<>();

	private ClientPropertySources(Iterable<ConfigurationPropertySource> sources) {
		List<Variables> variables = new ArrayList<>();
		for (ConfigurationPropertySource source : sources) {
			if (!(source instanceof IterableConfigurationPropertySource iterable)) {
				addOpaque(source);
			}
			else if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
				variables.add(addVariables(iterable));
			}
			else {
				addExact(iterable);
			}
		}
		// Variables know no dashes: a name of another source is the better one
		Set<ConfigurationPropertyName> known = Set.copyOf(this.names.values());
		variables.forEach((source) -> source.clients.keySet()
			.stream()
			.filter((client) -> !known.contains(client))
			.forEach(this::addName));
	}

	/**
	 * Return what the sources of an environment say.
	 * @param environment the environment
	 * @return the properties, sorted
	 */
	static ClientPropertySources of(Environment environment) {
		// Or else each look-up would ask the source whether its names are still the same
		CacheOverride caching = ConfigurationPropertyCaching.get(environment).override();
		try {
			return new ClientPropertySources(ConfigurationPropertySources.get(environment));
		}
		finally {
			caching.close();
		}
	}

	private void addName(ConfigurationPropertyName client) {
		this.names.putIfAbsent(client.getLastElement(Form.ORIGINAL), client);
	}

	private void addOpaque(ConfigurationPropertySource source) {
		if (source.containsDescendantOf(CLIENT) != ConfigurationPropertyState.ABSENT) {
			this.layers.add((client) -> source);
		}
		if (source.containsDescendantOf(DEFAULTS) != ConfigurationPropertyState.ABSENT) {
			this.defaults.add(source);
		}
	}

	private void addExact(IterableConfigurationPropertySource source) {
		if (source.containsDescendantOf(CLIENT) == ConfigurationPropertyState.ABSENT
				&& source.containsDescendantOf(DEFAULTS) == ConfigurationPropertyState.ABSENT) {
			return;
		}
		Map<ConfigurationPropertyName, ClientSource> clients = new HashMap<>();
		ClientSource defaults = new ClientSource(source);
		for (ConfigurationPropertyName name : source) {
			if (CLIENT.isAncestorOf(name)) {
				ConfigurationPropertyName client = name.chop(CLIENT_ELEMENTS);
				addName(client);
				add(clients.computeIfAbsent(client, (key) -> new ClientSource(source)), source, name, CLIENT_ELEMENTS);
			}
			else if (DEFAULTS.isAncestorOf(name)) {
				add(defaults, source, name, DEFAULTS.getNumberOfElements());
			}
		}
		this.layers.add(clients::get);
		this.defaults.add(defaults);
	}

	private void add(ClientSource target, ConfigurationPropertySource source, ConfigurationPropertyName name,
			int elements) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		if (property == null) {
			return;
		}
		if (name.getNumberOfElements() == elements) {
			addUrl(target, name, property);
			return;
		}
		PropertyKey key = this.keys.find(name, elements);
		boolean nothing = key != null && key.isGroup() && ObjectUtils.isEmpty(property.getValue());
		if (!nothing) {
			check(target.add(name, property), property);
		}
	}

	// The short form, a client that is nothing but its URL
	private void addUrl(ClientSource target, ConfigurationPropertyName client, ConfigurationProperty property) {
		if (!ObjectUtils.isEmpty(property.getValue())) {
			check(target.add(client.append("url"), property), property);
		}
	}

	private void check(@Nullable ConfigurationProperty other, ConfigurationProperty property) {
		if (other != null && other.getName().getNumberOfElements() != property.getName().getNumberOfElements()) {
			String name = property.getName().chop(CLIENT_ELEMENTS).toString();
			throw new InvalidHeartbeatPropertyException(name, "(hidden)", false,
					"The URL of the client is here and in '" + name + ".url' as well.", "Remove one of both.");
		}
	}

	private Variables addVariables(IterableConfigurationPropertySource source) {
		Variables variables = new Variables(source, this.keys);
		this.layers.add(variables.clients::get);
		this.defaults.add(variables.defaults);
		return variables;
	}

	/**
	 * Return whether the value of an environment variable is the URL of a client, and not
	 * what Kubernetes says of a service that is called so.
	 * @param property the variable
	 * @return whether it is a WebSocket URL
	 */
	static boolean isShortForm(ConfigurationProperty property) {
		return WEB_SOCKET_URL.matcher(String.valueOf(property.getValue())).matches();
	}

	/**
	 * Return the clients.
	 * @return the names of their properties by their names as they are written, in the
	 * order of definition
	 */
	Map<String, ConfigurationPropertyName> getNames() {
		return this.names;
	}

	/**
	 * Return what is configured for one client.
	 * @param client the name of its properties
	 * @return the sources, the one that wins first
	 */
	List<ConfigurationPropertySource> getSources(ConfigurationPropertyName client) {
		List<ConfigurationPropertySource> sources = new ArrayList<>(this.layers.size());
		this.layers.forEach((layer) -> {
			ConfigurationPropertySource source = layer.apply(client);
			if (source != null) {
				sources.add(source);
			}
		});
		return sources;
	}

	/**
	 * Return what is configured for all clients.
	 * @return the sources, the one that wins first
	 */
	List<ConfigurationPropertySource> getDefaults() {
		return this.defaults;
	}

	/**
	 * The environment variables, each under the name of the property that it means.
	 */
	private static final class Variables {

		private final Map<ConfigurationPropertyName, ClientSource> clients = new LinkedHashMap<>();

		private final ClientSource defaults;

		private final PropertyKey keys;

		Variables(IterableConfigurationPropertySource source, PropertyKey keys) {
			this.defaults = new ClientSource(source);
			this.keys = keys;
			for (ConfigurationPropertyName name : source) {
				ConfigurationProperty property = source.getConfigurationProperty(name);
				if (property != null && CLIENT.isAncestorOf(name)) {
					addToClient(source, words(name, CLIENT.getNumberOfElements()), property);
				}
				else if (property != null && DEFAULTS.isAncestorOf(name)) {
					String key = keys.findByWords(words(name, DEFAULTS.getNumberOfElements()));
					if (key != null) {
						add(this.defaults, DEFAULTS.append(key), property);
					}
				}
			}
		}

		private static List<String> words(ConfigurationPropertyName name, int from) {
			List<String> words = new ArrayList<>();
			for (int i = from; i < name.getNumberOfElements(); i++) {
				words.add(name.getElement(i, Form.ORIGINAL).toLowerCase(Locale.ROOT));
			}
			return words;
		}

		// HEARTBEAT_CLIENT_ORDER_FEED_URL may be meant for 'order-feed'
		private void addToClient(IterableConfigurationPropertySource source, List<String> words,
				ConfigurationProperty property) {
			for (int i = 1; i < words.size(); i++) {
				String key = this.keys.findByWords(words.subList(i, words.size()));
				if (key != null) {
					addToClient(source, words.subList(0, i), key, property);
					return;
				}
			}
			if (words.size() == 1 && isShortForm(property)) {
				addToClient(source, words, "url", property);
			}
		}

		private void addToClient(IterableConfigurationPropertySource source, List<String> client, String key,
				ConfigurationProperty property) {
			ConfigurationPropertyName name = CLIENT.append(String.join("-", client));
			add(this.clients.computeIfAbsent(name, (added) -> new ClientSource(source)), name.append(key), property);
		}

		private static void add(ClientSource target, ConfigurationPropertyName name, ConfigurationProperty property) {
			target.add(name, new ConfigurationProperty(name, property.getValue(), property.getOrigin()));
		}

	}

}
