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

package io.github.heartbeat.engine.send;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageFactory}.
 */
class MessageFactoryTests {

	private final MessageFactory factory = new MessageFactory("feed", () -> (payload) -> "{\"value\":" + payload + "}");

	@Test
	void whenPayloadIsTextThenItStaysText() throws Exception {
		assertThat(this.factory.create("text").describe()).isEqualTo("'text'");
	}

	@Test
	void whenPayloadIsBytesThenTheyStayBytes() throws Exception {
		assertThat(this.factory.create(new byte[2]).describe()).isEqualTo("2 bytes");
		assertThat(this.factory.create(ByteBuffer.allocate(3)).describe()).isEqualTo("3 bytes");
	}

	@Test
	void whenPayloadIsObjectThenItIsConverted() throws Exception {
		assertThat(this.factory.create(42).describe()).isEqualTo("'{\"value\":42}'");
	}

	@Test
	void whenTextHasHalfOfSurrogatePairThenRejected() {
		assertRejected(this.factory, "half " + '\uD83D', "surrogate");
	}

	@Test
	void whenConvertedTextHasHalfOfSurrogatePairThenRejected() {
		assertRejected(new MessageFactory("feed", () -> (payload) -> "half " + '\uD83D'), 42, "surrogate");
	}

	@Test
	void whenObjectCannotBeConvertedThenRejectedAndItsTypeNamed() {
		MessageFactory factory = new MessageFactory("feed", () -> (payload) -> {
			throw new IOException("odd");
		});
		assertRejected(factory, 42, "java.lang.Integer");
	}

	@Test
	void whenThereIsNoConverterThenRejected() {
		assertRejected(new MessageFactory("feed", () -> null), 42, "java.lang.Integer");
	}

	@Test
	void whenRejectedThenMessageNamesClientAndNotPayload() {
		assertThatExceptionOfType(HeartbeatSendException.class)
			.isThrownBy(() -> this.factory.create("p4yl0ad " + '\uD83D'))
			.withMessageContaining("'feed'")
			.withMessageNotContaining("p4yl0ad");
	}

	private static void assertRejected(MessageFactory factory, Object payload, String text) {
		assertThatExceptionOfType(HeartbeatSendException.class).isThrownBy(() -> factory.create(payload))
			.withMessageContaining(text)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.REJECTED));
	}

}
