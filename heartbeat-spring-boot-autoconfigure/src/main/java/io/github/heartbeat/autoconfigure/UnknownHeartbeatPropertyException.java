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

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Says which properties below {@code heartbeat} are not known. It shows no value.
 */
class UnknownHeartbeatPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Unknown> properties;

	UnknownHeartbeatPropertyException(List<Unknown> properties) {
		super("There are properties of Heartbeat that are not known: "
				+ properties.stream().map(Unknown::name).collect(Collectors.joining(", ")));
		this.properties = properties;
	}

	/**
	 * Return the properties.
	 * @return the properties, in the order of their sources
	 */
	List<Unknown> getProperties() {
		return this.properties;
	}

	/**
	 * A property that is not known.
	 *
	 * @param name its name as it is written
	 * @param origin where it is written, or {@code null} if nobody knows
	 * @param hint what may be meant, as a sentence
	 */
	record Unknown(String name, @Nullable String origin, String hint) {

	}

}
