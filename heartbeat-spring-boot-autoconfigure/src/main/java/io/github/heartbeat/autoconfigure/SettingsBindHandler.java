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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * {@link BindHandler} for the settings of clients: equal values are kept once, a header
 * that has several names is one header, and failures are told without secrets.
 */
final class SettingsBindHandler extends AbstractBindHandler {

	private final Interner shared;

	SettingsBindHandler(BindHandler parent, Interner shared) {
		super(parent);
		this.shared = shared;
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		Object value = super.onSuccess(name, target, context, result);
		if (value instanceof List<?> list) {
			return this.shared.share(List.copyOf(list));
		}
		if (value instanceof Map<?, ?> map) {
			return (map.size() > 1) ? unify(name, map, context) : map;
		}
		if (value == null || value instanceof URI || value instanceof HeartbeatClientSettings) {
			// URLs are shared by their text, and settings have one of their own
			return value;
		}
		return this.shared.share(value);
	}

	// Boot finds X-Api-Key under any form of its name, the one of an environment variable
	// too, but takes each form for a header of its own. All of them have the value that
	// wins, so that the form remains that somebody has written as a header.
	private Map<?, ?> unify(ConfigurationPropertyName headers, Map<?, ?> bound, BindContext context) {
		Map<ConfigurationPropertyName, String> forms = new LinkedHashMap<>();
		addForms(headers, context, false, forms);
		addForms(headers, context, true, forms);
		if (forms.isEmpty() || forms.size() == bound.size()) {
			return bound;
		}
		Map<Object, Object> unified = new LinkedHashMap<>();
		bound.forEach((key, value) -> {
			if (forms.containsValue(key)) {
				unified.put(key, value);
			}
		});
		return unified;
	}

	private void addForms(ConfigurationPropertyName headers, BindContext context, boolean variables,
			Map<ConfigurationPropertyName, String> forms) {
		for (ConfigurationPropertySource source : context.getSources()) {
			boolean matches = variables == (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
			if (matches && source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					if (headers.isAncestorOf(name)) {
						forms.putIfAbsent(name, form(name, headers.getNumberOfElements()));
					}
				}
			}
		}
	}

	private String form(ConfigurationPropertyName name, int from) {
		StringBuilder form = new StringBuilder();
		for (int i = from; i < name.getNumberOfElements(); i++) {
			form.append((!form.isEmpty()) ? "." : "").append(name.getElement(i, Form.ORIGINAL));
		}
		return form.toString();
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		throw SettingsFailures.of(name, target, context, error);
	}

}
