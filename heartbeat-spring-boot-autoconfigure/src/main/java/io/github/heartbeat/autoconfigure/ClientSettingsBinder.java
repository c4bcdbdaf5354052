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
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Ssl;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Binds the settings of clients: each with its own properties, and those of
 * {@code heartbeat.defaults} below them. Whatever is wrong is thrown as an
 * {@link InvalidHeartbeatPropertyException}.
 */
class ClientSettingsBinder {

	private static final Bindable<Boolean> ENABLED = Bindable.of(Boolean.class);

	private static final ConfigurationPropertyName ENABLED_KEY = ConfigurationPropertyName.of("enabled");

	private static final ConfigurationPropertyName BUNDLE_KEY = ConfigurationPropertyName.of("ssl.bundle");

	private final ConfigurableEnvironment environment;

	private final BinderFactory binders;

	private final Function<String, @Nullable URI> urls;

	private final Supplier<List<String>> sslBundleNames;

	private final Supplier<HeartbeatClientSettings> template = SingletonSupplier.of(this::bindTemplate);

	/**
	 * Create a new binder.
	 * @param environment the environment
	 * @param binders makes Boot's binders
	 * @param sslBundleNames the names of the SSL bundles there are
	 */
	ClientSettingsBinder(ConfigurableEnvironment environment, BinderFactory binders,
			Supplier<List<String>> sslBundleNames) {
		this(environment, binders, (name) -> null, sslBundleNames);
	}

	/**
	 * Create a new binder.
	 * @param environment the environment
	 * @param binders makes Boot's binders
	 * @param urls gives the URL that takes the place of the one that is configured for a
	 * client, or {@code null} for that one
	 * @param sslBundleNames the names of the SSL bundles there are
	 */
	ClientSettingsBinder(ConfigurableEnvironment environment, BinderFactory binders,
			Function<String, @Nullable URI> urls, Supplier<List<String>> sslBundleNames) {
		this.environment = environment;
		this.binders = binders;
		this.urls = urls;
		this.sslBundleNames = sslBundleNames;
	}

	/**
	 * Bind the clients that are enabled.
	 * @param parent the handler that is told of each property
	 * @return the settings by the name of the client, in the order of definition
	 * @throws InvalidHeartbeatPropertyException if a value is not allowed
	 */
	Map<String, HeartbeatClientSettings> bind(BindHandler parent) {
		ClientPropertySources sources = ClientPropertySources.of(this.environment);
		return new Run(sources, parent).bindAll();
	}

	/**
	 * Return the names of the clients.
	 * @return the names, and which of the clients are enabled
	 * @throws InvalidHeartbeatPropertyException if a name is not allowed
	 */
	ClientNames getNames() {
		return new Run(ClientPropertySources.of(this.environment), BindHandler.DEFAULT).names();
	}

	/**
	 * Return the settings of a client that says nothing but its URL.
	 * @param url the URL
	 * @return the settings
	 * @throws InvalidHeartbeatPropertyException if a value of the defaults is not allowed
	 * @throws io.github.heartbeat.HeartbeatSettingsException if the URL is not a
	 * WebSocket URL
	 */
	HeartbeatClientSettings getDefaults(URI url) {
		HeartbeatClientSettings settings = this.template.get().withUrl(url);
		return isSecure(settings) ? settings : settings.withSsl(new Ssl(null));
	}

	private HeartbeatClientSettings bindTemplate() {
		ClientPropertySources sources = ClientPropertySources.of(this.environment);
		return new Run(sources, BindHandler.DEFAULT).bindDefaults();
	}

	private static boolean isSecure(HeartbeatClientSettings settings) {
		return settings.url().getScheme().equals("wss");
	}

	/**
	 * One pass over the clients, and what they share in it.
	 */
	private final class Run {

		private final ClientPropertySources clients;

		private final Interner shared = new Interner();

		private final SettingsBindHandler handler;

		private final ClientDefaults defaults;

		private final Binder binder;

		private final List<SettingsComponent> components = SettingsComponent.all();

		private final boolean enabledByDefault;

		/** What the binder sees: the sources of the client that is being bound. */
		private List<ConfigurationPropertySource> sources = Collections.emptyList();

		Run(ClientPropertySources clients, BindHandler parent) {
			this.clients = clients;
			this.handler = new SettingsBindHandler(parent, this.shared);
			this.binder = ClientSettingsBinder.this.binders.create(() -> this.sources.iterator());
			Binder binderOfDefaults = ClientSettingsBinder.this.binders.create(clients.getDefaults());
			this.defaults = new ClientDefaults(clients.getDefaults(),
					(name, target) -> bind(binderOfDefaults, name, target));
			this.enabledByDefault = !Boolean.FALSE
				.equals(bind(binderOfDefaults, ClientPropertySources.DEFAULTS.append(ENABLED_KEY), ENABLED));
		}

		private <T> @Nullable T bind(Binder binder, ConfigurationPropertyName name, Bindable<T> target) {
			try {
				return binder.bind(name, target, this.handler).orElse(null);
			}
			catch (BindException ex) {
				throw SettingsFailures.unwrap(ex);
			}
		}

		Map<String, HeartbeatClientSettings> bindAll() {
			Map<String, HeartbeatClientSettings> settings = new LinkedHashMap<>();
			names().getBeanNames().keySet().forEach((name) -> {
				ConfigurationPropertyName client = this.clients.getNames().get(name);
				if (client != null) {
					settings.put(name, bind(name, client, this.clients.getSources(client)));
				}
			});
			return settings;
		}

		ClientNames names() {
			return ClientNames.of(this.clients.getNames(), this::isEnabled);
		}

		private boolean isEnabled(ConfigurationPropertyName client) {
			List<ConfigurationPropertySource> own = this.clients.getSources(client);
			ConfigurationPropertyName enabled = client.append(ENABLED_KEY);
			if (find(own, enabled) == null) {
				return this.enabledByDefault;
			}
			this.sources = own;
			return Boolean.TRUE.equals(bind(this.binder, enabled, ENABLED));
		}

		private HeartbeatClientSettings bind(String name, ConfigurationPropertyName client,
				List<ConfigurationPropertySource> own) {
			Set<String> said = said(client, own);
			this.sources = own;
			if (said == null || !said.isEmpty()) {
				this.sources = new ArrayList<>(own);
				this.sources.add(new DefaultsSource(client, this.defaults));
			}
			URI given = ClientSettingsBinder.this.urls.apply(name);
			URI url = (given != null) ? given : url(client.append(SettingsComponent.URL), own);
			HeartbeatClientSettings settings = create(client, url, (component) -> {
				if (said != null && !said.contains(component.uniformName())) {
					return this.defaults.getValue(component);
				}
				Object value = bind(this.binder, client.append(component.key()), component.target());
				return (value != null) ? value : this.defaults.getValue(component);
			});
			if (given != null && !isSecure(settings)) {
				// The bundle belongs to the URL that is configured
				return settings.withSsl(new Ssl(null));
			}
			return checkSsl(settings, client, own);
		}

		/**
		 * Return of what the client says something, other than its URL.
		 * @param client the name of its properties
		 * @param own what is configured for it
		 * @return the names of components, or {@code null} if a source does not tell
		 */
		private @Nullable Set<String> said(ConfigurationPropertyName client, List<ConfigurationPropertySource> own) {
			Set<String> said = new HashSet<>();
			for (ConfigurationPropertySource source : own) {
				if (!(source instanceof IterableConfigurationPropertySource iterable)) {
					return null;
				}
				iterable.forEach((name) -> said.add(name.getElement(client.getNumberOfElements(), Form.UNIFORM)));
			}
			said.remove(SettingsComponent.URL.getLastElement(Form.UNIFORM));
			return said;
		}

		// The URL is one to be replaced
		HeartbeatClientSettings bindDefaults() {
			this.sources = this.clients.getDefaults();
			return checkSsl(
					create(ClientPropertySources.DEFAULTS, URI.create("wss://localhost"), this.defaults::getValue),
					ClientPropertySources.DEFAULTS, this.clients.getDefaults());
		}

		private HeartbeatClientSettings create(ConfigurationPropertyName client, URI url,
				Function<SettingsComponent, @Nullable Object> value) {
			@Nullable Object[] values = this.components.stream()
				.map((component) -> component.isUrl() ? url : value.apply(component))
				.toArray();
			try {
				return SettingsComponent.create(values);
			}
			catch (BeanInstantiationException ex) {
				throw SettingsFailures.of(client, sources(client), ex);
			}
		}

		// To find out where a value is from
		private List<ConfigurationPropertySource> sources(ConfigurationPropertyName client) {
			List<ConfigurationPropertySource> sources = new ArrayList<>(this.sources);
			sources.add(new DefaultsSource(client, this.defaults));
			return sources;
		}

		private HeartbeatClientSettings checkSsl(HeartbeatClientSettings settings, ConfigurationPropertyName client,
				List<ConfigurationPropertySource> own) {
			String bundle = settings.ssl().bundle();
			if (bundle == null) {
				return settings;
			}
			ConfigurationProperty property = find(own, client.append(BUNDLE_KEY));
			if (!isSecure(settings)) {
				if (property == null) {
					return settings.withSsl(new Ssl(null));
				}
				throw SettingsFailures.invalid(SettingsFailures.text(property.getName()), bundle, true,
						"An SSL bundle needs a URL with the scheme 'wss', and this client has 'ws'.");
			}
			List<String> names = ClientSettingsBinder.this.sslBundleNames.get();
			if (!names.contains(bundle)) {
				String known = names.isEmpty() ? "There is none." : "There are: " + String.join(", ", names) + ".";
				ConfigurationPropertyName name = (property != null) ? property.getName()
						: ClientPropertySources.DEFAULTS.append(BUNDLE_KEY);
				throw SettingsFailures.invalid(SettingsFailures.text(name), bundle, true,
						"It must be the name of an SSL bundle, as defined below 'spring.ssl.bundle'. " + known);
			}
			return settings;
		}

		private URI url(ConfigurationPropertyName key, List<ConfigurationPropertySource> own) {
			ConfigurationProperty property = find(own, key);
			property = (property != null) ? property : this.defaults.getProperty(SettingsComponent.URL);
			String configured = (property != null) ? String.valueOf(property.getValue()) : "";
			if (property == null || !StringUtils.hasText(configured)) {
				throw new InvalidHeartbeatPropertyException(SettingsFailures.text(key), "", false,
						"A client must have a URL.",
						String.format("Set '%s' to the WebSocket URL to connect to, for example "
								+ "'wss://feed.example.com/prices'.", SettingsFailures.text(key)));
			}
			try {
				String text = String
					.valueOf(ClientSettingsBinder.this.binders.placeholders().resolvePlaceholders(property.getValue()))
					.trim();
				// By its text: two URLs are equal, too, if their hosts differ in case
				return this.shared.share(text, new URI(text));
			}
			catch (URISyntaxException ex) {
				// The message is not shown: it has the whole text in it
				throw SettingsFailures.invalidUrl(property,
						String.format("%s at index %s. A URL such as 'wss://feed.example.com/prices' is expected.",
								ex.getReason(), ex.getIndex()));
			}
			catch (PlaceholderResolutionException ex) {
				throw SettingsFailures.invalidUrl(property, SettingsFailures.reason(ex));
			}
		}

		private @Nullable ConfigurationProperty find(List<ConfigurationPropertySource> sources,
				ConfigurationPropertyName name) {
			for (ConfigurationPropertySource source : sources) {
				ConfigurationProperty property = source.getConfigurationProperty(name);
				if (property != null) {
					return property;
				}
			}
			return null;
		}

	}

}
