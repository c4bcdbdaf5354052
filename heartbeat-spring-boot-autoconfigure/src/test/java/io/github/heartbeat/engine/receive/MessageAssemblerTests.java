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

package io.github.heartbeat.engine.receive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.heartbeat.engine.receive.MessageAssembler.MessageTooBigException;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageAssembler}.
 */
class MessageAssemblerTests {

	private static final String HEART = "\uD83D\uDC93";

	private final MessageAssembler assembler = new MessageAssembler(10);

	@Test
	void whenTextIsWholeThenItIsPassedOnWithoutCopy() throws Exception {
		String part = new String("whole");
		assertThat(text(part, true)).isSameAs(part);
		assertThat(this.assembler.completedSize()).isEqualTo(5);
	}

	@Test
	void whenTextIsEmptyThenItIsPassedOn() throws Exception {
		assertThat(text("", true)).isEmpty();
		assertThat(this.assembler.completedSize()).isZero();
	}

	@Test
	void whenTextComesInPartsThenTheyAreJoined() throws Exception {
		assertThat(text("ab", false)).isNull();
		assertThat(text("", false)).isNull();
		assertThat(text("cd", false)).isNull();
		assertThat(text("e", true)).isEqualTo("abcde");
		assertThat(this.assembler.completedSize()).isEqualTo(5);
	}

	@Test
	void whenLastPartIsEmptyThenTextIsComplete() throws Exception {
		assertThat(text("ab", false)).isNull();
		assertThat(text("", true)).isEqualTo("ab");
	}

	@Test
	void whenSurrogatePairIsCutBetweenPartsThenTextIsIntact() throws Exception {
		assertThat(text("a" + HEART.charAt(0), false)).isNull();
		assertThat(text(HEART.charAt(1) + "b", true)).isEqualTo("a" + HEART + "b");
		assertThat(this.assembler.completedSize()).isEqualTo(6);
	}

	@Test
	void whenSurrogatePairsAreCutThenTextOfLimitIsLetThrough() throws Exception {
		String text = HEART + HEART + "ab";
		for (int i = 0; i < text.length() - 1; i++) {
			assertThat(text(text.substring(i, i + 1), false)).isNull();
		}
		assertThat(text("b", true)).isEqualTo(text);
		assertThat(this.assembler.completedSize()).isEqualTo(10);
	}

	@Test
	void whenTextHasLimitInBytesThenItIsLetThrough() throws Exception {
		assertThat(text("äöüäö", true)).isEqualTo("äöüäö");
	}

	@Test
	void whenTextIsOverLimitInBytesThenFails() {
		assertThatExceptionOfType(MessageTooBigException.class).isThrownBy(() -> text("äöüäö.", true));
	}

	@Test
	void whenPartsTogetherAreOverLimitThenFailsWithoutWaitingForTheEnd() throws Exception {
		text("123456", false);
		assertThatExceptionOfType(MessageTooBigException.class).isThrownBy(() -> text("78901", false));
	}

	@Test
	void whenLimitIsReachedThenNextMessageHasItsOwn() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertThat(text("12345", false)).isNull();
			assertThat(text("67890", true)).isEqualTo("1234567890");
		}
	}

	@Test
	void whenMessageWasTooBigThenItsRestIsNotTakenForAnotherMessage() throws Exception {
		text("1234567890", false);
		assertThatExceptionOfType(MessageTooBigException.class).isThrownBy(() -> text("1", false));
		assertThatExceptionOfType(MessageTooBigException.class).isThrownBy(() -> text("rest", true));
	}

	@Test
	void whenBinaryIsWholeThenBufferIsCopied() throws Exception {
		ByteBuffer part = ByteBuffer.wrap(bytes("whole"));
		byte[] message = this.assembler.binary(part, true);
		part.put(0, (byte) 'X');
		assertThat(message).isEqualTo(bytes("whole"));
		assertThat(this.assembler.completedSize()).isEqualTo(5);
	}

	@Test
	void whenBinaryComesInPartsThenBufferMayBeUsedAgain() throws Exception {
		ByteBuffer buffer = ByteBuffer.allocate(2);
		assertThat(this.assembler.binary(buffer.put(bytes("ab")).flip(), false)).isNull();
		buffer.clear();
		assertThat(this.assembler.binary(buffer.put(bytes("cd")).flip(), false)).isNull();
		buffer.clear();
		assertThat(this.assembler.binary(buffer.put(bytes("e")).flip(), true)).isEqualTo(bytes("abcde"));
	}

	@Test
	void whenBinaryIsEmptyThenItIsPassedOn() throws Exception {
		assertThat(this.assembler.binary(ByteBuffer.allocate(0), true)).isEmpty();
	}

	@Test
	void whenBinaryIsOverLimitThenFails() {
		assertThatExceptionOfType(MessageTooBigException.class)
			.isThrownBy(() -> this.assembler.binary(ByteBuffer.allocate(11), true));
	}

	@Test
	void whenTextAndBinaryAlternateThenEachIsWhole() throws Exception {
		assertThat(text("ab", false)).isNull();
		assertThat(text("cd", true)).isEqualTo("abcd");
		assertThat(this.assembler.binary(ByteBuffer.wrap(bytes("ef")), false)).isNull();
		assertThat(this.assembler.binary(ByteBuffer.wrap(bytes("gh")), true)).isEqualTo(bytes("efgh"));
		assertThat(text("ij", true)).isEqualTo("ij");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000, 8192 })
	void whenMessageOfMegabytesComesInPartsThenItIsIntact(int partLength) throws Exception {
		MessageAssembler assembler = new MessageAssembler(4_000_000);
		String text = (HEART + "ä€.").repeat(200_000);
		String assembled = null;
		for (int start = 0; start < text.length(); start += partLength) {
			int end = Math.min(text.length(), start + partLength);
			assembled = text(assembler, text.substring(start, end), end == text.length());
		}
		assertThat(text.equals(assembled)).isTrue();
		assertThat(assembler.completedSize()).isEqualTo(2_000_000);
	}

	private @Nullable String text(String part, boolean last) throws MessageTooBigException {
		return text(this.assembler, part, last);
	}

	private static @Nullable String text(MessageAssembler assembler, String part, boolean last)
			throws MessageTooBigException {
		return assembler.text(part, Utf8.length(part), last);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
