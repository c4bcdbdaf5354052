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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.ThreadEngineTimer;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import io.github.heartbeat.transport.Redactor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageSender}, together with the writer of a connection.
 */
class MessageSenderTests {

	private static final int MAX_ENDED = 16_384;

	private final HeartbeatClientSettings settings = HeartbeatClientSettings
		.of(URI.create("ws://localhost:4711/feed?token=s3cr3t-value"));

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final RecordingSession session = new RecordingSession();

	private final List<String> order = new ArrayList<>();

	private MessageSender sender = create((send) -> send);

	@AfterEach
	void verify() {
		this.session.verify();
	}

	private MessageSender create(UnaryOperator<Send> change) {
		return create(change, this.dispatch, this.timer);
	}

	private MessageSender create(UnaryOperator<Send> change, Executor dispatch, EngineTimer timer) {
		Send send = change.apply(this.settings.send());
		return new MessageSender("feed", send, new Redactor(this.settings), timer,
				new CompletionExecutor(dispatch, timer, MessageSender.maxCompletions(send)), (warning) -> {
				});
	}

	private ConnectionWriter attach(String connectionId, String... first) {
		ConnectionWriter connection = this.sender.createWriter(connectionId, this.session, new NoListener());
		this.sender.start();
		this.sender.attach(connection, List.of(first).stream().map(OutboundMessage::text).toList());
		return connection;
	}

	private ConnectionWriter open(String connectionId) {
		ConnectionWriter connection = attach(connectionId);
		this.sender.begin(connection);
		this.sender.openQueue(connection);
		return connection;
	}

	private CompletableFuture<Void> send(String text) {
		return this.sender.send(OutboundMessage.text(text));
	}

	private CompletableFuture<Void> send(ConnectionWriter connection, String text) {
		return this.sender.send(connection, OutboundMessage.text(text));
	}

	private void settle() {
		this.dispatch.runAll();
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void assertFailed(CompletableFuture<Void> future, Reason reason, String text) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.withMessageContaining(text)
			.isInstanceOfSatisfying(HeartbeatSendException.class, (ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	@Nested
	class Lanes {

		@Test
		void whenConnectionBeginsThenWhatIsFirstThenWhatIsItsOwnThenQueueIsWritten() {
			ConnectionWriter connection = attach("feed-1", "hello");
			send("data");
			send(connection, "subscribe");
			assertThat(MessageSenderTests.this.session.written()).isEmpty();
			MessageSenderTests.this.sender.begin(connection);
			assertThat(MessageSenderTests.this.session.written()).containsExactly("hello", "subscribe");
			MessageSenderTests.this.sender.openQueue(connection);
			assertThat(MessageSenderTests.this.session.written()).containsExactly("hello", "subscribe", "data");
		}

		@Test
		void whenHeartbeatIsSentThenItIsAheadOfEverything() {
			MessageSenderTests.this.session.tellLater();
			ConnectionWriter connection = attach("feed-1", "hello");
			MessageSenderTests.this.sender.begin(connection);
			send(connection, "subscribe");
			MessageSenderTests.this.sender.sendHeartbeat(connection, new TestHeartbeat("1"));
			MessageSenderTests.this.sender.sendHeartbeat(connection, new TestHeartbeat("2"));
			MessageSenderTests.this.session.tellAtOnce();
			MessageSenderTests.this.session.tell();
			assertThat(MessageSenderTests.this.session.written()).containsExactly("hello", "ping 2", "subscribe");
		}

		// The connection is lost while its listener still fetches a token, and another is
		// there when it sends its login
		@Test
		void whenLoginIsSentOverConnectionThatHasEndedThenItIsNotWrittenToTheNext() {
			ConnectionWriter older = open("feed-1");
			MessageSenderTests.this.sender.abandon(MessageSenderTests.this.sender.detach(older));
			open("feed-2");
			CompletableFuture<Void> login = send(older, "login");
			assertFailed(login, Reason.REJECTED, "The message is refused: its connection feed-1 has ended");
			assertThat(MessageSenderTests.this.session.written()).isEmpty();
		}

		@Test
		void whenMessageIsSentByThreadThatRunsAnotherConnectionThenOnlyTheObjectDecides() {
			ConnectionWriter connection = attach("feed-1");
			MessageSenderTests.this.sender.begin(connection);
			CompletableFuture.runAsync(() -> send(connection, "subscribe")).join();
			send("data");
			assertThat(MessageSenderTests.this.session.written()).containsExactly("subscribe");
		}

		@Test
		void whenConnectionIsLostThenItsLaneIsDroppedAndQueueIsKept() {
			MessageSenderTests.this.sender = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			ConnectionWriter older = attach("feed-1", "hello");
			CompletableFuture<Void> subscribe = send(older, "subscribe");
			CompletableFuture<Void> data = send("data");
			MessageSenderTests.this.sender.abandon(MessageSenderTests.this.sender.detach(older));
			settle();
			assertFailed(subscribe, Reason.DROPPED, "ended before the message was written");
			open("feed-2");
			settle();
			assertThat(data).isCompleted();
			assertThat(MessageSenderTests.this.session.written()).containsExactly("data");
			assertThat(MessageSenderTests.this.sender.dropped()).isEqualTo(2);
		}

		@Test
		void whenConnectionIsLostDuringWriteThenInFlightIsUnknownAndTheRestDropped() {
			MessageSenderTests.this.session.tellLater();
			ConnectionWriter connection = open("feed-1");
			CompletableFuture<Void> first = send(connection, "a");
			CompletableFuture<Void> second = send(connection, "b");
			List<OutboundMessage> abandoned = MessageSenderTests.this.sender.detach(connection);
			connection.abandon();
			MessageSenderTests.this.sender.abandon(abandoned);
			settle();
			assertFailed(first, Reason.UNKNOWN, "may have arrived");
			assertFailed(second, Reason.DROPPED, "ended before");
		}

		@Test
		void whenStateChangesThenNothingIsCalledUnderTheLockOfTheCaller() {
			ConnectionWriter connection = attach("feed-1", "hello");
			send(connection, "subscribe");
			MessageSenderTests.this.sender.stop(connection);
			MessageSenderTests.this.sender.start();
			attach("feed-2", "hello");
			MessageSenderTests.this.sender.stop();
			assertThat(MessageSenderTests.this.session.written()).isEmpty();
			assertThat(MessageSenderTests.this.dispatch.size()).isZero();
			assertThat(MessageSenderTests.this.timer.pending()).isZero();
		}

		@Test
		void whenFinishedThenFutureIsDoneWhenLastOutcomeIsTold() {
			MessageSenderTests.this.session.tellLater();
			ConnectionWriter connection = open("feed-1");
			send("a");
			CompletableFuture<Void> finished = MessageSenderTests.this.sender.finish(connection, true);
			assertThat(finished).isNotDone();
			assertFailed(send(connection, "b"), Reason.REJECTED, "feed-1 has ended");
			MessageSenderTests.this.session.tell();
			assertThat(finished).isCompleted();
		}

	}

	@Nested
	class Futures {

		@Test
		void whenMessageIsWrittenThenCallbackRunsInTheBackground() {
			MessageSenderTests.this.session.tellLater();
			open("feed-1");
			send("a").thenRun(() -> MessageSenderTests.this.order.add("callback"));
			MessageSenderTests.this.session.tell();
			assertThat(MessageSenderTests.this.order).isEmpty();
			settle();
			assertThat(MessageSenderTests.this.order).containsExactly("callback");
		}

		// The message is written before the sender looks at the future that send
		// returned:
		// a callback that is added meanwhile must not find itself on the writer's thread
		@Test
		void whenNobodyWaitsForTheFutureYetThenItEndsInTheBackgroundNevertheless() {
			open("feed-1");
			CompletableFuture<Void> future = send("a");
			assertThat(MessageSenderTests.this.session.written()).containsExactly("a");
			assertThat(future).isNotDone();
			settle();
			assertThat(future).isCompleted();
		}

		@Test
		void whenMessageIsRefusedThenFutureHasEndedWhenItIsReturned() {
			assertFailed(send("a"), Reason.REJECTED, "not started");
			assertThat(MessageSenderTests.this.dispatch.size()).isZero();
		}

		@Test
		void whenAThousandAreWrittenThenOneTurnCompletesThemInOrder() {
			open("feed-1");
			for (int i = 0; i < 1000; i++) {
				int number = i;
				send("message").thenRun(() -> MessageSenderTests.this.order.add(String.valueOf(number)));
			}
			assertThat(MessageSenderTests.this.dispatch.size()).isOne();
			settle();
			assertThat(MessageSenderTests.this.order)
				.containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(String::valueOf).toList());
		}

		@Test
		void whenCallbackThrowsThenLaterFuturesEnd() {
			open("feed-1");
			send("a").thenRun(() -> {
				throw new IllegalStateException("odd");
			});
			CompletableFuture<Void> second = send("b");
			settle();
			assertThat(second).isCompleted();
		}

		@Test
		void whenCallbackSendsThenThatIsWritten() {
			open("feed-1");
			send("a").thenRun(() -> send("b"));
			settle();
			assertThat(MessageSenderTests.this.session.written()).containsExactly("a", "b");
		}

		// A future of a callback's own message ends behind those of a hundred others
		@Test
		void whenManyCallbacksWaitForMessagesOfTheirOwnThenAllReturn() {
			ExecutorService threads = Executors.newCachedThreadPool();
			ThreadEngineTimer realTimer = new ThreadEngineTimer(threads);
			try {
				MessageSenderTests.this.sender = create((send) -> send, threads, realTimer);
				MessageSenderTests.this.session.tellLater();
				open("feed-1");
				List<CompletableFuture<Void>> callbacks = IntStream.range(0, 100)
					.mapToObj((i) -> send("x").thenRun(() -> send("y").join()))
					.toList();
				MessageSenderTests.this.session.tellAtOnce();
				MessageSenderTests.this.session.tell();
				assertThat(callbacks)
					.allSatisfy((callback) -> assertThat(callback).succeedsWithin(Duration.ofSeconds(30)));
				assertThat(MessageSenderTests.this.session.written()).hasSize(200);
			}
			finally {
				realTimer.shutdown();
				threads.shutdownNow();
			}
		}

		@Test
		void whenCallbackHangsThenLaterFuturesEndOnAnotherThread() {
			open("feed-1");
			CompletableFuture<Void> second = new CompletableFuture<>();
			send("a").thenRun(() -> {
				MessageSenderTests.this.timer.advance(Duration.ofMillis(10));
				settle();
				assertThat(second).isCompleted();
				MessageSenderTests.this.order.add("returned");
			});
			send("b").thenRun(() -> second.complete(null));
			settle();
			assertThat(MessageSenderTests.this.order).containsExactly("returned");
		}

		// As P6Deadlock did: the callback of "a" waits for "b"; the writer goes on
		@Test
		void whenCallbackHangsThenWriterGoesOn() throws Exception {
			ExecutorService threads = Executors.newSingleThreadExecutor();
			try {
				MessageSenderTests.this.sender = create((send) -> send, threads, MessageSenderTests.this.timer);
				MessageSenderTests.this.session.tellLater();
				open("feed-1");
				CountDownLatch callback = new CountDownLatch(1);
				CountDownLatch release = new CountDownLatch(1);
				send("a").thenRun(() -> {
					callback.countDown();
					awaitLatch(release);
				});
				MessageSenderTests.this.session.tellAtOnce();
				MessageSenderTests.this.session.tell();
				assertThat(callback.await(5, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> second = send("b");
				assertThat(MessageSenderTests.this.session.written()).containsExactly("a", "b");
				assertThat(second).isNotDone();
				release.countDown();
				assertThat(second).succeedsWithin(Duration.ofSeconds(5));
			}
			finally {
				threads.shutdownNow();
			}
		}

		@Test
		void whenThereIsNoThreadThenFutureEndsAllTheSame() {
			open("feed-1");
			MessageSenderTests.this.dispatch.rejecting(true);
			CompletableFuture<Void> future = send("a");
			assertThat(future).succeedsWithin(Duration.ofSeconds(5));
		}

		@Test
		void whenFailureHasSecretsThenCauseIsShownWithoutThem() {
			MessageSenderTests.this.session
				.failWrites(new IOException("Can't write to ws://localhost:4711/feed?token=s3cr3t-value"));
			open("feed-1");
			CompletableFuture<Void> future = send("a");
			settle();
			assertThat(future).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.havingCause()
				.withMessageNotContaining("s3cr3t-value");
		}

		@Test
		void whenMessageOfFailureCannotBeReadThenFutureEndsNevertheless() {
			MessageSenderTests.this.session.failWrites(new IOException() {

				private static final long serialVersionUID = 1L;

				@Override
				public String getMessage() {
					throw new IllegalStateException("odd");
				}

			});
			open("feed-1");
			CompletableFuture<Void> future = send("a");
			settle();
			assertFailed(future, Reason.UNKNOWN, "may have arrived");
		}

	}

	@Nested
	class Congestion {

		@Test
		void whenCallbacksOfEarlierFuturesDoNotReturnThenRefuses() {
			ConnectionWriter connection = open("feed-1");
			sendAsManyAsMayEnd();
			assertFailed(send("more"), Reason.REJECTED, "callbacks of earlier futures do not return");
			assertFailed(send(connection, "more"), Reason.REJECTED, "callbacks of earlier futures do not return");
			assertThat(MessageSenderTests.this.session.written()).hasSize(MAX_ENDED);
		}

		@Test
		void whenCallbacksHaveReturnedThenAcceptsAgain() {
			open("feed-1");
			sendAsManyAsMayEnd();
			settle();
			CompletableFuture<Void> more = send("more");
			settle();
			assertThat(more).isCompleted().isNotCompletedExceptionally();
		}

		@Test
		void whenQueueIsLargerThenAsManyMayEndAsMayWait() {
			MessageSenderTests.this.sender = create((send) -> send.withQueueCapacity(MAX_ENDED + 1));
			open("feed-1");
			sendAsManyAsMayEnd();
			assertThat(send("one more")).isNotDone();
			assertFailed(send("too many"), Reason.REJECTED, "do not return");
		}

		@Test
		void whenDropNewestThenRefusesAllTheSame() {
			MessageSenderTests.this.sender = create((send) -> send.withOverflow(SendOverflow.DROP_NEWEST));
			open("feed-1");
			sendAsManyAsMayEnd();
			assertFailed(send("more"), Reason.REJECTED, "do not return");
		}

		@Test
		void whenDropOldestThenNothingIsDroppedInVain() {
			MessageSenderTests.this.sender = create(
					(send) -> send.withOverflow(SendOverflow.DROP_OLDEST).withWhenClosed(WhenClosed.QUEUE));
			ConnectionWriter connection = open("feed-1");
			sendAsManyAsMayEnd();
			MessageSenderTests.this.sender.detach(connection);
			assertFailed(send("more"), Reason.REJECTED, "do not return");
			assertThat(MessageSenderTests.this.sender.dropped()).isOne();
		}

		@Test
		void whenBlockThenCallerWaitsUntilCallbacksReturn() {
			MessageSenderTests.this.sender = create(
					(send) -> send.withOverflow(SendOverflow.BLOCK).withTimeout(Duration.ofSeconds(30)));
			open("feed-1");
			sendAsManyAsMayEnd();
			CompletableFuture<CompletableFuture<Void>> caller = CompletableFuture.supplyAsync(() -> send("more"));
			Awaitility.await().during(Duration.ofMillis(50)).until(() -> !caller.isDone());
			MessageSenderTests.this.dispatch.run(0);
			assertThat(caller).succeedsWithin(Duration.ofSeconds(5))
				.satisfies((future) -> assertThat(future).isNotCompletedExceptionally());
		}

		// A callback that waited would wait for its own return
		@Test
		void whenBlockAndCallerIsCallbackThenItIsRefusedAtOnce() {
			MessageSenderTests.this.sender = create(
					(send) -> send.withOverflow(SendOverflow.BLOCK).withTimeout(Duration.ofSeconds(30)));
			open("feed-1");
			AtomicReference<CompletableFuture<Void>> late = new AtomicReference<>();
			send("first").thenRun(() -> {
				sendAsManyAsMayEnd();
				late.set(send("more"));
			});
			MessageSenderTests.this.dispatch.run(0);
			assertFailed(late.get(), Reason.REJECTED, "do not return");
		}

		private void sendAsManyAsMayEnd() {
			for (int i = 0; i < MAX_ENDED; i++) {
				send("message");
			}
		}

	}

	@Nested
	class OnWriting {

		@Test
		void whenMessageIsHandedOverThenConnectionIsToldJustBefore() {
			MessageSenderTests.this.session.onWrite(MessageSenderTests.this.order::add);
			MessageSenderTests.this.sender = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
			MessageSenderTests.this.sender.start();
			MessageSenderTests.this.sender
				.send(OutboundMessage.text("request").onWriting(MessageSenderTests.this.order::add));
			assertThat(MessageSenderTests.this.order).isEmpty();
			open("feed-7");
			assertThat(MessageSenderTests.this.order).containsExactly("feed-7", "request");
		}

		@Test
		void whenItThrowsThenThatMessageFailsAndWriterGoesOn() {
			open("feed-1");
			CompletableFuture<Void> first = MessageSenderTests.this.sender
				.send(OutboundMessage.text("a").onWriting((connectionId) -> {
					throw new StackOverflowError("deep");
				}));
			CompletableFuture<Void> second = send("b");
			settle();
			assertFailed(first, Reason.DROPPED, "was not written");
			assertThat(second).isCompleted();
			assertThat(MessageSenderTests.this.session.written()).containsExactly("b");
		}

		@Test
		void whenMessageIsRefusedThenItIsNotCalled() {
			MessageSenderTests.this.sender
				.send(OutboundMessage.text("a").onWriting(MessageSenderTests.this.order::add));
			assertThat(MessageSenderTests.this.order).isEmpty();
		}

	}

	@Nested
	class Counts {

		@Test
		void whenMessagesAreWrittenThenTheyAndTheirBytesAreCounted() {
			ConnectionWriter connection = open("feed-1");
			send("ä");
			send(connection, "subscribe");
			MessageSenderTests.this.sender.send(OutboundMessage.binary(ByteBuffer.allocate(3)));
			assertThat(MessageSenderTests.this.sender.messages()).isEqualTo(3);
			assertThat(MessageSenderTests.this.sender.bytes()).isEqualTo(14);
			assertThat(MessageSenderTests.this.sender.dropped()).isZero();
		}

		@Test
		void whenHeartbeatIsWrittenThenItIsNotCountedAndCostsNoChangeOfThreads() {
			ConnectionWriter connection = open("feed-1");
			MessageSenderTests.this.sender.sendHeartbeat(connection, new TestHeartbeat("1"));
			assertThat(MessageSenderTests.this.session.written()).containsExactly("ping 1");
			assertThat(MessageSenderTests.this.sender.messages()).isZero();
			assertThat(MessageSenderTests.this.dispatch.size()).isZero();
		}

		@Test
		void whenHeartbeatIsNotWrittenThenItIsNotCounted() {
			ConnectionWriter connection = attach("feed-1");
			MessageSenderTests.this.sender.sendHeartbeat(connection, new TestHeartbeat("1"));
			MessageSenderTests.this.sender.abandon(MessageSenderTests.this.sender.detach(connection));
			assertThat(MessageSenderTests.this.sender.dropped()).isZero();
		}

		@Test
		void whenMessageIsRefusedThenItIsCountedAsDropped() {
			send("a");
			assertThat(MessageSenderTests.this.sender.dropped()).isOne();
		}

		@Test
		void whenMessagesWaitThenTheyAreCounted() {
			ConnectionWriter connection = attach("feed-1", "hello");
			send("data");
			send(connection, "subscribe");
			assertThat(MessageSenderTests.this.sender.queued()).isEqualTo(3);
		}

	}

	@Nested
	class Trace {

		private final Logger logger = (Logger) LoggerFactory.getLogger(Outcomes.class);

		private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

		@Test
		void whenTraceIsOnThenMessageIsLoggedWithItsFuture() {
			assertThat(traced(() -> {
				open("feed-1");
				send("a\nb");
				assertThat(this.appender.list).as("the writer's thread").isEmpty();
			})).containsExactly("Client 'feed' sent 'a\\u000ab'");
		}

		@Test
		void whenTraceIsOnThenHeartbeatIsLogged() {
			assertThat(
					traced(() -> MessageSenderTests.this.sender.sendHeartbeat(open("feed-1"), new TestHeartbeat("1"))))
				.containsExactly("Client 'feed' sent ping");
		}

		private List<String> traced(Runnable action) {
			this.appender.start();
			this.logger.setLevel(Level.TRACE);
			this.logger.addAppender(this.appender);
			this.logger.setAdditive(false);
			try {
				action.run();
				settle();
			}
			finally {
				this.logger.detachAppender(this.appender);
				this.logger.setAdditive(true);
				this.logger.setLevel(null);
			}
			return this.appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
		}

	}

	private static final class NoListener implements ConnectionWriter.Listener {

		@Override
		public void writeFailed(Throwable failure) {
		}

		@Override
		public void writeTimedOut() {
		}

	}

}
