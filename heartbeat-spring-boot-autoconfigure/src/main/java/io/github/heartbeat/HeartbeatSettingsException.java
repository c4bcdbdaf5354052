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

package io.github.heartbeat;

/**
 * Exception thrown for a setting of a client that has a value that is not allowed.
 */
public class HeartbeatSettingsException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String key;

	private final String value;

	private final String reason;

	/**
	 * Create a new exception.
	 * @param key the key below that of the client, for instance {@code ping.interval}
	 * @param value the value, secrets taken out
	 * @param reason what is allowed, as a sentence
	 */
	public HeartbeatSettingsException(String key, Object value, String reason) {
		super("Invalid value '" + value + "' for '" + key + "': " + reason);
		this.key = key;
		this.value = String.valueOf(value);
		this.reason = reason;
	}

	/**
	 * Return the key below that of the client.
	 * @return the key, for instance {@code ping.interval}
	 */
	public String getKey() {
		return this.key;
	}

	/**
	 * Return the value.
	 * @return the value as text
	 */
	public String getValue() {
		return this.value;
	}

	/**
	 * Return what is allowed.
	 * @return a sentence
	 */
	public String getReason() {
		return this.reason;
	}

}
