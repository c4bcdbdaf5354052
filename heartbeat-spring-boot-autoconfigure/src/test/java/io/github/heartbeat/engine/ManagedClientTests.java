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
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.transport.TransportEnd;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: connecting, losing the connection, connecting again.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientTests {

	private static final CloseStatus RESTART = CloseStatus.SERVICE_RESTARTED;

	/**
	 * A client that is started, up to its open connection.
	 */
	@Nested
	class Start extends WithHarness {

		@Test
		void whenCreatedThenStopped() {
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
			assertThat(this.harness.attempts()).isZero();
			assertThat(this.harness.timer().pending()).isZero();
		}

		@Test
		void whenStartedThenConnects() {
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.CONNECTING);
			assertThat(this.harness.attempts()).isOne();
		}

		@Test
		void whenStartedThenCallerDoesNotWaitForNetwork() {
			this.harness.client().start();
			assertThat(this.harness.attempts()).isZero();
			assertThat(this.harness.io().size()).isOne();
		}

		@Test
		void whenStartedTwiceThenConnectsOnce() {
			this.harness.start();
			this.harness.start();
			assertThat(this.harness.attempts()).isOne();
		}

		@Test
		void whenAcceptedThenOpen() {
			FakeSession session = this.harness.open();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.client().getSession()).containsSame(session.getNative());
			assertThat(this.harness.events().kinds()).containsExactly("Open");
		}

		@Test
		void whenOpenThenEventTellsOfFirstConnection() {
			this.harness.start();
			this.harness.accept();
			HeartbeatOpenEvent event = this.harness.events().last(HeartbeatOpenEvent.class);
			assertThat(event.getClientName()).isEqualTo("feed");
			assertThat(event.getSource()).isSameAs(this.harness.client());
			assertThat(event.getAttempts()).isOne();
			assertThat(event.isReconnect()).isFalse();
			assertThat(event.getDowntime()).isNull();
			assertThat(event.getSubprotocol()).isNull();
			assertThat(event.getLastMessageAt()).isNull();
		}

		@Test
		void whenNotOpenThenThereIsNoSession() {
			assertThat(this.harness.client().getSession()).isEmpty();
			this.harness.start();
			assertThat(this.harness.client().getSession()).isEmpty();
		}

		@Test
		void whenOpenThenItsTurnIsOver() {
			this.harness.open();
			boolean[] granted = new boolean[1];
			this.harness.limiter().permit("localhost", () -> granted[0] = true).request();
			assertThat(granted[0]).as("another client may connect to the same host").isTrue();
		}

		@Test
		void whenSubprotocolIsNegotiatedThenOpenEventShowsIt() {
			this.harness.transport().then((attempt) -> attempt.accept((session) -> session.subprotocol("mqtt")));
			this.harness.start();
			assertThat(this.harness.events().last(HeartbeatOpenEvent.class).getSubprotocol()).isEqualTo("mqtt");
		}

	}

	/**
	 * A connection that ends by the peer, the network or the transport.
	 */
	@Nested
	class Loss extends WithHarness {

		@Test
		void whenServerClosesThenCloseAndReconnectAndOpenFollowInOrder() {
			this.harness.open().closeByPeer(RESTART);
			this.harness.advanceSeconds(1);
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect", "Open");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenServerClosesThenCloseTellsHow() {
			FakeSession session = this.harness.open();
			this.harness.advanceSeconds(12);
			session.closeByPeer(new CloseStatus(4321, "maintenance"));
			this.harness.settle();
			HeartbeatCloseEvent event = this.harness.events().last(HeartbeatCloseEvent.class);
			assertThat(event.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(event.getCode()).isEqualTo(4321);
			assertThat(event.getReason()).isEqualTo("maintenance");
			assertThat(event.getLifetime()).isEqualTo(Duration.ofSeconds(12));
			assertThat(event.isReconnecting()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1002, 1005, 1007, 1009, 4000 })
		void whenServerClosesThenCodeIsItsOwn(int code) {
			FakeSession session = this.harness.open();
			session.closeByPeer(new CloseStatus(code));
			this.harness.settle();
			HeartbeatCloseEvent event = this.harness.events().last(HeartbeatCloseEvent.class);
			assertThat(event.getCause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(event.getCode()).isEqualTo(code);
		}

		@ParameterizedTest
		@ValueSource(ints = { 1002, 1003, 1007, 1009 })
		void whenTransportFindsWrongFrameThenServerViolatedProtocol(int code) {
			FakeSession session = this.harness.open();
			session.closeByTransport(new CloseStatus(code, "wrong frame"));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
			assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
				.isEqualTo(DisconnectCause.PROTOCOL_ERROR);
		}

		@Test
		void whenConnectionFailsThenErrorPrecedesClose() {
			this.harness.open().fail();
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
			HeartbeatErrorEvent error = this.harness.events().last(HeartbeatErrorEvent.class);
			assertThat(error.isAttempt()).isFalse();
			assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
			assertThat(error.getThrowable()).hasMessage("Connection reset");
			assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCode()).isEqualTo(1006);
		}

		@Test
		void whenConnectionFailsThenSocketIsAborted() {
			FakeSession session = this.harness.open();
			session.fail();
			this.harness.settle();
			assertThat(session.aborts()).isNotEmpty();
			assertThat(session.closes()).isEmpty();
		}

		@Test
		void whenErrorIsFollowedByCloseThenItIsOneLossAndOneRetry() {
			FakeSession session = this.harness.open();
			session.fail();
			session.closeByPeer(CloseStatus.NO_CLOSE_FRAME);
			session.fail();
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
			this.harness.transport().then(FakeTransport.HANG);
			this.harness.advanceSeconds(5);
			assertThat(this.harness.attempts()).isEqualTo(2);
			assertThat(this.harness.observer().calls()).containsOnlyOnce("disconnected CONNECTION_LOST");
		}

		@Test
		void whenWriteFailureIsFollowedByReadFailureThenItIsOneLoss() {
			FakeSession session = this.harness.open().failWrites();
			this.harness.client().send("a");
			this.harness.settle();
			session.fail();
			session.closeByPeer(CloseStatus.NO_CLOSE_FRAME);
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
			assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
				.isEqualTo(DisconnectCause.SEND_FAILED);
		}

		@Test
		void whenConnectionIsLostThenEventsAndRetryDoNotWaitForSocketToClose() {
			FakeSession session = this.harness.open();
			session.fail();
			this.harness.dispatch().runAll();
			assertThat(session.aborts()).isEmpty();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
			assertThat(this.harness.client().getStatistics().connection().nextAttempt())
				.isEqualTo(this.harness.timer().now().plusSeconds(1));
		}

		@Test
		void whenConnectionIsLostThenClosingHandshakeIsNotWaitedFor() {
			FakeSession session = this.harness.open();
			session.onClose((status) -> {
				throw new AssertionError("Only the peer can finish a closing handshake");
			});
			session.fail();
			this.harness.settle();
			assertThat(session.aborts()).hasSize(1);
		}

	}

	/**
	 * An attempt that fails, or is answered too late.
	 */
	@Nested
	class FailedAttempt extends WithHarness {

		@Test
		void whenAttemptFailsThenErrorAndReconnect() {
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect");
			HeartbeatErrorEvent error = this.harness.events().last(HeartbeatErrorEvent.class);
			assertThat(error.isAttempt()).isTrue();
			assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		}

		@Test
		void whenAttemptFailsLaterThenErrorAndReconnect() {
			this.harness.start();
			this.harness.transport()
				.lastAttempt()
				.fail(new CompletionException(new ConnectException("Connection refused")));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect");
		}

		@Test
		void whenTransportThrowsErrorThenItIsFailedAttempt() {
			this.harness.transport().then((attempt) -> {
				throw new NoClassDefFoundError("org/example/Missing");
			});
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
			assertThat(this.harness.events().last(HeartbeatErrorEvent.class).getCause())
				.isEqualTo(DisconnectCause.CONNECT_FAILED);
		}

		@Test
		void whenCustomizerFailsThenItIsFailedAttempt() {
			this.harness.transport().then((attempt) -> {
				throw new HeartbeatConnectionException(DisconnectCause.CUSTOMIZER_FAILED, "No token", null,
						new IllegalStateException());
			});
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
			assertThat(this.harness.events().last(HeartbeatErrorEvent.class).getCause())
				.isEqualTo(DisconnectCause.CUSTOMIZER_FAILED);
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.advanceSeconds(1);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenThereIsNoThreadThenItIsFailedAttempt() {
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.io().rejecting(true);
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
			this.harness.io().rejecting(false);
			this.harness.advanceSeconds(1);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenAttemptFailsThenItsThreadIsNotInterrupted() {
			boolean[] interrupted = new boolean[1];
			this.harness.observer().callback((call) -> interrupted[0] |= Thread.currentThread().isInterrupted());
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			assertThat(this.harness.observer().calls()).containsExactly("connectFailed CONNECTION_REFUSED");
			assertThat(interrupted[0]).as("what logs and observes runs with the interrupt flag set").isFalse();
		}

		@Test
		void whenHandshakeHangsThenConnectTimeout() {
			this.harness.start();
			this.harness.advance(Duration.ofSeconds(10).minusNanos(1));
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.CONNECTING);
			this.harness.advance(Duration.ofNanos(1));
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
			HeartbeatErrorEvent error = this.harness.events().last(HeartbeatErrorEvent.class);
			assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
			assertThat(error.getThrowable()).hasMessageContaining("connect-timeout").hasMessageContaining("10000 ms");
		}

		@Test
		void whenHandshakeHangsThenItsThreadIsInterrupted() {
			HangingAttempt attempt = HangingAttempt.begin(this.harness);
			this.harness.timer().advance(Duration.ofSeconds(10));
			assertThat(attempt.isInterrupted()).isTrue();
		}

		@Test
		void whenTimeoutIsFollowedByLateFailureThenItIsOneFailure() {
			this.harness.start();
			this.harness.advanceSeconds(10);
			this.harness.transport().lastAttempt().fail(new IOException("Interrupted"));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect");
			assertThat(this.harness.client().getStatistics().connection().consecutiveFailures()).isOne();
		}

		@Test
		void whenHandshakeSucceedsAfterTimeoutThenSocketIsAbortedAndNotPublished() {
			this.harness.start();
			this.harness.advanceSeconds(10);
			FakeSession late = this.harness.accept();
			assertThat(late.isLive()).isFalse();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		}

		@Test
		void whenHandshakeSucceedsWhileNextConnectionIsOpenThenSocketIsAborted() {
			this.harness.start();
			this.harness.advanceSeconds(10);
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.advanceSeconds(1);
			FakeSession current = this.harness.session();
			FakeSession late = this.harness.transport().attempts().get(0).accept();
			this.harness.settle();
			assertThat(late.isLive()).isFalse();
			assertThat(current.isLive()).isTrue();
			assertThat(this.harness.client().getSession()).containsSame(current.getNative());
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect", "Open");
		}

		@Test
		void whenConnectTimeoutBeginsInTheMomentOfOpenThenConnectionStays() {
			this.harness.start();
			Runnable timeout = this.harness.timer().begin().orElseThrow();
			FakeSession session = this.harness.accept();
			timeout.run();
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open");
			assertThat(session.isLive()).isTrue();
		}

		@Test
		void whenOlderConnectionReportsAnythingThenItIsIgnored() {
			FakeSession older = this.harness.open();
			older.fail();
			this.harness.advanceSeconds(1);
			this.harness.events().clear();
			older.receive("late");
			older.receive(new byte[1]);
			older.pong();
			older.fail();
			older.closeByPeer(CloseStatus.NORMAL);
			this.harness.transport().attempts().get(0).fail(new IOException("late"));
			this.harness.settle();
			assertThat(this.harness.events().all()).isEmpty();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.session().isLive()).isTrue();
		}

		@Test
		void whenConnectionEndsDuringHandshakeThenItIsFailedAttempt() {
			this.harness.start();
			this.harness.transport().lastAttempt().end(TransportEnd.closedByServer(1011, null));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Reconnect");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		}

	}

	/**
	 * The waits between attempts, and when they begin anew.
	 */
	@Nested
	class Retry extends WithHarness {

		@Test
		void whenAttemptsFailThenWaitsGrow() {
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			this.harness.advanceSeconds(100);
			assertThat(this.harness.events().all(HeartbeatReconnectEvent.class))
				.extracting((event) -> event.getAttempt() + ": " + event.getDelay().toSeconds())
				.containsExactly("1: 1", "2: 2", "3: 4", "4: 8", "5: 16", "6: 30", "7: 30", "8: 30");
		}

		@Test
		void whenOutageLastsTenMinutesThenComesBackWithinLongestWait() {
			this.harness.open();
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.session().fail();
			this.harness.advance(Duration.ofMinutes(10));
			assertThat(this.harness.attempts()).isBetween(20, 26);
			assertThat(this.harness.timer().pending()).isOne();
			this.harness.transport().then(FakeTransport.ALIVE);
			this.harness.advanceSeconds(30);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			HeartbeatOpenEvent event = this.harness.events().last(HeartbeatOpenEvent.class);
			assertThat(event.isReconnect()).isTrue();
			assertThat(event.getDowntime()).isBetween(Duration.ofMinutes(10), Duration.ofSeconds(630));
			assertThat(event.getAttempts()).isEqualTo(this.harness.attempts() - 1);
		}

		@Test
		void whenConnectionWasStableThenFailuresAreForgiven() {
			this.harness.transport().next(FakeTransport.REFUSE, FakeTransport.REFUSE, FakeTransport.REFUSE);
			FakeSession session = openAfter(Duration.ofSeconds(7));
			session.answerPings();
			this.harness.advanceSeconds(10);
			session.closeByPeer(RESTART);
			this.harness.settle();
			assertThat(this.harness.events().last(HeartbeatReconnectEvent.class).getAttempt()).isOne();
		}

		@Test
		void whenServerAcceptsAndDropsThenFailuresAreNotForgiven() {
			this.harness.transport().then((attempt) -> attempt.accept().closeByPeer(CloseStatus.GOING_AWAY));
			this.harness.start();
			this.harness.advanceSeconds(60);
			assertThat(this.harness.events().all(HeartbeatReconnectEvent.class))
				.extracting(HeartbeatReconnectEvent::getAttempt)
				.containsExactly(1, 2, 3, 4, 5, 6);
			assertThat(this.harness.attempts()).isLessThan(8);
		}

		@Test
		void whenServerAcceptsAndDropsThenMaxRetriesIsReached() {
			this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(3L)));
			this.harness.transport().then((attempt) -> attempt.accept().closeByPeer(CloseStatus.GOING_AWAY));
			this.harness.start();
			this.harness.advanceSeconds(60);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
			assertThat(this.harness.attempts()).isEqualTo(4);
		}

	}

	/**
	 * The end of all attempts, and the ways back.
	 */
	@Nested
	class GiveUp extends WithHarness {

		@Test
		void whenMaxRetriesIsFourThenFourReconnectsThenGivesUp() {
			this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(4L)));
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			this.harness.advance(Duration.ofHours(1));
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect", "Error", "Reconnect",
					"Error", "Reconnect", "Error", "Reconnect", "Error", "GiveUp");
			HeartbeatGiveUpEvent event = this.harness.events().last(HeartbeatGiveUpEvent.class);
			assertThat(event.getAttempts()).isEqualTo(4);
			assertThat(event.getCause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
			assertThat(this.harness.timer().pending()).isZero();
		}

		@Test
		void whenMaxRetriesIsZeroThenNoAttemptAfterTheFirst() {
			this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L)));
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			this.harness.advance(Duration.ofHours(1));
			assertThat(this.harness.events().kinds()).containsExactly("Error", "GiveUp");
			assertThat(this.harness.attempts()).isOne();
		}

		@Test
		void whenReconnectIsDisabledThenLossIsTheEnd() {
			this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withEnabled(false)));
			this.harness.open().closeByPeer(RESTART);
			this.harness.advance(Duration.ofHours(1));
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "GiveUp");
			assertThat(this.harness.events().last(HeartbeatCloseEvent.class).isReconnecting()).isFalse();
			assertThat(this.harness.attempts()).isOne();
		}

		@Test
		void whenCloseCodeIsFatalThenGivesUp() {
			this.harness = new ClientHarness(new TestSettings()
				.reconnect((reconnect) -> reconnect.withFatalCloseCodes(List.of(CodeRange.parse("4000-4099")))));
			this.harness.open().closeByPeer(new CloseStatus(4001));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "GiveUp");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
		}

		@Test
		void whenHandshakeStatusIsFatalThenGivesUp() {
			this.harness = new ClientHarness(new TestSettings()
				.reconnect((reconnect) -> reconnect.withFatalStatuses(List.of(CodeRange.parse("401")))));
			this.harness.transport().then((attempt) -> {
				throw new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_REJECTED, "Refused", 401, null);
			});
			this.harness.start();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "GiveUp");
			assertThat(this.harness.client().getStatistics().lastDisconnect().httpStatus()).isEqualTo(401);
		}

		@Test
		void whenGaveUpThenStartIsTheWayBack() {
			giveUp();
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenGaveUpThenReconnectIsTheWayBack() {
			giveUp();
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.reconnect();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.client().getStatistics().connection().consecutiveFailures()).isZero();
		}

		@Test
		void whenGaveUpAndClosedThenStopped() {
			giveUp();
			this.harness.close();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
			this.harness.reconnect();
			assertThat(this.harness.attempts()).isOne();
		}

	}

	/**
	 * A reconnect that the user asks for.
	 */
	@Nested
	class Reconnect extends WithHarness {

		@Test
		void whenReconnectIsCalledWhileOpenThenReplacesConnection() {
			FakeSession first = this.harness.open();
			this.harness.reconnect();
			assertThat(first.isLive()).isFalse();
			assertThat(this.harness.session().isLive()).isTrue();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect", "Open");
			assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
				.isEqualTo(DisconnectCause.RECONNECT_REQUESTED);
			assertThat(this.harness.events().last(HeartbeatReconnectEvent.class).getDelay()).isZero();
			assertThat(this.harness.events().last(HeartbeatOpenEvent.class).getDowntime()).isZero();
		}

		@Test
		void whenReconnectIsCalledWhileOpenThenPeerIsNotShownTwoConnections() {
			this.harness.open();
			this.harness.client().reconnect();
			this.harness.io().run(0);
			assertThat(this.harness.transport().liveSessions()).isEmpty();
			assertThat(this.harness.attempts()).isOne();
			this.harness.settle();
			assertThat(this.harness.attempts()).isEqualTo(2);
		}

		// The second call found no connection, and began at once
		@Test
		void whenReconnectIsCalledTwiceThenPeerIsNotShownTwoConnections() {
			this.harness.open();
			this.harness.client().reconnect();
			this.harness.client().reconnect();
			assertThat(this.harness.io().size()).as("the close of the old socket").isOne();
			this.harness.settle();
			assertThat(this.harness.attempts()).isEqualTo(2);
			assertThat(this.harness.transport().liveSessions()).hasSize(1);
		}

		// The stop in the middle forgot the connection that was still being closed
		@Test
		void whenStoppedAndStartedTwiceThenPeerIsNotShownTwoConnections() {
			this.harness.open();
			for (int i = 0; i < 2; i++) {
				this.harness.client().close();
				this.harness.client().start();
			}
			assertThat(this.harness.io().size()).as("the close and the abort of the old socket").isEqualTo(2);
			this.harness.settle();
			assertThat(this.harness.attempts()).isEqualTo(2);
		}

		@Test
		void whenRemovedWhileOldSocketClosesThenRemovalWaitsForIt() {
			this.harness.open();
			this.harness.client().reconnect();
			CompletableFuture<Void> removed = this.harness.client().remove();
			this.harness.dispatch().runAll();
			assertThat(removed).isNotDone();
			this.harness.settle();
			assertThat(removed).isDone();
			assertThat(this.harness.transport().liveSessions()).isEmpty();
		}

		@Test
		void whenReconnectIsCalledAndOldSocketDoesNotCloseThenItIsNotWaitedForLong() {
			this.harness.open().onClose((status) -> {
				this.harness.timer().advance(Duration.ofMillis(249));
				assertThat(this.harness.io().size()).isZero();
				this.harness.timer().advance(Duration.ofMillis(1));
				assertThat(this.harness.io().size()).as("the attempt, and the abort of the old socket").isEqualTo(2);
			});
			this.harness.timer().afterEach(() -> {
			});
			this.harness.client().reconnect();
			this.harness.io().run(0);
			this.harness.settle();
			assertThat(this.harness.attempts()).isEqualTo(2);
		}

		@Test
		void whenReconnectIsCalledWhileWaitingThenWaitIsSkipped() {
			this.harness.open().fail();
			this.harness.reconnect();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			this.harness.transport().then(FakeTransport.HANG);
			this.harness.advanceSeconds(5);
			assertThat(this.harness.attempts()).as("the retry that was scheduled is called off").isEqualTo(2);
		}

		@Test
		void whenReconnectIsCalledWhileConnectingThenAttemptIsReplaced() {
			this.harness.start();
			this.harness.reconnect();
			assertThat(this.harness.attempts()).isEqualTo(2);
			assertThat(this.harness.observer().calls()).containsExactly("connectFailed RECONNECT_REQUESTED");
			FakeSession late = this.harness.transport().attempts().get(0).accept();
			FakeSession session = this.harness.accept();
			this.harness.settle();
			assertThat(late.isLive()).isFalse();
			assertThat(session.isLive()).isTrue();
			assertThat(this.harness.events().kinds()).containsExactly("Reconnect", "Open");
		}

		@Test
		void whenReconnectIsCalledManyTimesThenOneConnectionLives() {
			this.harness.open();
			for (int i = 0; i < 20; i++) {
				this.harness.client().reconnect();
			}
			this.harness.settle();
			this.harness.advanceSeconds(1);
			assertThat(this.harness.transport().liveSessions()).hasSize(1);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenReconnectIsCalledOnStoppedClientThenNothingHappens() {
			this.harness.reconnect();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
			assertThat(this.harness.attempts()).isZero();
			assertThat(this.harness.events().all()).isEmpty();
		}

		@Test
		void whenManyReconnectsThenNothingPilesUp() {
			this.harness.open();
			for (int i = 0; i < 1000; i++) {
				this.harness.session().fail();
				this.harness.settle();
				this.harness.reconnect();
				this.harness.session().answerPings();
				this.harness.advanceSeconds(20);
			}
			assertThat(this.harness.timer().pending()).isLessThan(10);
			assertThat(this.harness.transport().liveSessions()).hasSize(1);
		}

	}

	/**
	 * User code that throws, or calls the client from within.
	 */
	@Nested
	class UserCode extends WithHarness {

		@Test
		void whenListenerThrowsThenConnectionStaysAndLaterEventsFollow() {
			this.harness.events().listener((event) -> {
				throw new IllegalStateException("odd");
			});
			FakeSession session = this.harness.open();
			session.receive("a");
			session.receive("b");
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Message");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.client().getStatistics().listenerFailures()).isEqualTo(4);
		}

		@Test
		void whenListenerThrowsErrorThenConnectionStaysAndLaterEventsFollow() {
			this.harness.events().listener((event) -> {
				throw new StackOverflowError();
			});
			FakeSession session = this.harness.open();
			session.receive("a");
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Message");
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		}

		@Test
		void whenObserverThrowsThenClientGoesOn() {
			this.harness.observer().callback((call) -> {
				throw new IllegalStateException("odd");
			});
			this.harness.open().fail();
			this.harness.advanceSeconds(1);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.observer().calls()).containsExactly("connected", "disconnected CONNECTION_LOST",
					"connected");
		}

		@Test
		void whenListenerOfCloseReconnectsThenWaitIsSkipped() {
			this.harness.events().on(HeartbeatCloseEvent.class, (event) -> event.getSource().reconnect());
			this.harness.open().fail();
			this.harness.settle();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			assertThat(this.harness.transport().liveSessions()).hasSize(1);
		}

		@Test
		void whenListenerClosesThenStopped() {
			this.harness.events().on(HeartbeatOpenEvent.class, (event) -> event.getSource().close());
			this.harness.open();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
			assertThat(this.harness.events().kinds()).containsExactly("Open", "Close");
			assertThat(this.harness.transport().liveSessions()).isEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "CONNECTING", "OPEN", "WAITING" })
		void whenUserCodeAndTransportAreCalledThenNoLockIsHeld(HeartbeatState state) {
			LockProbe probe = new LockProbe(this.harness.client(), this.harness.limiter());
			boolean[] held = new boolean[1];
			Runnable check = () -> held[0] |= probe.isHeld();
			this.harness.transport().beforeEach((attempt) -> check.run());
			this.harness.events().listener((event) -> check.run());
			this.harness.observer().callback((call) -> check.run());
			this.harness.start();
			if (state != HeartbeatState.CONNECTING) {
				this.harness.transport().then(FakeTransport.ACCEPT);
				FakeSession session = this.harness.accept();
				session.onWrite((what) -> check.run())
					.onAbort((status) -> check.run())
					.onClose((status) -> check.run());
				this.harness.client().send("a").whenComplete((result, failure) -> check.run());
				this.harness.settle();
				if (state == HeartbeatState.WAITING) {
					session.fail();
					this.harness.settle();
				}
			}
			assertThat(this.harness.state()).isEqualTo(state);
			this.harness.reconnect();
			this.harness.advanceSeconds(60);
			this.harness.close();
			assertThat(held[0]).isFalse();
		}

	}

	/**
	 * What events, observers and statistics tell.
	 */
	@Nested
	class Telling extends WithHarness {

		@Test
		void whenSettingsHaveSecretsThenNoEventShowsThem() {
			this.harness = new ClientHarness(new TestSettings()
				.with((settings) -> settings.withUrl(URI.create("ws://alice:s3cr3t@example.com/feed?token=s3cr3t"))));
			this.harness.transport().next((attempt) -> {
				throw new IOException("Can't reach ws://alice:s3cr3t@example.com/feed?token=s3cr3t",
						new IOException("ws://example.com/feed?token=s3cr3t"));
			});
			FakeSession session = openAfter(Duration.ofSeconds(1));
			session.receive("p4yl0ad");
			this.harness.transport()
				.lastAttempt()
				.end(TransportEnd.failed(DisconnectCause.CONNECTION_LOST,
						new IOException("Lost ws://example.com/feed?token=s3cr3t")));
			this.harness.settle();
			assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect", "Open", "Message", "Error",
					"Close", "Reconnect");
			assertThat(this.harness.events().all()).extracting(HeartbeatEvent::toString)
				.noneMatch((text) -> text.contains("s3cr3t") || text.contains("p4yl0ad"));
			for (HeartbeatErrorEvent event : this.harness.events().all(HeartbeatErrorEvent.class)) {
				for (Throwable link = event.getThrowable(); link != null; link = link.getCause()) {
					assertThat(link.toString()).doesNotContain("s3cr3t");
				}
			}
			assertThat(this.harness.client().toString()).doesNotContain("s3cr3t");
		}

		@Test
		void whenObservedThenEachEndIsToldOnce() {
			this.harness.transport().next(FakeTransport.REFUSE);
			openAfter(Duration.ofSeconds(1)).fail();
			this.harness.advanceSeconds(2);
			this.harness.close();
			assertThat(this.harness.observer().calls()).containsExactly("connectFailed CONNECTION_REFUSED", "connected",
					"disconnected CONNECTION_LOST", "connected", "disconnected CLOSED_BY_CLIENT");
		}

		@Test
		void whenStatisticsAreAskedForThenTheyFollowTheClient() {
			assertThat(this.harness.client().getStatistics()).satisfies((statistics) -> {
				assertThat(statistics.state()).isEqualTo(HeartbeatState.STOPPED);
				assertThat(statistics.connection().downSince()).isNull();
				assertThat(statistics.connection().id()).isNull();
			});
			this.harness.start();
			assertThat(this.harness.client().getStatistics().connection().downSince())
				.isEqualTo(this.harness.timer().now());
			this.harness.advanceSeconds(3);
			FakeSession session = this.harness.accept();
			assertThat(this.harness.client().getStatistics()).satisfies((statistics) -> {
				assertThat(statistics.state()).isEqualTo(HeartbeatState.OPEN);
				assertThat(statistics.since()).isEqualTo(this.harness.timer().now());
				assertThat(statistics.connection().downSince()).isNull();
				assertThat(statistics.connection().established()).isOne();
				assertThat(statistics.connection().idle()).isZero();
			});
			this.harness.advanceSeconds(4);
			session.closeByPeer(new CloseStatus(4321));
			this.harness.settle();
			assertThat(this.harness.client().getStatistics()).satisfies((statistics) -> {
				assertThat(statistics.state()).isEqualTo(HeartbeatState.WAITING);
				assertThat(statistics.connection().downSince()).isEqualTo(this.harness.timer().now());
				assertThat(statistics.lastDisconnect().cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
				assertThat(statistics.lastDisconnect().closeCode()).isEqualTo(4321);
				assertThat(statistics.connection().consecutiveFailures()).isOne();
				assertThat(statistics.connection().nextAttempt()).isEqualTo(this.harness.timer().now().plusSeconds(1));
				assertThat(statistics.connection().idle()).isNull();
			});
		}

	}

	/**
	 * Tests with a client of their own.
	 */
	private abstract static class WithHarness {

		ClientHarness harness = new ClientHarness();

		FakeSession openAfter(Duration duration) {
			this.harness.transport().then(FakeTransport.ACCEPT);
			this.harness.start();
			this.harness.advance(duration);
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
			return this.harness.session();
		}

		void giveUp() {
			this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L)));
			this.harness.transport().then(FakeTransport.REFUSE);
			this.harness.start();
			assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
		}

	}

}
