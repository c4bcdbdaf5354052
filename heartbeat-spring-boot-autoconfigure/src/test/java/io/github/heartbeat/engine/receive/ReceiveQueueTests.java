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

package io.github.heartbeat.engine.receive;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceiveQueue}.
 */
class ReceiveQueueTests {

	private final TestEvents events = new TestEvents();

	private final TestSource source = new TestSource(1);

	private final ManualExecutor executor = new ManualExecutor();

	private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

	private final List<String> warnings = new ArrayList<>();

	/** Assertions that failed in a listener, where the queue catches them. */
	private final List<AssertionError> failures = new ArrayList<>();

	private Consumer<HeartbeatEvent> listener = (event) -> {
	};

	private ReceiveQueue queue = create((receive) -> receive);

	@AfterEach
	void verify() {
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whenEventsArePostedThenTheyAreDeliveredInOrderByOneThread() {
		open(this.source);
		add("a");
		add("b");
		close(this.source);
		post();
		assertThat(this.executor.size()).isOne();
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "a", "b", "Close", "Reconnect");
	}

	@Test
	void whenManyEventsWaitThenAllAreDelivered() {
		open(this.source);
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
		open(this.source);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "a");
	}

	@Test
	void whenNotOpenThenMessageIsDropped() {
		add("early");
		open(this.source);
		close(this.source);
		add("late");
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close");
		assertThat(this.queue.statistics().dropped()).isEqualTo(2);
		assertThat(this.queue.statistics().received()).isEqualTo(2);
	}

	@Test
	void whenMessageIsOfOlderConnectionThenItIsDropped() {
		open(this.source);
		close(this.source);
		open(new TestSource(2));
		add("late");
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close", "Open");
	}

	@Test
	void whenOlderConnectionIsClosedThenPresentOneGoesOn() {
		open(this.source);
		TestSource other = new TestSource(2);
		close(this.source);
		open(other);
		close(this.source);
		this.queue.add(other, this.events.message(other, "a"), null);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close", "Open", "a");
	}

	@Test
	void whenClosedTwiceThenOneCloseIsDelivered() {
		open(this.source);
		close(this.source);
		close(this.source);
		this.executor.runAll();
		assertThat(this.delivered).containsExactly("Open", "Close");
	}

	@Test
	void whenMessagesWaitThenStatisticsShowThem() {
		open(this.source);
		add("abc");
		add("dä");
		assertThat(this.queue.statistics()).satisfies((statistics) -> {
			assertThat(statistics.queued()).isEqualTo(2);
			assertThat(statistics.received()).isEqualTo(2);
			assertThat(statistics.bytesReceived()).isEqualTo(6);
			assertThat(statistics.dropped()).isZero();
			assertThat(statistics.lastMessageAt()).isNotNull();
		});
		this.executor.runAll();
		assertThat(this.queue.statistics().queued()).isZero();
	}

	@Test
	void whenNoMessageCameThenLastMessageAtIsNull() {
		assertThat(this.queue.statistics().lastMessageAt()).isNull();
	}

	@Test
	void whenListenerDoesNotReturnThenEventsOfAttemptsAreBounded() {
		for (int i = 0; i < 1000; i++) {
			post();
		}
		this.executor.runAll();
		assertThat(this.delivered).hasSizeLessThanOrEqualTo(256);
		assertThat(this.queue.statistics().dropped()).isEqualTo(1000 - this.delivered.size());
		assertThat(this.warnings).containsExactly("a listener does not return, events are dropped");
	}

	@Test
	void whenManyMessagesWaitThenTheyTakeNoRoomFromOtherEvents() {
		open(this.source);
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
		open(this.source);
		this.executor.runAll();
		add("a");
		this.executor.runAll();
		assertThat(this.delivered).endsWith("Open", "a");
	}

	@Test
	void whenThereIsNoThreadThenNextEventTriesAgain() {
		this.executor.rejecting(true);
		open(this.source);
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
		Receive settings = HeartbeatClientSettings.of(URI.create("ws://localhost:4711/feed")).receive();
		return new ReceiveQueue(change.apply(settings), executor, (event) -> {
			this.delivered.add(TestEvents.describe(event));
			try {
				this.listener.accept(event);
			}
			catch (AssertionError ex) {
				this.failures.add(ex);
			}
		}, this.warnings::add);
	}

	private void open(TestSource source) {
		this.queue.open(source, this.events.open(source));
	}

	private void close(TestSource source) {
		this.queue.close(source, this.events.close(source));
	}

	private void post() {
		this.queue.post(this.events.reconnect());
	}

	private void add(String text) {
		this.queue.add(this.source, message(text), null);
	}

	private HeartbeatMessageEvent message(String text) {
		return this.events.message(this.source, text);
	}

	@Nested
	class Bounds {

		@Test
		void whenFullByCountAndDropNewestThenNewestIsDropped() {
			create(ReceiveOverflow.DROP_NEWEST);
			addAll("a", "b", "c", "d", "e");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isEqualTo(2);
			assertThat(ReceiveQueueTests.this.warnings).containsExactly("the listeners are slower than the server,"
					+ " messages are dropped (receive.overflow: DROP_NEWEST; see receive.queue-capacity and"
					+ " receive.queue-size)");
			assertThat(ReceiveQueueTests.this.source.calls()).isEmpty();
		}

		@Test
		void whenFullByCountAndDropOldestThenOldestIsDropped() {
			create(ReceiveOverflow.DROP_OLDEST);
			addAll("a", "b", "c", "d", "e");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "c", "d", "e");
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isEqualTo(2);
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
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isEqualTo(3);
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
			ReceiveQueueTests.this.queue = ReceiveQueueTests.this.create((receive) -> receive.withQueueCapacity(3)
				.withQueueSize(DataSize.ofBytes(10))
				.withOverflow(overflow));
			open(ReceiveQueueTests.this.source);
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
			Thread thread = new Thread(task, "queue-test");
			thread.setDaemon(true);
			return thread;
		});

		@AfterEach
		void shutdown() {
			this.threads.shutdownNow();
		}

		@Test
		void whenFullThenReadingIsSuspendedUntilThereIsRoom() {
			createFull();
			assertThat(ReceiveQueueTests.this.source.isSuspended()).isTrue();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend", "resume");
			add("c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isZero();
		}

		@Test
		void whenReaderAndListenersRaceThenNothingIsLostAndQueueIsBounded() {
			AtomicInteger most = new AtomicInteger();
			ReceiveQueueTests.this.listener = (event) -> most
				.accumulateAndGet(ReceiveQueueTests.this.queue.statistics().queued(), Math::max);
			ReceiveQueueTests.this.queue = create((receive) -> receive.withQueueCapacity(2), this.threads);
			open(ReceiveQueueTests.this.source);
			List<String> expected = new ArrayList<>(List.of("Open"));
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 1000; i++) {
					ReceiveQueueTests.this.source.awaitReading();
					expected.add("message " + i);
					add("message " + i);
				}
			}, this.threads);
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			Awaitility.await().untilAsserted(() -> assertThat(ReceiveQueueTests.this.delivered).hasSize(1001));
			assertThat(ReceiveQueueTests.this.delivered).isEqualTo(expected);
			assertThat(most).hasValueLessThanOrEqualTo(2);
			Awaitility.await().until(() -> !ReceiveQueueTests.this.source.isSuspended());
		}

		@Test
		void whenSuspendedThenWhatWasReadBeforeIsDeliveredInOrder() {
			createFull();
			add("c");
			add("d");
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c", "d");
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isZero();
		}

		@Test
		void whenFullByBytesThenReadingIsSuspended() {
			ReceiveQueueTests.this.queue = create((receive) -> receive.withQueueSize(DataSize.ofBytes(10)));
			open(ReceiveQueueTests.this.source);
			add("123456789");
			assertThat(ReceiveQueueTests.this.source.isSuspended()).isFalse();
			add("1");
			assertThat(ReceiveQueueTests.this.source.isSuspended()).isTrue();
		}

		@Test
		void whenMessageIsLargerThanQueueThenItIsDelivered() {
			ReceiveQueueTests.this.queue = create((receive) -> receive.withQueueSize(DataSize.ofBytes(10)));
			open(ReceiveQueueTests.this.source);
			add("12345678901");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "12345678901");
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend", "resume");
		}

		@Test
		void whenMoreThanHalfWaitsThenReadingStaysSuspended() {
			ReceiveQueueTests.this.queue = create((receive) -> receive.withQueueCapacity(200));
			open(ReceiveQueueTests.this.source);
			for (int i = 0; i < 200; i++) {
				add("message " + i);
			}
			ReceiveQueueTests.this.listener = (event) -> {
				// Open and 63 messages are the first batch, then come batches of 64
				boolean half = ReceiveQueueTests.this.delivered.size() > 128;
				assertThat(ReceiveQueueTests.this.source.isSuspended()).isEqualTo(!half);
			};
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.failures).isEmpty();
			assertThat(ReceiveQueueTests.this.delivered).hasSize(201);
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend", "resume");
		}

		@Test
		void whenMessagesArriveBeforeResumeReturnsThenReadingIsSuspendedAgain() {
			createFull();
			ReceiveQueueTests.this.source.onResume(() -> {
				ReceiveQueueTests.this.source.onResume(() -> {
				});
				add("c");
				add("d");
				assertThat(ReceiveQueueTests.this.source.isSuspended()).isTrue();
			});
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.source.calls()).startsWith("suspend", "resume", "suspend")
				.endsWith("resume");
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c", "d");
		}

		@Test
		void whenConnectionClosesThenItIsNotResumedAndItsNextMessageIsDropped() {
			createFull();
			close(ReceiveQueueTests.this.source);
			add("c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend");
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "Close");
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isOne();
		}

		@Test
		void whenNextConnectionOpensThenMessageOfOlderOneThatWasReadIsDropped() {
			createFull();
			close(ReceiveQueueTests.this.source);
			open(new TestSource(2));
			add("c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "Close", "Open");
		}

		@Test
		void whenMessagesOfOlderConnectionFillTheQueueThenNextOneIsSuspendedByItsFirst() {
			createFull();
			close(ReceiveQueueTests.this.source);
			TestSource next = new TestSource(2);
			open(next);
			ReceiveQueueTests.this.queue.add(next, ReceiveQueueTests.this.events.message(next, "c"), null);
			assertThat(next.isSuspended()).isTrue();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(next.calls()).containsExactly("suspend", "resume");
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "Close", "Open", "c");
		}

		@Test
		void whenDiscardedThenReadingGoesOn() {
			createFull();
			ReceiveQueueTests.this.queue.discard();
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend", "resume");
		}

		@Test
		void whenThereWasNoThreadThenReadingGoesOnSoThatNextMessageTriesAgain() {
			ReceiveQueueTests.this.executor.rejecting(true);
			createFull();
			assertThat(ReceiveQueueTests.this.source.isSuspended()).as("nobody delivers").isFalse();
			ReceiveQueueTests.this.executor.rejecting(false);
			add("c");
			assertThat(ReceiveQueueTests.this.source.isSuspended()).isTrue();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(ReceiveQueueTests.this.source.isSuspended()).isFalse();
		}

		@Test
		void whenThereIsNeverThreadThenQueueIsBounded() {
			ReceiveQueueTests.this.executor.rejecting(true);
			createFull();
			for (int i = 0; i < 100; i++) {
				add("message " + i);
			}
			assertThat(ReceiveQueueTests.this.queue.statistics().queued()).isEqualTo(4);
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isEqualTo(98);
			assertThat(ReceiveQueueTests.this.warnings)
				.containsOnlyOnce("no thread to deliver events (java.util.concurrent.RejectedExecutionException)");
		}

		@Test
		void whenFullThenWarnsOnce() {
			createFull();
			ReceiveQueueTests.this.executor.runAll();
			add("c");
			add("d");
			assertThat(ReceiveQueueTests.this.source.calls()).containsExactly("suspend", "resume", "suspend");
			assertThat(ReceiveQueueTests.this.warnings)
				.containsExactly("the listeners are slower than the server, reading is stopped until there is room"
						+ " (receive.overflow: BLOCK; see receive.queue-capacity and receive.queue-size)");
		}

		private void createFull() {
			ReceiveQueueTests.this.queue = create((receive) -> receive.withQueueCapacity(2));
			open(ReceiveQueueTests.this.source);
			add("a");
			add("b");
		}

	}

	@Nested
	class Behind {

		@Test
		void whenOpenEventWaitsThenConnectionIsBehind() {
			assertThat(ReceiveQueueTests.this.queue.isBehind(ReceiveQueueTests.this.source)).isFalse();
			open(ReceiveQueueTests.this.source);
			assertThat(ReceiveQueueTests.this.queue.isBehind(ReceiveQueueTests.this.source)).isTrue();
		}

		@Test
		void whenListenersGetOpenEventThenConnectionIsNotBehind() {
			post();
			open(ReceiveQueueTests.this.source);
			List<Boolean> behind = new ArrayList<>();
			ReceiveQueueTests.this.listener = (event) -> behind
				.add(ReceiveQueueTests.this.queue.isBehind(ReceiveQueueTests.this.source));
			add("a");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(behind).containsExactly(true, false, false);
		}

		@Test
		void whenEventsOfConnectionBeforeAreDeliveredThenNextOneIsBehind() {
			TestSource next = new TestSource(2);
			open(ReceiveQueueTests.this.source);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 1) {
					close(ReceiveQueueTests.this.source);
					open(next);
				}
				assertThat(ReceiveQueueTests.this.queue.isBehind(next))
					.isEqualTo(ReceiveQueueTests.this.delivered.size() < 3);
				assertThat(ReceiveQueueTests.this.queue.isBehind(ReceiveQueueTests.this.source)).isFalse();
			};
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.failures).isEmpty();
			assertThat(ReceiveQueueTests.this.delivered).hasSize(3);
		}

		@Test
		void whenOpenEventIsDiscardedThenConnectionIsNotBehind() {
			open(ReceiveQueueTests.this.source);
			ReceiveQueueTests.this.queue.discard();
			assertThat(ReceiveQueueTests.this.queue.isBehind(ReceiveQueueTests.this.source)).isFalse();
		}

	}

	@Nested
	class Failures {

		@Test
		void whenDeliveryThrowsThenOthersFollowAndCountsAreRight() {
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 2) {
					throw new StackOverflowError();
				}
			};
			open(ReceiveQueueTests.this.source);
			add("a");
			add("b");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a", "b");
			assertThat(ReceiveQueueTests.this.queue.statistics()).satisfies((statistics) -> {
				assertThat(statistics.queued()).isZero();
				assertThat(statistics.dropped()).isZero();
			});
			assertThat(ReceiveQueueTests.this.queue.whenIdle()).isCompleted();
		}

		@Test
		void whenWhatIsThrownCannotBeLoggedThenOthersFollow() {
			ReceiveQueueTests.this.listener = (event) -> {
				throw new IllegalStateException() {

					private static final long serialVersionUID = 1L;

					@Override
					public String getMessage() {
						throw new IllegalStateException("odd");
					}

				};
			};
			open(ReceiveQueueTests.this.source);
			add("a");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a");
		}

	}

	@Nested
	class Idle {

		@Test
		void whenNothingWaitsThenIdleAtOnce() {
			assertThat(ReceiveQueueTests.this.queue.whenIdle()).isCompleted();
		}

		@Test
		void whenEventsWaitThenIdleAfterTheLast() {
			open(ReceiveQueueTests.this.source);
			CompletableFuture<Void> idle = ReceiveQueueTests.this.queue.whenIdle();
			ReceiveQueueTests.this.listener = (event) -> assertThat(idle).isNotDone();
			add("a");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(idle).isCompleted();
		}

		@Test
		void whenIdleIsAskedForTwiceThenBothAreCompleted() {
			open(ReceiveQueueTests.this.source);
			CompletableFuture<Void> first = ReceiveQueueTests.this.queue.whenIdle();
			CompletableFuture<Void> second = ReceiveQueueTests.this.queue.whenIdle();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(first).isCompleted();
			assertThat(second).isCompleted();
		}

		@Test
		void whenListenerAsksAndNothingIsBehindThenItIsNotWaitedFor() {
			open(ReceiveQueueTests.this.source);
			ReceiveQueueTests.this.listener = (event) -> assertThat(ReceiveQueueTests.this.queue.whenIdle())
				.isCompleted();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open");
		}

		@Test
		void whenListenerAsksThenWhatIsBehindIsWaitedFor() {
			open(ReceiveQueueTests.this.source);
			add("a");
			List<CompletableFuture<Void>> idle = new ArrayList<>();
			ReceiveQueueTests.this.listener = (event) -> {
				if (event instanceof HeartbeatOpenEvent) {
					idle.add(ReceiveQueueTests.this.queue.whenIdle());
				}
				else {
					assertThat(idle.get(0)).isNotDone();
				}
			};
			ReceiveQueueTests.this.executor.runAll();
			assertThat(idle.get(0)).isCompleted();
		}

		@Test
		void whenAnotherThreadAsksThenEventInDeliveryIsWaitedFor() {
			open(ReceiveQueueTests.this.source);
			ReceiveQueueTests.this.listener = (event) -> {
				CompletableFuture<CompletableFuture<Void>> other = CompletableFuture
					.supplyAsync(ReceiveQueueTests.this.queue::whenIdle);
				assertThat(other.join()).isNotDone();
			};
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open");
		}

	}

	@Nested
	class Discard {

		@Test
		void whenDiscardedThenWhatWaitsIsNotDelivered() {
			open(ReceiveQueueTests.this.source);
			add("a");
			add("b");
			ReceiveQueueTests.this.queue.discard();
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).isEmpty();
			assertThat(ReceiveQueueTests.this.queue.statistics().queued()).isZero();
			assertThat(ReceiveQueueTests.this.queue.statistics().dropped()).isEqualTo(2);
			assertThat(ReceiveQueueTests.this.warnings)
				.containsExactly("2 received messages were not delivered within shutdown-timeout, and are dropped");
		}

		@Test
		void whenDiscardedDuringDeliveryThenWhatWasTakenIsNotDeliveredEither() {
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 2) {
					ReceiveQueueTests.this.queue.discard();
				}
			};
			open(ReceiveQueueTests.this.source);
			add("a");
			add("b");
			add("c");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "a");
			assertThat(ReceiveQueueTests.this.queue.statistics().queued()).isZero();
		}

		@Test
		void whenDiscardedThenLaterEventsAreDelivered() {
			open(ReceiveQueueTests.this.source);
			add("a");
			ReceiveQueueTests.this.queue.discard();
			ReceiveQueueTests.this.executor.runAll();
			close(ReceiveQueueTests.this.source);
			open(new TestSource(2));
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).endsWith("Open");
		}

		@Test
		void whenDiscardedDuringDeliveryThenEventsPostedMeanwhileAreDelivered() {
			TestSource next = new TestSource(2);
			ReceiveQueueTests.this.listener = (event) -> {
				if (ReceiveQueueTests.this.delivered.size() == 1) {
					ReceiveQueueTests.this.queue.discard();
					close(ReceiveQueueTests.this.source);
					open(next);
				}
			};
			open(ReceiveQueueTests.this.source);
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("Open", "Close", "Open");
		}

		@Test
		void whenDiscardedThenRoomIsFreeAgain() {
			ReceiveQueueTests.this.queue = create(
					(receive) -> receive.withQueueCapacity(2).withOverflow(ReceiveOverflow.DROP_NEWEST));
			open(ReceiveQueueTests.this.source);
			add("a");
			add("b");
			ReceiveQueueTests.this.queue.discard();
			ReceiveQueueTests.this.executor.runAll();
			add("c");
			add("d");
			ReceiveQueueTests.this.executor.runAll();
			assertThat(ReceiveQueueTests.this.delivered).containsExactly("c", "d");
		}

	}

}
