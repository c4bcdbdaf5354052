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

import java.util.HashMap;
import java.util.Map;

/**
 * Immutable values, each of which is kept once: thousands of clients may have the same
 * settings but for the URL.
 */
final class Interner {

	private final Map<Object, Object> values = new HashMap<>();

	/**
	 * Return the first value that is equal to the given one.
	 * @param <T> the type of the value
	 * @param value the value
	 * @return the value to keep
	 */
	<T> T share(T value) {
		return share(value, value);
	}

	/**
	 * Return the first value for the given key.
	 * @param <T> the type of the value
	 * @param key says which values are the same, and is of one type with them or used for
	 * no other type
	 * @param value the value
	 * @return the value to keep
	 */
	@SuppressWarnings("unchecked")
	<T> T share(Object key, T value) {
		Object shared = this.values.putIfAbsent(key, value);
		return (shared != null) ? (T) shared : value;
	}

}
