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

package io.github.heartbeat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HeartbeatTextPattern}.
 */
class HeartbeatTextPatternTests {

	@ParameterizedTest
	@ValueSource(strings = { "welcome", "{\"type\":\"welcome\"}", "[{\"a\":[1,2]}]", "a.c", "[1,2]", "(x)", "" })
	void whenMessageIsTheTextThenItMatches(String text) {
		HeartbeatTextPattern pattern = HeartbeatTextPattern.of(text);
		assertThat(pattern.isText(text)).isTrue();
		assertThat(pattern.matches(text)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			wel.*            | welcome
			.*"ready".*      | {"event":"ready"}
			[ab]             | b
			\\Q{a}\\E(\\d+) | {a}42
			""")
	void whenExpressionMatchesTheWholeMessageThenItMatches(String expression, String message) {
		HeartbeatTextPattern pattern = HeartbeatTextPattern.of(expression);
		assertThat(pattern.isExpression()).isTrue();
		assertThat(pattern.isText(message)).isFalse();
		assertThat(pattern.matches(message)).isTrue();
	}

	@Test
	void whenExpressionHasToMatchSeveralLinesThenItMatches() {
		assertThat(HeartbeatTextPattern.of("a.*z").matches("a\nz")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "welcome, welcome to you", "wel.*, you are welcome", "welcome, Welcome" })
	void whenMessageIsLongerOrAnotherThenItDoesNotMatch(String text, String message) {
		assertThat(HeartbeatTextPattern.of(text).matches(message)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "welcome", "{\"type\":\"welcome\"}" })
	void whenTextIsMeantAsItStandsThenItIsNoExpression(String text) {
		assertThat(HeartbeatTextPattern.of(text).isExpression()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "(welcome", "[a", "a{2,1}", "*", "{\"type\":.*}", "{\"a\":\"b|c\"}", "{\"a\":\"\\d\"}" })
	void whenExpressionIsBrokenThenItIsRefusedWithTheReasonAndTheRemedy(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> HeartbeatTextPattern.of(text))
			.withMessageContaining("near index")
			.withMessageContaining("between \\Q and \\E")
			.withNoCause();
	}

	@Test
	void whenExpressionIsBrokenThenTheTextIsNotShown() {
		assertThatIllegalArgumentException().isThrownBy(() -> HeartbeatTextPattern.of("secret("))
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("secret"));
	}

	@Test
	void textIsNotShown() {
		assertThat(HeartbeatTextPattern.of("secret")).hasToString("(hidden, 6 characters)");
	}

	@Test
	void whenTextsAreEqualThenPatternsAre() {
		assertThat(HeartbeatTextPattern.of("a.*")).isEqualTo(HeartbeatTextPattern.of("a.*"))
			.hasSameHashCodeAs(HeartbeatTextPattern.of("a.*"))
			.isNotEqualTo(HeartbeatTextPattern.of("b.*"));
	}

}
