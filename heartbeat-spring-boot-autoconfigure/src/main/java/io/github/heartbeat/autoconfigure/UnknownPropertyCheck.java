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
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.heartbeat.autoconfigure.UnknownHeartbeatPropertyException.Unknown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching;
import org.springframework.boot.context.properties.source.ConfigurationPropertyCaching.CacheOverride;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * {@link BeanFactoryPostProcessor} that refuses properties below {@code heartbeat} that
 * are not known: before any bean is made, since what follows from a typo is harder to
 * understand. Environment variables are warned of: a service of Kubernetes that is called
 * {@code heartbeat} makes some, too.
 */
class UnknownPropertyCheck implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(UnknownPropertyCheck.class);

	private static final ConfigurationPropertyName HEARTBEAT = ConfigurationPropertyName.of("heartbeat");

	private static final String PREFIX = "heartbeat.";

	private static final Pattern KUBERNETES = Pattern
		.compile(".*\\.(service\\.host|service\\.port(\\..*)?|port(\\.\\d+\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)?)");

	private final Environment environment;

	UnknownPropertyCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		PropertyKey keys = keys(beanFactory);
		List<Unknown> unknown = new ArrayList<>();
		CacheOverride caching = ConfigurationPropertyCaching.get(this.environment).override();
		try {
			for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
				if (source instanceof IterableConfigurationPropertySource iterable) {
					check(iterable, keys, unknown);
				}
			}
		}
		finally {
			caching.close();
		}
		if (!unknown.isEmpty()) {
			throw new UnknownHeartbeatPropertyException(unknown);
		}
	}

	// Boot gives the bean of such properties a name that begins with their prefix
	private PropertyKey keys(ConfigurableListableBeanFactory beanFactory) {
		PropertyKey keys = PropertyKey.root();
		for (String beanName : beanFactory.getBeanDefinitionNames()) {
			Class<?> type = beanName.startsWith(PREFIX) ? beanFactory.getType(beanName, false) : null;
			ConfigurationProperties properties = (type != null)
					? AnnotatedElementUtils.findMergedAnnotation(type, ConfigurationProperties.class) : null;
			if (type != null && properties != null && properties.prefix().startsWith(PREFIX)) {
				keys = keys.with(List.of(properties.prefix().substring(PREFIX.length()).split("\\.")), type);
			}
		}
		return keys;
	}

	private void check(IterableConfigurationPropertySource source, PropertyKey keys, List<Unknown> unknown) {
		boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
		KeyHints hints = new KeyHints(keys);
		for (ConfigurationPropertyName name : source) {
			if (!HEARTBEAT.isAncestorOf(name)) {
				continue;
			}
			if (variables) {
				checkVariable(source, name, hints);
			}
			else if (!isKnown(source, name, keys)) {
				unknown.add(new Unknown(SettingsFailures.text(name), origin(source, name), hints.of(name)));
			}
		}
	}

	private boolean isKnown(ConfigurationPropertySource source, ConfigurationPropertyName name, PropertyKey keys) {
		PropertyKey key = keys.find(name, 1);
		if (key == null || !key.isGroup()) {
			return key != null;
		}
		ConfigurationProperty property = source.getConfigurationProperty(name);
		boolean url = ClientPropertySources.CLIENT.isParentOf(name);
		return url || property == null || ObjectUtils.isEmpty(property.getValue());
	}

	private void checkVariable(ConfigurationPropertySource source, ConfigurationPropertyName name, KeyHints hints) {
		boolean ofClient = ClientPropertySources.CLIENT.isAncestorOf(name);
		if (!ofClient && !ClientPropertySources.DEFAULTS.isAncestorOf(name)) {
			return;
		}
		List<String> words = new ArrayList<>();
		for (int i = 2; i < name.getNumberOfElements(); i++) {
			words.add(name.getElement(i, Form.ORIGINAL).toLowerCase(Locale.ROOT));
		}
		boolean service = KUBERNETES.matcher("." + String.join(".", words)).matches();
		boolean known = ofClient ? isKnownOfAClient(source, name, hints, words) : hints.isKnownOfTheDefaults(words);
		if (!service && !known) {
			String variable = variable(source, name);
			String near = hints.ofVariable(ofClient, words);
			logger.warn("The environment variable '" + variable + "' means no property that is known"
					+ ((near != null) ? ": did you mean '" + near + "'?" : ""));
		}
	}

	private boolean isKnownOfAClient(ConfigurationPropertySource source, ConfigurationPropertyName name, KeyHints hints,
			List<String> words) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		boolean url = words.size() == 1 && property != null && ClientPropertySources.isShortForm(property);
		return url || hints.isKnownOfAClient(words);
	}

	private static String variable(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		Origin origin = (property != null) ? property.getOrigin() : null;
		return (origin instanceof SystemEnvironmentOrigin variable) ? variable.getProperty()
				: StringUtils.replace(name.toString(), ".", "_").toUpperCase(Locale.ROOT);
	}

	private static @Nullable String origin(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		Origin origin = (property != null) ? property.getOrigin() : null;
		return (origin != null) ? origin.toString() : null;
	}

}
