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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: what is said of messages that are refused since there
 * is no connection.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagedClientRefusalTests {

	private static final String WARNING = "a message is refused";

	private final ClientHarness harness = new ClientHarness();

	@Test
	void whenMessageIsRefusedThenWarningNamesReasonAndRemedy(CapturedOutput output) {
		this.harness.start();
		send("a");
		assertThat(output).contains("WARN")
			.contains("Client 'feed': a message is refused, as there is no connection (send.when-closed: reject). "
					+ "Send when the client is ready, from a HeartbeatConnectionInitializer or on a "
					+ "HeartbeatReadyEvent. Or let messages wait with send.when-closed: queue");
	}

	@Test
	void whenMessageIsRefusedThenItsTextIsNotLogged(CapturedOutput output) {
		this.harness.start();
		send("p4yl0ad");
		assertThat(output).contains(WARNING).doesNotContain("p4yl0ad");
	}

	@Test
	void whenClientIsNotStartedThenRemedyIsToStartIt(CapturedOutput output) {
		send("a");
		assertThat(output).contains("a message is refused, as the client is not started, or has given up. ")
			.contains("It starts with the application, by start(), or by reconnect() after it gave up");
	}

	@Test
	void whenMessageIsRefusedThenNothingIsLoggedOnTheThreadThatSends(CapturedOutput output) {
		this.harness.start();
		this.harness.client().send("a");
		assertThat(output).doesNotContain(WARNING);
		this.harness.settle();
		assertThat(output).contains(WARNING);
	}

	@Test
	void whenSomebodyLooksAtTheFutureThenItIsWarnedOfAllTheSame(CapturedOutput output) {
		this.harness.start();
		assertThat(this.harness.client().send("a").handle((result, failure) -> failure)).isCompleted();
		this.harness.settle();
		assertThat(output).contains(WARNING);
	}

	@Test
	void whenMoreMessagesAreRefusedThenTheyAreWarnedOfOnceAndCountedWhenItIsOpen(CapturedOutput output) {
		this.harness.start();
		for (int i = 0; i < 17; i++) {
			send("a");
		}
		assertThat(output).doesNotContain("in all");
		this.harness.accept();
		assertThat(warnings(output)).isOne();
		assertThat(output).containsSubsequence(WARNING, "is open",
				"Client 'feed': 17 messages in all were refused while there was no connection");
		assertThat(this.harness.client().getStatistics().outbound().dropped()).isEqualTo(17);
	}

	@Test
	void whenOneMessageIsRefusedThenItIsNotCountedAgainWhenItIsOpen(CapturedOutput output) {
		this.harness.start();
		send("a");
		this.harness.accept();
		assertThat(output).contains("is open").doesNotContain("in all");
	}

	@Test
	void whenAttemptsFailThenOutageIsStillTheSame(CapturedOutput output) {
		this.harness.transport().next(FakeTransport.REFUSE).next(FakeTransport.REFUSE).then(FakeTransport.ACCEPT);
		this.harness.start();
		send("a");
		this.harness.advanceSeconds(1);
		send("b");
		this.harness.advanceSeconds(2);
		assertThat(warnings(output)).isOne();
		assertThat(output).contains("2 messages in all were refused");
	}

	@Test
	void whenConnectionIsLostAgainThenTheNextOutageIsWarnedOf(CapturedOutput output) {
		this.harness.start();
		send("a");
		send("b");
		this.harness.accept().fail();
		send("c");
		assertThat(warnings(output)).isEqualTo(2);
		this.harness.advanceSeconds(1);
		this.harness.accept();
		assertThat(output).contains("2 messages in all").doesNotContain("3 messages in all");
	}

	@Test
	void whenMessageIsAcceptedThenNothingIsSaid(CapturedOutput output) {
		this.harness.open();
		send("a");
		assertThat(output).contains("is open").doesNotContain(WARNING);
	}

	@Test
	void whenApplicationStopsThenMessagesAreRefusedWithoutAWarning(CapturedOutput output) {
		this.harness.open();
		this.harness.client().shutdown();
		this.harness.settle();
		send("a");
		assertThat(output).contains("is stopped (SHUTDOWN)").doesNotContain(WARNING);
	}

	@Test
	void whenClientIsStartedAfterTheApplicationStoppedThenWarnsAgain(CapturedOutput output) {
		this.harness.start();
		this.harness.client().shutdown();
		this.harness.settle();
		this.harness.start();
		send("a");
		assertThat(output).contains(WARNING);
	}

	private void send(String text) {
		this.harness.client().send(text);
		this.harness.settle();
	}

	private static int warnings(CapturedOutput output) {
		return StringUtils.countOccurrencesOf(output.toString(), WARNING);
	}

}
