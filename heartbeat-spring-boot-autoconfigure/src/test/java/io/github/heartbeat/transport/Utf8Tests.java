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

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Utf8}.
 */
class Utf8Tests {

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "\u007F", "\u0080", "\u07FF", "\u0800", "\uFFFF", "Grüße", "日本語",
			"\uD83D\uDC93 beat \uD83D\uDC93", "a\u0000b" })
	void lengthIsThatOfTheBytes(String text) {
		assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
	}

	@Test
	void lengthIsThatOfTheBytesForEachCodePoint() {
		assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
			.filter((codePoint) -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
			.mapToObj(Character::toString)
			.filter((text) -> Utf8.length(text) != text.getBytes(StandardCharsets.UTF_8).length)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "日本語", "\uD83D\uDC93", "a\uD83D\uDC93b\uD83D\uDC93" })
	void whenSurrogatesComeInPairsThenWellFormed(String text) {
		assertThat(Utf8.isWellFormed(text)).isTrue();
	}

	@ParameterizedTest
	@MethodSource
	void whenSurrogateIsAloneThenNotWellFormed(String text) {
		assertThat(Utf8.isWellFormed(text)).isFalse();
	}

	static List<String> whenSurrogateIsAloneThenNotWellFormed() {
		char high = '\uD83D';
		char low = '\uDC93';
		return List.of("" + high, "" + low, "a" + high, high + "a", low + "a", "" + high + high + low, "" + low + high,
				"" + high + low + low);
	}

	@Test
	void whenSurrogatePairIsCutThenHalvesAddUp() {
		String pair = "\uD83D\uDC93";
		assertThat(Utf8.length(pair.substring(0, 1)) + Utf8.length(pair.substring(1))).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "Grüße", "日本語", "\uFFFD", "a\uFFFDb", "\uD83D\uDC93 beat \uD83D\uDC93" })
	void whenBytesAreUtf8ThenTheyAreDecoded(String text) throws Exception {
		byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.decode(bytes, 1, bytes.length - 2)).isEqualTo(text);
	}

	@ParameterizedTest
	@MethodSource
	void whenBytesAreNoUtf8ThenTheyAreRefused(byte[] bytes) {
		assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> Utf8.decode(bytes, 0, bytes.length));
	}

	static List<byte[]> whenBytesAreNoUtf8ThenTheyAreRefused() {
		return Stream
			.of("ff", "80", "c3", "6168c3", "c328", "c0af", "e0809f", "eda080", "f4908080", "e282", "efbfbdff",
					"f0288cbc")
			.map(HexFormat.of()::parseHex)
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "ä", "€", "\uD83D\uDC93", "aä€\uD83D\uDC93", "\uD83D\uDC93a" })
	void whenTextIsCutAnywhereThenWholeCharactersAreLetThrough(String text) throws Exception {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int cut = 0; cut <= bytes.length; cut++) {
			int whole = cut - Utf8.incompleteLength(bytes, 0, cut);
			assertThat(Utf8.decode(bytes, 0, whole) + Utf8.decode(bytes, whole, bytes.length - whole)).isEqualTo(text);
			assertThat(cut - whole).isBetween(0, 3);
		}
	}

	@Test
	void whenEndIsNoBeginOfCharacterThenNothingIsKept() {
		byte[] bytes = { 'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80 };
		assertThat(Utf8.incompleteLength(bytes, 0, bytes.length)).isZero();
		assertThat(Utf8.incompleteLength(bytes, 0, 0)).isZero();
	}

}
