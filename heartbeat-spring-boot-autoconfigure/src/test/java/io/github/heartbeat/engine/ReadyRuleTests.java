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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.heartbeat.HeartbeatClientSettings.Ready;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ReadyRule}.
 */
class ReadyRuleTests {

	private final ClientHarness harness = new ClientHarness();

	private final HeartbeatConnection connection = mock(HeartbeatConnection.class);

	ReadyRuleTests() {
		given(this.connection.getClient()).willReturn(this.harness.client());
		given(this.connection.getId()).willReturn("feed-1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			welcome            | welcome
			{"type":"welcome"} | {"type":"welcome"}
			wel.*              | welcome to you
			.*"ready".*        | {"event":"ready"}
			[{"type":"ready"}] | [{"type":"ready"}]
			""")
	void whenTextIsEqualOrMatchesThenReady(String expected, String text) {
		assertThat(isReady(expected, text(text))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "welcome, welcome to you", "wel.*, you are welcome", "welcome, Welcome", "a|b, c" })
	void whenTextNeitherIsEqualNorMatchesThenNotReady(String expected, String text) {
		assertThat(isReady(expected, text(text))).isFalse();
	}

	@Test
	void whenTextHasLinesThenDotMatchesThem() {
		assertThat(isReady("wel.*you", text("welcome\nto\nyou"))).isTrue();
	}

	@Test
	void whenMessageIsBinaryThenNotReady() {
		assertThat(
				isReady(".*", new HeartbeatMessageEvent(this.connection, "welcome".getBytes(StandardCharsets.UTF_8))))
			.isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "OPEN", "INITIALIZED" })
	void whenNoMessageIsWaitedForThenNoneIsLookedAt(ReadyWhen when) {
		ReadyRule rule = rule(settings().withMessage("welcome").withWhen(when));
		assertThat(rule.isReadyText(text("welcome"))).isFalse();
		assertThat(rule.hasTest()).isFalse();
	}

	@Test
	void whenNothingIsConfiguredThenInitializersDecide() {
		ReadyRule rule = rule(settings());
		assertThat(rule.when(List.of())).isEqualTo(ReadyWhen.OPEN);
		assertThat(rule.when(List.of((connection) -> {
		}))).isEqualTo(ReadyWhen.INITIALIZED);
	}

	@ParameterizedTest
	@EnumSource(names = { "OPEN", "INITIALIZED", "PREDICATE" })
	void whenConfiguredThenInitializersDoNotDecide(ReadyWhen when) {
		ReadyRule rule = rule(settings().withWhen(when));
		assertThat(rule.when(List.of())).isEqualTo(when);
		assertThat(rule.when(List.of((connection) -> {
		}))).isEqualTo(when);
	}

	private boolean isReady(String expected, HeartbeatMessage message) {
		ReadyRule rule = rule(settings().withMessage(expected).withWhen(ReadyWhen.MESSAGE));
		return rule.isReadyText(message) || (rule.hasTest() && rule.accepts(message));
	}

	private ReadyRule rule(Ready settings) {
		return new ReadyRule("feed", settings, this.harness.context().callbacks(),
				new UserCodeFailures(new ClientLog("feed", new TestSettings().get())));
	}

	private static Ready settings() {
		return new TestSettings().get().ready();
	}

	private HeartbeatMessage text(String text) {
		return new HeartbeatMessageEvent(this.connection, text, Utf8.length(text));
	}

}
