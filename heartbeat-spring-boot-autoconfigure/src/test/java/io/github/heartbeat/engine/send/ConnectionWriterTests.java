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

package io.github.heartbeat.engine.send;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.WriteListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionWriter}.
 */
class ConnectionWriterTests {

	private final HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("ws://localhost:4711/feed"));

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final MessageSender sender = new MessageSender("feed",
			this.settings.send().withQueueCapacity(100_000).withTimeout(Duration.ofSeconds(5)),
			new Redactor(this.settings), this.timer, new CompletionExecutor(this.dispatch, this.timer, 100_000),
			(warning) -> {
			});

	private final RecordingSession session = new RecordingSession();

	private final Calls calls = new Calls();

	private final ConnectionWriter writer = this.sender.createWriter("feed-1", this.session, this.calls);

	@BeforeEach
	void attach() {
		this.sender.start();
		this.sender.attach(this.writer, List.of());
		this.sender.begin(this.writer);
		this.sender.openQueue(this.writer);
	}

	@AfterEach
	void verify() {
		this.session.verify();
	}

	@Test
	void whenMessagesAreSentThenTheyAreWrittenInOrder() {
		CompletableFuture<Void> first = send("a");
		CompletableFuture<Void> second = send("b");
		this.dispatch.runAll();
		assertThat(this.session.written()).containsExactly("a", "b");
		assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone)
			.noneMatch(CompletableFuture::isCompletedExceptionally);
	}

	@Test
	void whenBinaryMessageIsWrittenThenCallersBufferIsLeftAlone() {
		this.session.tellLater();
		send("a");
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 }).position(1);
		this.sender.send(OutboundMessage.binary(buffer));
		buffer.put(1, (byte) 9);
		this.session.tell();
		assertThat(this.session.written()).containsExactly("a", "(3 bytes)");
		assertThat(buffer.position()).isOne();
	}

	@Test
	void whenMessageIsSentDuringWriteThenItIsWrittenAfterIt() {
		this.session.onWrite((what) -> {
			if (what.equals("a")) {
				send("b");
				assertThat(this.session.written()).isEmpty();
			}
		});
		send("a");
		assertThat(this.session.written()).containsExactly("a", "b");
	}

	@Test
	void whenOutcomeIsNotToldThenNoMoreIsWritten() {
		this.session.tellLater();
		send("a");
		send("b");
		assertThat(this.session.written()).containsExactly("a");
		this.session.tell();
		assertThat(this.session.written()).containsExactly("a", "b");
	}

	// A hundred thousand nested calls would not fit on the stack
	@Test
	void whenOutcomeIsToldWithinTheCallThenCallsAreNotNested() {
		this.session.tellLater();
		for (int i = 0; i < 100_000; i++) {
			send("message");
		}
		WriteListener first = this.session.takeListener();
		this.session.tellAtOnce();
		first.written();
		assertThat(this.session.written()).hasSize(100_000);
		assertThat(this.calls.calls).isEmpty();
	}

	@Test
	void whenOutcomeIsToldByAnotherThreadThenThatGoesOn() throws Exception {
		this.session.tellLater();
		send("a");
		send("b");
		List<Thread> threads = new ArrayList<>();
		this.session.onWrite((what) -> threads.add(Thread.currentThread()));
		Thread thread = new Thread(this.session::tell);
		thread.start();
		thread.join();
		assertThat(threads).containsExactly(thread);
	}

	// The transport's thread tells the outcome of "a", then the call of the sender
	// returns
	@Test
	void whenOutcomeIsToldByAnotherThreadBeforeTheCallReturnsThenTheCallerGoesOn() {
		this.session.tellLater().onWrite((what) -> {
			if (what.equals("a")) {
				send("b");
				CompletableFuture.runAsync(this.session::tell).join();
				assertThat(this.session.written()).isEmpty();
			}
		});
		send("a");
		assertThat(this.session.written()).containsExactly("a", "b");
	}

	@Test
	void whenOutcomeIsToldTwiceThenSecondIsIgnored() {
		this.session.tellLater();
		send("a");
		send("b");
		send("c");
		WriteListener listener = this.session.takeListener();
		listener.written();
		listener.written();
		listener.writeFailed(new IOException("Broken pipe"));
		assertThat(this.session.written()).containsExactly("a", "b");
		assertThat(this.calls.calls).isEmpty();
	}

	@Test
	void whenWriteFailsThenMessageIsUnknownAndNoMoreIsWritten() {
		this.session.tellLater().failWrites(new IOException("Broken pipe"));
		CompletableFuture<Void> first = send("a");
		CompletableFuture<Void> second = send("b");
		this.session.tell();
		this.dispatch.runAll();
		assertThat(first).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class,
					(ex) -> assertThat(ex.getReason()).isEqualTo(HeartbeatSendException.Reason.UNKNOWN))
			.havingCause()
			.withMessage("Broken pipe");
		assertThat(second).isNotDone();
		assertThat(this.session.written()).containsExactly("a");
		assertThat(this.calls.calls).containsExactly("writeFailed Broken pipe");
	}

	@Test
	void whenSessionThrowsThenWriteHasFailed() {
		this.session.onWrite((what) -> {
			throw new StackOverflowError("deep");
		});
		CompletableFuture<Void> future = send("a");
		this.dispatch.runAll();
		assertThat(future).isCompletedExceptionally();
		assertThat(this.calls.calls).containsExactly("writeFailed deep");
	}

	// The transport's thread tells that "a" is written, then the call of the sender
	// throws
	@Test
	void whenSessionThrowsAlthoughMessageIsWrittenThenNoMoreIsWritten() {
		this.session.tellLater().onWrite((what) -> {
			send("b");
			CompletableFuture.runAsync(this.session::tell).join();
			throw new IllegalStateException("odd");
		});
		CompletableFuture<Void> future = send("a");
		this.dispatch.runAll();
		assertThat(future).isCompleted().isNotCompletedExceptionally();
		assertThat(this.session.written()).isEmpty();
		assertThat(this.calls.calls).containsExactly("writeFailed odd");
	}

	@Test
	void whenWriteTakesAsLongAsTimeoutThenTimesOut() {
		this.session.tellLater();
		send("a");
		this.timer.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.calls.calls).isEmpty();
		this.timer.advance(Duration.ofNanos(1));
		assertThat(this.calls.calls).containsExactly("writeTimedOut");
	}

	@Test
	void whenProcessStoodStillDuringWriteThenThatTimeDoesNotCount() {
		this.session.tellLater();
		send("a");
		this.timer.advance(Duration.ofSeconds(2));
		this.timer.stall(Duration.ofMinutes(10));
		this.timer.advance(Duration.ofSeconds(3).minusNanos(1));
		assertThat(this.calls.calls).isEmpty();
		this.timer.advance(Duration.ofNanos(1));
		assertThat(this.calls.calls).containsExactly("writeTimedOut");
	}

	@Test
	void whenWriteGetsOnThenItHasTheTimeoutAgain() {
		this.session.tellLater();
		send("a");
		for (int i = 0; i < 10; i++) {
			this.timer.advance(Duration.ofSeconds(4));
			this.session.tellProgress();
		}
		this.timer.advance(Duration.ofSeconds(5).minusNanos(1));
		assertThat(this.calls.calls).isEmpty();
		this.timer.advance(Duration.ofNanos(1));
		assertThat(this.calls.calls).containsExactly("writeTimedOut");
	}

	@Test
	void whenManyShortWritesTakeLongerThanTimeoutTogetherThenNothingTimesOut() {
		this.session.onWrite((what) -> this.timer.advance(Duration.ofSeconds(4)));
		for (int i = 0; i < 10; i++) {
			send("message");
		}
		assertThat(this.session.written()).hasSize(10);
		assertThat(this.calls.calls).isEmpty();
	}

	@Test
	void whenSecondWriteHangsThenItTimesOutAfterItsOwnTimeout() {
		this.session.tellLater();
		send("a");
		send("b");
		this.timer.advance(Duration.ofSeconds(4));
		this.session.tell();
		this.timer.advance(Duration.ofMillis(4999));
		assertThat(this.calls.calls).isEmpty();
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.calls.calls).containsExactly("writeTimedOut");
	}

	@Test
	void whenThousandsAreWrittenThenOneTimerWatchesThem() {
		for (int i = 0; i < 1000; i++) {
			send("message");
		}
		this.dispatch.runAll();
		assertThat(this.timer.pending()).isOne();
	}

	@Test
	void whenNothingIsWrittenThenNoTimerRuns() {
		send("a");
		this.dispatch.runAll();
		this.timer.advance(Duration.ofSeconds(5));
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenWrittenAgainAfterPauseThenWatchedAgain() {
		send("a");
		this.timer.advance(Duration.ofSeconds(60));
		this.session.onWrite((what) -> this.timer.advance(Duration.ofSeconds(6)));
		send("b");
		assertThat(this.session.written()).containsExactly("a", "b");
		assertThat(this.calls.calls).containsExactly("writeTimedOut");
	}

	@Test
	void whenAbandonedDuringWriteThenMessageIsUnknownAtOnce() {
		this.session.tellLater();
		CompletableFuture<Void> future = send("a");
		this.writer.abandon();
		this.dispatch.runAll();
		assertUnknown(future);
	}

	@Test
	void whenAbandonedThenNoTimerHoldsTheConnection() {
		this.session.tellLater();
		send("a");
		this.writer.abandon();
		this.dispatch.runAll();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenAbandonedAndOutcomeIsToldLateThenNothingChanges() {
		this.session.tellLater();
		CompletableFuture<Void> future = send("a");
		CompletableFuture<Void> next = send("b");
		this.writer.abandon();
		this.session.tell();
		this.dispatch.runAll();
		assertUnknown(future);
		assertThat(next).isNotDone();
		assertThat(this.session.written()).containsExactly("a");
		assertThat(this.sender.messages() + this.sender.dropped()).isOne();
	}

	@Test
	void whenAbandonedAndWriteFailsLateThenNobodyIsTold() {
		this.session.tellLater().failWrites(new IOException("Broken pipe"));
		send("a");
		this.writer.abandon();
		this.session.tell();
		assertThat(this.calls.calls).isEmpty();
	}

	@Test
	void whenAbandonedBetweenWritesThenNothingIsUnknown() {
		CompletableFuture<Void> future = send("a");
		this.writer.abandon();
		this.dispatch.runAll();
		assertThat(future).isCompleted().isNotCompletedExceptionally();
		assertThat(this.calls.calls).isEmpty();
	}

	// The connection ends after the writer took the message, and before it hands it over:
	// no outcome would be told any more
	@Test
	void whenAbandonedBeforeMessageIsHandedOverThenItIsDropped() {
		CompletableFuture<Void> future = this.sender
			.send(OutboundMessage.text("a").onWriting((connectionId) -> this.writer.abandon()));
		this.dispatch.runAll();
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.withMessageContaining("ended before the message was written");
		assertThat(this.session.written()).isEmpty();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenHeartbeatIsWrittenThenItIsToldAfterTheWrite() {
		List<String> order = new ArrayList<>();
		this.session.tellLater().onWrite((what) -> order.add("handed over"));
		this.sender.sendHeartbeat(this.writer, new TestHeartbeat("1"));
		order.add("on its way");
		this.session.tell();
		order.add("written");
		send("a");
		assertThat(order).containsExactly("handed over", "on its way", "written", "handed over");
		assertThat(this.session.written()).containsExactly("ping 1", "a");
	}

	private CompletableFuture<Void> send(String text) {
		return this.sender.send(OutboundMessage.text(text));
	}

	private static void assertUnknown(CompletableFuture<Void> future) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class,
					(ex) -> assertThat(ex.getReason()).isEqualTo(HeartbeatSendException.Reason.UNKNOWN));
	}

	private static final class Calls implements ConnectionWriter.Listener {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void writeFailed(Throwable failure) {
			this.calls.add("writeFailed " + failure.getMessage());
		}

		@Override
		public void writeTimedOut() {
			this.calls.add("writeTimedOut");
		}

	}

}
