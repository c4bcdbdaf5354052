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

package io.github.heartbeat.transport.standard.tomcat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.heartbeat.HeartbeatClientSettings;

/**
 * The settings of a client in the terms of Tomcat. Other containers ignore them, and they
 * need no class of Tomcat.
 */
public final class TomcatUserProperties {

	private static final String PREFIX = "org.apache.tomcat.websocket.";

	private TomcatUserProperties() {
	}

	/**
	 * Return the user properties of an endpoint.
	 * @param settings the settings of the client
	 * @return the properties, which may be changed
	 */
	public static Map<String, Object> of(HeartbeatClientSettings settings) {
		Map<String, Object> properties = new HashMap<>();
		properties.put(PREFIX + "IO_TIMEOUT_MS", String.valueOf(millis(settings.connectTimeout())));
		// A redirect would carry the Authorization header to whatever host it names
		properties.put(PREFIX + "MAX_REDIRECTIONS", "0");
		// Later than send.timeout itself, so that a time-out is reported as such
		properties.put(PREFIX + "BLOCKING_SEND_TIMEOUT", millis(settings.send().timeout().plusSeconds(1)));
		properties.put(PREFIX + "SESSION_CLOSE_TIMEOUT", millis(settings.shutdownTimeout()));
		return properties;
	}

	private static Long millis(Duration duration) {
		return Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
	}

}
