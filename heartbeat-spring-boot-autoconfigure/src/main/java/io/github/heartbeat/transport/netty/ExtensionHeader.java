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

package io.github.heartbeat.transport.netty;

import java.util.ArrayList;
import java.util.List;

/**
 * One extension in a {@code Sec-WebSocket-Extensions} header (RFC 6455, section 9.1).
 * Spring's own type loses parameters without a value, and those that come twice.
 *
 * @param name the name of the extension, which may be empty where a server wrote it
 * @param parameters its parameters, in order
 */
record ExtensionHeader(String name, List<Parameter> parameters) {

	/**
	 * Parse the values of the header.
	 * @param values the values, each of which may name several extensions
	 * @return the extensions, in order
	 */
	static List<ExtensionHeader> parse(List<String> values) {
		List<ExtensionHeader> extensions = new ArrayList<>();
		for (String value : values) {
			for (String extension : value.split(",")) {
				if (!extension.isBlank()) {
					extensions.add(parse(extension));
				}
			}
		}
		return extensions;
	}

	private static ExtensionHeader parse(String extension) {
		String[] parts = extension.split(";", -1);
		List<Parameter> parameters = new ArrayList<>();
		for (int i = 1; i < parts.length; i++) {
			String[] parameter = parts[i].split("=", 2);
			parameters
				.add(new Parameter(parameter[0].trim(), (parameter.length > 1) ? unquote(parameter[1].trim()) : ""));
		}
		return new ExtensionHeader(parts[0].trim(), List.copyOf(parameters));
	}

	private static String unquote(String value) {
		boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
		return quoted ? value.substring(1, value.length() - 1) : value;
	}

	@Override
	public String toString() {
		StringBuilder header = new StringBuilder(this.name);
		this.parameters.forEach((parameter) -> header.append("; ").append(parameter));
		return header.toString();
	}

	/**
	 * Parameter of an extension.
	 *
	 * @param name the name
	 * @param value the value, or an empty text
	 */
	record Parameter(String name, String value) {

		@Override
		public String toString() {
			return this.value.isEmpty() ? this.name : this.name + "=" + this.value;
		}

	}

}
