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

package io.github.heartbeat.record;

/**
 * Builder of one flat object in JSON. By hand, since there may be no library for it.
 */
final class JsonLine {

	private final StringBuilder json = new StringBuilder("{");

	JsonLine put(String name, String value) {
		key(name).append('"');
		for (int i = 0; i < value.length(); i++) {
			append(value.charAt(i));
		}
		this.json.append('"');
		return this;
	}

	JsonLine put(String name, long value) {
		key(name).append(value);
		return this;
	}

	/**
	 * Put a number of nanoseconds as milliseconds with up to three decimals.
	 * @param name the name
	 * @param nanos the nanoseconds, not negative
	 * @return this line
	 */
	JsonLine putMillis(String name, long nanos) {
		long micros = nanos / 1_000;
		key(name).append(micros / 1_000).append('.');
		String fraction = String.valueOf(1_000 + micros % 1_000);
		this.json.append(fraction, 1, fraction.length());
		return this;
	}

	private StringBuilder key(String name) {
		return this.json.append((this.json.length() > 1) ? ",\"" : "\"").append(name).append("\":");
	}

	private void append(char character) {
		switch (character) {
			case '"' -> this.json.append("\\\"");
			case '\\' -> this.json.append("\\\\");
			case '\n' -> this.json.append("\\n");
			case '\r' -> this.json.append("\\r");
			case '\t' -> this.json.append("\\t");
			default -> {
				if (character < 0x20 || Character.isSurrogate(character) || character == 0x2028
						|| character == 0x2029) {
					this.json.append(String.format("\\u%04x", (int) character));
				}
				else {
					this.json.append(character);
				}
			}
		}
	}

	@Override
	public String toString() {
		return this.json + "}";
	}

}
