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

package io.github.heartbeat.listener;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JacksonPayloadConverter}.
 */
class JacksonPayloadConverterTests {

	private final JacksonPayloadConverter converter = new JacksonPayloadConverter(
			JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());

	@Test
	void whenObjectIsWrittenThenItCanBeRead() throws Exception {
		assertThat(this.converter.toText(Quote.ACME)).isEqualTo(Quote.ACME_JSON);
		assertThat(this.converter.read(Quote.ACME_JSON, ResolvableType.forClass(Quote.class))).isEqualTo(Quote.ACME);
	}

	@Test
	void whenTypeIsGenericThenElementsHaveTheirType() throws Exception {
		ResolvableType type = ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
				ResolvableType.forClassWithGenerics(List.class, Quote.class));
		assertThat(this.converter.read("{\"all\":[" + Quote.ACME_JSON + "]}", type))
			.isEqualTo(Map.of("all", List.of(Quote.ACME)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "SECRET | StreamReadException at line 1, column 1",
			"{'symbol':'SECRET' | UnexpectedEndOfInputException at line 1, column 19",
			"{'symbol':'SECRET','price':'SECRET'} | InvalidFormatException at line 1, column 28 (path $.price)",
			"{'symbol':['SECRET'],'price':1} | MismatchedInputException at line 1, column 11 (path $.symbol)",
			"{'symbol':'A','price':1,'secret':1} | UnrecognizedPropertyException at line 1, column 36 (path $.secret)",
			"{'symbol':'A','price':1,'SECRET SECRET':1} | UnrecognizedPropertyException at line 1, column 43 (path $.*)",
			"['SECRET'] | MismatchedInputException at line 1, column 1",
			"{'symbol':'A','price':1} SECRET | StreamReadException at line 1, column 26",
			"{'symbol':'A','price':null} | MismatchedInputException at line 1, column 23 (path $.price)" })
	void whenTextIsUnreadableThenMessageTellsKindAndPlaceButNothingOfText(String text, String message) {
		assertThatExceptionOfType(UnreadablePayloadException.class)
			.isThrownBy(() -> this.converter.read(text.replace('\'', '"'), ResolvableType.forClass(Quote.class)))
			.withMessage(message)
			.withNoCause()
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
	}

	@Test
	void whenFailureIsDeepInTextThenPathHasIndexesAndNoKeysOfMaps() {
		ResolvableType type = ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class),
				ResolvableType.forClassWithGenerics(List.class, Quote.class));
		String text = "{\"SECRET\":[" + Quote.ACME_JSON + ",\n{\"price\":true}]}";
		assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> this.converter.read(text, type))
			.withMessage("MismatchedInputException at line 2, column 10 (path $.*[1].price)");
	}

	@Test
	void whenTextIsNullOrEmptyThenItIsUnreadable() {
		ResolvableType type = ResolvableType.forClass(Quote.class);
		assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> this.converter.read("null", type))
			.withMessage("JSON null");
		assertThatExceptionOfType(UnreadablePayloadException.class).isThrownBy(() -> this.converter.read("", type))
			.withMessageStartingWith("MismatchedInputException");
	}

	@Test
	void whenTypeCannotBeReadAtAllThenMessageSaysSo() {
		assertThatExceptionOfType(UnreadablePayloadException.class)
			.isThrownBy(() -> this.converter.read("{}", ResolvableType.forClass(Runnable.class)))
			.withMessageStartingWith("InvalidDefinitionException");
	}

	@Test
	void whenTextIsNestedTooDeeplyThenItIsUnreadable() {
		String text = "[".repeat(2000);
		assertThatExceptionOfType(UnreadablePayloadException.class)
			.isThrownBy(() -> this.converter.read(text, ResolvableType.forClass(List.class)))
			.withMessageStartingWith("StreamConstraintsException");
	}

}
