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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectionHandle} and the lane of its connection, and for
 * {@link ConnectionInitialization}.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientConnectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private ClientHarness harness = new ClientHarness();

	private HeartbeatConnection connection() {
		HeartbeatConnection connection = this.harness.client().getConnection();
		assertThat(connection).isNotNull();
		return connection;
	}

	private static ClientHarness queueing() {
		return new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
	}

	private static void assertFailed(CompletableFuture<?> future, Reason reason) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class, (ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	@Nested
	class Handle {

		@Test
		void whenNotOpenThenThereIsNone() {
			ManagedClientConnectionTests.this.harness.start();
			assertThat(ManagedClientConnectionTests.this.harness.client().getConnection()).isNull();
		}

		@Test
		void whenOpenThenEventsAndClientGiveTheSame() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.open().receive("a");
			harness.settle();
			HeartbeatConnection connection = connection();
			assertThat(harness.events().last(HeartbeatOpenEvent.class).getConnection()).isSameAs(connection);
			assertThat(harness.events().last(HeartbeatMessageEvent.class).getConnection()).isSameAs(connection);
			assertThat(connection.getClient()).isSameAs(harness.client());
			assertThat(connection.getId()).isEqualTo(harness.events().last(HeartbeatOpenEvent.class).getConnectionId());
			assertThat(connection.isOpen()).isTrue();
			assertThat(connection.isReady()).isTrue();
			assertThat(connection.getSession()).containsSame(harness.session().getNative());
		}

		@Test
		void whenLostThenHandleSaysSo() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			HeartbeatConnection connection = connection();
			session.fail();
			harness.settle();
			assertThat(connection.isOpen()).isFalse();
			assertThat(connection.isReady()).isFalse();
			assertThat(connection.getSession()).isEmpty();
			assertThat(harness.events().last(HeartbeatCloseEvent.class).getConnection()).isSameAs(connection);
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getConnection()).isSameAs(connection);
		}

		@Test
		void whenAttemptFailsThenEventHasNoConnection() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.transport().then(FakeTransport.REFUSE);
			harness.start();
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getConnection()).isNull();
		}

		@Test
		void whenServerAnswersHandshakeThenItsHeadersAreKept() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			HttpHeaders headers = new HttpHeaders();
			headers.add("X-Node", "s3cr3t");
			harness.transport()
				.then((attempt) -> attempt
					.accept((session) -> session.handshakeHeaders(HttpHeaders.readOnlyHttpHeaders(headers))));
			harness.start();
			assertThat(connection().getHandshakeHeaders().getFirst("x-node")).isEqualTo("s3cr3t");
			assertThat(connection().toString()).doesNotContain("s3cr3t");
		}

		@Test
		void whenPingTimesAreSetThenTheyHoldForThisConnectionOnly() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession first = harness.open();
			connection().setPing(Duration.ofSeconds(3), Duration.ofSeconds(2));
			harness.advanceSeconds(3);
			assertThat(first.pings()).isOne();
			harness.advanceSeconds(2);
			assertThat(harness.events().last(HeartbeatCloseEvent.class).getCause())
				.isEqualTo(DisconnectCause.PING_TIMEOUT);
			harness.advanceSeconds(1);
			FakeSession second = harness.session();
			harness.advanceSeconds(14);
			assertThat(second.pings()).isZero();
			harness.advanceSeconds(1);
			assertThat(second.pings()).isOne();
		}

		@Test
		void whenPingTimesAreNotPositiveThenIllegalArgument() {
			ManagedClientConnectionTests.this.harness.open();
			assertThatIllegalArgumentException().isThrownBy(() -> connection().setPing(Duration.ZERO, TIMEOUT))
				.withMessageContaining("'interval' must be positive");
			assertThatIllegalArgumentException().isThrownBy(() -> connection().setPing(TIMEOUT, Duration.ZERO))
				.withMessageContaining("'timeout' must be positive");
		}

	}

	@Nested
	class Lane {

		@Test
		void whenNotReadyThenWhatIsSentOverConnectionGoesOutAndQueueWaits() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(new TestSettings().with((settings) -> settings
				.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			harness.client().send("order");
			connection().send("login");
			harness.settle();
			assertThat(session.written()).containsExactly("login");
			session.receive("welcome");
			harness.settle();
			assertThat(session.written()).containsExactly("login", "order");
		}

		@Test
		void whenConnectionIsLostThenNothingSentOverItReachesTheNext() {
			ManagedClientConnectionTests.this.harness = queueing();
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession first = harness.open();
			HeartbeatConnection stale = connection();
			CompletableFuture<Void> inFlight = stale.send("login 1");
			CompletableFuture<Void> waiting = stale.send("login 2");
			first.fail();
			harness.advanceSeconds(1);
			CompletableFuture<Void> late = stale.send("login 3");
			harness.settle();
			assertFailed(inFlight, Reason.UNKNOWN);
			assertFailed(waiting, Reason.DROPPED);
			assertFailed(late, Reason.REJECTED);
			assertThat(harness.session().messages()).isEmpty();
		}

		@Test
		void whenQueueIsFullThenWhatIsSentOverConnectionIsTakenAllTheSame() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(
					new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueCapacity(2)));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.events().on(HeartbeatOpenEvent.class, (event) -> event.getConnection().send("login"));
			harness.start();
			harness.client().send("order 1");
			harness.client().send("order 2");
			FakeSession session = harness.accept();
			assertThat(session.written()).containsExactly("login", "order 1", "order 2");
		}

		@Test
		void whenListenersOfOpenDoNotReturnThenQueueWaitsForReadyTimeoutAtMost() {
			ManagedClientConnectionTests.this.harness = queueing();
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.events().on(HeartbeatOpenEvent.class, (event) -> {
				FakeSession session = harness.session();
				harness.timer().advance(Duration.ofMillis(9999));
				harness.io().runAll();
				assertThat(session.messages()).isEmpty();
				harness.timer().advance(Duration.ofMillis(1));
				harness.io().runAll();
				assertThat(session.messages()).containsExactly("order");
			});
			harness.start();
			harness.client().send("order");
			harness.accept();
			assertThat(harness.session().messages()).containsExactly("order");
		}

		// T1 delivers the backlog of the connection before, T2 opens the next one: what
		// others send stood behind that backlog, however long it took
		@Test
		void whenBacklogOfConnectionBeforeIsDeliveredThenQueueWaitsForSecondAtMost() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession first = harness.open();
			harness.timer().afterEach(() -> harness.io().runAll());
			first.receive("backlog");
			first.fail();
			harness.transport().then(FakeTransport.ACCEPT);
			harness.timer().advance(Duration.ofSeconds(1));
			FakeSession second = harness.session();
			CompletableFuture<Void> sent = harness.client().send("order");
			harness.timer().advance(Duration.ofMillis(999));
			assertThat(second.messages()).isEmpty();
			harness.timer().advance(Duration.ofMillis(1));
			assertThat(second.messages()).containsExactly("order");
			assertThat(harness.events().texts()).isEmpty();
			harness.settle();
			assertThat(sent).isCompleted();
			assertThat(harness.events().texts()).containsExactly("backlog");
		}

		@Test
		void whenClosedBeforeReadyThenQueueIsDroppedAndLaneIsWritten() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(new TestSettings().with((settings) -> settings
				.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			CompletableFuture<Void> order = harness.client().send("order");
			CompletableFuture<Void> goodbye = connection().send("goodbye");
			harness.close();
			assertThat(session.written()).containsExactly("goodbye");
			assertThat(session.closes()).containsExactly(CloseStatus.NORMAL);
			assertThat(goodbye).isCompleted();
			assertFailed(order, Reason.DROPPED);
		}

	}

	@Nested
	class Awaiting {

		@Test
		void whenMessageIsAwaitedThenNextThatIsAcceptedCompletesIt() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			session.receive("A");
			CompletableFuture<HeartbeatMessage> awaited = connection()
				.await((message) -> message.getText().startsWith("A"), TIMEOUT);
			session.receive("B");
			session.receive("A again");
			harness.settle();
			assertThat(awaited).isCompleted();
			assertThat(awaited.join().getText()).isEqualTo("A again");
			assertThat(harness.events().texts()).containsExactly("A", "B", "A again");
		}

		@Test
		void whenConnectionEndsThenAwaitFailsWithItsCause() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			CompletableFuture<HeartbeatMessage> awaited = connection().await((message) -> true, TIMEOUT);
			session.closeByPeer(new CloseStatus(4000, "denied"));
			harness.settle();
			assertThat(awaited).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isInstanceOfSatisfying(HeartbeatConnectionException.class,
						(ex) -> assertThat(ex.getDisconnectCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER))
				.withMessageContaining("4000")
				.withMessageContaining("denied");
		}

		// T1 reads the reply and, right behind it, the Close frame; T2, which runs the
		// predicates, comes later: the end used to overtake the reply
		@Test
		void whenServerRepliesAndClosesThenReplyIsTheOutcome() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			CompletableFuture<HeartbeatMessage> reply = connection().sendAndAwait("login", (message) -> true, TIMEOUT);
			harness.io().runAll();
			session.receive("denied");
			session.closeByPeer(CloseStatus.NORMAL);
			harness.settle();
			assertThat(reply).isCompleted();
			assertThat(reply.join().getText()).isEqualTo("denied");
		}

		// T1 has read a message that waits for the predicates of T2; the request is
		// written meanwhile: it used to be answered by a message of before
		@Test
		void whenMessageHasArrivedBeforeWriteThenItIsNoReply() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			FakeSession session = harness.open();
			connection().await((message) -> false, TIMEOUT);
			session.receive("of before");
			CompletableFuture<HeartbeatMessage> reply = harness.client()
				.sendAndAwait("request", (message) -> true, TIMEOUT);
			harness.settle();
			assertThat(reply).isNotDone();
			session.receive("reply");
			harness.settle();
			assertThat(reply.join().getText()).isEqualTo("reply");
		}

	}

	@Nested
	class Initializers {

		private final List<String> calls = new ArrayList<>();

		@Test
		void whenInitializerHasReturnedThenReadyAndQueueIsWritten() {
			ManagedClientConnectionTests.this.harness = queueing();
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> connection.send("login"));
			harness.start();
			harness.client().send("order");
			FakeSession session = harness.transport().lastAttempt().accept();
			harness.io().runAll();
			assertThat(harness.client().isReady()).isFalse();
			assertThat(session.written()).isEmpty();
			harness.settle();
			assertThat(harness.client().isReady()).isTrue();
			assertThat(session.written()).containsExactly("login", "order");
			assertThat(harness.events().kindsWithReady()).containsExactly("Open", "Ready");
		}

		@Test
		void whenConnectionsFollowThenEachIsInitialized() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> this.calls.add(connection.getId()));
			harness.open().fail();
			harness.advanceSeconds(1);
			assertThat(this.calls).containsExactly("feed-1", "feed-2");
		}

		@Test
		void whenInitializerFailsThenConnectionIsLostAndRetried() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> {
				throw new IllegalStateException("denied");
			});
			harness.open();
			HeartbeatCloseEvent close = harness.events().last(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.INITIALIZER_FAILED);
			assertThat(close.isReconnecting()).isTrue();
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getThrowable())
				.hasMessageContaining("HeartbeatConnectionInitializer")
				.hasMessageContaining("denied");
			assertThat(harness.state()).isEqualTo(HeartbeatState.WAITING);
		}

		@Test
		void whenInitializerGivesUpThenSoDoesClient() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> {
				throw new HeartbeatGiveUpException("account closed");
			});
			harness.open();
			assertThat(harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
			assertThat(harness.events().kinds()).containsExactly("Open", "Error", "Close", "GiveUp");
		}

		@Test
		void whenInitializerDoesNotReturnThenLostAfterReadyTimeoutWithThatReason() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> {
				if (this.calls.isEmpty()) {
					this.calls.add(connection.getId());
					harness.timer().advance(Duration.ofSeconds(10));
				}
			});
			harness.transport().next(FakeTransport.ACCEPT);
			harness.start();
			HeartbeatCloseEvent close = harness.events().last(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.READY_TIMEOUT);
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getThrowable())
				.hasMessageContaining("the HeartbeatConnectionInitializer has not returned");
		}

		@Test
		void whenConnectionIsLostBeforeItsTurnThenItIsNotInitialized() {
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> this.calls.add(connection.getId()));
			harness.start();
			FakeSession session = harness.transport().lastAttempt().accept();
			session.fail();
			harness.settle();
			assertThat(this.calls).isEmpty();
		}

		@Test
		void whenReadyIsByMessageThenInitializerAloneDoesNotMakeReady() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(new TestSettings().with((settings) -> settings
				.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.initializer((connection) -> connection.send("login"));
			FakeSession session = harness.open();
			assertThat(session.written()).containsExactly("login");
			assertThat(harness.client().isReady()).isFalse();
			session.receive("welcome");
			harness.settle();
			assertThat(harness.client().isReady()).isTrue();
		}

		@Test
		void whenReadyIsInitializedAndNoInitializerSupportsClientThenReportNamesKey() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(new TestSettings()
				.with((settings) -> settings.withReady(settings.ready().withWhen(ReadyWhen.INITIALIZED))));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.open();
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getThrowable())
				.hasMessageContaining("heartbeat.client.feed.ready.when")
				.hasMessageContaining("HeartbeatConnectionInitializer");
		}

		@Test
		void whenMessagesOfLoginAreSentOverClientThenTimeoutSaysWhereTheyBelong() {
			ManagedClientConnectionTests.this.harness = new ClientHarness(new TestSettings().with((settings) -> settings
				.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
			ClientHarness harness = ManagedClientConnectionTests.this.harness;
			harness.transport().next(FakeTransport.ALIVE);
			harness.start();
			harness.client().send("login");
			harness.advanceSeconds(10);
			assertThat(harness.events().last(HeartbeatErrorEvent.class).getThrowable())
				.hasMessageContaining("sent over the HeartbeatConnection");
		}

	}

}
