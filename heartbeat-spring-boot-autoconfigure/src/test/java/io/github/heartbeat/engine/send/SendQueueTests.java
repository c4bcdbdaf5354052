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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.WriteListener;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SendQueue}.
 */
class SendQueueTests {

	private static final WriteListener IGNORED = new WriteListener() {

		@Override
		public void written() {
		}

		@Override
		public void writeFailed(Throwable failure) {
		}

	};

	private final ManualExecutor dispatch = new ManualExecutor();

	private final VirtualTimer timer = new VirtualTimer();

	private final List<OutboundMessage> offered = new CopyOnWriteArrayList<>();

	/** How often a writer was started. */
	private final AtomicInteger starts = new AtomicInteger();

	private SendQueue queue = create((send) -> send);

	@Test
	void whenNotStartedThenRefuses() {
		assertThat(offer("a")).contains("not started");
	}

	@Test
	void whenThereIsNoConnectionThenRefuses() {
		this.queue.start();
		assertThat(offer("a")).contains("send.when-closed");
	}

	@Test
	void whenThereIsNoConnectionAndQueueIsConfiguredThenAccepts() {
		this.queue = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		this.queue.start();
		assertThat(offer("a")).isNull();
		assertThat(this.queue.size()).isOne();
	}

	@Test
	void whenThereIsNoConnectionThenOnlyTheFirstRefusalIsTold() {
		this.queue.start();
		assertThat(this.queue.offer(OutboundMessage.text("a"))).isEqualTo(Refusal.NO_CONNECTION);
		assertThat(this.queue.offer(OutboundMessage.text("b"))).isNull();
	}

	@Test
	void whenConnectionIsAttachedThenNumberOfRefusedMessagesIsToldAndCountedAnew() {
		this.queue.offer(OutboundMessage.text("a"));
		this.queue.start();
		this.queue.offer(OutboundMessage.text("b"));
		ConnectionLane connection = connection();
		assertThat(this.queue.attach(connection, List.of())).isEqualTo(2);
		this.queue.detach(connection);
		assertThat(this.queue.attach(connection(), List.of())).isZero();
		this.queue.stop();
		assertThat(this.queue.offer(OutboundMessage.text("c"))).isEqualTo(Refusal.NOT_STARTED);
	}

	@Test
	void whenQueueIsFullThenMessageIsNotCountedAsRefusedForLackOfAConnection() {
		this.queue = create((send) -> send.withQueueCapacity(1));
		ConnectionLane connection = attach();
		offer("a");
		assertThat(this.queue.offer(OutboundMessage.text("b"))).isNull();
		this.queue.detach(connection);
		assertThat(this.queue.attach(connection(), List.of())).isZero();
	}

	private SendQueue create(UnaryOperator<Send> change) {
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("ws://localhost:4711/feed"));
		CompletionExecutor completions = new CompletionExecutor(this.dispatch, this.timer, 10_000);
		return new SendQueue(change.apply(settings.send()), this.timer,
				new Outcomes("feed", new Redactor(settings), completions), completions);
	}

	private ConnectionLane attach() {
		ConnectionLane connection = connection();
		this.queue.start();
		this.queue.attach(connection, List.of());
		this.queue.begin(connection);
		return connection;
	}

	private ConnectionLane connection() {
		return new ConnectionLane("feed-1", this.starts::incrementAndGet);
	}

	private @Nullable String offer(String text) {
		OutboundMessage message = OutboundMessage.text(text);
		this.offered.add(message);
		this.queue.offer(message);
		return refusal(message);
	}

	private @Nullable String offer(ConnectionLane connection, String text) {
		OutboundMessage message = OutboundMessage.text(text);
		this.offered.add(message);
		this.queue.offer(connection, message);
		return refusal(message);
	}

	private static @Nullable String refusal(OutboundMessage message) {
		HeartbeatSendException failure = failure(message);
		return (failure != null) ? failure.getMessage() : null;
	}

	private static @Nullable HeartbeatSendException failure(OutboundMessage message) {
		if (!message.future().isCompletedExceptionally()) {
			return null;
		}
		try {
			message.future().join();
			return null;
		}
		catch (CompletionException ex) {
			return (HeartbeatSendException) ex.getCause();
		}
	}

	/**
	 * Return why messages have ended without being written, once their futures tell.
	 * @return the reasons, in the order in which the messages were offered
	 */
	private List<Reason> ended() {
		this.dispatch.runAll();
		List<Reason> reasons = new ArrayList<>();
		for (OutboundMessage message : this.offered) {
			HeartbeatSendException failure = failure(message);
			if (failure != null) {
				reasons.add(failure.getReason());
			}
		}
		return reasons;
	}

	private static OutboundMessage heartbeat() {
		return new TestHeartbeat("heartbeat");
	}

	private List<String> drain(ConnectionLane connection) {
		List<OutboundMessage> messages = new ArrayList<>();
		OutboundMessage message = this.queue.next(connection);
		while (message != null) {
			messages.add(message);
			message = this.queue.next(connection);
		}
		return texts(messages);
	}

	private static List<String> texts(List<OutboundMessage> messages) {
		RecordingSession session = new RecordingSession().tellLater();
		for (OutboundMessage message : messages) {
			message.write(session, IGNORED);
			session.takeListener();
		}
		return session.written();
	}

	@Nested
	class Bounds {

		@Test
		void whenQueueIsFullByCountThenRefusesAndNamesKey() {
			SendQueueTests.this.queue = create((send) -> send.withQueueCapacity(2));
			attach();
			offer("a");
			offer("b");
			assertThat(offer("c")).contains("send.queue-capacity");
			assertThat(SendQueueTests.this.queue.size()).isEqualTo(2);
		}

		@Test
		void whenQueueIsFullByBytesThenRefusesAndNamesKey() {
			SendQueueTests.this.queue = create((send) -> send.withQueueSize(DataSize.ofBytes(10)));
			attach();
			offer("12345");
			assertThat(offer("1234ä")).contains("send.queue-size");
			assertThat(offer("123ä")).isNull();
		}

		@Test
		void whenMessageIsLargerThanQueueThenItIsAcceptedAlone() {
			SendQueueTests.this.queue = create((send) -> send.withQueueSize(DataSize.ofBytes(10)));
			attach();
			assertThat(offer("12345678901")).isNull();
			assertThat(offer("1")).contains("send.queue-size");
		}

		@Test
		void whenMessageIsTakenThenThereIsRoomAgain() {
			SendQueueTests.this.queue = create((send) -> send.withQueueSize(DataSize.ofBytes(4)));
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			offer("1234");
			SendQueueTests.this.queue.next(connection);
			assertThat(offer("1234")).isNull();
		}

		@Test
		void whenMessagesOfConnectionWaitThenTheyDoNotCount() {
			SendQueueTests.this.queue = create((send) -> send.withQueueCapacity(1).withQueueSize(DataSize.ofBytes(10)));
			ConnectionLane connection = attach();
			assertThat(offer(connection, "subscribe to a")).isNull();
			assertThat(offer(connection, "subscribe to b")).isNull();
			assertThat(offer("1234567890")).isNull();
			assertThat(SendQueueTests.this.queue.size()).isEqualTo(3);
		}

		@Test
		void whenMessagesWaitInQueueThenConnectionHasRoomNevertheless() {
			SendQueueTests.this.queue = create((send) -> send.withQueueCapacity(1));
			ConnectionLane connection = attach();
			offer("data");
			assertThat(offer(connection, "subscribe")).isNull();
		}

		@Test
		void whenConnectionHasAThousandMessagesWaitingThenRefuses() {
			ConnectionLane connection = attach();
			for (int i = 0; i < 1024; i++) {
				assertThat(offer(connection, "subscribe")).isNull();
			}
			assertThat(offer(connection, "subscribe")).contains("refused: 1024 messages")
				.contains("to its connection already");
		}

		@Test
		void whenConnectionHasAMegabyteWaitingThenRefuses() {
			ConnectionLane connection = attach();
			assertThat(offer(connection, "x".repeat(1024 * 1024))).isNull();
			assertThat(offer(connection, "x")).contains("refused: 1048576 bytes").contains("to its connection already");
		}

		@Test
		void whenMessageIsLargerThanLaneOfConnectionThenItIsAcceptedAlone() {
			ConnectionLane connection = attach();
			assertThat(offer(connection, "x".repeat(1024 * 1024 + 1))).isNull();
			assertThat(offer(connection, "x")).contains("1048577 bytes");
		}

		@Test
		void whenConnectionsComeAndGoThenBytesAreCountedRight() {
			SendQueueTests.this.queue = create((send) -> send.withQueueSize(DataSize.ofBytes(5)));
			for (int i = 0; i < 5; i++) {
				ConnectionLane connection = connection();
				SendQueueTests.this.queue.start();
				SendQueueTests.this.queue.attach(connection, List.of(OutboundMessage.text("hello")));
				assertThat(offer("12345")).isNull();
				assertThat(offer("6")).isNotNull();
				assertThat(SendQueueTests.this.queue.detach(connection)).hasSize(2);
			}
		}

	}

	@Nested
	class Lanes {

		@Test
		void whenSeveralLanesWaitThenHeartbeatsThenConnectionThenQueue() {
			ConnectionLane connection = connection();
			SendQueueTests.this.queue.start();
			SendQueueTests.this.queue.attach(connection, List.of(OutboundMessage.text("hello")));
			offer("data");
			offer(connection, "subscribe");
			OutboundMessage heartbeat = heartbeat();
			SendQueueTests.this.queue.offerHeartbeat(connection, heartbeat);
			SendQueueTests.this.queue.begin(connection);
			SendQueueTests.this.queue.open(connection);
			assertThat(SendQueueTests.this.queue.next(connection)).isSameAs(heartbeat);
			assertThat(drain(connection)).containsExactly("hello", "subscribe", "data");
		}

		@Test
		void whenConnectionHasNotBegunThenNothingIsWritten() {
			ConnectionLane connection = connection();
			SendQueueTests.this.queue.start();
			SendQueueTests.this.queue.attach(connection, List.of(OutboundMessage.text("hello")));
			SendQueueTests.this.queue.open(connection);
			offer("data");
			offer(connection, "subscribe");
			SendQueueTests.this.queue.offerHeartbeat(connection, heartbeat());
			assertThat(SendQueueTests.this.starts).hasValue(0);
			SendQueueTests.this.queue.begin(connection);
			assertThat(SendQueueTests.this.starts).hasValue(1);
		}

		@Test
		void whenQueueIsNotOpenThenItWaits() {
			ConnectionLane connection = attach();
			offer("data");
			assertThat(SendQueueTests.this.starts).hasValue(0);
			assertThat(SendQueueTests.this.queue.next(connection)).isNull();
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("data");
		}

		@Test
		void whenQueueIsNotOpenThenConnectionIsWrittenNevertheless() {
			ConnectionLane connection = attach();
			offer("data");
			offer(connection, "subscribe");
			assertThat(SendQueueTests.this.starts).hasValue(1);
			assertThat(drain(connection)).containsExactly("subscribe");
		}

		@Test
		void whenNothingWaitsThenWriterIsNotStarted() {
			SendQueueTests.this.queue.open(attach());
			assertThat(SendQueueTests.this.starts).hasValue(0);
		}

		@Test
		void whenManyMessagesWaitThenWriterIsStartedOnce() {
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			offer("a");
			offer("b");
			SendQueueTests.this.queue.offerHeartbeat(connection, heartbeat());
			assertThat(SendQueueTests.this.starts).hasValue(1);
		}

		@Test
		void whenAllIsWrittenThenNextMessageStartsWriterAnew() {
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			offer("a");
			drain(connection);
			offer("b");
			assertThat(SendQueueTests.this.starts).hasValue(2);
		}

		@Test
		void whenHeartbeatWaitsThenLaterOneTakesItsPlace() {
			ConnectionLane connection = attach();
			OutboundMessage latest = heartbeat();
			SendQueueTests.this.queue.offerHeartbeat(connection, heartbeat());
			SendQueueTests.this.queue.offerHeartbeat(connection, latest);
			assertThat(SendQueueTests.this.queue.next(connection)).isSameAs(latest);
			assertThat(SendQueueTests.this.queue.next(connection)).isNull();
		}

	}

	@Nested
	class Connections {

		@Test
		void whenHeartbeatIsForOlderConnectionThenItIsDropped() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.offerHeartbeat(older, heartbeat());
			assertThat(SendQueueTests.this.queue.next(connection)).isNull();
		}

		@Test
		void whenMessageIsForOlderConnectionThenItIsRefusedAndWrittenToNoOther() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			ConnectionLane connection = attach();
			assertThat(offer(older, "login")).contains("The message is refused: its connection feed-1 has ended");
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).isEmpty();
		}

		@Test
		void whenMessageIsForConnectionThatIsNotAttachedThenItIsRefused() {
			SendQueueTests.this.queue.start();
			assertThat(offer(connection(), "login")).contains("its connection feed-1 has ended");
		}

		@Test
		void whenWriterIsOlderThenItGetsNothing() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			offer("a");
			assertThat(SendQueueTests.this.queue.next(older)).isNull();
			assertThat(drain(connection)).containsExactly("a");
		}

		@Test
		void whenOlderConnectionBeginsOrIsReadyTooLateThenPresentOneWaits() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			ConnectionLane connection = attach();
			offer("a");
			SendQueueTests.this.queue.begin(older);
			SendQueueTests.this.queue.open(older);
			assertThat(SendQueueTests.this.starts).hasValue(0);
			assertThat(SendQueueTests.this.queue.next(connection)).isNull();
		}

		@Test
		void whenConnectionIsLostThenAllIsAbandoned() {
			ConnectionLane connection = attach();
			offer("data");
			offer(connection, "subscribe");
			assertThat(SendQueueTests.this.queue.detach(connection)).hasSize(2);
			assertThat(SendQueueTests.this.queue.size()).isZero();
			assertThat(offer("more")).contains("send.when-closed");
		}

		@Test
		void whenConnectionIsLostThenHeartbeatIsAbandonedAsWell() {
			ConnectionLane connection = connection();
			SendQueueTests.this.queue.attach(connection, List.of());
			OutboundMessage heartbeat = heartbeat();
			SendQueueTests.this.queue.offerHeartbeat(connection, heartbeat);
			assertThat(SendQueueTests.this.queue.detach(connection)).containsExactly(heartbeat);
		}

		@Test
		void whenConnectionIsLostAndQueueIsConfiguredThenQueueIsKeptAndLaneIsAbandoned() {
			SendQueueTests.this.queue = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			ConnectionLane connection = attach();
			offer("data");
			offer(connection, "subscribe");
			List<OutboundMessage> abandoned = SendQueueTests.this.queue.detach(connection);
			assertThat(texts(abandoned)).containsExactly("subscribe");
			ConnectionLane next = attach();
			SendQueueTests.this.queue.open(next);
			assertThat(drain(next)).containsExactly("data");
		}

		@Test
		void whenThereWasNoConnectionThenNothingIsAbandoned() {
			SendQueueTests.this.queue = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			SendQueueTests.this.queue.start();
			offer("data");
			assertThat(SendQueueTests.this.queue.detach(null)).isEmpty();
			assertThat(SendQueueTests.this.queue.size()).isOne();
		}

		@Test
		void whenOlderConnectionIsDetachedThenPresentOneGoesOn() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			ConnectionLane connection = attach();
			offer("a");
			assertThat(SendQueueTests.this.queue.detach(older)).isEmpty();
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("a");
		}

		@Test
		void whenConnectionBeforeIsNotDetachedThenIllegalState() {
			attach();
			assertThatIllegalStateException().isThrownBy(SendQueueTests.this::attach);
		}

	}

	@Nested
	class Stop {

		@Test
		void whenStoppedThenAllIsAbandonedAndRefused() {
			SendQueueTests.this.queue = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			ConnectionLane connection = attach();
			offer("data");
			offer(connection, "subscribe");
			assertThat(SendQueueTests.this.queue.stop()).hasSize(2);
			assertThat(offer("more")).contains("not started");
			assertThat(offer(connection, "more")).contains("has ended");
		}

		@Test
		void whenFinishedWithNothingToWriteThenDoneAtOnce() {
			assertThat(SendQueueTests.this.queue.finish(attach(), true)).isCompleted();
		}

		@Test
		void whenFinishedThenQueueIsWrittenFirstAndNothingMoreAccepted() {
			ConnectionLane connection = attach();
			offer("a");
			CompletableFuture<Void> finished = SendQueueTests.this.queue.finish(connection, true);
			assertThat(finished).isNotDone();
			assertThat(offer("b")).contains("not started");
			assertThat(SendQueueTests.this.starts).hasValue(1);
			assertThat(drain(connection)).containsExactly("a");
			assertThat(finished).isCompleted();
		}

		@Test
		void whenFinishedThenNothingMoreIsAcceptedOverConnection() {
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.finish(connection, true);
			assertThat(offer(connection, "more")).contains("its connection feed-1 has ended");
		}

		@Test
		void whenFinishedBeforeReadyThenLaneIsWrittenAndQueueIsNot() {
			ConnectionLane connection = attach();
			offer("data");
			offer(connection, "subscribe");
			CompletableFuture<Void> finished = SendQueueTests.this.queue.finish(connection, false);
			// Too late to be ready
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("subscribe");
			assertThat(finished).isCompleted();
			assertThat(texts(SendQueueTests.this.queue.stop(connection))).containsExactly("data");
		}

		@Test
		void whenFinishedBeforeItBeginsThenLaneIsWrittenNevertheless() {
			ConnectionLane connection = connection();
			SendQueueTests.this.queue.attach(connection, List.of(OutboundMessage.text("hello")));
			assertThat(SendQueueTests.this.queue.finish(connection, false)).isNotDone();
			assertThat(SendQueueTests.this.starts).hasValue(1);
			assertThat(drain(connection)).containsExactly("hello");
		}

		@Test
		void whenFinishedWhileWritingThenDoneAfterThatWrite() {
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			offer("a");
			SendQueueTests.this.queue.next(connection);
			CompletableFuture<Void> finished = SendQueueTests.this.queue.finish(connection, true);
			assertThat(finished).isNotDone();
			SendQueueTests.this.queue.next(connection);
			assertThat(finished).isCompleted();
		}

		@Test
		void whenFinishedTwiceThenBothAreDone() {
			ConnectionLane connection = attach();
			offer("a");
			CompletableFuture<Void> first = SendQueueTests.this.queue.finish(connection, true);
			CompletableFuture<Void> second = SendQueueTests.this.queue.finish(connection, true);
			drain(connection);
			assertThat(first).isCompleted();
			assertThat(second).isCompleted();
		}

		@Test
		void whenOlderConnectionIsFinishedThenDoneAtOnce() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.detach(older);
			assertThat(SendQueueTests.this.queue.finish(older, true)).isCompleted();
		}

		@Test
		void whenStartedAgainWhileOlderConnectionFinishesThenItsMessagesAreNotWrittenToIt() {
			SendQueueTests.this.queue = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			ConnectionLane closing = attach();
			offer("old");
			SendQueueTests.this.queue.finish(closing, true);
			assertThat(SendQueueTests.this.queue.stop()).hasSize(1);
			SendQueueTests.this.queue.start();
			offer("new");
			assertThat(drain(closing)).isEmpty();
			assertThat(SendQueueTests.this.queue.stop(closing)).isEmpty();
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("new");
		}

		@Test
		void whenOlderConnectionIsFinishedTooLateThenPresentOneGoesOn() {
			ConnectionLane older = attach();
			SendQueueTests.this.queue.stop();
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.finish(older, true);
			assertThat(offer("a")).isNull();
			assertThat(SendQueueTests.this.starts).as("the queue waits until the connection is ready").hasValue(0);
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("a");
		}

	}

	@Nested
	class Overflow {

		@Test
		void whenQueueIsFullAndDropOldestThenOldestMakesRoom() {
			SendQueueTests.this.queue = create(
					(send) -> send.withQueueCapacity(2).withOverflow(SendOverflow.DROP_OLDEST));
			ConnectionLane connection = attach();
			offer("a");
			offer("b");
			assertThat(offer("c")).isNull();
			assertThat(ended()).containsExactly(Reason.DROPPED);
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("b", "c");
		}

		@Test
		void whenLaneOfConnectionIsFullAndDropOldestThenNewestIsRefused() {
			SendQueueTests.this.queue = create((send) -> send.withOverflow(SendOverflow.DROP_OLDEST));
			ConnectionLane connection = attach();
			offer(connection, "x".repeat(1024 * 1024));
			assertThat(offer(connection, "b")).contains("to its connection already");
			assertThat(ended()).containsExactly(Reason.REJECTED);
			assertThat(drain(connection)).hasSize(1);
		}

		@Test
		void whenQueueIsFullByBytesAndDropOldestThenAsManyAreDroppedAsNeeded() {
			SendQueueTests.this.queue = create(
					(send) -> send.withQueueSize(DataSize.ofBytes(10)).withOverflow(SendOverflow.DROP_OLDEST));
			ConnectionLane connection = attach();
			offer("1234");
			offer("5678");
			assertThat(offer("123456789")).isNull();
			assertThat(ended()).containsExactly(Reason.DROPPED, Reason.DROPPED);
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("123456789");
		}

		@Test
		void whenQueueIsFullAndDropNewestThenNewestIsDropped() {
			SendQueueTests.this.queue = create(
					(send) -> send.withQueueCapacity(1).withOverflow(SendOverflow.DROP_NEWEST));
			ConnectionLane connection = attach();
			offer("a");
			assertThat(offer("b")).contains("send.queue-capacity");
			assertThat(ended()).containsExactly(Reason.DROPPED);
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("a");
		}

	}

	@Nested
	class Block {

		@Test
		void whenQueueIsFullThenCallerWaitsForRoom() {
			ConnectionLane connection = fullAndBlocking();
			CompletableFuture<@Nullable String> caller = offerAndWait();
			SendQueueTests.this.queue.open(connection);
			SendQueueTests.this.queue.next(connection);
			assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).isNull();
			assertThat(drain(connection)).containsExactly("b");
		}

		@Test
		void whenQueueIsFullThenCallerIsRefusedWhenConnectionIsLost() {
			ConnectionLane connection = fullAndBlocking();
			CompletableFuture<@Nullable String> caller = offerAndWait();
			SendQueueTests.this.queue.detach(connection);
			assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).asString().contains("send.when-closed");
		}

		@Test
		void whenQueueIsFullThenCallerIsRefusedWhenStopped() {
			fullAndBlocking();
			CompletableFuture<@Nullable String> caller = offerAndWait();
			SendQueueTests.this.queue.stop();
			assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).asString().contains("not started");
		}

		@Test
		void whenQueueIsFullThenCallerIsRefusedWhenFinished() {
			ConnectionLane connection = fullAndBlocking();
			CompletableFuture<@Nullable String> caller = offerAndWait();
			SendQueueTests.this.queue.finish(connection, true);
			assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).asString().contains("not started");
		}

		@Test
		void whenThereIsNoRoomInTimeThenCallerIsRefused() {
			SendQueueTests.this.queue = create((send) -> send.withQueueCapacity(1)
				.withOverflow(SendOverflow.BLOCK)
				.withTimeout(Duration.ofMillis(1)));
			attach();
			offer("a");
			assertThat(offer("b")).contains("send.queue-capacity");
		}

		@Test
		void whenCallerIsInterruptedThenItIsRefusedAndStaysInterrupted() {
			fullAndBlocking();
			Thread.currentThread().interrupt();
			assertThat(offer("b")).contains("send.queue-capacity");
			assertThat(Thread.interrupted()).isTrue();
		}

		@Test
		void whenLaneOfConnectionIsFullThenCallerDoesNotWait() {
			ConnectionLane connection = fullAndBlocking();
			offer(connection, "x".repeat(1024 * 1024));
			assertThat(offer(connection, "b")).contains("to its connection already");
		}

		private ConnectionLane fullAndBlocking() {
			SendQueueTests.this.queue = create((send) -> send.withQueueCapacity(1)
				.withOverflow(SendOverflow.BLOCK)
				.withTimeout(Duration.ofSeconds(30)));
			ConnectionLane connection = attach();
			offer("a");
			return connection;
		}

		private CompletableFuture<@Nullable String> offerAndWait() {
			CompletableFuture<@Nullable String> caller = CompletableFuture.supplyAsync(() -> offer("b"));
			Awaitility.await().during(Duration.ofMillis(50)).until(() -> !caller.isDone());
			return caller;
		}

	}

	@Nested
	class Age {

		@Test
		void whenMessageWaitsAsLongAsTtlThenItExpires() {
			SendQueueTests.this.queue = aging();
			SendQueueTests.this.queue.start();
			offer("a");
			SendQueueTests.this.timer.advance(Duration.ofSeconds(4));
			offer("b");
			SendQueueTests.this.timer.advance(Duration.ofSeconds(6));
			assertThat(ended()).containsExactly(Reason.EXPIRED);
			assertThat(SendQueueTests.this.queue.size()).isOne();
			SendQueueTests.this.timer.advance(Duration.ofSeconds(4));
			assertThat(ended()).containsExactly(Reason.EXPIRED, Reason.EXPIRED);
			assertThat(SendQueueTests.this.timer.pending()).isZero();
		}

		@Test
		void whenMessageIsTooOldThenItIsNotWrittenEvenIfTheTimerIsLate() {
			SendQueueTests.this.queue = aging();
			SendQueueTests.this.queue.start();
			offer("a");
			SendQueueTests.this.timer.freeze(Duration.ofSeconds(9));
			offer("b");
			SendQueueTests.this.timer.freeze(Duration.ofSeconds(2));
			ConnectionLane connection = attach();
			SendQueueTests.this.queue.open(connection);
			assertThat(drain(connection)).containsExactly("b");
			assertThat(ended()).containsExactly(Reason.EXPIRED);
		}

		@Test
		void whenThousandsWaitThenOneTimerWatchesTheirAge() {
			SendQueueTests.this.queue = aging();
			SendQueueTests.this.queue.start();
			for (int i = 0; i < 1000; i++) {
				offer("message");
			}
			assertThat(SendQueueTests.this.timer.pending()).isOne();
		}

		@Test
		void whenMessageBelongsToConnectionThenItDoesNotExpire() {
			SendQueueTests.this.queue = aging();
			ConnectionLane connection = attach();
			offer(connection, "subscribe");
			SendQueueTests.this.timer.advance(Duration.ofSeconds(60));
			assertThat(ended()).isEmpty();
			assertThat(drain(connection)).containsExactly("subscribe");
		}

		@Test
		void whenMessageExpiresThenCallbackDoesNotRunOnTheTimer() {
			SendQueueTests.this.queue = aging();
			SendQueueTests.this.queue.start();
			offer("a");
			List<String> callbacks = new ArrayList<>();
			SendQueueTests.this.offered.get(0).future().whenComplete((result, failure) -> callbacks.add("callback"));
			SendQueueTests.this.timer.advance(Duration.ofSeconds(10));
			assertThat(callbacks).isEmpty();
			SendQueueTests.this.dispatch.runAll();
			assertThat(callbacks).containsExactly("callback");
		}

		private SendQueue aging() {
			return create((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueTtl(Duration.ofSeconds(10)));
		}

	}

}
