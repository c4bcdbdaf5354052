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

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundMessage}.
 */
class OutboundMessageTests {

	@Test
	void whenTextHasSeveralLinesThenItIsOneLineInTheLog() {
		assertThat(OutboundMessage.text("a\r\nFAKE log line").describe()).isEqualTo("'a\\u000d\\u000aFAKE log line'");
	}

	@Test
	void whenTextIsLongThenItIsCut() {
		assertThat(OutboundMessage.text("x".repeat(100_000)).describe()).hasSizeLessThan(400).endsWith("...'");
	}

	@Test
	void whenMessageIsBinaryThenOnlyItsSizeIsLogged() {
		assertThat(OutboundMessage.binary(ByteBuffer.allocate(42)).describe()).isEqualTo("42 bytes");
	}

	@Test
	void whenTextIsNotAsciiThenSizeIsThatOfUtf8() {
		assertThat(OutboundMessage.text("1234ä").size()).isEqualTo(6);
	}

	@Test
	void whenEndedThenItDoesNotEndAgain() {
		OutboundMessage message = OutboundMessage.text("a");
		assertThat(message.end()).isTrue();
		assertThat(message.end()).isFalse();
	}

}
