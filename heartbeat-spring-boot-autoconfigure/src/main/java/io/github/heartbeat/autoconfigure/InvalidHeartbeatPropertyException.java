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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Says which property has a value that is not allowed. Other than that of its base class,
 * the report of {@link InvalidHeartbeatPropertyFailureAnalyzer} shows no secret.
 */
class InvalidHeartbeatPropertyException extends InvalidConfigurationPropertyValueException {

	private static final long serialVersionUID = 1L;

	private final String action;

	private final boolean shownAsConfigured;

	/**
	 * Create a new exception.
	 * @param name the full name of the property
	 * @param value the value, secrets taken out
	 * @param shownAsConfigured whether the report may show the value as it was configured
	 * instead
	 * @param reason what is allowed, as a sentence
	 * @param action what to do, as a sentence
	 */
	InvalidHeartbeatPropertyException(String name, String value, boolean shownAsConfigured, String reason,
			String action) {
		super(name, value, reason);
		this.shownAsConfigured = shownAsConfigured;
		this.action = action;
	}

	boolean isShownAsConfigured() {
		return this.shownAsConfigured;
	}

	String getAction() {
		return this.action;
	}

}
