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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.engine.TestSettings;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LivenessMonitor} with its pings and their messages. Without other
 * settings the interval is 15 s and the timeout 10 s.
 */
class LivenessMonitorTests {

	private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(1);

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor io = new ManualExecutor();

	private final PingStatistics statistics = new PingStatistics();

	private final FakePeer peer = new FakePeer();

	private final Recorder listener = new Recorder();

	private final List<String> failures = new ArrayList<>();

	private @Nullable HeartbeatPingMessageSupplier supplier;

	private LivenessMonitor monitor = start((ping) -> ping);

	@Test
	void whenPeerIsSilentThenPingsAfterInterval() {
		advance(14.999);
		assertThat(this.peer.written()).isEmpty();
		advance(0.001);
		assertThat(this.peer.written()).containsExactly(FakePeer.PING);
	}

	@Test
	void whenPingIsNotAnsweredThenMissedOnceAfterTimeout() {
		advance(24.999);
		assertThat(this.listener.calls).isEmpty();
		advance(0.001);
		assertThat(this.listener.calls).containsExactly("missed");
		assertThat(this.statistics.missedCount()).isOne();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenFramesArriveThenNoTimerIsTouched() {
		int pending = this.timer.pending();
		for (int i = 0; i < 1000; i++) {
			this.monitor.arrived();
			this.monitor.messageArrived();
			this.monitor.pong(ByteBuffer.allocate(0));
		}
		assertThat(this.timer.pending()).isEqualTo(pending);
		assertThat(this.timer.untilNext()).contains(Duration.ofSeconds(15));
	}

	@Test
	void whenPingIsAnsweredThenItIsCounted() {
		advance(15);
		this.monitor.arrived();
		advance(10);
		assertThat(this.statistics.answeredCount()).isOne();
		assertThat(this.statistics.missedCount()).isZero();
	}

	@Test
	void whenReadingIsSuspendedThenNothingIsHeldAgainstPeer() {
		advance(15);
		this.monitor.readingSuspended(true);
		advance(600);
		assertThat(this.listener.calls).isEmpty();
		this.monitor.readingSuspended(false);
		advance(24.999);
		assertThat(this.listener.calls).isEmpty();
		advance(0.001);
		assertThat(this.listener.calls).containsExactly("missed");
	}

	@Test
	void whenFrameArrivedThenIdleTimeRunsFromIt() {
		advance(3);
		assertThat(this.monitor.idle()).isEqualTo(Duration.ofSeconds(3));
		this.monitor.arrived();
		advance(2);
		assertThat(this.monitor.idle()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whenModeIsOffThenNothingIsScheduled() {
		this.monitor.stop();
		this.monitor = start((ping) -> ping.withMode(PingMode.OFF));
		this.monitor.setTimes(Duration.ofSeconds(1), Duration.ofSeconds(1));
		assertThat(this.timer.pending()).isZero();
	}

	private LivenessMonitor start(UnaryOperator<Ping> change) {
		LivenessMonitor monitor = create(change);
		monitor.start();
		return monitor;
	}

	private LivenessMonitor create(UnaryOperator<Ping> change) {
		Ping settings = new TestSettings().ping(change).get().ping();
		return create(settings, messages(settings));
	}

	private LivenessMonitor create(Ping settings, @Nullable PingMessages messages) {
		return new LivenessMonitor(settings, WRITE_TIMEOUT, this.timer, this.peer, messages, this.statistics,
				this.listener);
	}

	private @Nullable PingMessages messages(Ping settings) {
		return PingMessages.of("feed", settings, this.io, () -> this.supplier,
				(what, failure) -> this.failures.add(what));
	}

	private void advance(double seconds) {
		this.timer.advance(Duration.ofMillis(Math.round(seconds * 1000)));
	}

	@Nested
	class Stop {

		@Test
		void whenStoppedThenNoTimerIsLeft() {
			LivenessMonitorTests.this.monitor.stop();
			LivenessMonitorTests.this.monitor.stop();
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenStoppedBeforeStartThenNothingBegins() {
			LivenessMonitorTests.this.monitor.stop();
			LivenessMonitorTests.this.monitor.start();
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenStoppedInTheMomentOfCheckThenCheckDoesNothing() {
			Runnable check = LivenessMonitorTests.this.timer.begin().orElseThrow();
			LivenessMonitorTests.this.monitor.stop();
			check.run();
			assertThat(LivenessMonitorTests.this.peer.written()).isEmpty();
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenStoppedWhileCheckRunsThenNoTimerIsLeft() {
			LivenessMonitorTests.this.monitor.stop();
			for (int call = 1; call <= 4; call++) {
				LivenessMonitor monitor = start((ping) -> ping);
				int[] left = { call };
				LivenessMonitorTests.this.timer.onCall(() -> {
					if (--left[0] == 0) {
						monitor.stop();
					}
				});
				LivenessMonitorTests.this.timer.advanceToNext();
				LivenessMonitorTests.this.timer.onCall(() -> {
				});
				assertThat(left[0]).as("calls before it is stopped").isLessThanOrEqualTo(0);
				assertThat(LivenessMonitorTests.this.timer.pending()).as("at call %d", call).isZero();
			}
		}

		@Test
		void whenStoppedAfterPingThenSilenceIsNoMiss() {
			advance(15);
			LivenessMonitorTests.this.monitor.stop();
			advance(60);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
		}

	}

	@Nested
	class RoundTrip {

		@Test
		void whenPongHasPayloadOfPingThenRoundTripIsMeasuredOnce() {
			advance(15);
			advance(0.042);
			ByteBuffer payload = LivenessMonitorTests.this.peer.lastPayload();
			LivenessMonitorTests.this.monitor.pong(payload);
			LivenessMonitorTests.this.monitor.pong(payload);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("round trip 42");
		}

		@Test
		void whenPongHasOtherPayloadThenPeerIsAliveButNothingIsMeasured() {
			advance(16);
			LivenessMonitorTests.this.monitor.pong(ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
			advance(10);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
			assertThat(LivenessMonitorTests.this.statistics.answeredCount()).isOne();
		}

		@Test
		void whenPongOvertakesTellingOfWriteThenItIsMeasured() {
			LivenessMonitorTests.this.peer.hang();
			advance(15);
			LivenessMonitorTests.this.timer.freeze(Duration.ofMillis(3));
			LivenessMonitorTests.this.monitor.pong(LivenessMonitorTests.this.peer.lastPayload());
			LivenessMonitorTests.this.peer.tellWritten(0);
			advance(26);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("round trip 3");
		}

		@Test
		void whenMessageArrivesThenOnlyPongIsMeasured() {
			advance(15);
			advance(0.001);
			LivenessMonitorTests.this.monitor.messageArrived();
			advance(0.041);
			LivenessMonitorTests.this.monitor.pong(LivenessMonitorTests.this.peer.lastPayload());
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("round trip 42");
		}

		@Test
		void whenPingsFollowThenEachHasPayloadOfItsOwn() {
			for (int i = 0; i < 100; i++) {
				advance(15);
				LivenessMonitorTests.this.monitor.arrived();
			}
			List<ByteBuffer> payloads = LivenessMonitorTests.this.peer.payloads();
			assertThat(payloads).hasSizeGreaterThan(90);
			assertThat(new HashSet<>(payloads)).hasSameSizeAs(payloads);
			assertThat(payloads).noneMatch(ByteBuffer::isDirect);
		}

	}

	@Nested
	class Unwritten {

		@Test
		void whenPingIsNotWrittenWithinTimeoutThenAnotherIsSent() {
			LivenessMonitorTests.this.peer.hold();
			advance(24.999);
			assertThat(LivenessMonitorTests.this.peer.waiting()).isOne();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.peer.waiting()).isEqualTo(2);
		}

		@Test
		void whenSecondPingIsNotWrittenEitherThenToldOnce() {
			LivenessMonitorTests.this.peer.hang();
			advance(34.999);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("unwritten");
			advance(60);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("unwritten");
			assertThat(LivenessMonitorTests.this.statistics.missedCount()).isZero();
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenWriterIsSlowButWritesThenPeerHasTimeoutFromWrite() {
			LivenessMonitorTests.this.peer.hold();
			advance(34);
			LivenessMonitorTests.this.peer.release();
			advance(9.999);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("missed");
		}

		@Test
		void whenProcessStandsStillThenThatIsNotHeldAgainstWriter() {
			LivenessMonitorTests.this.peer.hold();
			advance(25);
			LivenessMonitorTests.this.timer.stall(Duration.ofMinutes(5));
			advance(9.999);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("unwritten");
		}

	}

	@Nested
	class Messages {

		private final Ping settings = new TestSettings().ping((ping) -> ping.withMode(PingMode.MESSAGE)).get().ping();

		private final PingMessages messages = startWithMessages();

		private PingMessages startWithMessages() {
			PingMessages messages = messages(this.settings);
			assertThat(messages).isNotNull();
			connect(messages);
			return messages;
		}

		private void connect(PingMessages messages) {
			LivenessMonitorTests.this.monitor.stop();
			LivenessMonitorTests.this.monitor = create(this.settings, messages);
			LivenessMonitorTests.this.monitor.start();
		}

		private void advanceAndSupply(double seconds) {
			advance(seconds);
			LivenessMonitorTests.this.io.runAll();
		}

		@Test
		void whenThereIsNoSupplierThenConfiguredMessageIsSent() {
			advanceAndSupply(15);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly("heartbeat");
		}

		@Test
		void whenSupplierHasMessageThenItIsSent() {
			LivenessMonitorTests.this.supplier = (clientName) -> "hello " + clientName;
			advanceAndSupply(15);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly("hello feed");
		}

		@Test
		void whenAnyMessageArrivesThenItIsMeasured() {
			advanceAndSupply(15);
			advance(0.007);
			LivenessMonitorTests.this.monitor.messageArrived();
			LivenessMonitorTests.this.monitor.messageArrived();
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("round trip 7");
		}

		@Test
		void whenTimeComesThenSupplierIsNotCalledOnTimerThread() {
			LivenessMonitorTests.this.supplier = (clientName) -> {
				LivenessMonitorTests.this.failures.add("called");
				return null;
			};
			advance(15);
			assertThat(LivenessMonitorTests.this.failures).isEmpty();
			assertThat(LivenessMonitorTests.this.io.size()).isOne();
		}

		@Test
		void whenSupplierFailsThenFrameIsSentAndFailureTold() {
			LivenessMonitorTests.this.supplier = (clientName) -> {
				throw new StackOverflowError("odd");
			};
			advanceAndSupply(15);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
			assertThat(LivenessMonitorTests.this.failures).singleElement().asString().contains("Supplier failed");
		}

		@Test
		void whenFailureCannotBeToldThenSupplierIsCalledAgain() {
			PingMessages messages = PingMessages.of("feed", this.settings, LivenessMonitorTests.this.io, () -> null,
					(what, failure) -> {
						throw new IllegalStateException("No log");
					});
			assertThat(messages).isNotNull();
			connect(messages);
			LivenessMonitorTests.this.io.rejecting(true);
			advance(15);
			LivenessMonitorTests.this.io.rejecting(false);
			advance(10);
			assertThatIllegalStateException().isThrownBy(LivenessMonitorTests.this.io::runAll);
			LivenessMonitorTests.this.monitor.messageArrived();
			advanceAndSupply(15);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly("heartbeat", "heartbeat");
		}

		@Test
		void whenSupplierHangsThenFramesAreSentAndItIsNotCalledAgain() {
			advance(25);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
			assertThat(LivenessMonitorTests.this.io.size()).isOne();
			LivenessMonitorTests.this.monitor.pong(LivenessMonitorTests.this.peer.lastPayload());
			advance(15);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING, FakePeer.PING);
			advance(10);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("round trip 0", "missed");
			assertThat(LivenessMonitorTests.this.io.size()).isOne();
		}

		@Test
		void whenSupplierHangsThenNextConnectionDoesNotCallItEither() {
			advance(15);
			connect(this.messages);
			advance(15);
			assertThat(LivenessMonitorTests.this.io.size()).isOne();
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
		}

		@Test
		void whenSupplierReturnsThenItIsCalledAgain() {
			for (int i = 0; i < 3; i++) {
				advanceAndSupply(15);
				LivenessMonitorTests.this.monitor.messageArrived();
			}
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly("heartbeat", "heartbeat", "heartbeat");
		}

		@Test
		void whenSupplierReturnsAfterStopThenNothingIsSent() {
			advance(15);
			LivenessMonitorTests.this.monitor.stop();
			LivenessMonitorTests.this.io.runAll();
			assertThat(LivenessMonitorTests.this.peer.written()).isEmpty();
		}

		@Test
		void whenThereIsNoThreadThenNextCheckTriesAgainAndTellsOfIt() {
			LivenessMonitorTests.this.io.rejecting(true);
			advance(15);
			assertThat(LivenessMonitorTests.this.peer.written()).isEmpty();
			assertThat(LivenessMonitorTests.this.failures).isEmpty();
			LivenessMonitorTests.this.io.rejecting(false);
			advanceAndSupply(10);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly("heartbeat");
			assertThat(LivenessMonitorTests.this.failures).containsExactly("No thread for the ping message");
		}

		@Test
		void whenThereIsNeverThreadThenUnwritten() {
			LivenessMonitorTests.this.io.rejecting(true);
			advance(35);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("unwritten");
		}

		@ParameterizedTest
		@EnumSource(names = "MESSAGE", mode = EnumSource.Mode.EXCLUDE)
		void whenPingsAreNotMessagesThenThereAreNone(PingMode mode) {
			assertThat(messages(this.settings.withMode(mode))).isNull();
		}

	}

	@Nested
	class Times {

		@Test
		void whenIntervalIsShortenedThenItIsInForceAtOnce() {
			advance(3);
			setTimes(5, 10);
			advance(1.999);
			assertThat(LivenessMonitorTests.this.peer.written()).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
		}

		@Test
		void whenSilenceIsLongerThanNewIntervalThenPingsAtOnce() {
			advance(10);
			setTimes(5, 10);
			advance(0);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
		}

		@Test
		void whenIntervalIsLengthenedThenItIsInForceAtOnce() {
			advance(10);
			setTimes(60, 10);
			advance(49.999);
			assertThat(LivenessMonitorTests.this.peer.written()).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
		}

		@Test
		void whenPingIsUnderWayThenNewTimeoutIsItsDeadline() {
			advance(16);
			setTimes(15, 2);
			advance(1.999);
			assertThat(LivenessMonitorTests.this.listener.calls).isEmpty();
			advance(0.001);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("missed");
		}

		@Test
		void whenCheckBeginsInTheMomentOfChangeThenThereIsOneChainOfChecks() {
			Runnable check = LivenessMonitorTests.this.timer.begin().orElseThrow();
			setTimes(5, 10);
			check.run();
			assertThat(LivenessMonitorTests.this.timer.pending()).isOne();
			advance(0);
			assertThat(LivenessMonitorTests.this.peer.written()).containsExactly(FakePeer.PING);
			assertThat(LivenessMonitorTests.this.timer.pending()).isOne();
		}

		@Test
		void whenTimesChangeOftenThenThereIsOneChainOfChecks() {
			for (int i = 1; i <= 100; i++) {
				setTimes(i, i);
				advance(0);
			}
			assertThat(LivenessMonitorTests.this.timer.pending()).isOne();
		}

		@Test
		void whenStoppedThenTimesStartNothing() {
			LivenessMonitorTests.this.monitor.stop();
			setTimes(1, 1);
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
		}

		@Test
		void whenMissedThenTimesStartNothing() {
			advance(25);
			setTimes(1, 1);
			advance(60);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("missed");
		}

		@Test
		void whenNotStartedThenTimesAreThoseOfStart() {
			LivenessMonitorTests.this.monitor.stop();
			LivenessMonitorTests.this.monitor = create((ping) -> ping);
			setTimes(2, 1);
			assertThat(LivenessMonitorTests.this.timer.pending()).isZero();
			LivenessMonitorTests.this.monitor.start();
			advance(3);
			assertThat(LivenessMonitorTests.this.listener.calls).containsExactly("missed");
		}

		private void setTimes(double interval, double timeout) {
			LivenessMonitorTests.this.monitor.setTimes(Duration.ofMillis(Math.round(interval * 1000)),
					Duration.ofMillis(Math.round(timeout * 1000)));
		}

	}

	/**
	 * This process stands still at any moment. Interval and timeout are two seconds.
	 */
	@Nested
	class StoppedProcess {

		private static final double[] STALLS = { 0.3, 0.9, 1.1, 3, 10, 300 };

		private static final int INTERVAL = 2;

		private static final int TIMEOUT = 2;

		@ParameterizedTest
		@EnumSource(names = { "FRAME", "PASSIVE" })
		void whenProcessStandsStillOnceThenLivePeerIsNotTakenForDead(PingMode mode) {
			for (double stall : STALLS) {
				for (int tenth = 0; tenth <= 80; tenth++) {
					Run run = new Run(mode);
					run.advance(tenth / 10.0);
					run.stall(stall);
					run.advance(30);
					assertThat(run.missed()).as("stopped for %s s after %s tenths", stall, tenth).isFalse();
				}
			}
		}

		@ParameterizedTest
		@EnumSource(names = { "FRAME", "PASSIVE" })
		void whenProcessStandsStillAgainAndAgainThenLivePeerIsNotTakenForDead(PingMode mode) {
			for (double stall : STALLS) {
				for (int tenth = 1; tenth <= 50; tenth++) {
					Run run = new Run(mode);
					for (int i = 0; i < 30; i++) {
						run.advance(tenth / 10.0);
						run.stall(stall);
					}
					assertThat(run.missed()).as("stopped for %s s each %s tenths", stall, tenth).isFalse();
				}
			}
		}

		@ParameterizedTest
		@EnumSource(names = { "FRAME", "PASSIVE" })
		void whenProcessStandsStillAgainAndAgainThenDeadPeerIsNoticedInTime(PingMode mode) {
			for (double stall : STALLS) {
				for (int tenth = 1; tenth <= 50; tenth++) {
					Run run = new Run(mode);
					run.advance(2.5);
					run.die();
					int awake = 0;
					while (!run.missed() && awake < 1000) {
						run.advance(tenth / 10.0);
						awake += tenth;
						if (!run.missed()) {
							run.stall(stall);
						}
					}
					assertThat(awake).as("tenths awake, stopped for %s s each %s tenths", stall, tenth)
						.isLessThanOrEqualTo(10 * (INTERVAL + 2 * TIMEOUT) + tenth);
				}
			}
		}

		@ParameterizedTest
		@EnumSource(names = { "FRAME", "PASSIVE" })
		void whenProcessRunsThenDeadPeerIsNoticedWithinIntervalAndTimeout(PingMode mode) {
			Run run = new Run(mode);
			run.advance(2.5);
			run.die();
			run.advance(INTERVAL + TIMEOUT);
			assertThat(run.missed()).isTrue();
		}

		/**
		 * A peer that answers pings after a quarter of a second, or sends something each
		 * second. After a stall our threads read later than the timer's thread checks.
		 */
		private static final class Run {

			private static final Duration READ = Duration.ofMillis(1);

			private final VirtualTimer timer = new VirtualTimer();

			private final FakePeer peer = new FakePeer();

			private final Recorder listener = new Recorder();

			private final LivenessMonitor monitor;

			private boolean dead;

			Run(PingMode mode) {
				Ping settings = new TestSettings()
					.ping((ping) -> ping.withMode(mode)
						.withInterval(Duration.ofSeconds(2))
						.withTimeout(Duration.ofSeconds(2)))
					.get()
					.ping();
				this.monitor = new LivenessMonitor(settings, WRITE_TIMEOUT, this.timer, this.peer, null,
						new PingStatistics(), this.listener);
				this.monitor.start();
				this.peer.onPing(this::answer);
				if (mode == PingMode.PASSIVE) {
					this.timer.schedule(this::tick, Duration.ofSeconds(1));
				}
			}

			private void tick() {
				arrive(this.monitor::arrived);
				this.timer.schedule(this::tick, Duration.ofSeconds(1));
			}

			private void answer() {
				ByteBuffer payload = this.peer.lastPayload();
				this.timer.schedule(() -> arrive(() -> this.monitor.pong(payload)), Duration.ofMillis(250));
			}

			private void arrive(Runnable read) {
				if (!this.dead) {
					this.timer.schedule(read, READ);
				}
			}

			void advance(double seconds) {
				this.timer.advance(Duration.ofMillis(Math.round(seconds * 1000)));
			}

			void stall(double seconds) {
				this.timer.stall(Duration.ofMillis(Math.round(seconds * 1000)));
			}

			void die() {
				this.dead = true;
			}

			boolean missed() {
				return this.listener.calls.contains("missed") || this.listener.calls.contains("unwritten");
			}

		}

	}

	private static final class Recorder implements LivenessMonitor.Listener {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void pingMissed() {
			this.calls.add("missed");
		}

		@Override
		public void pingUnwritten() {
			this.calls.add("unwritten");
		}

		@Override
		public void roundTrip(Duration roundTrip) {
			this.calls.add("round trip " + roundTrip.toMillis());
		}

	}

}
