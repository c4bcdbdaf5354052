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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link UrlLabels}.
 */
class UrlLabelsTests {

	@Test
	void whenLabelHasPlaceholdersThenTheyAreResolved() {
		assertThat(labels("ws://{host}:{8080}/prices?key=1", 8080, 9090).getUrl("prices"))
			.hasToString("ws://docker.example:18080/prices?key=1");
		assertThat(labels("wss://{host}:{port}/", 8080).getUrl("prices")).hasToString("wss://docker.example:18080/");
	}

	@Test
	void whenThereIsNoLabelForAClientThenThereIsNoUrl() {
		assertThat(labels("ws://{host}/", 8080).getUrl("orders")).isNull();
	}

	@Test
	void whenPlaceholderIsUnknownThenTheKnownOnesAreNamed() {
		assertThatIllegalStateException().isThrownBy(() -> labels("ws://{host}:{9999}/", 8080, 9090).getUrl("prices"))
			.withMessage("The label 'io.github.heartbeat.url.prices' has the placeholder {9999}, known are {host}, "
					+ "{port} where there is one port, and the ports [8080, 9090]");
		assertThatIllegalStateException().isThrownBy(() -> labels("ws://{host}:{port}/", 8080, 9090).getUrl("prices"))
			.withMessageContaining("{port}");
	}

	@Test
	void whenLabelIsNoUrlThenThatIsSaidWithoutItsValue() {
		assertThatIllegalStateException().isThrownBy(() -> labels("ws://secret token/", 8080).getUrl("prices"))
			.withMessageContaining("'io.github.heartbeat.url.prices' is no URL")
			.withMessageNotContaining("token");
	}

	private static UrlLabels labels(String template, Integer... ports) {
		return new UrlLabels(Map.of("io.github.heartbeat.url.prices", template), "docker.example", List.of(ports),
				(port) -> port + 10_000);
	}

}
