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

package io.github.heartbeat.record;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonLine}.
 */
class JsonLineTests {

	@Test
	void whenValuesArePutThenTheyAreOneObject() {
		assertThat(new JsonLine().put("type", "text").put("size", 42).putMillis("t", 1_234_567_890).toString())
			.isEqualTo("{\"type\":\"text\",\"size\":42,\"t\":1234.567}");
	}

	@Test
	void whenTimeIsShortThenItHasAllDecimals() {
		assertThat(new JsonLine().putMillis("t", 5_000).toString()).isEqualTo("{\"t\":0.005}");
		assertThat(new JsonLine().putMillis("t", 0).toString()).isEqualTo("{\"t\":0.000}");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "plain", "\"quoted\" \\ and\nbroken\r\t", "\u0000\u001f\u007f", "€🎈", "\u2028", "\ud83d" })
	void whenTextIsPutThenItIsReadAsItWas(String text) {
		String line = new JsonLine().put("data", text).toString();
		assertThat(line).doesNotContain("\n", "\r");
		assertThat(JsonMapper.shared().readTree(line).get("data").asString()).isEqualTo(text);
	}

}
