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

package io.github.heartbeat.engine.liveness;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.engine.TestSettings;
import io.github.heartbeat.engine.liveness.Liveness.Action;
import io.github.heartbeat.engine.liveness.Liveness.Check;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Liveness}. Times are in seconds since the connection was opened; the
 * interval is 15 s and the timeout 10 s.
 */
class LivenessTests {

	/** Such that the monotonic time overflows within a test. */
	private static final long ORIGIN = Long.MAX_VALUE - nanos(20);

	private Liveness liveness = create((ping) -> ping);

	@Test
	void whenPeerIsSilentForIntervalThenPings() {
		assertThat(this.liveness.firstCheck()).isEqualTo(Duration.ofSeconds(15));
		assertThat(check(15)).isEqualTo(new Check(Action.PING, nanos(10)));
	}

	@Test
	void whenFrameArrivedThenIntervalRunsFromIt() {
		arrived(4);
		assertThat(check(15)).isEqualTo(new Check(Action.NONE, nanos(4)));
		assertThat(check(19).action()).isEqualTo(Action.PING);
	}

	@Test
	void whenFramesKeepArrivingThenNeverPings() {
		double due = 15;
		for (int second = 1; second < 1000; second++) {
			if (second == due) {
				Check check = check(due);
				assertThat(check.action()).isEqualTo(Action.NONE);
				due += seconds(check.delay());
			}
			arrived(second);
		}
	}

	@Test
	void whenPingIsAnsweredThenIntervalRunsFromAnswer() {
		check(15);
		written(15);
		arrived(15.25);
		assertThat(check(25)).isEqualTo(new Check(Action.ANSWERED, nanos(5.25)));
		assertThat(check(30.25).action()).isEqualTo(Action.PING);
	}

	@Test
	void whenPingIsNotAnsweredWithinTimeoutThenLost() {
		check(15);
		written(15);
		assertThat(check(25).action()).isEqualTo(Action.LOST);
	}

	@Test
	void whenDeadlineIsNotOverThenWaitsForIt() {
		check(15);
		written(17);
		assertThat(check(25)).isEqualTo(new Check(Action.NONE, nanos(2)));
		assertThat(check(27).action()).isEqualTo(Action.LOST);
	}

	@Test
	void whenPingIsNotYetWrittenThenDeadlineDoesNotRun() {
		check(15);
		assertThat(check(25).action()).isNotEqualTo(Action.LOST);
		assertThat(check(100).action()).isNotEqualTo(Action.LOST);
	}

	@Test
	void whenPingIsNeverWrittenThenAnotherIsAskedForAfterTimeout() {
		check(15);
		assertThat(check(25)).isEqualTo(new Check(Action.PING, nanos(10)));
	}

	@Test
	void whenSecondPingIsNotWrittenEitherThenUnwrittenAfterFurtherTimeout() {
		check(15);
		check(25);
		assertThat(check(34.999).action()).isEqualTo(Action.NONE);
		assertThat(check(35).action()).isEqualTo(Action.UNWRITTEN);
	}

	@Test
	void whenWriteMayTakeLongerThenPingBehindItIsNotJudgedEarlier() {
		this.liveness = new Liveness(new TestSettings().get().ping(), Duration.ofSeconds(60), ORIGIN);
		check(15);
		check(25);
		assertThat(check(84.999).action()).isEqualTo(Action.NONE);
		assertThat(check(85).action()).isEqualTo(Action.UNWRITTEN);
	}

	@Test
	void whenSecondPingIsWrittenThenDeadlineRunsFromIt() {
		check(15);
		check(25);
		written(34);
		assertThat(check(35)).isEqualTo(new Check(Action.NONE, nanos(9)));
		assertThat(check(44).action()).isEqualTo(Action.LOST);
	}

	@Test
	void whenPingIsWrittenAfterAnotherWasAskedForThenItCounts() {
		check(15);
		this.liveness.pingStarted(at(16));
		check(25);
		this.liveness.pingWritten(at(26));
		assertThat(check(35)).isEqualTo(new Check(Action.NONE, nanos(1)));
		assertThat(check(36).action()).isEqualTo(Action.LOST);
	}

	@Test
	void whenFirstOfTwoPingsIsAnsweredThenSecondIsNotHeldAgainstPeer() {
		check(15);
		check(25);
		written(25);
		arrived(25.1);
		written(25.2);
		assertThat(check(35.2).action()).isEqualTo(Action.ANSWERED);
	}

	@Test
	void whenPingOfBeforeIsWrittenLateThenNextOneIsNotTakenForWritten() {
		check(15);
		check(25);
		written(25);
		this.liveness.pingStarted(at(25.1));
		arrived(25.2);
		check(35);
		check(40.2);
		this.liveness.pingWritten(at(40.3));
		assertThat(check(50.2).action()).isEqualTo(Action.PING);
	}

	@Test
	void whenAnyFrameFollowsPingThenItIsAnAnswer() {
		check(15);
		this.liveness.pingStarted(at(15));
		this.liveness.pingWritten(at(16));
		arrived(16);
		assertThat(check(25).action()).isEqualTo(Action.ANSWERED);
	}

	@Test
	void whenAnswerOvertakesReturnOfWriteThenItCounts() {
		check(15);
		this.liveness.pingStarted(at(15));
		arrived(15.001);
		this.liveness.pingWritten(at(15.5));
		assertThat(check(25).action()).isEqualTo(Action.ANSWERED);
	}

	@Test
	void whenFrameArrivedBeforePingWasHandedToSocketThenItIsNoAnswer() {
		check(15);
		arrived(16);
		written(17);
		assertThat(check(27).action()).isEqualTo(Action.LOST);
	}

	@Test
	void whenNextPingIsDueAtOnceAfterAnswerThenBothAreReported() {
		this.liveness = create((ping) -> ping.withInterval(Duration.ofSeconds(2)));
		check(2);
		written(2);
		arrived(2.1);
		assertThat(check(4.1).action()).isEqualTo(Action.ANSWERED_PING);
	}

	@Test
	void whenIntervalIsShorterThanTimeoutThenSlowAnswerDoesNotDelayNextPing() {
		this.liveness = create((ping) -> ping.withInterval(Duration.ofSeconds(2)));
		check(2);
		written(2);
		Check check = check(4);
		arrived(4.5);
		double due = 4 + seconds(check.delay());
		while (due < 6.5) {
			check = check(due);
			due += seconds(check.delay());
		}
		assertThat(due).as("when the next ping goes out").isEqualTo(6.5);
	}

	@Test
	void whenIntervalIsShorterThanTimeoutThenSilenceIsNoticedWithinBoth() {
		this.liveness = create((ping) -> ping.withInterval(Duration.ofSeconds(2)));
		double due = 2;
		double lastFrame = 4.5;
		boolean arrived = false;
		Check check = new Check(Action.NONE, 0);
		while (check.action() != Action.LOST) {
			if (!arrived && due > lastFrame) {
				arrived(lastFrame);
				arrived = true;
			}
			check = check(due);
			if (check.action() == Action.PING || check.action() == Action.ANSWERED_PING) {
				written(due);
			}
			due += seconds(check.delay());
		}
		assertThat(due - lastFrame).as("seconds of silence").isLessThanOrEqualTo(12);
	}

	private static Liveness create(UnaryOperator<Ping> change) {
		return new Liveness(new TestSettings().ping(change).get().ping(), Duration.ofSeconds(1), ORIGIN);
	}

	private Check check(double now) {
		return check(now, now);
	}

	// A check that should have run before, but the process stood still from then on
	private Check check(double now, double due) {
		return checkStalled(now, now - due);
	}

	private Check checkStalled(double now, double stalled) {
		return this.liveness.check(at(now), nanos(stalled));
	}

	private void arrived(double time) {
		this.liveness.arrived(at(time));
	}

	private void written(double time) {
		this.liveness.pingStarted(at(time));
		this.liveness.pingWritten(at(time));
	}

	private static long at(double seconds) {
		return ORIGIN + nanos(seconds);
	}

	private static long nanos(double seconds) {
		return Math.round(seconds * 1_000) * 1_000_000;
	}

	private static double seconds(long nanos) {
		return nanos / 1_000_000 / 1000.0;
	}

	@Nested
	class Stall {

		@Test
		void whenCheckOfDeadlineIsFarTooLateThenPingsAgain() {
			check(15);
			written(15);
			assertThat(check(125, 25)).isEqualTo(new Check(Action.PING, nanos(10)));
		}

		@Test
		void whenSecondPingIsNotAnsweredEitherThenLost() {
			check(15);
			written(15);
			check(125, 25);
			written(125);
			assertThat(check(135).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenSecondPingIsAnsweredThenAllIsWell() {
			check(15);
			written(15);
			check(125, 25);
			written(125);
			arrived(125.1);
			assertThat(check(135).action()).isEqualTo(Action.ANSWERED);
		}

		@Test
		void whenCheckIsLateButAnswerArrivedThenAnswered() {
			check(15);
			written(15);
			arrived(15.1);
			assertThat(check(125, 25).action()).isEqualTo(Action.ANSWERED_PING);
		}

		@Test
		void whenCheckIsSlightlyLateThenLost() {
			check(15);
			written(15);
			assertThat(check(29, 25).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenStallIsShortThenJudgementIsPutOffByAsMuch() {
			check(15);
			written(15);
			assertThat(checkStalled(25, 4)).isEqualTo(new Check(Action.NONE, nanos(4)));
			assertThat(checkStalled(29, 4).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenStallIsLongThenPingsAgainEvenIfThereIsTimeLeft() {
			check(15);
			written(15);
			assertThat(checkStalled(25, 5.001)).isEqualTo(new Check(Action.PING, nanos(10)));
		}

		@Test
		void whenStallsGoOnThenOnlyOneMorePingIsGivenAndAwakeTimeCounts() {
			check(15);
			written(15);
			checkStalled(25, 6);
			written(25);
			assertThat(checkStalled(125, 91)).isEqualTo(new Check(Action.NONE, nanos(1)));
			assertThat(checkStalled(126, 91).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPingAfterStallIsAnsweredThenNextStallIsNotHeldAgainstPeerEither() {
			check(15);
			written(15);
			check(125, 25);
			written(125);
			arrived(125.1);
			check(135);
			check(140.1);
			written(140.1);
			assertThat(check(250, 150).action()).isEqualTo(Action.PING);
		}

		@Test
		void whenPingIsNotWrittenDuringStallThenThatIsNotHeldAgainstWriting() {
			check(15);
			assertThat(checkStalled(25, 6)).isEqualTo(new Check(Action.NONE, nanos(6)));
			assertThat(checkStalled(31, 6).action()).isEqualTo(Action.PING);
			assertThat(checkStalled(140, 100)).isEqualTo(new Check(Action.NONE, nanos(1)));
			assertThat(checkStalled(141, 100).action()).isEqualTo(Action.UNWRITTEN);
		}

		@Test
		void whenStallBeganBeforeReferenceThenOnlyTheTimeSinceCounts() {
			check(15);
			written(15);
			assertThat(checkStalled(19, 1000)).isEqualTo(new Check(Action.NONE, nanos(10)));
		}

		@Test
		void whenCheckOfIdleConnectionIsFarTooLateThenPings() {
			assertThat(check(1000, 15).action()).isEqualTo(Action.PING);
		}

	}

	@Nested
	class FullReceiveQueue {

		@Test
		void whenReadingIsSuspendedThenNothingIsHeldAgainstPeer() {
			check(15);
			written(15);
			LivenessTests.this.liveness.readingSuspended(true, at(16));
			assertThat(check(25).action()).isEqualTo(Action.NONE);
			assertThat(check(1000).action()).isEqualTo(Action.NONE);
		}

		@Test
		void whenReadingIsSuspendedThenNoPingGoesOut() {
			LivenessTests.this.liveness.readingSuspended(true, at(1));
			assertThat(check(15)).isEqualTo(new Check(Action.NONE, nanos(15)));
		}

		@Test
		void whenReadingGoesOnThenIntervalBeginsAnew() {
			check(15);
			written(15);
			LivenessTests.this.liveness.readingSuspended(true, at(16));
			check(25);
			LivenessTests.this.liveness.readingSuspended(false, at(39));
			Check check = check(40);
			assertThat(check.action()).isNotIn(Action.LOST, Action.PING);
			assertThat(check.delay()).isEqualTo(nanos(14));
		}

		@Test
		void whenReadingGoesOnAndPeerIsSilentThenLost() {
			LivenessTests.this.liveness.readingSuspended(true, at(1));
			check(15);
			LivenessTests.this.liveness.readingSuspended(false, at(20));
			check(30);
			assertThat(check(35).action()).isEqualTo(Action.PING);
			written(35);
			assertThat(check(45).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveThenSuspendedReadingIsNotHeldAgainstPeer() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			LivenessTests.this.liveness.readingSuspended(true, at(1));
			assertThat(check(25).action()).isEqualTo(Action.NONE);
			LivenessTests.this.liveness.readingSuspended(false, at(40));
			assertThat(check(40)).isEqualTo(new Check(Action.NONE, nanos(25)));
		}

	}

	@Nested
	class Modes {

		@ParameterizedTest
		@EnumSource(names = "OFF", mode = Mode.EXCLUDE)
		void whenNotOffThenActive(PingMode mode) {
			assertThat(create((ping) -> ping.withMode(mode)).isActive()).isTrue();
		}

		@Test
		void whenOffThenNotActive() {
			assertThat(create((ping) -> ping.withMode(PingMode.OFF)).isActive()).isFalse();
		}

		@Test
		void whenPassiveThenIntervalAndTimeoutRunAsOne() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			assertThat(LivenessTests.this.liveness.firstCheck()).isEqualTo(Duration.ofSeconds(25));
			arrived(10);
			assertThat(check(25)).isEqualTo(new Check(Action.NONE, nanos(10)));
			assertThat(check(35).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveThenNeverPings() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			arrived(24);
			assertThat(check(25).action()).isEqualTo(Action.NONE);
			assertThat(check(48.9).action()).isEqualTo(Action.NONE);
		}

		@Test
		void whenPassiveAndStallIsShortThenJudgementIsPutOffByAsMuch() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			assertThat(checkStalled(25, 4)).isEqualTo(new Check(Action.NONE, nanos(4)));
			assertThat(checkStalled(29, 4).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveAndStallsGoOnThenAwakeTimeCounts() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			assertThat(checkStalled(134.999, 100).action()).isEqualTo(Action.NONE);
			assertThat(checkStalled(235, 200).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveAndCheckIsFarTooLateThenPeerGetsAnotherTimeout() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			assertThat(check(125, 25)).isEqualTo(new Check(Action.NONE, nanos(10)));
			assertThat(check(135).action()).isEqualTo(Action.LOST);
		}

	}

	@Nested
	class Times {

		@Test
		void whenIntervalIsSetThenItRunsFromLastFrame() {
			arrived(2);
			setTimes(5, 10, 4);
			assertThat(check(4)).isEqualTo(new Check(Action.NONE, nanos(3)));
			assertThat(check(7).action()).isEqualTo(Action.PING);
		}

		@Test
		void whenTimeoutIsSetThenPingUnderWayHasThatTimeFromNowOn() {
			check(15);
			written(15);
			setTimes(15, 2, 20);
			assertThat(check(20)).isEqualTo(new Check(Action.NONE, nanos(2)));
			assertThat(check(22).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveThenPeerIsNotJudgedByTimesOfLater() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			setTimes(2, 1, 20);
			assertThat(check(20)).isEqualTo(new Check(Action.NONE, nanos(3)));
			assertThat(check(23).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenSameTimesAreSetThenJudgementIsNotPutOff() {
			check(15);
			written(15);
			setTimes(15, 10, 24);
			assertThat(check(25).action()).isEqualTo(Action.LOST);
		}

		private void setTimes(double interval, double timeout, double now) {
			LivenessTests.this.liveness.setTimes(Duration.ofNanos(nanos(interval)), Duration.ofNanos(nanos(timeout)),
					at(now));
		}

	}

	@Nested
	class RoundTrip {

		@Test
		void whenPongHasPayloadOfPingThenMeasured() {
			check(15);
			ByteBuffer payload = LivenessTests.this.liveness.pingStarted(at(15));
			assertThat(LivenessTests.this.liveness.pong(payload, at(15.5))).isEqualTo(nanos(0.5));
		}

		@Test
		void whenPongHasOtherPayloadThenNothingIsMeasured() {
			check(15);
			ByteBuffer payload = LivenessTests.this.liveness.pingStarted(at(15));
			ByteBuffer longer = ByteBuffer.allocate(9).put(payload.duplicate()).put((byte) 0).flip();
			assertThat(LivenessTests.this.liveness.pong(ByteBuffer.allocate(0), at(15.1))).isEqualTo(-1);
			assertThat(LivenessTests.this.liveness.pong(ByteBuffer.allocate(8), at(15.2))).isEqualTo(-1);
			assertThat(LivenessTests.this.liveness.pong(longer, at(15.3))).isEqualTo(-1);
			assertThat(LivenessTests.this.liveness.pong(payload, at(15.4))).isEqualTo(nanos(0.4));
		}

		@Test
		void whenPongAnswersPingOfBeforeThenNothingIsMeasured() {
			check(15);
			ByteBuffer before = LivenessTests.this.liveness.pingStarted(at(15));
			LivenessTests.this.liveness.pingStarted(at(25));
			assertThat(LivenessTests.this.liveness.pong(before, at(25.1))).isEqualTo(-1);
		}

		@Test
		void whenPingIsAnsweredThenMeasuredFromHandingItToSocket() {
			check(15);
			LivenessTests.this.liveness.pingStarted(at(15));
			LivenessTests.this.liveness.pingWritten(at(15.2));
			assertThat(LivenessTests.this.liveness.answered(at(15.5))).isEqualTo(nanos(0.5));
		}

		@Test
		void whenFurtherFramesArriveThenMeasuredOnce() {
			check(15);
			written(15);
			LivenessTests.this.liveness.answered(at(15.5));
			assertThat(LivenessTests.this.liveness.answered(at(16))).isEqualTo(-1);
		}

		@Test
		void whenNoPingIsUnderWayThenNothingIsMeasured() {
			assertThat(LivenessTests.this.liveness.answered(at(1))).isEqualTo(-1);
		}

		@Test
		void whenPingIsAskedForButNotWrittenThenNothingIsMeasured() {
			check(15);
			assertThat(LivenessTests.this.liveness.answered(at(16))).isEqualTo(-1);
		}

	}

}
