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

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.format.Formatter;
import org.springframework.format.Parser;
import org.springframework.format.Printer;

/**
 * {@link ConfigurationPropertiesBindHandlerAdvisor} that has the clients of
 * {@link HeartbeatProperties} bound by {@link ClientPropertiesBinder}, since there may be
 * thousands of them.
 */
class ClientsBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final List<Class<?>> CONVERTERS = List.of(Converter.class, ConverterFactory.class,
			GenericConverter.class, Formatter.class, Printer.class, Parser.class);

	private final ConfigurableListableBeanFactory beanFactory;

	ClientsBindHandlerAdvisor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new ClientsBindHandler(bindHandler);
	}

	// Boot collects these and keeps to itself what it makes of them
	private boolean hasConverters() {
		return this.beanFactory.containsBean(ConfigurableApplicationContext.CONVERSION_SERVICE_BEAN_NAME)
				|| CONVERTERS.stream().anyMatch(this::hasConverters);
	}

	private boolean hasConverters(Class<?> type) {
		return !BeanFactoryAnnotationUtils
			.qualifiedBeansOfType(this.beanFactory, type, ConfigurationPropertiesBinding.VALUE)
			.isEmpty();
	}

	private @Nullable List<ConversionService> conversionServices() {
		ConversionService conversionService = this.beanFactory.getConversionService();
		return (conversionService != null) ? Collections.singletonList(conversionService) : null;
	}

	private final class ClientsBindHandler extends AbstractBindHandler {

		private final BindHandler parent;

		ClientsBindHandler(BindHandler parent) {
			super(parent);
			this.parent = parent;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			Supplier<T> clients = target.getValue();
			if (clients != null && isClients(name, target) && !hasConverters()) {
				ClientPropertiesBinder binder = new ClientPropertiesBinder(context.getSources(), conversionServices(),
						ClientsBindHandlerAdvisor.this.beanFactory::copyRegisteredEditorsTo);
				if (binder.isRegular()) {
					((Map<String, HeartbeatClientProperties>) clients.get()).putAll(binder.bind(this.parent));
					return null;
				}
			}
			return super.onStart(name, target, context);
		}

		private boolean isClients(ConfigurationPropertyName name, Bindable<?> target) {
			return ClientPropertiesBinder.PREFIX.equals(name)
					&& target.getType().getGeneric(1).resolve() == HeartbeatClientProperties.class;
		}

	}

}
