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

package io.github.heartbeat.demo.client;

import java.util.Locale;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Makes one line of a message: a sentence of the vitals that the demo's own server sends,
 * the beginning of the text of any other message.
 */
@Component
class MessageLine {

	private static final int MAX_LENGTH = 120;

	private static final double GIGABYTE = 1024 * 1024 * 1024;

	private final JsonMapper jsonMapper;

	MessageLine(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
	}

	String of(String text) {
		if (text.startsWith("{")) {
			try {
				JsonNode json = this.jsonMapper.readTree(text);
				if (json.has("systemCpu")) {
					return vitals(json);
				}
			}
			catch (JacksonException ex) {
				// Not JSON, then
			}
		}
		return shorten(text);
	}

	private String vitals(JsonNode json) {
		return String.format(Locale.ROOT, "cpu %.0f %%, memory %.1f of %.1f GB, %d threads",
				json.path("systemCpu").asDouble() * 100, json.path("memoryUsed").asDouble() / GIGABYTE,
				json.path("memoryTotal").asDouble() / GIGABYTE, json.path("threads").asInt());
	}

	private String shorten(String text) {
		String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
		return (line.length() > MAX_LENGTH) ? line.substring(0, MAX_LENGTH) + "\u2026" : line;
	}

}
