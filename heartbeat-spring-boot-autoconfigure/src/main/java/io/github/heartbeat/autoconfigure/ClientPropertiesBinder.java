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
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds what is below {@code heartbeat.client} in a time that grows with the number of
 * clients and no faster. Each client is bound by a {@link Binder} that sees nothing but
 * the properties of this client: one that sees everything runs over the properties of all
 * clients for each map and each list of each client.
 */
final class ClientPropertiesBinder {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("heartbeat.client");

	private static final Bindable<HeartbeatClientProperties> CLIENT = Bindable.of(HeartbeatClientProperties.class);

	private static final Bindable<Boolean> ENABLED = Bindable.of(Boolean.class);

	private final Map<String, ConfigurationPropertyName> names = new LinkedHashMap<>();

	/** For each source that matters, what of it matters for a client. */
	private final List<Function<ConfigurationPropertyName, @Nullable ConfigurationPropertySource>> layers = new ArrayList<>();

	private final Binder binder;

	/** What the binder sees: the sources of the client that is being bound. */
	private List<ConfigurationPropertySource> sources = Collections.emptyList();

	private boolean regular = true;

	/**
	 * Create a new binder.
	 * @param sources all sources, the one that wins first
	 * @param conversionServices the conversion services to use in addition to Boot's, or
	 * {@code null} for none
	 * @param propertyEditors adds property editors, or {@code null} for none
	 */
	ClientPropertiesBinder(Iterable<ConfigurationPropertySource> sources,
			@Nullable List<ConversionService> conversionServices,
			@Nullable Consumer<PropertyEditorRegistry> propertyEditors) {
		List<PropertySource<?>> propertySources = new ArrayList<>();
		propertySources.add(new RelaxedPropertySource(sources));
		for (ConfigurationPropertySource source : sources) {
			if (source.getUnderlyingSource() instanceof PropertySource<?> propertySource) {
				propertySources.add(propertySource);
			}
			add(source);
		}
		this.binder = new Binder(() -> this.sources.iterator(),
				new PropertySourcesPlaceholdersResolver(propertySources), conversionServices, propertyEditors, null,
				null);
	}

	private void add(ConfigurationPropertySource source) {
		if (source.getConfigurationProperty(PREFIX) != null) {
			this.regular = false;
		}
		if (source.containsDescendantOf(PREFIX) == ConfigurationPropertyState.ABSENT) {
			return;
		}
		if (!(source instanceof IterableConfigurationPropertySource iterable)) {
			this.layers.add((client) -> source);
			return;
		}
		Map<ConfigurationPropertyName, ClientSource> clients = new HashMap<>();
		for (ConfigurationPropertyName name : iterable) {
			if (PREFIX.isAncestorOf(name)) {
				add(iterable, name, clients);
			}
		}
		// Of a variable with underscores nobody can tell which of several names it means
		boolean exact = !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
		this.layers.add(exact ? clients::get : (client) -> source);
	}

	private void add(ConfigurationPropertySource source, ConfigurationPropertyName name,
			Map<ConfigurationPropertyName, ClientSource> clients) {
		int elements = PREFIX.getNumberOfElements() + 1;
		if (name.getNumberOfElements() == elements) {
			this.regular = false;
			return;
		}
		ConfigurationPropertyName client = name.chop(elements);
		this.names.putIfAbsent(client.getElement(elements - 1, Form.ORIGINAL), client);
		clients.computeIfAbsent(client, (key) -> new ClientSource(source)).add(name);
	}

	/**
	 * Return whether nothing but properties of clients was found. Where a client or all
	 * of them are given as one value, Boot decides what that means.
	 * @return whether this binder may be used
	 */
	boolean isRegular() {
		return this.regular;
	}

	/**
	 * Bind the clients.
	 * @param handler the handler to use, or {@code null} for none
	 * @return the clients by name, in the order of definition
	 */
	Map<String, HeartbeatClientProperties> bind(@Nullable BindHandler handler) {
		return bind((name) -> this.binder.bind(name, CLIENT, handler).orElse(null));
	}

	/**
	 * Bind the clients, each at least so far that it is known whether there is such a
	 * client and whether it is enabled.
	 * @return the clients by name, in the order of definition
	 */
	Map<String, HeartbeatClientProperties> bindOutline() {
		return bind(
				(name) -> has(name.append("url")) ? bindEnabled(name) : this.binder.bind(name, CLIENT).orElse(null));
	}

	private HeartbeatClientProperties bindEnabled(ConfigurationPropertyName name) {
		HeartbeatClientProperties client = new HeartbeatClientProperties();
		ConfigurationPropertyName enabled = name.append("enabled");
		if (has(enabled)) {
			this.binder.bind(enabled, ENABLED).ifBound(client::setEnabled);
		}
		return client;
	}

	private boolean has(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			if (source.getConfigurationProperty(name) != null) {
				return true;
			}
		}
		return false;
	}

	private Map<String, HeartbeatClientProperties> bind(
			Function<ConfigurationPropertyName, @Nullable HeartbeatClientProperties> bind) {
		Map<String, HeartbeatClientProperties> clients = new LinkedHashMap<>();
		this.names.forEach((name, propertyName) -> {
			this.sources = sources(propertyName);
			HeartbeatClientProperties client = bind.apply(propertyName);
			if (client != null) {
				clients.put(name, client);
			}
		});
		return clients;
	}

	private List<ConfigurationPropertySource> sources(ConfigurationPropertyName client) {
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
	 * What placeholders are looked up in first, as Boot does: {@code ${feed.api-key}} is
	 * also what is written {@code feed.apiKey}, or {@code FEED_APIKEY} in the
	 * environment.
	 */
	private static final class RelaxedPropertySource extends PropertySource<Iterable<ConfigurationPropertySource>> {

		RelaxedPropertySource(Iterable<ConfigurationPropertySource> sources) {
			super("heartbeatRelaxed", sources);
		}

		@Override
		public @Nullable Object getProperty(String name) {
			if (!ConfigurationPropertyName.isValid(name)) {
				return null;
			}
			ConfigurationPropertyName propertyName = ConfigurationPropertyName.of(name);
			for (ConfigurationPropertySource candidate : getSource()) {
				ConfigurationProperty property = candidate.getConfigurationProperty(propertyName);
				if (property != null) {
					return property.getValue();
				}
			}
			return null;
		}

	}

	/**
	 * The properties of one client in one source.
	 */
	private static final class ClientSource implements IterableConfigurationPropertySource {

		private final ConfigurationPropertySource source;

		private final Map<ConfigurationPropertyName, ConfigurationProperty> properties = new LinkedHashMap<>(4);

		ClientSource(ConfigurationPropertySource source) {
			this.source = source;
		}

		void add(ConfigurationPropertyName name) {
			ConfigurationProperty property = this.source.getConfigurationProperty(name);
			if (property != null) {
				this.properties.putIfAbsent(name, property);
			}
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

}
