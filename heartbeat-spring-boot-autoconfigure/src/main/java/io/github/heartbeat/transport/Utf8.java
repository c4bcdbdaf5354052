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

package io.github.heartbeat.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What there is to know of texts in UTF-8.
 */
public final class Utf8 {

	private Utf8() {
	}

	/**
	 * Return the number of bytes of a text in UTF-8. Each half of a surrogate pair counts
	 * two, so that the parts of a text add up however it was cut.
	 * @param text the text
	 * @return the number of bytes
	 */
	public static int length(String text) {
		int length = text.length();
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char character = text.charAt(i);
			if (character >= 0x80) {
				bytes += (character < 0x800 || Character.isSurrogate(character)) ? 1 : 2;
			}
		}
		return bytes;
	}

	/**
	 * Return whether a text can be written in UTF-8 at all, that is whether all
	 * surrogates come in pairs.
	 * @param text the text
	 * @return whether it can
	 */
	public static boolean isWellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (Character.isSurrogate(character)) {
				if (!Character.isHighSurrogate(character) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

	/**
	 * Return the text of some bytes. The string is made by the constructor that the JVM
	 * has an intrinsic for; that one puts U+FFFD for what is no UTF-8, so that bytes are
	 * only looked at one by one where there is such a character.
	 * @param bytes an array with the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @return the text
	 * @throws CharacterCodingException if they are no UTF-8
	 */
	public static String decode(byte[] bytes, int offset, int length) throws CharacterCodingException {
		String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
		if (text.indexOf('\uFFFD') != -1) {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
		}
		return text;
	}

	/**
	 * Return how many bytes at the end may be the begin of a character.
	 * @param bytes an array with the bytes
	 * @param offset where they begin
	 * @param length how many there are
	 * @return the number of bytes, 3 at most
	 */
	public static int incompleteLength(byte[] bytes, int offset, int length) {
		for (int count = 1; count <= Math.min(3, length); count++) {
			int unit = bytes[offset + length - count] & 0xFF;
			if (unit < 0x80) {
				return 0;
			}
			if (unit >= 0xC0) {
				int needed = (unit >= 0xF0) ? 4 : (unit >= 0xE0) ? 3 : 2;
				return (count < needed) ? count : 0;
			}
		}
		return 0;
	}

}
