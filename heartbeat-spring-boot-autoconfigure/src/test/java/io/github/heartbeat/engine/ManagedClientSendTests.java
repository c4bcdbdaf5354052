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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ManagedClient}: sending.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientSendTests {

	private ClientHarness harness = new ClientHarness();

	@Test
	void whenOpenThenMessagesAreWrittenInOrderAndFuturesCompleted() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> first = this.harness.client().send("a");
		CompletableFuture<Void> second = this.harness.client().send(ByteBuffer.wrap(new byte[3]));
		CompletableFuture<Void> third = this.harness.client().send("c");
		assertThat(first).isNotDone();
		this.harness.settle();
		assertThat(session.written()).containsExactly("a", "(3 bytes)", "c");
		assertThat(List.of(first, second, third)).allMatch(CompletableFuture::isDone)
			.noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(this.harness.client().getStatistics().outbound().messages()).isEqualTo(3);
		assertThat(this.harness.client().getStatistics().outbound().bytes()).isEqualTo(5);
	}

	@Test
	void whenMessageIsNullThenIllegalArgument() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.harness.client().send((String) null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.harness.client().send((ByteBuffer) null));
	}

	@Test
	void whenTextHasHalfOfSurrogatePairThenRejectedAndConnectionStays() {
		FakeSession session = this.harness.open();
		assertRejected(this.harness.client().send("half " + '\uD83D'), "surrogate");
		this.harness.settle();
		assertThat(session.written()).isEmpty();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenObjectIsSentThenTextStaysTextAndBytesStayBytes() {
		FakeSession session = this.harness.open();
		this.harness.client().send((Object) "text");
		this.harness.client().send((Object) new byte[2]);
		this.harness.client().send((Object) ByteBuffer.allocate(3));
		this.harness.settle();
		assertThat(session.written()).containsExactly("text", "(2 bytes)", "(3 bytes)");
	}

	@Test
	void whenObjectCannotBeWrittenThenRejected() {
		this.harness.open();
		assertFailed(this.harness.client().send(new Object()), Reason.REJECTED);
	}

	@Test
	void whenStoppedThenRejected() {
		assertRejected(this.harness.client().send("a"), "not started");
	}

	@Test
	void whenConnectingThenRejected() {
		this.harness.start();
		assertRejected(this.harness.client().send("a"), "send.when-closed");
	}

	@Test
	void whenWaitingThenRejected() {
		this.harness.open().fail();
		assertRejected(this.harness.client().send("a"), "send.when-closed");
	}

	@Test
	void whenGaveUpThenRejectedEvenIfQueueIsConfigured() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L))
			.send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
		this.harness.start();
		CompletableFuture<Void> queued = this.harness.client().send("queued");
		this.harness.transport().lastAttempt().fail(new IOException("Connection reset"));
		this.harness.settle();
		assertFailed(queued, Reason.DROPPED);
		assertRejected(this.harness.client().send("a"), "given up");
	}

	@Test
	void whenQueueIsFullThenRejectedAndKeyNamed() {
		this.harness = new ClientHarness(new TestSettings().send((send) -> send.withQueueCapacity(1)));
		this.harness.open();
		CompletableFuture<Void> inFlight = this.harness.client().send("a");
		CompletableFuture<Void> waiting = this.harness.client().send("b");
		assertRejected(this.harness.client().send("c"), "send.queue-capacity");
		this.harness.settle();
		assertThat(inFlight).isCompleted();
		assertThat(waiting).isCompleted();
		assertThat(this.harness.client().getStatistics().outbound().dropped()).isOne();
	}

	@Test
	void whenQueueIsFullByBytesThenRejectedAndKeyNamed() {
		this.harness = new ClientHarness(new TestSettings().send((send) -> send.withQueueSize(DataSize.ofBytes(10))));
		this.harness.open();
		this.harness.client().send("in flight");
		this.harness.client().send("12345");
		assertRejected(this.harness.client().send("123456"), "send.queue-size");
	}

	@Test
	void whenRejectedThenMessageNamesClientAndNotPayload() {
		assertThat(this.harness.client().send("p4yl0ad")).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.withMessageContaining("'feed'")
			.withMessageNotContaining("p4yl0ad");
	}

	@Test
	void whenQueueIsConfiguredThenMessagesWaitForNextConnection() {
		this.harness = queueing();
		this.harness.start();
		CompletableFuture<Void> early = this.harness.client().send("early");
		FakeSession session = this.harness.accept();
		assertThat(early).isCompleted();
		session.fail();
		CompletableFuture<Void> between = this.harness.client().send("between");
		this.harness.advanceSeconds(1);
		FakeSession next = this.harness.accept();
		assertThat(between).isCompleted();
		assertThat(session.written()).containsExactly("early");
		assertThat(next.written()).containsExactly("between");
	}

	@Test
	void whenConnectionIsLostThenWhatWaitsIsDropped() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> inFlight = this.harness.client().send("a");
		CompletableFuture<Void> waiting = this.harness.client().send("b");
		session.fail();
		this.harness.settle();
		assertFailed(inFlight, Reason.UNKNOWN);
		assertFailed(waiting, Reason.DROPPED);
		assertThat(session.written()).isEmpty();
		assertThat(this.harness.client().getStatistics().outbound().dropped()).isEqualTo(2);
		assertThat(this.harness.client().getStatistics().outbound().queued()).isZero();
	}

	@Test
	void whenConnectionIsLostDuringWriteThenOutcomeIsUnknownAtOnce() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> future = this.harness.client().send("a");
		CompletableFuture<Void> next = this.harness.client().send("b");
		session.onWrite((what) -> {
			session.fail();
			this.harness.dispatch().runAll();
			assertFailed(future, Reason.UNKNOWN);
			assertFailed(next, Reason.DROPPED);
		});
		this.harness.settle();
		assertFailed(future, Reason.UNKNOWN);
		assertThat(session.faults()).isEmpty();
	}

	@Test
	void whenWriteFailsThenOutcomeIsUnknownAndConnectionLost() {
		FakeSession session = this.harness.open().failWrites();
		CompletableFuture<Void> future = this.harness.client().send("a");
		this.harness.settle();
		assertFailed(future, Reason.UNKNOWN);
		assertThat(session.aborts()).isNotEmpty();
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.SEND_FAILED);
	}

	@Test
	void whenWriteFailsSinceConnectionHasEndedThenItsEndTellsWhy() {
		FakeSession session = this.harness.open();
		session.onWrite((what) -> session.closeByPeer(new CloseStatus(4321)));
		this.harness.client().send("a");
		this.harness.advanceSeconds(0.5);
		HeartbeatCloseEvent event = this.harness.events().last(HeartbeatCloseEvent.class);
		assertThat(event.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(event.getCode()).isEqualTo(4321);
	}

	@Test
	void whenMessageOutcomeIsUnknownThenItIsNeverSentAgain() {
		this.harness = queueing();
		this.harness.open().failWrites();
		this.harness.client().send("a");
		this.harness.advanceSeconds(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.session().written()).isEmpty();
	}

	@Test
	void whenWriteHangsThenLostAfterSendTimeout() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> future = this.harness.client().send("a");
		session.onWrite((what) -> {
			this.harness.timer().advance(Duration.ofMillis(4999));
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			this.harness.timer().advance(Duration.ofMillis(1));
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
			assertFailed(future, Reason.UNKNOWN);
			assertThat(session.aborts()).hasSize(1);
		});
		this.harness.settle();
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.SEND_TIMEOUT);
	}

	@Test
	void whenWriteOfLostConnectionReturnsLateThenNextConnectionIsNotDisturbed() {
		FakeSession first = this.harness.open();
		CompletableFuture<Void> future = this.harness.client().send("a");
		List<CompletableFuture<Void>> later = new ArrayList<>();
		first.onWrite((what) -> {
			this.harness.timer().advance(Duration.ofSeconds(6));
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			later.add(this.harness.client().send("b"));
			throw new IOException("Broken pipe");
		});
		this.harness.settle();
		assertFailed(future, Reason.UNKNOWN);
		assertThat(later.get(0)).isCompleted();
		assertThat(this.harness.session().written()).containsExactly("b");
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenLostMessageHasDependentsThenItIsCountedOnce() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> future = this.harness.client().send("a");
		List<String> ends = new ArrayList<>();
		future.whenComplete((result, failure) -> ends.add("end"));
		session.onWrite((what) -> {
			session.fail();
			throw new IOException("Broken pipe");
		});
		this.harness.settle();
		assertThat(ends).containsExactly("end");
		assertThat(this.harness.client().getStatistics().outbound().dropped()).isOne();
	}

	@Test
	void whenWriteSucceedsAfterLossThenMessageIsCountedOnce() {
		// As a container does whose write returns although the socket is closed
		FakeSession session = this.harness.open();
		session.onWrite((what) -> {
			session.fail();
			session.revive();
		});
		this.harness.dispatch().runAll();
		this.harness.client().send("a");
		while (this.harness.io().size() > 0) {
			this.harness.io().run(this.harness.io().size() - 1);
		}
		this.harness.settle();
		assertThat(session.written()).containsExactly("a");
		assertThat(this.harness.client().getStatistics().outbound().messages()
				+ this.harness.client().getStatistics().outbound().dropped())
			.isOne();
	}

	@Test
	void whenFutureHasDependentsThenTheyDoNotRunOnTheWritersThread() {
		FakeSession session = this.harness.open();
		List<String> order = new ArrayList<>();
		session.onWrite(order::add);
		this.harness.client().send("a").thenRun(() -> order.add("dependent"));
		this.harness.client().send("b");
		this.harness.io().runAll();
		assertThat(order).containsExactly("a", "b");
		this.harness.settle();
		assertThat(order).containsExactly("a", "b", "dependent");
	}

	@Test
	void whenDependentThrowsThenWriterGoesOn() {
		FakeSession session = this.harness.open();
		this.harness.client().send("a").thenRun(() -> {
			throw new IllegalStateException("odd");
		});
		this.harness.client().send("b");
		this.harness.settle();
		assertThat(session.written()).containsExactly("a", "b");
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenDependentSendsThenThatIsWritten() {
		FakeSession session = this.harness.open();
		this.harness.client().send("a").thenRun(() -> this.harness.client().send("b"));
		this.harness.settle();
		assertThat(session.written()).containsExactly("a", "b");
	}

	@Test
	void whenSendOnOpenIsConfiguredThenItIsWrittenFirstOnEachConnection() {
		this.harness = sendingOnOpen();
		FakeSession first = this.harness.open();
		this.harness.client().send("data");
		this.harness.settle();
		assertThat(first.written()).containsExactly("hello", "subscribe", "data");
		first.fail();
		this.harness.advanceSeconds(1);
		assertThat(this.harness.session().written()).containsExactly("hello", "subscribe");
	}

	@Test
	void whenListenerOfOpenSendsThenItIsWrittenAfterSendOnOpenAndBeforeTheQueue() {
		this.harness = sendingOnOpen();
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> {
			event.getConnection().send("from listener");
			event.getConnection().send("from listener again");
		});
		this.harness.start();
		this.harness.client().send("queued");
		FakeSession session = this.harness.accept();
		assertThat(session.written()).containsExactly("hello", "subscribe", "from listener", "from listener again",
				"queued");
	}

	@Test
	void whenListenerOfOpenHasNotReturnedThenQueueWaits() {
		this.harness = queueing();
		this.harness.start();
		this.harness.client().send("queued");
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> {
			this.harness.io().runAll();
			assertThat(this.harness.transport().lastAttempt().session().written()).isEmpty();
		});
		FakeSession session = this.harness.accept();
		assertThat(this.harness.client().getStatistics().listenerFailures()).isZero();
		assertThat(session.written()).containsExactly("queued");
	}

	@Test
	void whenListenerOfOpenThrowsThenQueueIsWritten() {
		this.harness = queueing();
		this.harness.start();
		this.harness.client().send("queued");
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> {
			throw new IllegalStateException("odd");
		});
		assertThat(this.harness.accept().written()).containsExactly("queued");
	}

	@Test
	void whenListenerOfMessageSendsThenItIsWrittenInOrder() {
		FakeSession session = this.harness.open();
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> event.getSource().send("answer"));
		this.harness.client().send("question");
		session.receive("message");
		this.harness.settle();
		assertThat(session.written()).containsExactly("question", "answer");
	}

	@Test
	void whenListenerOfOlderOpenSendsThenItIsNotAheadOfSendOnOpen() {
		this.harness = sendingOnOpen();
		boolean[] once = new boolean[1];
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> {
			if (!once[0]) {
				once[0] = true;
				// The connection is lost while the listener still works for it
				this.harness.session().fail();
				event.getSource().send("stale");
			}
		});
		this.harness.open();
		this.harness.advanceSeconds(1);
		assertThat(this.harness.transport().sessions()).hasSize(2);
		assertThat(this.harness.session().written()).startsWith("hello", "subscribe");
	}

	@Test
	void whenConnectionsChangeThenWritesNeverOverlap() {
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.start();
		for (int i = 0; i < 50; i++) {
			this.harness.client().send("a" + i);
			this.harness.client().send("b" + i);
			if (i % 5 == 0) {
				this.harness.client().reconnect();
			}
			this.harness.advanceSeconds(0.3);
		}
		assertThat(this.harness.transport().sessions()).allSatisfy((session) -> assertThat(session.faults()).isEmpty());
	}

	@Test
	void whenThereIsNoThreadToWriteThenConnectionIsLostAndFuturesEnd() {
		FakeSession session = this.harness.open();
		this.harness.io().rejecting(true);
		CompletableFuture<Void> future = this.harness.client().send("a");
		this.harness.dispatch().runAll();
		assertThat(future).isCompletedExceptionally();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		assertThat(session.written()).isEmpty();
	}

	@Test
	void whenThereIsNoThreadToAbortThenSocketIsAbortedNevertheless() {
		FakeSession session = this.harness.open();
		this.harness.io().rejecting(true);
		session.fail();
		this.harness.io().rejecting(false);
		this.harness.advanceSeconds(10);
		assertThat(session.isLive()).as("a live socket without an owner").isFalse();
	}

	@Test
	void whenServerClosesWhileMessagesWaitThenTheyAreDropped() {
		FakeSession session = this.harness.open();
		this.harness.client().send("in flight");
		CompletableFuture<Void> future = this.harness.client().send("a");
		session.closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.settle();
		assertFailed(future, Reason.DROPPED);
	}

	private static ClientHarness queueing() {
		return new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
	}

	private static ClientHarness sendingOnOpen() {
		return new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE))
			.with((settings) -> settings.withSendOnOpen(List.of("hello", "subscribe"))));
	}

	private static void assertRejected(CompletableFuture<Void> future, String text) {
		assertFailed(future, Reason.REJECTED);
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.withMessageContaining(text);
	}

	private static void assertFailed(CompletableFuture<Void> future, Reason reason) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class, (ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

}
