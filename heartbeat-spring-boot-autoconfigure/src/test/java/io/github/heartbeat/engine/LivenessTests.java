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
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.engine.Liveness.Action;
import io.github.heartbeat.engine.Liveness.Check;
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
		return new Liveness(new TestSettings().ping(change).get().ping(), ORIGIN);
	}

	private Check check(double now) {
		return check(now, now);
	}

	private Check check(double now, double due) {
		return this.liveness.check(at(now), at(due));
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
		void whenCheckOfIdleConnectionIsFarTooLateThenPings() {
			assertThat(check(1000, 15).action()).isEqualTo(Action.PING);
		}

	}

	@Nested
	class FullMailbox {

		@Test
		void whenReadingIsPausedThenNothingIsHeldAgainstPeer() {
			check(15);
			written(15);
			LivenessTests.this.liveness.readingPaused(true, at(16));
			assertThat(check(25).action()).isEqualTo(Action.NONE);
			assertThat(check(1000).action()).isEqualTo(Action.NONE);
		}

		@Test
		void whenReadingIsPausedThenNoPingGoesOut() {
			LivenessTests.this.liveness.readingPaused(true, at(1));
			assertThat(check(15)).isEqualTo(new Check(Action.NONE, nanos(15)));
		}

		@Test
		void whenReadingGoesOnThenIntervalBeginsAnew() {
			check(15);
			written(15);
			LivenessTests.this.liveness.readingPaused(true, at(16));
			check(25);
			LivenessTests.this.liveness.readingPaused(false, at(39));
			Check check = check(40);
			assertThat(check.action()).isNotIn(Action.LOST, Action.PING);
			assertThat(check.delay()).isEqualTo(nanos(14));
		}

		@Test
		void whenReadingGoesOnAndPeerIsSilentThenLost() {
			LivenessTests.this.liveness.readingPaused(true, at(1));
			check(15);
			LivenessTests.this.liveness.readingPaused(false, at(20));
			check(30);
			assertThat(check(35).action()).isEqualTo(Action.PING);
			written(35);
			assertThat(check(45).action()).isEqualTo(Action.LOST);
		}

		@Test
		void whenPassiveThenReadingPausedIsNotHeldAgainstPeer() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			LivenessTests.this.liveness.readingPaused(true, at(1));
			assertThat(check(25).action()).isEqualTo(Action.NONE);
			LivenessTests.this.liveness.readingPaused(false, at(40));
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
		void whenPassiveAndCheckIsFarTooLateThenPeerGetsAnotherTimeout() {
			LivenessTests.this.liveness = create((ping) -> ping.withMode(PingMode.PASSIVE));
			assertThat(check(125, 25)).isEqualTo(new Check(Action.NONE, nanos(10)));
			assertThat(check(135).action()).isEqualTo(Action.LOST);
		}

	}

	@Nested
	class RoundTrip {

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
