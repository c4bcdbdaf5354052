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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ManagedClient}: requests that wait for a reply.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientRequestTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private ClientHarness harness = new ClientHarness();

	@Test
	void whenReplyComesThenFutureHasItAndListenersToo() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("ping 1", "pong 1");
		this.harness.settle();
		session.receive("other");
		session.receive("pong 1");
		this.harness.settle();
		assertThat(reply).isCompletedWithValueMatching((message) -> message.getText().equals("pong 1"));
		assertThat(this.harness.events().texts()).containsExactly("other", "pong 1");
		assertThat(this.harness.timer().pending()).isEqualTo(2);
	}

	@Test
	void whenSeveralRequestsWaitThenEachGetsItsReply() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> first = request("a", "A");
		CompletableFuture<HeartbeatMessage> second = request("b", "B");
		this.harness.settle();
		session.receive("B");
		this.harness.settle();
		assertThat(first).isNotDone();
		assertThat(second).isCompleted();
		session.receive("A");
		this.harness.settle();
		assertThat(first).isCompleted();
	}

	@Test
	void whenReplyIsFasterThanReturnOfWriteThenItCounts() {
		FakeSession session = this.harness.open();
		session.onWrite((what) -> session.receive("A"));
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		assertThat(reply).isCompleted();
	}

	@Test
	void whenReplyDoesNotComeThenTimesOut() {
		this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.advance(TIMEOUT.minusNanos(1));
		assertThat(reply).isNotDone();
		this.harness.advance(Duration.ofNanos(1));
		assertThat(reply).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenRequestIsRefusedThenFails() {
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		assertFailed(reply, Reason.REJECTED);
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenConnectionIsLostBeforeReplyThenFailsAtOnce() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		session.fail();
		this.harness.settle();
		assertFailed(reply, Reason.UNKNOWN);
	}

	@Test
	void whenClosedBeforeReplyThenFailsAtOnce() {
		this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		this.harness.close();
		assertFailed(reply, Reason.UNKNOWN);
	}

	@Test
	void whenRequestWaitsForNextConnectionThenLossOfTheLastDoesNotFailIt() {
		this.harness = new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
		this.harness.transport().then(FakeTransport.HANG);
		this.harness.start();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.transport().lastAttempt().fail(new IOException("Connection reset"));
		this.harness.advanceSeconds(1);
		assertThat(reply).isNotDone();
		FakeSession session = this.harness.accept();
		session.receive("A");
		this.harness.settle();
		assertThat(reply).isCompleted();
	}

	@Test
	void whenPredicateThrowsThenFailsAndConnectionStays() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = this.harness.client().sendAndAwait("a", (message) -> {
			throw new IllegalStateException("odd");
		}, TIMEOUT);
		this.harness.settle();
		session.receive("A");
		this.harness.settle();
		assertThat(reply).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.events().texts()).containsExactly("A");
	}

	@Test
	void whenListenerOfOpenLogsInAndWaitsThenReplyReachesIt() {
		boolean[] loggedIn = new boolean[1];
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> {
			CompletableFuture<HeartbeatMessage> reply = event.getConnection()
				.sendAndAwait("log in", (message) -> message.getText().equals("welcome"), TIMEOUT);
			this.harness.io().runAll();
			this.harness.session().receive("welcome");
			this.harness.dispatch().runAll();
			loggedIn[0] = reply.isDone();
		});
		this.harness.start();
		this.harness.accept();
		assertThat(loggedIn[0]).isTrue();
	}

	@Test
	void whenThereIsNoThreadForRepliesThenConnectionStaysAndReplyEnds() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		this.harness.dispatch().rejecting(true);
		session.receive("A");
		this.harness.dispatch().rejecting(false);
		session.receive("B");
		this.harness.settle();
		assertThat(reply).isDone();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenThereIsNoThreadForRepliesThenLossIsDealtWithToTheEnd() {
		FakeSession session = this.harness.open();
		CompletableFuture<HeartbeatMessage> reply = request("a", "A");
		this.harness.settle();
		CompletableFuture<Void> sent = this.harness.client().send("b");
		this.harness.dispatch().rejecting(true);
		session.fail();
		this.harness.dispatch().rejecting(false);
		assertThat(reply).failsWithin(Duration.ofSeconds(10));
		assertThat(sent).failsWithin(Duration.ofSeconds(10));
		this.harness.advanceSeconds(1);
		assertThat(this.harness.observer().calls()).contains("disconnected CONNECTION_LOST");
	}

	@Test
	void whenTimeoutIsNotPositiveThenIllegalArgument() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.harness.client().sendAndAwait("a", (message) -> true, Duration.ZERO));
	}

	private CompletableFuture<HeartbeatMessage> request(String text, String expected) {
		return this.harness.client()
			.sendAndAwait(text, (message) -> message.isText() && message.getText().equals(expected), TIMEOUT);
	}

	private static void assertFailed(CompletableFuture<HeartbeatMessage> reply, Reason reason) {
		assertThat(reply).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class, (ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

}
