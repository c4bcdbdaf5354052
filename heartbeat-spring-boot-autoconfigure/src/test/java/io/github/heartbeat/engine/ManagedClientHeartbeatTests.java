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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: the heartbeat. Without other settings the interval is
 * 15 s and the timeout 10 s.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientHeartbeatTests {

	private ClientHarness harness = new ClientHarness();

	@Test
	void whenPeerIsSilentThenPingsAfterInterval() {
		FakeSession session = this.harness.open();
		this.harness.advance(Duration.ofSeconds(15).minusNanos(1));
		assertThat(session.written()).isEmpty();
		this.harness.advance(Duration.ofNanos(1));
		assertThat(session.written()).containsExactly(FakeSession.PING);
	}

	@Test
	void whenPeerAnswersThenConnectionStaysForEver() {
		FakeSession session = this.harness.open().answerPings();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(session.pings()).isEqualTo(240);
		assertThat(this.harness.client().getStatistics().pings().answered()).isBetween(239L, 240L);
		assertThat(this.harness.client().getStatistics().pings().missed()).isZero();
		assertThat(this.harness.events().kinds()).containsExactly("Open");
	}

	@Test
	void whenMessagesKeepComingThenNoPingGoesOut() {
		FakeSession session = this.harness.open();
		for (int i = 0; i < 100; i++) {
			this.harness.advanceSeconds(14);
			session.receive("message");
		}
		assertThat(session.pings()).isZero();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenMessagesComeThenNoTimerIsTouched() {
		FakeSession session = this.harness.open();
		Duration untilNext = this.harness.timer().untilNext().orElseThrow();
		int pending = this.harness.timer().pending();
		for (int i = 0; i < 1000; i++) {
			session.receive("message");
			session.pong();
		}
		assertThat(this.harness.timer().pending()).isEqualTo(pending);
		assertThat(this.harness.timer().untilNext()).contains(untilNext);
	}

	@Test
	void whenPartOfLongMessageArrivesThenPeerIsAlive() {
		FakeSession session = this.harness.open();
		for (int i = 0; i < 10; i++) {
			this.harness.advanceSeconds(14);
			session.receivePart("part", false);
		}
		assertThat(session.pings()).isZero();
	}

	@Test
	void whenPeerPingsThenItIsAlive() {
		FakeSession session = this.harness.open();
		for (int i = 0; i < 10; i++) {
			this.harness.advanceSeconds(14);
			session.ping();
		}
		assertThat(session.pings()).isZero();
	}

	@Test
	void whenPingIsNotAnsweredThenLostAfterTimeout() {
		FakeSession session = this.harness.open();
		this.harness.advance(Duration.ofSeconds(25).minusNanos(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.advance(Duration.ofNanos(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
		assertThat(this.harness.events().last(HeartbeatErrorEvent.class).getThrowable())
			.hasMessageContaining("ping.timeout");
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.PING_TIMEOUT);
		assertThat(session.isLive()).isFalse();
		assertThat(this.harness.client().getStatistics().pings().missed()).isOne();
	}

	@Test
	void whenPingTimeoutIsFollowedByCloseThenItIsOneLossAndOneRetry() {
		FakeSession session = this.harness.open();
		this.harness.transport().then(FakeTransport.HANG);
		this.harness.advanceSeconds(25);
		session.fail();
		session.closeByPeer(CloseStatus.NO_CLOSE_FRAME);
		this.harness.advanceSeconds(5);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
		assertThat(this.harness.attempts()).isEqualTo(2);
	}

	@Test
	void whenCloseIsFollowedByPingTimeoutThenItIsOneLoss() {
		FakeSession session = this.harness.open();
		this.harness.transport().then(FakeTransport.HANG);
		this.harness.advanceSeconds(24);
		session.closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.advanceSeconds(9);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect");
		assertThat(this.harness.client().getStatistics().pings().missed()).isZero();
	}

	@Test
	void whenPingCheckBeginsInTheMomentOfLossThenItIsOneLoss() {
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(24);
		Runnable check = this.harness.timer().begin().orElseThrow();
		session.closeByPeer(CloseStatus.GOING_AWAY);
		check.run();
		this.harness.settle();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect");
		assertThat(this.harness.client().getStatistics().pings().missed()).isZero();
	}

	@Test
	void whenPongOvertakesReturnOfWriteThenItIsAnAnswer() {
		FakeSession session = this.harness.open();
		session.onWrite((what) -> {
			this.harness.timer().freeze(Duration.ofMillis(3));
			session.pong();
			this.harness.timer().freeze(Duration.ofMillis(500));
		});
		this.harness.advanceSeconds(26);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().getStatistics().pings().answered()).isOne();
		assertThat(this.harness.observer().roundTrips()).containsExactly(Duration.ofMillis(3));
	}

	@Test
	void whenPingIsAnsweredThenRoundTripIsMeasured() {
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		this.harness.advance(Duration.ofMillis(42));
		session.pong();
		assertThat(this.harness.client().getStatistics().pings().roundTrip()).isEqualTo(Duration.ofMillis(42));
		this.harness.advance(Duration.ofMillis(100));
		assertThat(this.harness.observer().roundTrips()).containsExactly(Duration.ofMillis(42));
	}

	@Test
	void whenDataArrivesBeforePongThenRoundTripIsThatOfThePong() {
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		this.harness.advance(Duration.ofMillis(1));
		session.receive("data");
		this.harness.advance(Duration.ofMillis(41));
		session.pong();
		this.harness.advance(Duration.ofMillis(100));
		assertThat(this.harness.observer().roundTrips()).containsExactly(Duration.ofMillis(42));
	}

	@Test
	void whenPingWaitsBehindDataThenDeadlineRunsFromItsWrite() {
		FakeSession session = this.harness.open();
		session.onWrite((what) -> {
			if (what.equals("data")) {
				this.harness.timer().advance(Duration.ofSeconds(4));
			}
		});
		this.harness.advanceSeconds(13);
		this.harness.client().send("data");
		this.harness.settle();
		assertThat(session.written()).containsExactly("data", FakeSession.PING);
		this.harness.advance(Duration.ofMillis(9999));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.advance(Duration.ofMillis(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
	}

	@Test
	void whenPingWaitsThenItIsAheadOfOtherData() {
		FakeSession session = this.harness.open();
		session.onWrite((what) -> {
			if (what.equals("a")) {
				this.harness.timer().advance(Duration.ofSeconds(4));
			}
		});
		this.harness.advanceSeconds(13);
		this.harness.client().send("a");
		this.harness.client().send("b");
		this.harness.settle();
		assertThat(session.written()).containsExactly("a", FakeSession.PING, "b");
	}

	@Test
	void whenProcessStoodStillThenPingsAgainInsteadOfKilling() {
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		this.harness.timer().stall(Duration.ofMinutes(5));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(session.pings()).isEqualTo(2);
		session.pong();
		this.harness.advanceSeconds(10);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenProcessStoodStillAndPeerIsDeadThenLostAfterFurtherTimeout() {
		this.harness.open();
		this.harness.advanceSeconds(15);
		this.harness.timer().stall(Duration.ofMinutes(5));
		this.harness.advance(Duration.ofMillis(9999));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.advance(Duration.ofMillis(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
	}

	@Test
	void whenTimerIsStuckThenConnectionIsNotKilledByTheFirstLateCheck() {
		this.harness.open().answerPings();
		for (int i = 0; i < 100; i++) {
			this.harness.timer().stall(Duration.ofSeconds(37));
		}
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.events().kinds()).containsExactly("Open");
	}

	@Test
	void whenListenerIsSlowThenPeerIsNotTakenForDead() {
		FakeSession session = this.harness.open();
		this.harness.timer().afterEach(() -> this.harness.io().runAll());
		for (int i = 0; i < 100; i++) {
			this.harness.timer().advance(Duration.ofSeconds(10));
			session.receive("message");
		}
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().getStatistics().inbound().queued()).isEqualTo(100);
	}

	@Test
	void whenReceiveQueueIsFullThenDeadlineIsSuspended() {
		this.harness = new ClientHarness(new TestSettings().receive((receive) -> receive.withQueueCapacity(1)));
		FakeSession session = this.harness.open();
		this.harness.transport().then(FakeTransport.HANG);
		session.receive("a");
		assertThat(session.isSuspended()).isTrue();
		this.harness.timer().afterEach(() -> this.harness.io().runAll());
		this.harness.timer().advance(Duration.ofMinutes(10));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.dispatch().runAll();
		assertThat(session.isSuspended()).isFalse();
		this.harness.timer().advance(Duration.ofSeconds(14));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.timer().advance(Duration.ofSeconds(26));
		this.harness.dispatch().runAll();
		assertThat(this.harness.observer().calls()).contains("disconnected PING_TIMEOUT");
	}

	@Test
	void whenClosedThenNoHeartbeatFollows() {
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(14);
		this.harness.close();
		this.harness.advance(Duration.ofMinutes(10));
		assertThat(session.pings()).isZero();
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenConnectionIsLostThenItsTimersDoNotHitTheNext() {
		FakeSession first = this.harness.open();
		this.harness.advanceSeconds(15);
		first.closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.advanceSeconds(1);
		FakeSession second = this.harness.session();
		assertThat(second).isNotSameAs(first);
		this.harness.advance(Duration.ofMillis(14_999));
		assertThat(second.isLive()).isTrue();
		assertThat(second.pings()).isZero();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect", "Open");
	}

	@Test
	void whenModeIsOffThenNothingIsSentAndNothingExpected() {
		this.harness = mode(PingMode.OFF);
		FakeSession session = this.harness.open();
		this.harness.advance(Duration.ofDays(1));
		assertThat(session.written()).isEmpty();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.timer().pending()).isZero();
	}

	@Test
	void whenModeIsPassiveThenNothingIsSentAndTrafficExpected() {
		this.harness = mode(PingMode.PASSIVE);
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(24);
		session.receive("traffic");
		this.harness.advanceSeconds(24.9);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.advanceSeconds(0.2);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		assertThat(session.written()).isEmpty();
	}

	@Test
	void whenModeIsMessageThenTextIsSent() {
		this.harness = mode(PingMode.MESSAGE);
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		assertThat(session.written()).containsExactly("heartbeat");
		assertThat(this.harness.client().getStatistics().outbound().messages()).isZero();
	}

	@Test
	void whenModeIsMessageThenAnyMessageIsAnAnswer() {
		this.harness = mode(PingMode.MESSAGE);
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		this.harness.advance(Duration.ofMillis(7));
		session.receive("whatever");
		this.harness.advanceSeconds(12);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.observer().roundTrips()).containsExactly(Duration.ofMillis(7));
		assertThat(this.harness.events().texts()).containsExactly("whatever");
	}

	@Test
	void whenSupplierComputesMessageThenItIsSent() {
		this.harness = mode(PingMode.MESSAGE);
		int[] count = new int[1];
		this.harness.pingMessageSupplier((clientName) -> clientName + " " + ++count[0]);
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		session.receive("answer");
		this.harness.advanceSeconds(15);
		assertThat(session.written()).containsExactly("feed 1", "feed 2");
	}

	@Test
	void whenSupplierHasNoMessageThenConfiguredOneIsSent() {
		this.harness = mode(PingMode.MESSAGE);
		this.harness.pingMessageSupplier((clientName) -> null);
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		assertThat(session.written()).containsExactly("heartbeat");
	}

	@Test
	void whenSupplierThrowsThenPingFrameIsSentAndFailureCounted() {
		this.harness = mode(PingMode.MESSAGE);
		this.harness.pingMessageSupplier((clientName) -> {
			throw new IllegalStateException("odd");
		});
		FakeSession session = this.harness.open();
		this.harness.advanceSeconds(15);
		assertThat(session.written()).containsExactly(FakeSession.PING);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().getStatistics().listenerFailures()).isOne();
	}

	@Test
	void whenSupplierHangsThenPingFrameIsSentInsteadAndDeadPeerIsNoticed() {
		this.harness = mode(PingMode.MESSAGE);
		this.harness.pingMessageSupplier((clientName) -> {
			// What happens while the supplier does not return
			FakeSession session = this.harness.session();
			this.harness.timer().advance(Duration.ofSeconds(10));
			assertThat(session.written()).containsExactly(FakeSession.PING);
			session.pong();
			this.harness.timer().advance(Duration.ofMinutes(2));
			assertThat(session.isLive()).isFalse();
			return "too late";
		});
		FakeSession session = this.harness.open();
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.timer().advance(Duration.ofSeconds(15));
		assertThat(session.written()).doesNotContain("too late");
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.PING_TIMEOUT);
	}

	@Test
	void whenSupplierReturnsAfterCloseThenNoHeartbeatIsSent() {
		this.harness = mode(PingMode.MESSAGE);
		this.harness.pingMessageSupplier((clientName) -> {
			this.harness.client().close();
			return "too late";
		});
		FakeSession session = this.harness.open();
		this.harness.timer().afterEach(() -> {
		});
		this.harness.timer().advance(Duration.ofSeconds(15));
		// First the supplier, then what it led to, with the Close frame last
		while (this.harness.io().size() > 0) {
			this.harness.io().run(this.harness.io().size() - 1);
		}
		assertThat(session.written()).isEmpty();
		assertThat(session.closes()).hasSize(1);
	}

	@Test
	void whenThereIsNoThreadForSupplierThenNextCheckTriesAgain() {
		this.harness = mode(PingMode.MESSAGE);
		FakeSession session = this.harness.open();
		this.harness.io().rejecting(true);
		this.harness.advanceSeconds(15);
		this.harness.io().rejecting(false);
		this.harness.advanceSeconds(10);
		assertThat(session.written()).containsExactly("heartbeat");
	}

	@ParameterizedTest
	@EnumSource(PingMode.class)
	void whenTimeComesThenNothingThatMayBlockRunsOnTimerThread(PingMode mode) {
		this.harness = mode(mode);
		List<String> calls = new ArrayList<>();
		this.harness.pingMessageSupplier((clientName) -> {
			calls.add("supplier");
			return null;
		});
		FakeSession session = this.harness.open();
		session.onWrite((what) -> calls.add("write"));
		session.onAbort((status) -> calls.add("abort"));
		this.harness.events().listener((event) -> calls.add("event"));
		this.harness.transport().then((attempt) -> calls.add("connect"));
		this.harness.timer().afterEach(() -> {
		});
		this.harness.timer().advance(Duration.ofMinutes(1));
		session.fail();
		this.harness.timer().advance(Duration.ofMinutes(1));
		assertThat(calls).isEmpty();
	}

	private static ClientHarness mode(PingMode mode) {
		return new ClientHarness(new TestSettings().ping((ping) -> ping.withMode(mode)));
	}

}
