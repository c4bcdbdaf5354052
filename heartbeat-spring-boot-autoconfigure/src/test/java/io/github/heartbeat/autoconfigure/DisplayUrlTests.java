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

package io.github.heartbeat.autoconfigure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DisplayUrl}.
 */
class DisplayUrlTests {

	@ParameterizedTest
	@CsvSource({ "wss://feed.example.com/x, wss://feed.example.com/x",
			"https://user:secret@feed.example.com:8443/x?token=secret#secret, https://feed.example.com:8443/x",
			"wss://feed.example.com/@x, wss://feed.example.com/@x",
			"wss://feed.example.com/x y?token=secret, wss://feed.example.com/x y",
			"wss://user:sec/ret@feed.example.com/x y, wss://***", "user:secret@feed.example.com, ***",
			"feed.example.com/x, feed.example.com/x", "wss:feed?secret, wss:feed" })
	void whenTextIsShownThenItHasNoSecrets(String url, String expected) {
		assertThat(DisplayUrl.of(url)).isEqualTo(expected);
	}

}
