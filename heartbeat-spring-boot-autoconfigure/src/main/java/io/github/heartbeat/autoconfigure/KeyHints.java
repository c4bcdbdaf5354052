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
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Says what was probably meant by the name of a property that is not known.
 */
final class KeyHints {

	private static final int MAX_DISTANCE = 2;

	private final PropertyKey keys;

	private final PropertyKey client = PropertyKey.client();

	private final NearestKey nearest = new NearestKey(this.client);

	KeyHints(PropertyKey keys) {
		this.keys = keys;
	}

	/**
	 * Return the hint for a property.
	 * @param name the name of the property
	 * @return a sentence
	 */
	String of(ConfigurationPropertyName name) {
		PropertyKey group = this.keys.find(name, 1);
		if (group != null) {
			return "It has no value of its own. Below it there are: " + children(group) + ".";
		}
		String meant = meant(words(name));
		return (meant != null) ? "Did you mean '" + meant + "'?" : "There is nothing of a similar name.";
	}

	private static String children(PropertyKey group) {
		return group.isMap() ? "names that you choose"
				: group.getChildren().stream().map(PropertyKey::getName).collect(Collectors.joining(", "));
	}

	private static List<String> words(ConfigurationPropertyName name) {
		List<String> words = new ArrayList<>();
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			if (!name.isNumericIndex(i)) {
				words.add(name.getElement(i, Form.ORIGINAL));
			}
		}
		return words;
	}

	private @Nullable String meant(List<String> words) {
		String first = words.get(0);
		List<String> below = words.subList(1, words.size());
		String top = top(first);
		if (top == null) {
			return notBelowClient(words);
		}
		return switch (top) {
			case "client" -> ofClient(below);
			case "defaults" -> prefixed("heartbeat.defaults.", below);
			default -> ofApplication(top, below);
		};
	}

	private @Nullable String top(String written) {
		String nearest = null;
		int bound = MAX_DISTANCE + 1;
		for (PropertyKey key : this.keys.getChildren()) {
			int distance = NearestKey.distance(written.toLowerCase(Locale.ROOT), key.getName());
			if (distance < bound) {
				nearest = key.getName();
				bound = distance;
			}
		}
		return nearest;
	}

	private @Nullable String notBelowClient(List<String> words) {
		if (isKnown(words)) {
			String key = String.join(".", words);
			return key.equals("url") ? "heartbeat.client.<name>.url" : "heartbeat.defaults." + key;
		}
		List<String> below = words.subList(1, words.size());
		if (isKnown(below)) {
			return "heartbeat.client." + String.join(".", words);
		}
		String near = this.nearest.find(words);
		return (near != null) ? "heartbeat.defaults." + near : null;
	}

	private @Nullable String ofClient(List<String> words) {
		if (words.isEmpty()) {
			return "heartbeat.client.<name>.url";
		}
		String name = words.get(0);
		List<String> key = words.subList(1, words.size());
		if (key.isEmpty()) {
			return "heartbeat.client." + name + ".url";
		}
		for (int i = 1; i < key.size(); i++) {
			List<String> below = key.subList(i, key.size());
			// A dot in the name of a client
			if (isKnown(below) && !isKnown(key)) {
				String close = this.nearest.find(key);
				boolean typo = close != null && NearestKey.distance(close, String.join(".", key)) <= MAX_DISTANCE;
				return typo ? "heartbeat.client." + name + "." + close : "heartbeat.client."
						+ String.join("-", words.subList(0, i + 1)) + "." + String.join(".", below);
			}
		}
		return prefixed("heartbeat.client." + name + ".", key);
	}

	private @Nullable String prefixed(String prefix, List<String> key) {
		if (isKnown(key)) {
			return prefix + String.join(".", key);
		}
		String near = this.nearest.find(key);
		return (near != null) ? prefix + near : null;
	}

	private @Nullable String ofApplication(String top, List<String> below) {
		String written = top + (below.isEmpty() ? "" : "." + String.join(".", below));
		return this.keys.getPaths()
			.stream()
			.filter((path) -> path.equals(top) || path.startsWith(top + "."))
			.min((a, b) -> Integer.compare(NearestKey.distance(written, a), NearestKey.distance(written, b)))
			.map((path) -> "heartbeat." + path)
			.orElse(null);
	}

	private boolean isKnown(List<String> key) {
		ConfigurationPropertyName name = ConfigurationPropertyName
			.ofIfValid(String.join(".", key).toLowerCase(Locale.ROOT));
		PropertyKey known = (name != null && !key.isEmpty()) ? this.client.find(name, 0) : null;
		return known != null && !known.isGroup();
	}

	/**
	 * Return whether the words of an environment variable mean a property of a client.
	 * @param words the words behind {@code HEARTBEAT_CLIENT_}, in lower case
	 * @return whether they do
	 */
	boolean isKnownOfAClient(List<String> words) {
		for (int i = 1; i < words.size(); i++) {
			if (isKnownOfTheDefaults(words.subList(i, words.size()))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether the words of an environment variable mean a property of the
	 * defaults.
	 * @param words the words behind {@code HEARTBEAT_DEFAULTS_}, in lower case
	 * @return whether they do
	 */
	boolean isKnownOfTheDefaults(List<String> words) {
		return this.client.findByWords(words) != null;
	}

	/**
	 * Return the environment variable that was probably meant.
	 * @param ofClient whether it is about one client
	 * @param words the words behind {@code HEARTBEAT_CLIENT_} or
	 * {@code HEARTBEAT_DEFAULTS_}, in lower case
	 * @return its name, or {@code null} if there is none of a similar name
	 */
	@Nullable String ofVariable(boolean ofClient, List<String> words) {
		List<String> key = ofClient ? words.subList(1, words.size()) : words;
		String near = key.isEmpty() ? "url" : this.nearest.find(key);
		if (near == null) {
			return null;
		}
		String prefix = ofClient ? "HEARTBEAT_CLIENT_" + words.get(0) + "_" : "HEARTBEAT_DEFAULTS_";
		return (prefix + near.replace("-", "").replace('.', '_')).toUpperCase(Locale.ROOT);
	}

}
