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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import io.github.heartbeat.transport.Utf8;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceiveQueue}.
 */
@ExtendWith(QuietLogs.class)
class ReceiveQueueTests {

	private final ClientHarness harness = new ClientHarness();

	private final ManualExecutor executor = new ManualExecutor();

	private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

	private final Connection connection = connection(1);

	private Consumer<HeartbeatEvent> listener = (event) -> {
	};

	private ReceiveQueue mailbox = create((receive) -> receive);

	@Test
	void whenEventsArePostedThenTheyAreDeliveredInOrderByOneThread() {
		open(this.connection);
		add("a");
		add("b");
		close(this.connection);
		post();
		assertThat(this.executor.size()).isOne();
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "a", "b", "Close", "Reconnect");
	}

	@Test
	void whenManyEventsWaitThenAllAreDelivered() {
		open(this.connection);
		List<String> expected = new ArrayList<>(List.of("Open"));
		for (int i = 0; i < 500; i++) {
			add("message " + i);
			expected.add("message " + i);
		}
		this.executor.runAll();
		assertThat(this.delivered).isEqualTo(expected);
	}

	@Test
	void whenEventIsPostedByListenerThenItIsDeliveredAfterwards() {
		this.listener = (event) -> {
			if (event instanceof HeartbeatOpenEvent) {
				add("a");
				assertThat(this.delivered).containsExactly("Open");
			}
		};
		open(this.connection);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "a");
	}

	@Test
	void whenNotOpenThenMessageIsDropped() {
		add("early");
		open(this.connection);
		close(this.connection);
		add("late");
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close");
		assertThat(this.mailbox.numbers().dropped()).isEqualTo(2);
		assertThat(this.mailbox.numbers().received()).isEqualTo(2);
	}

	@Test
	void whenMessageIsOfOlderConnectionThenItIsDropped() {
		open(this.connection);
		close(this.connection);
		open(connection(2));
		add("late");
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close", "Open");
	}

	@Test
	void whenOlderConnectionIsClosedThenPresentOneGoesOn() {
		open(this.connection);
		Connection other = connection(2);
		close(this.connection);
		open(other);
		close(this.connection);
		this.mailbox.add(other, message("a"), null);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close", "Open", "a");
	}

	@Test
	void whenClosedTwiceThenOneCloseIsDelivered() {
		open(this.connection);
		close(this.connection);
		close(this.connection);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close");
	}

	@Test
	void whenMessagesWaitThenNumbersShowThem() {
		open(this.connection);
		add("abc");
		add("dä");
		assertThat(this.mailbox.numbers()).satisfies((numbers) -> {
			assertThat(numbers.queued()).isEqualTo(2);
			assertThat(numbers.received()).isEqualTo(2);
			assertThat(numbers.bytesReceived()).isEqualTo(6);
			assertThat(numbers.dropped()).isZero();
			assertThat(numbers.lastMessageAt()).isNotNull();
		});
		this.executor.runAll();
		assertThat(this.mailbox.numbers().queued()).isZero();
	}

	@Test
	void whenNoMessageCameThenLastMessageAtIsNull() {
		assertThat(this.mailbox.numbers().lastMessageAt()).isNull();
	}

	@Test
	void whenListenerDoesNotReturnThenEventsOfAttemptsAreBounded() {
		for (int i = 0; i < 1000; i++) {
			post();
		}
		this.executor.runAll();
		assertThat(this.delivered).hasSizeLessThanOrEqualTo(256);
		assertThat(this.mailbox.numbers().dropped()).isEqualTo(1000 - this.delivered.size());
	}

	@Test
	void whenManyMessagesWaitThenTheyTakeNoRoomFromOtherEvents() {
		open(this.connection);
		for (int i = 0; i < 1000; i++) {
			add("message");
		}
		post();
		this.executor.runAll();
		assertThat(this.delivered).hasSize(1002).endsWith("Reconnect");
	}

	@Test
	void whenEventsWereDroppedThenNextConnectionIsNotMute() {
		for (int i = 0; i < 1000; i++) {
			post();
		}
		open(this.connection);
		this.executor.runAll();
		add("a");
		this.executor.runAll();
		assertThat(this.delivered).endsWith("Open", "a");
	}

	@Test
	void whenThereIsNoThreadThenNextEventTriesAgain() {
		this.executor.rejecting(true);
		open(this.connection);
		add("a");
		this.executor.rejecting(false);
		add("b");
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "a", "b");
	}

	private ReceiveQueue create(UnaryOperator<Receive> change) {
		return create(change, this.executor);
	}

	private ReceiveQueue create(UnaryOperator<Receive> change, Executor executor) {
		return new ReceiveQueue(ClientHarness.NAME, new TestSettings().receive(change).get().receive(), executor,
				(event) -> {
					this.delivered.add((event instanceof HeartbeatMessageEvent message) ? message.getText()
							: EventRecorder.kind(event));
					this.listener.accept(event);
				});
	}

	private Connection connection(long generation) {
		return this.harness.connection(generation);
	}

	private void open(Connection connection) {
		this.mailbox.open(connection,
				new HeartbeatOpenEvent(this.harness.client(), connection.id(), 1, null, null, null));
	}

	private void close(Connection connection) {
		this.mailbox.close(connection, new HeartbeatCloseEvent(this.harness.client(), connection.id(),
				DisconnectCause.CLOSED_BY_SERVER, 1000, null, Duration.ZERO, true));
	}

	private void post() {
		this.mailbox.post(new HeartbeatReconnectEvent(this.harness.client(), "feed-1", 1, Duration.ZERO,
				DisconnectCause.CONNECTION_REFUSED));
	}

	private void add(String text) {
		this.mailbox.add(this.connection, message(text), null);
	}

	private HeartbeatMessageEvent message(String text) {
		return new HeartbeatMessageEvent(this.harness.client(), "feed-1", text, Utf8.length(text));
	}

	@Nested
	class Bounds {

		@Test
		void whenFullByCountAndDropNewestThenNewestIsDropped() {
			create(ReceiveOverflow.DROP_NEWEST);
			addAll("a", "b", "c", "d", "e");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isEqualTo(2);
		}

		@Test
		void whenFullByCountAndDropOldestThenOldestIsDropped() {
			create(ReceiveOverflow.DROP_OLDEST);
			addAll("a", "b", "c", "d", "e");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "c", "d", "e");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isEqualTo(2);
		}

		@Test
		void whenFullByBytesAndDropNewestThenNewestIsDropped() {
			create(ReceiveOverflow.DROP_NEWEST);
			addAll("12345", "123456", "12345");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "12345", "12345");
		}

		@Test
		void whenFullByBytesAndDropOldestThenAsManyAreDroppedAsNeeded() {
			create(ReceiveOverflow.DROP_OLDEST);
			addAll("123", "456", "789", "1234567890");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "1234567890");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isEqualTo(3);
		}

		@Test
		void whenMessageIsLargerThanQueueThenItIsDeliveredAlone() {
			create(ReceiveOverflow.DROP_NEWEST);
			addAll("12345678901", "1");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "12345678901");
		}

		@Test
		void whenDropOldestThenOtherEventsStay() {
			create(ReceiveOverflow.DROP_OLDEST);
			addAll("a");
			post();
			addAll("b", "c", "d", "e");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "Reconnect", "c", "d", "e");
		}

		@Test
		void whenMessageIsBeingDeliveredThenItTakesNoRoom() {
			create(ReceiveOverflow.DROP_NEWEST);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 2) {
					addAll("b", "c", "d", "e");
				}
			};
			addAll("a");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c", "d");
		}

		@Test
		void whenDropOldestAndListenerIsAtFirstOfManyThenNewestIsKept() {
			create(ReceiveOverflow.DROP_OLDEST);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 2) {
					addAll("d", "e");
				}
			};
			addAll("a", "b", "c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "c", "d", "e");
		}

		@Test
		void whenMessageIsDeliveredThenThereIsRoomAtOnce() {
			create(ReceiveOverflow.DROP_NEWEST);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 3) {
					addAll("d");
				}
			};
			addAll("a", "b", "c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c", "d");
		}

		private void create(ReceiveOverflow overflow) {
			ReceiveQueueTests.this.mailbox = ReceiveQueueTests.this.create((receive) -> receive.withQueueCapacity(3)
				.withQueueSize(DataSize.ofBytes(10))
				.withOverflow(overflow));
			open(ReceiveQueueTests.this.connection);
		}

		private void addAll(String... texts) {
			for (String text : texts) {
				add(text);
			}
		}

	}

	@Nested
	class Block {

		private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "mailbox-test");
			thread.setDaemon(true);
			return thread;
		});

		@AfterEach
		void shutdown() {
			this.threads.shutdownNow();
		}

		@Test
		void whenFullThenReaderWaitsUntilThereIsRoom() {
			ReceiveQueueTests.this.mailbox = create(full());
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			CompletableFuture<Void> reader = read("c");
			awaitBlocked(reader);
			ReceiveQueueTests.this.executor.runAll();
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isZero();
		}

		@Test
		void whenReaderAndListenersRaceThenNothingIsLostAndQueueIsBounded() {
			AtomicInteger most = new AtomicInteger();
			ReceiveQueueTests.this.listener = (event) -> most
				.accumulateAndGet(ReceiveQueueTests.this.mailbox.numbers().queued(), Math::max);
			ReceiveQueueTests.this.mailbox = create((receive) -> receive.withQueueCapacity(2), this.threads);
			open(ReceiveQueueTests.this.connection);
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 1000; i++) {
					add("message " + i);
				}
			}, this.threads);
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			Awaitility.await().untilAsserted(() -> assertThat(ReceiveQueueTests.this.delivered).hasSize(1001));
			assertThat(most).hasValueLessThanOrEqualTo(2);
		}

		@Test
		void whenConnectionClosesThenReaderGoesOnAndItsMessageIsDropped() {
			ReceiveQueueTests.this.mailbox = create(full());
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			CompletableFuture<Void> reader = read("c");
			awaitBlocked(reader);
			close(ReceiveQueueTests.this.connection);
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "Close");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isOne();
		}

		@Test
		void whenNextConnectionOpensThenMessageOfOlderOneThatWaitedIsDropped() {
			ReceiveQueueTests.this.mailbox = create(full());
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			CompletableFuture<Void> reader = read("c");
			awaitBlocked(reader);
			close(ReceiveQueueTests.this.connection);
			open(connection(2));
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "Close", "Open");
		}

		@Test
		void whenDiscardedThenReaderGoesOn() {
			ReceiveQueueTests.this.mailbox = create(full());
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			CompletableFuture<Void> reader = read("c");
			awaitBlocked(reader);
			ReceiveQueueTests.this.mailbox.discard();
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
		}

		@Test
		void whenThereWasNoThreadThenReaderThatWaitsTriesAgain() {
			AtomicInteger refusals = new AtomicInteger(3);
			ReceiveQueueTests.this.mailbox = create(full(), (task) -> {
				if (refusals.getAndDecrement() > 0) {
					throw new RejectedExecutionException("There is no thread");
				}
				this.threads.execute(task);
			});
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			CompletableFuture<Void> reader = read("c");
			assertThat(reader).as("nobody delivers, and the reader waits for room")
				.succeedsWithin(Duration.ofSeconds(2));
		}

		private UnaryOperator<Receive> full() {
			return (receive) -> receive.withQueueCapacity(2);
		}

		private CompletableFuture<Void> read(String text) {
			return CompletableFuture.runAsync(() -> add(text), this.threads);
		}

		// The message is counted in the moment before its reader waits, under one lock
		private void awaitBlocked(CompletableFuture<Void> reader) {
			Awaitility.await().until(() -> ReceiveQueueTests.this.mailbox.numbers().received() == 3);
			assertThat(reader).isNotDone();
		}

	}

	@Nested
	class Idle {

		@Test
		void whenNothingWaitsThenIdleAtOnce() {
			assertThat(ReceiveQueueTests.this.mailbox.whenIdle()).isCompleted();
		}

		@Test
		void whenEventsWaitThenIdleAfterTheLast() {
			open(ReceiveQueueTests.this.connection);
			CompletableFuture<Void> idle = ReceiveQueueTests.this.mailbox.whenIdle();
			ReceiveQueueTests.this.listener = (event) -> assertThat(idle).isNotDone();
			add("a");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(idle).isCompleted();
		}

		@Test
		void whenIdleIsAskedForTwiceThenBothAreCompleted() {
			open(ReceiveQueueTests.this.connection);
			CompletableFuture<Void> first = ReceiveQueueTests.this.mailbox.whenIdle();
			CompletableFuture<Void> second = ReceiveQueueTests.this.mailbox.whenIdle();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(first).isCompleted();
			assertThat(second).isCompleted();
		}

	}

	@Nested
	class Discard {

		@Test
		void whenDiscardedThenWhatWaitsIsNotDelivered() {
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			ReceiveQueueTests.this.mailbox.discard();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).isEmpty();
			assertThat(ReceiveQueueTests.this.mailbox.numbers().queued()).isZero();
			assertThat(ReceiveQueueTests.this.mailbox.numbers().dropped()).isEqualTo(2);
		}

		@Test
		void whenDiscardedDuringDeliveryThenWhatWasTakenIsNotDeliveredEither() {
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 2) {
					ReceiveQueueTests.this.mailbox.discard();
				}
			};
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			add("c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a");
			assertThat(ReceiveQueueTests.this.mailbox.numbers().queued()).isZero();
		}

		@Test
		void whenDiscardedThenLaterEventsAreDelivered() {
			open(ReceiveQueueTests.this.connection);
			add("a");
			ReceiveQueueTests.this.mailbox.discard();
			ReceiveQueueTests.this.executor.runAll();
			close(ReceiveQueueTests.this.connection);
			open(connection(2));
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).endsWith("Open");
		}

		@Test
		void whenDiscardedDuringDeliveryThenEventsPostedMeanwhileAreDelivered() {
			Connection next = connection(2);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 1) {
					ReceiveQueueTests.this.mailbox.discard();
					close(ReceiveQueueTests.this.connection);
					open(next);
				}
			};
			open(ReceiveQueueTests.this.connection);
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "Close", "Open");
		}

		@Test
		void whenDiscardedThenRoomIsFreeAgain() {
			ReceiveQueueTests.this.mailbox = create(
					(receive) -> receive.withQueueCapacity(2).withOverflow(ReceiveOverflow.DROP_NEWEST));
			open(ReceiveQueueTests.this.connection);
			add("a");
			add("b");
			ReceiveQueueTests.this.mailbox.discard();
			ReceiveQueueTests.this.executor.runAll();
			add("c");
			add("d");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("c", "d");
		}

	}

}
