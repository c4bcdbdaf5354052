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

import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionWriter}.
 */
class ConnectionWriterTests {

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor executor = new ManualExecutor();

	private final SendQueue outbox = new SendQueue(new TestSettings().get().send(), this.timer,
			(message, reason, text) -> {
				throw new AssertionError("Nothing is refused here");
			});

	private final FakeSession session = new FakeSession(new NoListener(), 1);

	private final Calls calls = new Calls();

	private final ConnectionWriter writer = new ConnectionWriter(this.session, this.outbox, this.timer, this.executor,
			Duration.ofSeconds(5), this.calls);

	@BeforeEach
	void attach() {
		this.outbox.start();
		this.outbox.attach(this.writer, List.of());
		this.outbox.wake(this.writer, true);
	}

	@AfterEach
	void verify() {
		this.session.verify();
	}

	@Test
	void whenMessagesWaitThenTheyAreWrittenInOrder() {
		offer("a");
		offer("b");
		this.executor.runAll();
		assertThat(this.session.written()).containsExactly("a", "b");
		assertThat(this.calls.calls).containsExactly("written", "written");
	}

	@Test
	void whenBinaryMessageIsWrittenThenCallersBufferIsLeftAlone() {
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }).position(1);
		this.outbox.offer(OutboundMessage.binary(buffer), null);
		buffer.put(1, (byte) 9);
		this.executor.runAll();
		assertThat(this.session.written()).containsExactly("(3 bytes)");
		assertThat(buffer.position()).isOne();
	}

	@Test
	void whenMessageIsOfferedDuringWriteThenItIsWrittenByTheSameThread() {
		this.session.onWrite((what) -> {
			if (what.equals("a")) {
				offer("b");
				assertThat(this.executor.size()).isZero();
			}
		});
		offer("a");
		this.executor.runAll();
		assertThat(this.session.written()).containsExactly("a", "b");
		assertThat(this.session.faults()).isEmpty();
	}

	@Test
	void whenWriteFailsThenMessageIsUnknownAndNoMoreIsWritten() {
		this.session.failWrites();
		offer("a");
		offer("b");
		this.executor.runAll();
		assertThat(this.calls.calls).containsExactly("unknown Broken pipe", "writeFailed Broken pipe");
	}

	@Test
	void whenThereIsNoThreadThenWriteFails() {
		this.executor.rejecting(true);
		offer("a");
		assertThat(this.calls.calls).containsExactly("writeFailed There is no thread");
	}

	@Test
	void whenWriteTakesAsLongAsTimeoutThenTimesOut() {
		this.session.onWrite((what) -> {
			this.timer.advance(Duration.ofSeconds(5).minusNanos(1));
			assertThat(this.calls.calls).isEmpty();
			this.timer.advance(Duration.ofNanos(1));
			assertThat(this.calls.calls).containsExactly("writeTimedOut");
		});
		offer("a");
		this.executor.runAll();
		assertThat(this.calls.calls).startsWith("writeTimedOut");
	}

	@Test
	void whenManyShortWritesTakeLongerThanTimeoutTogetherThenNothingTimesOut() {
		this.session.onWrite((what) -> this.timer.advance(Duration.ofSeconds(4)));
		for (int i = 0; i < 10; i++) {
			offer("message");
		}
		this.executor.runAll();
		assertThat(this.calls.calls).hasSize(10).containsOnly("written");
	}

	@Test
	void whenSecondWriteHangsThenItTimesOutAfterItsOwnTimeout() {
		this.session.onWrite((what) -> {
			if (what.equals("a")) {
				this.timer.advance(Duration.ofSeconds(4));
				return;
			}
			this.timer.advance(Duration.ofMillis(4999));
			assertThat(this.calls.calls).containsExactly("written");
			this.timer.advance(Duration.ofMillis(1));
			assertThat(this.calls.calls).containsExactly("written", "writeTimedOut");
		});
		offer("a");
		offer("b");
		this.executor.runAll();
		assertThat(this.calls.calls).startsWith("written", "writeTimedOut");
	}

	@Test
	void whenThousandsAreWrittenThenOneTimerWatchesThem() {
		for (int i = 0; i < 1000; i++) {
			offer("message");
		}
		this.executor.runAll();
		assertThat(this.timer.pending()).isOne();
	}

	@Test
	void whenNothingIsWrittenThenNoTimerRuns() {
		offer("a");
		this.executor.runAll();
		this.timer.advance(Duration.ofSeconds(5));
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenWrittenAgainAfterPauseThenWatchedAgain() {
		offer("a");
		this.executor.runAll();
		this.timer.advance(Duration.ofSeconds(60));
		this.session.onWrite((what) -> this.timer.advance(Duration.ofSeconds(6)));
		offer("b");
		this.executor.runAll();
		assertThat(this.calls.calls).containsExactly("written", "writeTimedOut", "written");
	}

	@Test
	void whenAbandonedDuringWriteThenMessageIsUnknown() {
		this.session.onWrite((what) -> {
			this.writer.abandon();
			assertThat(this.calls.calls).containsExactly("unknown null");
		});
		offer("a");
		this.executor.runAll();
		assertThat(this.calls.calls).startsWith("unknown null");
	}

	@Test
	void whenAbandonedBetweenWritesThenNothingIsUnknown() {
		offer("a");
		this.executor.runAll();
		this.writer.abandon();
		assertThat(this.calls.calls).containsExactly("written");
	}

	@Test
	void whenPingIsWrittenThenDeadlineRunsFromTheEndOfTheWrite() {
		Liveness liveness = new Liveness(new TestSettings().get().ping(), this.timer.nanoTime());
		this.timer.advance(Duration.ofSeconds(15));
		liveness.check(this.timer.nanoTime(), this.timer.nanoTime());
		this.session.onWrite((what) -> this.timer.advance(Duration.ofSeconds(3)));
		this.outbox.offerHeartbeat(this.writer, new HeartbeatPing(liveness, this.timer, null));
		this.executor.runAll();
		this.timer.advance(Duration.ofSeconds(7));
		long now = this.timer.nanoTime();
		assertThat(liveness.check(now, now))
			.isEqualTo(new Liveness.Check(Liveness.Action.NONE, Duration.ofSeconds(3).toNanos()));
	}

	private void offer(String text) {
		this.outbox.offer(OutboundMessage.text(text), null);
	}

	private static final class Calls implements ConnectionWriter.Listener {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void written(OutboundMessage message) {
			this.calls.add("written");
		}

		@Override
		public void unknown(OutboundMessage message, @Nullable Throwable failure) {
			this.calls.add("unknown " + ((failure != null) ? failure.getMessage() : null));
		}

		@Override
		public void writeFailed(Throwable failure) {
			assertThat(failure).isInstanceOfAny(IOException.class, RuntimeException.class);
			this.calls.add("writeFailed " + failure.getMessage());
		}

		@Override
		public void writeTimedOut() {
			this.calls.add("writeTimedOut");
		}

	}

}
