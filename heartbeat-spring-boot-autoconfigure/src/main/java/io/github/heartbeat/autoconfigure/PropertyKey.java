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

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Sensitive;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * A key that is known, and those below it, as the types say that properties are bound to:
 * the components of records, and the properties of beans. So a new key is known when it
 * is declared.
 */
final class PropertyKey {

	private final String name;

	private final Kind kind;

	private final boolean sensitive;

	/** By their names without dashes and case, as Boot compares names. */
	private final Map<String, PropertyKey> children;

	/** What any name below this key means, or {@code null} if there are certain ones. */
	private final @Nullable PropertyKey entry;

	private PropertyKey(String name, Kind kind, boolean sensitive, Map<String, PropertyKey> children,
			@Nullable PropertyKey entry) {
		this.name = name;
		this.kind = kind;
		this.sensitive = sensitive;
		this.children = children;
		this.entry = entry;
	}

	/**
	 * Return the key {@code heartbeat} with all that this library knows below it.
	 * @return the root of all keys
	 */
	static PropertyKey root() {
		return group("heartbeat", HeartbeatProperties.class).with(ClientDefaultsProperties.class);
	}

	/**
	 * Return the keys of a client.
	 * @return a group of keys
	 */
	static PropertyKey client() {
		return group("", HeartbeatClientSettings.class);
	}

	/**
	 * Return this key with others below it.
	 * @param type the type that declares them
	 * @return a copy
	 */
	PropertyKey with(Class<?> type) {
		Map<String, PropertyKey> children = new LinkedHashMap<>(this.children);
		children.putAll(group(this.name, type).children);
		return new PropertyKey(this.name, this.kind, this.sensitive, children, this.entry);
	}

	/**
	 * Return this key with a group of others below it.
	 * @param path the names of the groups, from the outermost on
	 * @param type the type that declares them
	 * @return a copy
	 */
	PropertyKey with(List<String> path, Class<?> type) {
		if (path.isEmpty()) {
			return with(type);
		}
		PropertyKey child = this.children.get(uniform(path.get(0)));
		if (child == null) {
			child = new PropertyKey(path.get(0), Kind.GROUP, false, Collections.emptyMap(), null);
		}
		Map<String, PropertyKey> children = new LinkedHashMap<>(this.children);
		children.put(uniform(path.get(0)), child.with(path.subList(1, path.size()), type));
		return new PropertyKey(this.name, this.kind, this.sensitive, children, this.entry);
	}

	private static PropertyKey group(String name, Class<?> type) {
		Map<String, PropertyKey> children = new LinkedHashMap<>();
		if (type.isRecord()) {
			for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
				add(children, parameter.getName(), ResolvableType.forType(parameter.getParameterizedType()),
						parameter.isAnnotationPresent(Sensitive.class));
			}
		}
		else {
			for (PropertyDescriptor descriptor : BeanUtils.getPropertyDescriptors(type)) {
				Method getter = descriptor.getReadMethod();
				if (getter != null && getter.getDeclaringClass() != Object.class) {
					add(children, descriptor.getName(), ResolvableType.forMethodReturnType(getter), false);
				}
			}
		}
		return new PropertyKey(name, Kind.GROUP, false, children, null);
	}

	private static void add(Map<String, PropertyKey> children, String property, ResolvableType type,
			boolean sensitive) {
		String name = DataObjectPropertyName.toDashedForm(property);
		children.put(uniform(name), of(name, type, sensitive));
	}

	private static PropertyKey of(String name, ResolvableType type, boolean sensitive) {
		Class<?> resolved = type.resolve(Object.class);
		if (Map.class.isAssignableFrom(resolved)) {
			return new PropertyKey(name, Kind.MAP, sensitive, Collections.emptyMap(),
					of("", type.asMap().getGeneric(1), sensitive));
		}
		if (Collection.class.isAssignableFrom(resolved) || resolved.isArray()) {
			return new PropertyKey(name, Kind.LIST, sensitive, Collections.emptyMap(), null);
		}
		return isGroup(resolved) ? group(name, resolved)
				: new PropertyKey(name, Kind.VALUE, sensitive, Collections.emptyMap(), null);
	}

	private static boolean isGroup(Class<?> type) {
		boolean declaresProperties = type.isRecord() || (type.isMemberClass() && !type.isEnum());
		return declaresProperties && Stream.of(type.getMethods()).noneMatch((method) -> isFactory(method, type));
	}

	// What is made of a text is a value
	private static boolean isFactory(Method method, Class<?> type) {
		return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type
				&& Arrays.equals(method.getParameterTypes(), new Class<?>[] { String.class });
	}

	private static String uniform(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the key that is meant by a name.
	 * @param name the name of a property
	 * @param from the index of the first element that is below this key
	 * @return the key, or {@code null} if there is none of that name
	 */
	@Nullable PropertyKey find(ConfigurationPropertyName name, int from) {
		PropertyKey key = this;
		for (int i = from; i < name.getNumberOfElements(); i++) {
			boolean map = key.kind == Kind.MAP;
			key = key.below(name, i);
			if (key == null || (map && key.kind == Kind.VALUE)) {
				// The name of an entry may have dots in it
				return key;
			}
		}
		return key;
	}

	private @Nullable PropertyKey below(ConfigurationPropertyName name, int index) {
		return switch (this.kind) {
			case VALUE -> null;
			case LIST -> (name.isNumericIndex(index) && index == name.getNumberOfElements() - 1) ? this : null;
			case MAP -> this.entry;
			case GROUP -> this.children.get(name.getElement(index, Form.UNIFORM));
		};
	}

	/**
	 * Return the key below this one that is meant by what an environment variable has
	 * between its underscores, none of which tells a dash from a dot.
	 * @param words the words, in lower case
	 * @return the name below this key, or {@code null} if none is meant
	 */
	@Nullable String findByWords(List<String> words) {
		StringBuilder joined = new StringBuilder();
		for (int i = 0; i < words.size(); i++) {
			PropertyKey child = this.children.get(joined.append(words.get(i)).toString());
			String below = (child != null) ? child.nameOf(words.subList(i + 1, words.size())) : null;
			if (below != null) {
				return below;
			}
		}
		return null;
	}

	private @Nullable String nameOf(List<String> below) {
		return switch (this.kind) {
			case VALUE -> below.isEmpty() ? this.name : null;
			case LIST -> below.isEmpty() ? this.name : nameOfElement(below);
			case MAP -> below.isEmpty() ? null : this.name + "." + String.join("-", below);
			case GROUP -> {
				String child = findByWords(below);
				yield (child != null) ? this.name + "." + child : null;
			}
		};
	}

	private @Nullable String nameOfElement(List<String> below) {
		boolean index = below.size() == 1 && below.get(0).chars().allMatch(Character::isDigit);
		return index ? this.name + "[" + below.get(0) + "]" : null;
	}

	/**
	 * Return the name.
	 * @return the last element of the name, with dashes
	 */
	String getName() {
		return this.name;
	}

	/**
	 * Return the keys below this one.
	 * @return the keys, in the order of their declaration
	 */
	Collection<PropertyKey> getChildren() {
		return this.children.values();
	}

	/**
	 * Return whether there are only others below this key, and no value of its own.
	 * @return whether it is a group or a map
	 */
	boolean isGroup() {
		return this.kind == Kind.GROUP || this.kind == Kind.MAP;
	}

	/**
	 * Return whether there may be several values.
	 * @return whether it is a list
	 */
	boolean isList() {
		return this.kind == Kind.LIST;
	}

	/**
	 * Return whether any name may stand below this key.
	 * @return whether it is a map
	 */
	boolean isMap() {
		return this.kind == Kind.MAP;
	}

	/**
	 * Return whether the value may be a secret.
	 * @return whether it must not be shown
	 */
	boolean isSensitive() {
		return this.sensitive;
	}

	/**
	 * Return the names of all that has a value, below this key.
	 * @return the names, with dashes, dots between them; those of maps without an entry
	 */
	List<String> getPaths() {
		List<String> paths = new ArrayList<>();
		for (PropertyKey child : this.children.values()) {
			if (child.kind == Kind.GROUP) {
				child.getPaths().forEach((path) -> paths.add(child.name + "." + path));
			}
			else {
				paths.add(child.name);
			}
		}
		return paths;
	}

	/**
	 * What a key stands for.
	 */
	private enum Kind {

		VALUE, LIST, MAP, GROUP

	}

}
