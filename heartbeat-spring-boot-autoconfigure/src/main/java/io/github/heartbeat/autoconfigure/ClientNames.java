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

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.heartbeat.engine.HeartbeatEngine;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.StringUtils;

/**
 * The names of the clients that are defined, and those of their beans: the one place that
 * says which entries of {@code heartbeat.client} are clients.
 */
final class ClientNames {

	private final Set<String> names;

	private final Map<String, String> beanNames;

	private ClientNames(Set<String> names, Map<String, String> beanNames) {
		this.names = names;
		this.beanNames = beanNames;
	}

	/**
	 * Return the names of the clients that are defined.
	 * @param clients the names of their properties by their names
	 * @param enabled says of the name of its properties whether a client is enabled
	 * @return the names
	 * @throws InvalidHeartbeatPropertyException if a name is not allowed
	 */
	static ClientNames of(Map<String, ConfigurationPropertyName> clients,
			Predicate<ConfigurationPropertyName> enabled) {
		Set<String> relaxed = clients.keySet()
			.stream()
			.filter((name) -> !name.equals(relaxed(name)))
			.map(ClientNames::relaxed)
			.collect(Collectors.toSet());
		Set<String> defined = new LinkedHashSet<>();
		Map<String, String> plainNames = new LinkedHashMap<>();
		Map<String, String> beanNames = new LinkedHashMap<>();
		clients.forEach((name, properties) -> {
			// Where dashes get lost, what overrides a property of 'order-feed' can only
			// name it 'orderfeed'. The values are in both entries.
			if (relaxed.contains(name)) {
				return;
			}
			defined.add(name);
			if (enabled.test(properties)) {
				String beanName = beanName(name);
				String other = plainNames.put(beanName, name);
				if (other != null) {
					throw invalid(name, String.format("The clients '%s' and '%s' would both be the bean '%s'.", other,
							name, beanName));
				}
				beanNames.put(name, beanName);
			}
		});
		return new ClientNames(defined, beanNames);
	}

	private static String relaxed(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	private static String beanName(String name) {
		if (!HeartbeatEngine.isValidName(name)) {
			throw invalid(name, "The name of a client must start with a letter, followed by letters and digits, "
					+ "with single dashes between them, as in 'order-feed'.");
		}
		StringBuilder beanName = new StringBuilder();
		for (String word : name.split("-")) {
			beanName.append((!beanName.isEmpty()) ? StringUtils.capitalize(word) : word);
		}
		return StringUtils.uncapitalizeAsProperty(beanName.append("HeartbeatClient").toString());
	}

	private static InvalidHeartbeatPropertyException invalid(String name, String reason) {
		return new InvalidHeartbeatPropertyException("heartbeat.client." + name, name, false, reason,
				"Rename the client.");
	}

	/**
	 * Return the names of all clients, also of those that are not enabled.
	 * @return the names, in the order of definition
	 */
	Set<String> getNames() {
		return this.names;
	}

	/**
	 * Return the names of the beans by those of the clients that are enabled.
	 * @return the names, in the order of definition
	 */
	Map<String, String> getBeanNames() {
		return this.beanNames;
	}

}
