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

package io.github.heartbeat.actuate;

import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.Sensitive;
import io.github.heartbeat.HeartbeatTextPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

/**
 * The settings of a client with the keys and in the form of the configuration, without
 * secrets: of the URL neither user-info nor query, of headers the names, of messages the
 * length.
 */
final class SettingsView {

	/** A longer subprotocol is no name but a token, as Kubernetes has it. */
	private static final int LONGEST_SUBPROTOCOL = 32;

	private final Map<String, Object> values = new LinkedHashMap<>();

	private SettingsView() {
	}

	static Map<String, Object> of(HeartbeatClientSettings settings) {
		SettingsView view = new SettingsView();
		view.add("", settings);
		view.put("url", settings.displayUrl());
		view.put("headers", List.copyOf(settings.headers().keySet()));
		view.put("subprotocols", settings.subprotocols().stream().map(SettingsView::subprotocol).toList());
		view.values.putIfAbsent("ready.when", "default");
		view.values.putIfAbsent("reconnect.max-retries", "unlimited");
		if (settings.ping().mode() != PingMode.MESSAGE) {
			view.values.remove("ping.message");
		}
		return view.values;
	}

	// From the declaration, so that a new key is there and a secret one is hidden
	private void add(String prefix, Record settings) {
		for (Parameter component : settings.getClass().getDeclaredConstructors()[0].getParameters()) {
			String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			Object value = ReflectionUtils.invokeMethod(ClassUtils.getMethod(settings.getClass(), component.getName()),
					settings);
			if (value instanceof Record group) {
				add(key + ".", group);
			}
			else {
				put(key, component.isAnnotationPresent(Sensitive.class) ? hidden(value) : value);
			}
		}
	}

	private static @Nullable String hidden(@Nullable Object value) {
		if (value instanceof Collection<?> messages) {
			return (!messages.isEmpty()) ? hidden(messages.size(), "message") : null;
		}
		if (value instanceof String message) {
			return hidden(message.length(), "character");
		}
		return (value instanceof HeartbeatTextPattern pattern) ? hidden(pattern.getText().length(), "character") : null;
	}

	private void put(String key, @Nullable Object value) {
		if (value instanceof Duration duration) {
			this.values.put(key, text(duration));
		}
		else if (value instanceof DataSize size) {
			this.values.put(key, text(size));
		}
		else if (value instanceof Enum<?> constant) {
			this.values.put(key, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
		}
		else if (value instanceof List<?> list) {
			this.values.put(key, list.stream().map(Object::toString).toList());
		}
		else if (value != null) {
			this.values.put(key, value);
		}
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	private static String text(DataSize size) {
		if (size.toBytes() % (1024 * 1024) == 0) {
			return size.toMegabytes() + "MB";
		}
		return (size.toBytes() % 1024 == 0) ? size.toKilobytes() + "KB" : size.toBytes() + "B";
	}

	private static String hidden(int count, String unit) {
		return "(hidden, " + count + " " + unit + ((count != 1) ? "s" : "") + ")";
	}

	private static String subprotocol(String subprotocol) {
		return (subprotocol.length() > LONGEST_SUBPROTOCOL) ? hidden(subprotocol.length(), "character") : subprotocol;
	}

}
