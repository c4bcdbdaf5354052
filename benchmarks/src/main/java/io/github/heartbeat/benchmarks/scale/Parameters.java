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

package io.github.heartbeat.benchmarks.scale;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Named values, as given on a command line or handed from process to process.
 */
final class Parameters {

	private final Map<String, String> values = new LinkedHashMap<>();

	Parameters() {
	}

	Parameters(Parameters other) {
		this.values.putAll(other.values);
	}

	/**
	 * Set a value.
	 * @param name the name
	 * @param value the value
	 * @return this object
	 */
	Parameters with(String name, Object value) {
		this.values.put(name, String.valueOf(value));
		return this;
	}

	@Nullable String find(String name) {
		return this.values.get(name);
	}

	String get(String name) {
		String value = find(name);
		if (value == null) {
			throw new IllegalArgumentException("There is no '" + name + "' in " + this.values);
		}
		return value;
	}

	String get(String name, String defaultValue) {
		String value = find(name);
		return (value != null) ? value : defaultValue;
	}

	int getInt(String name, int defaultValue) {
		return Integer.parseInt(get(name, String.valueOf(defaultValue)));
	}

	double getDouble(String name) {
		return Double.parseDouble(get(name));
	}

	String[] toArguments() {
		return this.values.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toArray(String[]::new);
	}

	/**
	 * Add a {@code name=value} pair.
	 * @param argument the pair
	 */
	void add(String argument) {
		int equals = argument.indexOf('=');
		if (equals == -1) {
			throw new IllegalArgumentException("Not a 'name=value' pair: " + argument);
		}
		with(argument.substring(0, equals), argument.substring(equals + 1));
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
