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
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientLog}: each thing is said once, in words of an operator.
 */
class ClientLogTests {

	private static final String URL = "ws://localhost:4711/feed";

	private final Logger logger = (Logger) LoggerFactory.getLogger(ClientLog.class);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private ClientHarness harness = new ClientHarness();

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.INFO);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void restore() {
		this.logger.detachAppender(this.appender);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void whenClientIsReadyWithOpenThenThereIsOneLine() {
		this.harness.open();
		assertThat(lines()).containsExactly("INFO Client 'feed' is open after 1 attempt: " + URL);
	}

	@Test
	void whenClientIsReadyLaterThenThereIsLineWithTheTimeItTook() {
		this.harness = new ClientHarness(new TestSettings().with(
				(settings) -> settings.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(2);
		session.receive("welcome");
		this.harness.settle();
		assertThat(lines()).containsExactly("INFO Client 'feed' is open after 1 attempt: " + URL,
				"INFO Client 'feed' is ready, 2.0s after its connection was opened");
	}

	@Test
	void whenConnectionIsLostThenLineHasReasonAndWait() {
		this.harness.open().fail();
		this.harness.settle();
		assertThat(lines()).hasSize(2)
			.last()
			.asString()
			.startsWith("WARN Client 'feed' lost its connection to " + URL + " after 0ms: CONNECTION_LOST, ")
			.endsWith("; next attempt in 1.0s");
	}

	@Test
	void whenAttemptsFailThenWarningsGetRarer() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.advanceSeconds(300);
		assertThat(this.harness.attempts()).isGreaterThan(8);
		assertThat(lines()).hasSize(4)
			.allMatch((line) -> line.startsWith("WARN Client 'feed' can't connect to " + URL));
		assertThat(lines().get(3)).contains(", attempt 8: ");
	}

	@Test
	void whenStartedAgainThenItsFirstFailureIsAWarning() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.close();
		this.harness.start();
		assertThat(lines()).filteredOn((line) -> line.startsWith("WARN"))
			.hasSize(2)
			.allMatch((line) -> line.contains(", attempt 1: "));
	}

	@Test
	void whenReconnectIsCalledInAnOutageThenItsFirstFailureIsAWarning() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.reconnect();
		assertThat(lines()).filteredOn((line) -> line.startsWith("WARN")).hasSize(2);
	}

	@Test
	void whenLastAttemptFailsThenOneLineSaysWhyAndThatClientGivesUp() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(1L)));
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.advanceSeconds(1);
		assertThat(lines()).hasSize(2);
		assertThat(lines().get(0)).startsWith("WARN Client 'feed' can't connect to " + URL + ", attempt 1: ");
		assertThat(lines().get(1)).startsWith("ERROR Client 'feed' gives up on " + URL + " after 1 retry: ")
			.contains("Connection refused")
			.endsWith("; it stays down until reconnect() or start() is called");
	}

	@Test
	void whenConnectionIsLostAndNoRetryIsAllowedThenOneLineSaysWhyAndThatClientGivesUp() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L)));
		this.harness.open().closeByPeer(CloseStatus.POLICY_VIOLATION.withReason("go away"));
		this.harness.settle();
		assertThat(lines()).hasSize(2);
		assertThat(lines().get(1)).startsWith("ERROR Client 'feed' gives up on " + URL + ": CLOSED_BY_SERVER, ")
			.contains("code 1008 'go away'");
	}

	@Test
	void whenFailureHasNoMessageThenNeitherNullNorTypeIsShown() {
		this.harness.transport().then((attempt) -> {
			throw new EOFException();
		});
		this.harness.start();
		assertThat(lines()).hasSize(1);
		assertThat(lines().get(0)).contains("The connection ended without a Close frame")
			.doesNotContain("null", "Exception");
	}

	@ParameterizedTest
	@ValueSource(strings = { "The server answered with HTTP status 401", "The server refuses" })
	void whenHandshakeIsRefusedThenStatusIsSaidOnce(String message) {
		this.harness.transport().then((attempt) -> {
			throw new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_REJECTED, message, 401, null);
		});
		this.harness.start();
		assertThat(lines()).singleElement().asString().contains(message).containsOnlyOnce("HTTP status 401");
	}

	@Test
	void whenDebugIsLoggedThenStackTracesAreLinesOfTheirOwnAndNothingIsSaidTwice() {
		this.logger.setLevel(Level.DEBUG);
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.advanceSeconds(9);
		assertThat(this.harness.attempts()).isEqualTo(4);
		assertThat(lines()).filteredOn((line) -> line.contains("can't connect")).hasSize(4).doesNotHaveDuplicates();
		assertThat(this.appender.list).filteredOn((event) -> event.getThrowableProxy() != null)
			.hasSize(4)
			.allMatch((event) -> event.getLevel() == Level.DEBUG);
	}

	@Test
	void whenDebugIsNotLoggedThenThereIsNoStackTrace() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.advanceSeconds(9);
		assertThat(this.appender.list).isNotEmpty().allMatch((event) -> event.getThrowableProxy() == null);
	}

	private List<String> lines() {
		return this.appender.list.stream()
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
	}

}
