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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DeflateParameters}: RFC 7692, section 7.1.
 */
@ExtendWith(LeakDetection.class)
class DeflateParametersTests {

	@Test
	void whenAnswerHasNoParametersThenBothSidesShareTheirWindows() {
		assertThat(negotiate("permessage-deflate", "")).isEqualTo(new DeflateParameters(true, 15, true));
	}

	// Sections 7.1.1.1 and 7.1.1.2: the server may say so unasked.
	@ParameterizedTest
	@CsvSource({ "server_no_context_takeover, true, false", "client_no_context_takeover, false, true",
			"server_no_context_takeover;client_no_context_takeover, false, false" })
	void whenServerSharesNoWindowThenItIsSo(String answer, boolean client, boolean server) {
		assertThat(negotiate("permessage-deflate", answer)).isEqualTo(new DeflateParameters(client, 15, server));
	}

	@Test
	void whenServerWasAskedToShareNoWindowAndDoesNotSaySoThenRefused() {
		assertRefused("permessage-deflate;server_no_context_takeover", "", "not what was offered");
	}

	// Section 7.1.2.1
	@ParameterizedTest
	@ValueSource(ints = { 8, 9, 10, 11, 12, 13, 14, 15 })
	void whenServerHasSmallerWindowThenItIsTaken(int bits) {
		assertThat(negotiate("permessage-deflate", "server_max_window_bits=" + bits))
			.isEqualTo(new DeflateParameters(true, 15, true));
	}

	@Test
	void whenServerTakesLargerWindowThanItWasAskedForThenRefused() {
		assertThat(negotiate("permessage-deflate;server_max_window_bits=10", "server_max_window_bits=9")).isNotNull();
		assertRefused("permessage-deflate;server_max_window_bits=10", "server_max_window_bits=11",
				"not what was offered");
		assertRefused("permessage-deflate;server_max_window_bits=10", "", "not what was offered");
	}

	// Section 7.1.2.2
	@ParameterizedTest
	@ValueSource(ints = { 8, 9, 10, 11, 12, 13, 14, 15 })
	void whenClientOfferedItThenServerMaySetItsWindow(int bits) {
		assertThat(negotiate("permessage-deflate;client_max_window_bits", "client_max_window_bits=" + bits))
			.isEqualTo(new DeflateParameters(true, bits, true));
	}

	@Test
	void whenClientDidNotOfferItThenServerMustNotSetItsWindow() {
		assertRefused("permessage-deflate", "client_max_window_bits=10", "not what was offered");
		assertRefused("permessage-deflate;client_max_window_bits=10", "client_max_window_bits=11",
				"not what was offered");
	}

	@Test
	void whenAnswerFitsSecondOfferThenItIsTaken() {
		assertThat(negotiate("permessage-deflate;server_no_context_takeover,permessage-deflate", ""))
			.isEqualTo(new DeflateParameters(true, 15, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server_max_window_bits", "server_max_window_bits=", "server_max_window_bits=7",
			"server_max_window_bits=16", "server_max_window_bits=08", "server_max_window_bits=+9",
			"server_max_window_bits=x", "client_max_window_bits", "client_max_window_bits=0" })
	void whenWindowIsNoneThenRefused(String answer) {
		assertRefused("permessage-deflate;client_max_window_bits", answer, "window");
	}

	@ParameterizedTest
	@ValueSource(strings = { "server_no_context_takeover=1", "client_no_context_takeover=true" })
	void whenFlagHasValueThenRefused(String answer) {
		assertRefused("permessage-deflate", answer, "value");
	}

	@ParameterizedTest
	@ValueSource(strings = { "server_max_window_bits=9;server_max_window_bits=9",
			"client_no_context_takeover;client_no_context_takeover" })
	void whenParameterComesTwiceThenRefused(String answer) {
		assertRefused("permessage-deflate", answer, "twice");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "mode=1", "SERVER_NO_CONTEXT_TAKEOVER" })
	void whenParameterIsUnknownThenRefused(String answer) {
		assertRefused("permessage-deflate", answer, "nobody knows");
	}

	private static void assertRefused(String offer, String answer, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> negotiate(offer, answer)).withMessageContaining(message);
	}

	private static DeflateParameters negotiate(String offer, String answer) {
		return DeflateParameters.of(
				ExtensionHeader.parse(List.of("permessage-deflate" + (answer.isEmpty() ? "" : ";" + answer))).get(0),
				ExtensionHeader.parse(List.of(offer)));
	}

}
