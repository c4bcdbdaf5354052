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

package io.github.heartbeat.engine;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureText}.
 */
class FailureTextTests {

	@Test
	void whenFailureHasMessageThenItIsTold() {
		assertThat(FailureText.of(new ConnectException("Connection refused"))).isEqualTo("Connection refused");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					java.io.IOException: Broken pipe                                        | Broken pipe
					[java.io.IOException: Broken pipe]                                      | [Broken pipe]
					java.lang.RuntimeException: java.io.IOException: Broken pipe            | Broken pipe
					The login failed: com.example.Outer$RefusedException: no such user      | The login failed: no such user
					The login failed: java.lang.IllegalStateException                       | The login failed: IllegalStateException
					""")
	void whenMessageNamesTypesThenTheyAreLeftOut(String message, String text) {
		assertThat(FailureText.of(new IOException(message))).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "See http://example.com/Error: 4", "The host feed.example.com does not answer", "Error: 4" })
	void whenMessageHasNoTypeInFrontThenItIsToldAsItIs(String message) {
		assertThat(FailureText.of(new IOException(message))).isEqualTo(message);
	}

	@Test
	void whenFailureHasNoMessageThenThatOfItsCauseIsTold() {
		Throwable failure = new IOException(null, new IOException(new ConnectException("Connection refused")));
		assertThat(FailureText.of(failure)).isEqualTo("Connection refused");
	}

	@Test
	void whenConnectionEndsWithoutMessageThenItIsSaidInWords() {
		assertThat(FailureText.of(new ExecutionException(new EOFException())))
			.isEqualTo("The connection ended without a Close frame");
		assertThat(FailureText.of(new ClosedChannelException())).isEqualTo("The connection was closed");
		assertThat(FailureText.of(new AsynchronousCloseException())).isEqualTo("The connection was closed");
		assertThat(FailureText.of(new TimeoutException())).isEqualTo("It took too long");
		assertThat(FailureText.of(new SocketTimeoutException())).isEqualTo("It took too long");
	}

	@Test
	void whenThereIsNothingElseThenTypeIsToldWithoutPackage() {
		assertThat(FailureText.of(new IllegalStateException())).isEqualTo("IllegalStateException");
		assertThat(FailureText.of(new IllegalStateException(" "))).isEqualTo("IllegalStateException");
	}

	@Test
	void whenMessageHasLinesThenItStaysOneLine() {
		assertThat(FailureText.of(new IOException("first\nsecond"))).isEqualTo("first\\u000asecond");
	}

	@Test
	void whenMessageIsLongAndLooksLikeTypesThenItIsCutBeforeItIsSearched() {
		assertThat(FailureText.of(new IOException("a.".repeat(1_000_000)))).hasSizeLessThan(400);
	}

	@Test
	void whenCausesFormCycleThenItEnds() {
		IOException first = new IOException();
		IOException second = new IOException(null, first);
		first.initCause(second);
		assertThat(FailureText.of(first)).isEqualTo("IOException");
	}

}
