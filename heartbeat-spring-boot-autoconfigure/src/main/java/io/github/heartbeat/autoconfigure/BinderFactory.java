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
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatTextPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.format.support.FormattingConversionService;
import org.springframework.util.PropertyPlaceholderHelper;
import org.springframework.util.SystemPropertyUtils;

/**
 * Makes binders that convert as Boot does for the application, know the types of the
 * settings, and refuse a placeholder that can't be resolved.
 */
final class BinderFactory {

	private final PlaceholdersResolver placeholders;

	private final List<ConversionService> conversionServices;

	private final @Nullable Consumer<PropertyEditorRegistry> propertyEditors;

	private BinderFactory(ConfigurableEnvironment environment, List<ConversionService> conversionServices,
			@Nullable Consumer<PropertyEditorRegistry> propertyEditors) {
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment.getPropertySources(),
				new PropertyPlaceholderHelper(SystemPropertyUtils.PLACEHOLDER_PREFIX,
						SystemPropertyUtils.PLACEHOLDER_SUFFIX, SystemPropertyUtils.VALUE_SEPARATOR,
						SystemPropertyUtils.ESCAPE_CHARACTER, false));
		this.conversionServices = new ArrayList<>();
		this.conversionServices.add(settingsConversionService());
		this.conversionServices.addAll(conversionServices);
		this.propertyEditors = propertyEditors;
	}

	private static ConversionService settingsConversionService() {
		GenericConversionService conversionService = new GenericConversionService();
		ApplicationConversionService.addDelimitedStringConverters(conversionService);
		conversionService.addConverter(String.class, CodeRange.class, CodeRange::parse);
		conversionService.addConverter(String.class, HeartbeatTextPattern.class, HeartbeatTextPattern::of);
		return conversionService;
	}

	/**
	 * Return a factory that does without beans, which are not there yet.
	 * @param environment the environment
	 * @return the factory
	 */
	static BinderFactory of(ConfigurableEnvironment environment) {
		return new BinderFactory(environment, List.of(ApplicationConversionService.getSharedInstance()), null);
	}

	/**
	 * Return a factory that converts as the application has it.
	 * @param environment the environment
	 * @param beanFactory has the converters of the application
	 * @return the factory
	 */
	static BinderFactory of(ConfigurableEnvironment environment, ConfigurableListableBeanFactory beanFactory) {
		return new BinderFactory(environment, conversionServices(beanFactory), beanFactory::copyRegisteredEditorsTo);
	}

	// Boot collects the same and keeps it to itself
	private static List<ConversionService> conversionServices(ConfigurableListableBeanFactory beanFactory) {
		String beanName = ConfigurableApplicationContext.CONVERSION_SERVICE_BEAN_NAME;
		if (beanFactory.containsBean(beanName) && beanFactory.isTypeMatch(beanName, ConversionService.class)) {
			return List.of(beanFactory.getBean(beanName, ConversionService.class));
		}
		List<ConversionService> conversionServices = new ArrayList<>();
		FormattingConversionService converters = new FormattingConversionService();
		DefaultConversionService.addCollectionConverters(converters);
		if (!ApplicationConversionService.addBeans(converters, beanFactory, ConfigurationPropertiesBinding.VALUE)
			.isEmpty()) {
			conversionServices.add(converters);
		}
		ConversionService conversionService = beanFactory.getConversionService();
		if (conversionService != null) {
			conversionServices.add(conversionService);
		}
		conversionServices.add(ApplicationConversionService.getSharedInstance());
		return conversionServices;
	}

	/**
	 * Make a binder.
	 * @param sources what it sees
	 * @return the binder
	 */
	Binder create(Iterable<ConfigurationPropertySource> sources) {
		return new Binder(sources, this.placeholders, this.conversionServices, this.propertyEditors, null, null);
	}

	/**
	 * Return what resolves placeholders.
	 * @return the resolver, which throws a
	 * {@link org.springframework.util.PlaceholderResolutionException}
	 */
	PlaceholdersResolver placeholders() {
		return this.placeholders;
	}

}
