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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * An {@link AbstractFailureAnalyzer} for {@link InvalidHeartbeatPropertyException}. It
 * comes before Boot's own, which shows the value of the property as it is, and nothing
 * for a property that is missing or a list.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidHeartbeatPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidHeartbeatPropertyException> {

	private final Environment environment;

	InvalidHeartbeatPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidHeartbeatPropertyException cause) {
		StringBuilder description = new StringBuilder();
		description
			.append(String.format("Invalid value '%s' for configuration property '%s'", value(cause), cause.getName()));
		ConfigurationProperty property = find(cause.getName());
		if (property != null && property.getOrigin() != null) {
			description.append(String.format(" (originating from '%s')", property.getOrigin()));
		}
		description.append(String.format(". Validation failed for the following reason:%n%n%s", cause.getReason()));
		return new FailureAnalysis(description.toString(), cause.getAction(), cause);
	}

	private @Nullable Object value(InvalidHeartbeatPropertyException cause) {
		if (cause.isShownAsConfigured()) {
			String configured = this.environment.getProperty(cause.getName());
			if (configured != null) {
				return configured;
			}
		}
		return cause.getValue();
	}

	private @Nullable ConfigurationProperty find(String name) {
		// As it is written: a header has capitals
		ConfigurationPropertyName propertyName = ConfigurationPropertyName.adapt(name, '.');
		ConfigurationProperty property = find(propertyName);
		return (property != null) ? property : find(propertyName.append("[0]"));
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

}
