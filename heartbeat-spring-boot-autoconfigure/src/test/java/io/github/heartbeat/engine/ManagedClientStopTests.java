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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: closing, stopping, starting again.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientStopTests {

	private ClientHarness harness = new ClientHarness();

	@Test
	void whenClosedWhileOpenThenCloseFrameIsSentAndNothingFollows() {
		FakeSession session = this.harness.open();
		this.harness.close();
		assertThat(session.closes()).containsExactly(CloseStatus.NORMAL);
		assertThat(session.aborts()).isEmpty();
		session.closeByPeer(CloseStatus.NORMAL);
		this.harness.advance(Duration.ofHours(1));
		assertThat(session.closes()).hasSize(1);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close");
		HeartbeatCloseEvent event = this.harness.events().last(HeartbeatCloseEvent.class);
		assertThat(event.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(event.getCode()).isEqualTo(1000);
		assertThat(event.isReconnecting()).isFalse();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.attempts()).isOne();
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenClosedThenCallerDoesNotWaitForNetwork() {
		FakeSession session = this.harness.open();
		this.harness.client().close();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(session.closes()).isEmpty();
	}

	@Test
	void whenClosedTwiceThenOnce() {
		FakeSession session = this.harness.open();
		this.harness.client().close();
		this.harness.client().close();
		this.harness.settle();
		assertThat(session.closes()).hasSize(1);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close");
	}

	@Test
	void whenClosedWhileStoppedThenNothingHappens() {
		this.harness.close();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.events().all()).isEmpty();
	}

	@Test
	void whenPeerAnswersCloseThenNothingFollows() {
		FakeSession session = this.harness.open();
		this.harness.close();
		session.closeByPeer(CloseStatus.NORMAL);
		session.fail();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close");
		assertThat(this.harness.attempts()).isOne();
	}

	@Test
	void whenPeerDoesNotAnswerCloseThenSocketIsAbortedAfterShutdownTimeout() {
		FakeSession session = this.harness.open().ignoringClose();
		this.harness.close();
		this.harness.advance(Duration.ofMillis(4999));
		assertThat(session.aborts()).isEmpty();
		this.harness.advance(Duration.ofMillis(1));
		assertThat(session.aborts()).isNotEmpty();
	}

	@Test
	void whenClosedWhileWaitingThenRetryIsCalledOff() {
		this.harness.open().fail();
		this.harness.close();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isOne();
		assertThat(this.harness.timer().pending()).isZero();
		assertThat(this.harness.client().getStatistics().connection().nextAttempt()).isNull();
	}

	@Test
	void whenClosedWhenRetryHasJustBegunThenNothingOpens() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		Runnable retry = this.harness.timer().begin().orElseThrow();
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.client().close();
		retry.run();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isOne();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
	}

	@Test
	void whenClosedBeforeAttemptHasThreadThenNothingOpens() {
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.client().start();
		this.harness.client().close();
		this.harness.settle();
		assertThat(this.harness.attempts()).isZero();
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenClosedWhileConnectingThenLateOpenIsAborted() {
		this.harness.start();
		this.harness.close();
		FakeSession late = this.harness.accept();
		this.harness.advance(Duration.ofHours(1));
		assertThat(late.isLive()).isFalse();
		assertThat(this.harness.events().all()).isEmpty();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.client().getStatistics().connection().established()).isZero();
	}

	@Test
	void whenClosedWhileConnectingThenLateFailureIsIgnored() {
		this.harness.start();
		this.harness.close();
		this.harness.transport().lastAttempt().fail(new IOException("late"));
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.events().all()).isEmpty();
		assertThat(this.harness.attempts()).isOne();
	}

	@Test
	void whenClosedWhileConnectingThenThreadIsInterrupted() {
		HangingAttempt attempt = HangingAttempt.begin(this.harness);
		this.harness.client().close();
		assertThat(attempt.isInterrupted()).isTrue();
	}

	@Test
	void whenClosedWhileItWaitsForItsTurnThenNothingOpens() {
		ConnectLimiter.Permit other = this.harness.limiter().permit("localhost", () -> {
		});
		other.request();
		this.harness.start();
		assertThat(this.harness.attempts()).isZero();
		this.harness.close();
		other.release();
		this.harness.settle();
		assertThat(this.harness.attempts()).isZero();
	}

	@Test
	void whenClosedWhileReconnectWaitsForOldSocketThenNothingOpens() {
		this.harness.open();
		this.harness.client().reconnect();
		this.harness.client().close();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isOne();
		assertThat(this.harness.transport().liveSessions()).isEmpty();
	}

	@Test
	void whenClosedThenWhatWasAcceptedIsWrittenFirst() {
		FakeSession session = this.harness.open();
		List<String> order = new ArrayList<>();
		session.onWrite(order::add).onClose((status) -> order.add("Close frame"));
		CompletableFuture<Void> first = this.harness.client().send("a");
		CompletableFuture<Void> second = this.harness.client().send("b");
		this.harness.client().close();
		CompletableFuture<Void> late = this.harness.client().send("late");
		this.harness.settle();
		assertThat(order).containsExactly("a", "b", "Close frame");
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(late).isCompletedExceptionally();
	}

	@Test
	void whenClosedWhileWaitingThenQueuedMessagesAreDropped() {
		this.harness = new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
		this.harness.open().fail();
		CompletableFuture<Void> queued = this.harness.client().send("queued");
		this.harness.close();
		assertThat(queued).isCompletedExceptionally();
		assertThat(this.harness.client().getStatistics().outbound().queued()).isZero();
	}

	@Test
	void whenWriteIsStuckAtCloseThenSocketIsAbortedAfterShutdownTimeout() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> stuck = this.harness.client().send("stuck");
		CompletableFuture<Void> waiting = this.harness.client().send("waiting");
		session.onWrite((what) -> {
			this.harness.client().close();
			this.harness.timer().advance(Duration.ofMillis(4999));
			assertThat(session.aborts()).isEmpty();
			this.harness.timer().advance(Duration.ofMillis(1));
			assertThat(session.aborts()).hasSize(1);
			assertThat(stuck).isCompletedExceptionally();
			assertThat(waiting).isCompletedExceptionally();
		});
		this.harness.settle();
		assertThat(session.closes()).isEmpty();
		assertThat(session.written()).isEmpty();
		assertThat(session.aborts()).hasSize(1);
	}

	@Test
	void whenCloseFrameIsStuckThenSocketIsAbortedAfterShutdownTimeout() {
		FakeSession session = this.harness.open();
		session.onClose((status) -> {
			this.harness.timer().advance(Duration.ofSeconds(5));
			assertThat(session.aborts()).hasSize(1);
			throw new IOException("Broken pipe");
		});
		this.harness.close();
		assertThat(session.aborts()).isNotEmpty();
	}

	@Test
	void whenCloseFrameCannotBeWrittenThenSocketIsAborted() {
		FakeSession session = this.harness.open();
		session.onClose((status) -> {
			throw new IOException("Broken pipe");
		});
		this.harness.close();
		assertThat(session.aborts()).hasSize(1);
	}

	@Test
	void whenWriteFailsDuringCloseThenSocketIsAborted() {
		FakeSession session = this.harness.open().failWrites();
		this.harness.client().send("a");
		this.harness.close();
		this.harness.advanceSeconds(10);
		assertThat(session.isLive()).as("a live socket after close()").isFalse();
	}

	@Test
	void whenConnectionFailsDuringCloseThenSocketIsAborted() {
		FakeSession session = this.harness.open();
		this.harness.client().send("a");
		this.harness.client().close();
		session.fail();
		// The writer's thread comes too late
		this.harness.advanceSeconds(10);
		assertThat(session.isLive()).as("a live socket after close()").isFalse();
	}

	@Test
	void whenWriteIsStuckAndConnectionEndsDuringCloseThenItsFutureEnds() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> stuck = this.harness.client().send("stuck");
		session.onWrite((what) -> {
			this.harness.client().close();
			session.closeByPeer(CloseStatus.GOING_AWAY);
			this.harness.timer().advance(Duration.ofSeconds(5));
			this.harness.dispatch().runAll();
			assertThat(stuck.isDone()).as("the future of a write that does not return").isTrue();
		});
		this.harness.settle();
		assertThat(stuck.isDone()).isTrue();
		assertThat(session.written()).isEmpty();
	}

	@Test
	void whenThereIsNoThreadAtCloseThenNothingLives() {
		FakeSession session = this.harness.open();
		this.harness.io().rejecting(true);
		this.harness.client().close();
		this.harness.io().rejecting(false);
		this.harness.advanceSeconds(10);
		assertThat(session.isLive()).as("a live socket after close()").isFalse();
	}

	@Test
	void whenStoppedAndStartedManyTimesThenEachTimeItWorks() {
		this.harness.transport().then(FakeTransport.ALIVE);
		for (int i = 1; i <= 50; i++) {
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			CompletableFuture<Void> sent = this.harness.client().send("message " + i);
			this.harness.settle();
			assertThat(sent).isCompleted();
			assertThat(this.harness.session().written()).containsExactly("message " + i);
			this.harness.close();
			assertThat(this.harness.transport().liveSessions()).isEmpty();
		}
		assertThat(this.harness.attempts()).isEqualTo(50);
		this.harness.advanceSeconds(5);
		assertThat(this.harness.timer().pending()).isZero();
		assertThat(this.harness.events().kinds()).hasSize(100);
	}

	@Test
	void whenStartedAtOnceAfterCloseThenMessagesCanBeSent() {
		this.harness.open();
		this.harness.client().close();
		this.harness.client().start();
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		CompletableFuture<Void> sent = this.harness.client().send("a");
		this.harness.settle();
		assertThat(sent).isCompleted();
	}

	@Test
	void whenStartedAtOnceAfterCloseThenDeadPeerIsNoticed() {
		this.harness.open();
		this.harness.client().close();
		this.harness.client().start();
		this.harness.settle();
		FakeSession session = this.harness.session();
		this.harness.transport().then(FakeTransport.HANG);
		this.harness.advanceSeconds(60);
		assertThat(session.pings()).as("pings that were written").isOne();
		assertThat(session.isLive()).isFalse();
	}

	@Test
	void whenStartedWhileOldConnectionIsStillClosingThenItsEndDoesNotStopTheNewOne() {
		FakeSession first = this.harness.open();
		this.harness.client().send("stuck");
		first.onWrite((what) -> {
			this.harness.client().close();
			this.harness.client().start();
			this.harness.timer().advance(Duration.ofSeconds(10));
		});
		this.harness.settle();
		this.harness.advanceSeconds(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		CompletableFuture<Void> sent = this.harness.client().send("a");
		this.harness.settle();
		assertThat(sent).isCompleted();
		assertThat(first.written()).isEmpty();
	}

	@Test
	void whenStartedWhileOldConnectionIsStillClosingThenTwoNeverLive() {
		FakeSession first = this.harness.open();
		this.harness.client().send("stuck");
		List<Integer> live = new ArrayList<>();
		first.onWrite((what) -> {
			this.harness.client().close();
			this.harness.client().start();
			for (int i = 0; i < 50; i++) {
				this.harness.timer().advance(Duration.ofMillis(100));
				live.add(this.harness.transport().liveSessions().size());
			}
		});
		this.harness.settle();
		assertThat(live).allMatch((count) -> count <= 1);
	}

	@Test
	void whenStartedWhileOldConnectionIsStillClosingThenNewMessagesDoNotGoThere() {
		this.harness = new ClientHarness(new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));
		FakeSession first = this.harness.open();
		CompletableFuture<Void> old = this.harness.client().send("old");
		this.harness.client().close();
		this.harness.client().start();
		this.harness.client().send("new");
		this.harness.settle();
		this.harness.advanceSeconds(1);
		assertThat(old).isDone();
		assertThat(first.written()).doesNotContain("new");
		assertThat(this.harness.session().written()).containsExactly("new");
	}

	@Test
	void whenClientIsStartedThenKeepAliveKnows() {
		assertThat(keptAlive()).isZero();
		this.harness.start();
		assertThat(keptAlive()).isOne();
		this.harness.start();
		this.harness.reconnect();
		assertThat(keptAlive()).isOne();
		this.harness.close();
		this.harness.close();
		assertThat(keptAlive()).isZero();
	}

	@Test
	void whenClientGaveUpThenKeepAliveStillKnowsIt() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L)));
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
		assertThat(keptAlive()).isOne();
		this.harness.start();
		assertThat(keptAlive()).isOne();
		this.harness.close();
		assertThat(keptAlive()).isZero();
	}

	@Test
	void whenShutDownThenClosesWithGoingAway() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		this.harness.settle();
		assertThat(stopped).isCompleted();
		assertThat(session.closes()).containsExactly(CloseStatus.GOING_AWAY);
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.SHUTDOWN);
		assertThat(this.harness.timer().pending()).as("timers with the connection in them").isZero();
	}

	@Test
	void whenShutDownThenDoneOnlyAfterLastEvent() {
		FakeSession session = this.harness.open();
		session.receive("a");
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		this.harness.io().runAll();
		assertThat(session.closes()).hasSize(1);
		assertThat(stopped).isNotDone();
		this.harness.settle();
		assertThat(stopped).isCompleted();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Close");
	}

	@Test
	void whenListenerShutsDownThenItsClientDoesNotWaitForIt() {
		FakeSession session = this.harness.open();
		List<CompletableFuture<Void>> stopped = new ArrayList<>();
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			stopped.add(this.harness.client().shutdown());
			this.harness.io().runAll();
			while (this.harness.dispatch().size() > 0) {
				this.harness.dispatch().runAll();
			}
			assertThat(stopped.get(0)).isCompleted();
		});
		session.receive("a");
		session.receive("b");
		this.harness.settle();
		assertThat(stopped).hasSize(1);
		assertThat(this.harness.events().texts()).containsExactly("a");
		assertThat(this.harness.client().getStatistics().inbound().dropped()).isPositive();
	}

	@Test
	void whenShutDownAgainThenTimeRunsFromTheFirstCall() {
		this.harness.open().ignoringClose();
		CompletableFuture<Void> first = this.harness.client().shutdown();
		this.harness.advance(Duration.ofMillis(4900));
		CompletableFuture<Void> second = this.harness.client().shutdown();
		assertThat(first).isNotDone();
		this.harness.advance(Duration.ofMillis(100));
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
	}

	@Test
	void whenShutDownWhileStoppedThenDoneAtOnce() {
		assertThat(this.harness.client().shutdown()).isCompleted();
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenShutDownWhileWaitingThenRetryIsCalledOff() {
		this.harness.open().fail();
		this.harness.settle();
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		this.harness.settle();
		assertThat(stopped).isCompleted();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isOne();
	}

	@Test
	void whenShutDownWithFrozenSocketThenDoneAfterShutdownTimeout() {
		FakeSession session = this.harness.open();
		CompletableFuture<Void> sent = this.harness.client().send("stuck");
		List<CompletableFuture<Void>> stopped = new ArrayList<>();
		session.onWrite((what) -> {
			stopped.add(this.harness.client().shutdown());
			this.harness.timer().advance(Duration.ofMillis(4999));
			assertThat(stopped.get(0)).isNotDone();
			this.harness.timer().advance(Duration.ofMillis(1));
			assertThat(stopped.get(0)).isCompleted();
			assertThat(session.aborts()).hasSize(1);
		});
		this.harness.settle();
		assertThat(stopped).hasSize(1);
		assertThat(stopped.get(0)).isCompleted();
		assertThat(sent).isCompletedExceptionally();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close");
	}

	@Test
	void whenShutDownAndNoThreadEverRunsThenDoneAfterShutdownTimeout() {
		this.harness.open();
		this.harness.timer().afterEach(() -> {
		});
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		this.harness.timer().advance(Duration.ofSeconds(5));
		assertThat(stopped).isCompleted();
	}

	@Test
	void whenShutDownWithSleepingListenerThenDoneAfterShutdownTimeoutAndRestIsDropped() {
		FakeSession session = this.harness.open();
		List<CompletableFuture<Void>> stopped = new ArrayList<>();
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			stopped.add(this.harness.client().shutdown());
			this.harness.timer().advance(Duration.ofSeconds(5));
			assertThat(stopped.get(0)).isCompleted();
		});
		session.receive("a");
		session.receive("b");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("a");
		assertThat(this.harness.client().getStatistics().listenerFailures()).isZero();
	}

	@Test
	void whenShutDownWithoutTimeThenDoneAtOnce() {
		this.harness = new ClientHarness(
				new TestSettings().with((settings) -> settings.withShutdownTimeout(Duration.ZERO)));
		FakeSession session = this.harness.open();
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		this.harness.timer().advance(Duration.ZERO);
		assertThat(stopped).isCompleted();
		this.harness.settle();
		assertThat(session.isLive()).isFalse();
	}

	@Test
	void whenShutDownAfterCloseThenItsEndIsWaitedFor() {
		FakeSession session = this.harness.open();
		this.harness.client().close();
		CompletableFuture<Void> stopped = this.harness.client().shutdown();
		assertThat(stopped).isNotDone();
		this.harness.settle();
		assertThat(stopped).isCompleted();
		assertThat(session.closes()).containsExactly(CloseStatus.NORMAL);
	}

	@Test
	void whenStartedAgainWithinShutdownTimeoutThenItsEventsAreDelivered() {
		FakeSession first = this.harness.open();
		this.harness.transport().then(FakeTransport.ALIVE);
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			if (event.getText().equals("slow")) {
				// The application stops and starts again while the listener works
				this.harness.client().shutdown();
				this.harness.client().start();
				this.harness.timer().advance(Duration.ofSeconds(1));
				this.harness.session().receive("new");
				this.harness.timer().advance(Duration.ofSeconds(10));
			}
		});
		first.receive("slow");
		this.harness.settle();
		this.harness.session().receive("newer");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("slow", "new", "newer");
		assertThat(this.harness.events().all(HeartbeatOpenEvent.class)).hasSize(2);
	}

	@Test
	void whenStartedAgainInTheMomentOfShutdownThenItsEventsAreDelivered() {
		FakeSession first = this.harness.open();
		this.harness.transport().then(FakeTransport.ALIVE);
		LockProbe locks = new LockProbe(this.harness.client());
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			if (event.getText().equals("slow")) {
				// Another thread starts the client as soon as that is stopped
				this.harness.timer().onCall(() -> {
					if (this.harness.state() == HeartbeatState.STOPPED && !locks.isHeld()) {
						this.harness.client().start();
					}
				});
				this.harness.client().shutdown();
				this.harness.timer().onCall(() -> {
				});
				this.harness.timer().advance(Duration.ofSeconds(1));
				this.harness.session().receive("new");
				this.harness.timer().advance(Duration.ofSeconds(10));
			}
		});
		first.receive("slow");
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.events().texts()).containsExactly("slow", "new");
		assertThat(this.harness.events().all(HeartbeatOpenEvent.class)).hasSize(2);
	}

	@Test
	void whenListenerOfCloseStartsThenClientIsOpenAgain() {
		this.harness.events().on(HeartbeatCloseEvent.class, (event) -> {
			if (!event.isReconnecting()) {
				event.getSource().start();
			}
		});
		this.harness.open();
		this.harness.close();
		this.harness.advanceSeconds(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.transport().liveSessions()).hasSize(1);
	}

	private int keptAlive() {
		return (Integer) ReflectionTestUtils.getField(this.harness.keepAlive(), "started");
	}

}
