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

package io.github.heartbeat.test;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parser of one flat object in JSON: strings, numbers, booleans and nulls by their names.
 */
final class JsonLineParser {

	private final String json;

	private int position;

	private JsonLineParser(String json) {
		this.json = json;
	}

	/**
	 * Parse an object.
	 * @param json the object
	 * @return the values: strings, doubles, booleans; a {@code null} is left out
	 * @throws IllegalArgumentException if it is not such an object
	 */
	static Map<String, Object> parse(String json) {
		return new JsonLineParser(json).object();
	}

	private Map<String, Object> object() {
		Map<String, Object> object = new LinkedHashMap<>();
		expect('{');
		boolean more = peek() != '}';
		while (more) {
			String name = string();
			expect(':');
			value(name, object);
			more = peek() == ',';
			if (more) {
				this.position++;
			}
		}
		expect('}');
		skipSpace();
		if (this.position < this.json.length()) {
			throw wrong("the end");
		}
		return object;
	}

	private void value(String name, Map<String, Object> object) {
		switch (peek()) {
			case '"' -> object.put(name, string());
			case 't' -> object.put(name, literal("true", true));
			case 'f' -> object.put(name, literal("false", false));
			case 'n' -> literal("null", false);
			default -> object.put(name, number());
		}
	}

	private boolean literal(String literal, boolean value) {
		if (!this.json.startsWith(literal, this.position)) {
			throw wrong("'" + literal + "'");
		}
		this.position += literal.length();
		return value;
	}

	private Double number() {
		int begin = this.position;
		while (this.position < this.json.length() && "+-.eE0123456789".indexOf(this.json.charAt(this.position)) != -1) {
			this.position++;
		}
		try {
			return Double.valueOf(this.json.substring(begin, this.position));
		}
		catch (NumberFormatException ex) {
			throw wrong("a string or a number");
		}
	}

	private String string() {
		expect('"');
		StringBuilder text = new StringBuilder();
		char character = next();
		while (character != '"') {
			text.append((character == '\\') ? escaped() : character);
			character = next();
		}
		return text.toString();
	}

	private char escaped() {
		char character = next();
		return switch (character) {
			case '"', '\\', '/' -> character;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> unicode();
			default -> throw wrong("an escape");
		};
	}

	private char unicode() {
		int end = Math.min(this.position + 4, this.json.length());
		try {
			char character = (char) Integer.parseInt(this.json.substring(this.position, end), 16);
			this.position = end;
			return character;
		}
		catch (NumberFormatException ex) {
			throw wrong("four hexadecimal digits");
		}
	}

	private char peek() {
		skipSpace();
		return (this.position < this.json.length()) ? this.json.charAt(this.position) : '\0';
	}

	private char next() {
		if (this.position >= this.json.length()) {
			throw wrong("more");
		}
		return this.json.charAt(this.position++);
	}

	private void expect(char expected) {
		if (peek() != expected) {
			throw wrong("'" + expected + "'");
		}
		this.position++;
	}

	private void skipSpace() {
		while (this.position < this.json.length() && Character.isWhitespace(this.json.charAt(this.position))) {
			this.position++;
		}
	}

	private IllegalArgumentException wrong(String expected) {
		return new IllegalArgumentException(expected + " is expected at character " + (this.position + 1));
	}

}
