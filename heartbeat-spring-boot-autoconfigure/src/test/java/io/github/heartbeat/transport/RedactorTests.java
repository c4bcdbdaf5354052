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

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.heartbeat.engine.TestSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Redactor}.
 */
class RedactorTests {

	private static final String URL = "wss://alice:pa%24%24word@example.com:8443/feed?token=ab%2Fcd&x=1";

	private final Redactor redactor = create(URL, Map.of("Authorization", "Bearer s3cr3t"));

	@Test
	void whenTextHasUrlThenItIsShownWithoutUserInfoAndQuery() {
		assertThat(this.redactor.redact("Can't reach [" + URL + "]!"))
			.isEqualTo("Can't reach [wss://example.com:8443/feed]!");
	}

	@Test
	void whenTextHasUrlWithoutUserInfoThenQueryIsHidden() {
		assertThat(this.redactor.redact("Lost wss://example.com:8443/feed?token=ab%2Fcd&x=1"))
			.isEqualTo("Lost wss://example.com:8443/feed?***");
	}

	@Test
	void whenTextHasDecodedQueryThenItIsHidden() {
		assertThat(this.redactor.redact("query token=ab/cd&x=1")).isEqualTo("query ***");
	}

	@Test
	void whenTextHasUserInfoThenItIsHidden() {
		assertThat(this.redactor.redact("user alice:pa$$word, raw alice:pa%24%24word")).isEqualTo("user ***, raw ***");
	}

	@Test
	void whenTextHasValueOfHeaderThenItIsHidden() {
		assertThat(this.redactor.redact("Authorization: Bearer s3cr3t")).isEqualTo("Authorization: ***");
	}

	@Test
	void whenTextHasPasswordOnlyThenItIsHidden() {
		assertThat(this.redactor.redact("Wrong password pa$$word")).doesNotContain("pa$$word");
	}

	@Test
	void whenTextHasValueOfQueryParameterOnlyThenItIsHidden() {
		assertThat(this.redactor.redact("Unknown token 'ab/cd'")).doesNotContain("ab/cd");
		assertThat(this.redactor.redact("Unknown token 'ab%2Fcd'")).doesNotContain("ab%2Fcd");
	}

	@Test
	void whenSecretIsPartOfLongerSecretThenNothingOfTheLongerIsLeft() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-Short", "secret");
		headers.put("X-Long", "my-secret-value");
		Redactor redactor = create("ws://example.com/feed", headers);
		assertThat(redactor.redact("my-secret-value")).isEqualTo("***");
	}

	@Test
	void whenTextHasNoSecretThenItIsLeftAlone() {
		assertThat(this.redactor.redact("Connection reset")).isEqualTo("Connection reset");
	}

	@Test
	void whenThrowableHasNoSecretThenItIsPassedOn() {
		IOException failure = new IOException("Connection reset", new IllegalStateException("odd"));
		assertThat(this.redactor.redact(failure)).isSameAs(failure);
	}

	@Test
	void whenThrowableHasSecretThenCopyHasTypeAndStackTrace() {
		IOException failure = new IOException("Can't reach " + URL);
		Throwable copy = this.redactor.redact(failure);
		assertThat(copy).hasToString("java.io.IOException: Can't reach wss://example.com:8443/feed");
		assertThat(copy.getStackTrace()).isEqualTo(failure.getStackTrace());
	}

	@Test
	void whenCauseHasSecretThenWholeChainIsCopied() {
		Throwable copy = this.redactor
			.redact(new IllegalStateException("outer", new IOException("Bearer s3cr3t", new IOException("inner"))));
		assertThat(copy).hasMessageContaining("outer");
		assertThat(copy.getCause()).hasMessageNotContaining("s3cr3t");
		assertThat(copy.getCause().getCause()).hasMessageContaining("inner");
	}

	@Test
	void whenSuppressedHasSecretThenItIsNotPassedOn() {
		IOException failure = new IOException("Connection reset");
		failure.addSuppressed(new IOException("Bearer s3cr3t"));
		assertThat(this.redactor.redact(failure).getSuppressed()).isEmpty();
	}

	@Test
	void whenCausesFormCycleThenItEnds() {
		IOException first = new IOException("Bearer s3cr3t");
		first.initCause(new IOException("second", first));
		assertThat(this.redactor.redact(first)).hasMessageNotContaining("s3cr3t");
	}

	@Test
	void whenMessageCannotBeMadeThenOnlyTheTypeIsLeft() {
		Throwable copy = this.redactor.redact(new UnreadableException());
		assertThat(copy).hasMessage(UnreadableException.class.getName() + ", whose message can't be made");
		assertThat(copy.getCause()).isNull();
	}

	@Test
	void whenMessageOfCauseCannotBeMadeThenNothingIsThrown() {
		Throwable copy = this.redactor.redact(new IOException("Bearer s3cr3t", new UnreadableException()));
		assertThat(copy).hasMessageNotContaining("s3cr3t").hasMessageContaining("IOException");
	}

	@Test
	void whenTextIsPrintableThenItIsLeftAlone() {
		assertThat(Redactor.printable("going away, grüße")).isEqualTo("going away, grüße");
	}

	@Test
	void whenTextHasLineBreaksThenTheyAreEscaped() {
		assertThat(Redactor.printable("a\r\nINFO forged")).isEqualTo("a\\u000d\\u000aINFO forged");
	}

	@Test
	void whenTextHasEscapeSequencesThenTheyAreEscaped() {
		assertThat(Redactor.printable("\u001B[31m\u007F")).isEqualTo("\\u001b[31m\\u007f");
	}

	@Test
	void whenTextHasC1ControlCharactersThenTheyAreEscaped() {
		assertThat(Redactor.printable("\u0085\u009B31m")).isEqualTo("\\u0085\\u009b31m");
	}

	@Test
	void whenTextIsLongThenItIsCut() {
		assertThat(Redactor.printable("x".repeat(1000))).isEqualTo("x".repeat(300) + "...");
	}

	@Test
	void whenTextIsAsLongAsAllowedThenItIsNotCut() {
		assertThat(Redactor.printable("x".repeat(300))).isEqualTo("x".repeat(300));
	}

	private static Redactor create(String url, Map<String, String> headers) {
		return new Redactor(new TestSettings().with((settings) -> settings.withUrl(URI.create(url)))
			.with((settings) -> settings.withHeaders(headers))
			.get());
	}

	/**
	 * Throws when it is asked what happened, and that does so, too.
	 */
	private static final class UnreadableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new UnreadableException();
		}

	}

}
