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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MessageReceiver}, and the way through the {@link ArrivalQueue}.
 */
class MessageReceiverTests {

	private final TestEvents events = new TestEvents();

	private final TestSource source = new TestSource(1);

	private final TestInspector inspector = new TestInspector();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final ManualExecutor deliveries = new ManualExecutor();

	private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

	private final List<String> warnings = new ArrayList<>();

	private ReceiveQueue queue;

	private MessageReceiver receiver;

	MessageReceiverTests() {
		Receive settings = settings((receive) -> receive);
		this.queue = queue(settings);
		this.receiver = new MessageReceiver(settings, this.queue, this.dispatch);
		open(this.source);
	}

	@Test
	void whenInspectorIsNotNeededThenMessageGoesPastIt() {
		this.inspector.needed = false;
		receive("a");
		assertThat(this.dispatch.size()).isZero();
		settle();
		assertThat(this.delivered).containsExactly("Open", "a");
		assertThat(this.inspector.calls).isEmpty();
	}

	@Test
	void whenInspectorIsNeededThenMessageIsInspectedOnDispatchAndThenDelivered() {
		receive("a");
		assertThat(this.inspector.calls).isEmpty();
		this.deliveries.runAll();
		assertThat(this.delivered).containsExactly("Open");
		settle();
		assertThat(this.inspector.calls).containsExactly("inspect a", "queued a");
		assertThat(this.delivered).containsExactly("Open", "a");
	}

	@Test
	void whenToldThatMessageIsQueuedThenWhatFollowsFromItComesAfterIt() {
		this.inspector.onQueued = (message) -> this.queue.post(this.events.reconnect());
		receive("a");
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "Reconnect");
	}

	@Test
	void whenManyMessagesWaitThenOneThreadInspectsThem() {
		List<String> texts = IntStream.range(0, 500).mapToObj((number) -> "message " + number).toList();
		texts.forEach(this::receive);
		assertThat(this.dispatch.size()).isOne();
		settle();
		assertThat(this.delivered.subList(1, 501)).isEqualTo(texts);
	}

	@Test
	void whenMessagesWaitThenOneThatIsNotToBeInspectedStaysBehindThem() {
		receive("a");
		this.inspector.needed = false;
		receive("b");
		assertThat(this.deliveries.size()).isOne();
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "b");
		assertThat(this.inspector.calls).containsExactly("inspect a", "queued a");
	}

	@Test
	void whenMessageIsBeingInspectedThenNextStaysBehindIt() {
		this.inspector.onInspect = (message) -> {
			this.inspector.needed = false;
			receive("b");
			this.deliveries.runAll();
			assertThat(this.delivered).containsExactly("Open");
			return null;
		};
		receive("a");
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "b");
	}

	@Test
	void whenAllWasInspectedThenNextGoesPastAgain() {
		receive("a");
		settle();
		this.inspector.needed = false;
		receive("b");
		assertThat(this.dispatch.size()).isZero();
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "b");
	}

	@Test
	void whenConnectionClosesThenMessagesThatHaveArrivedAreDeliveredBeforeThat() {
		TestSource next = new TestSource(2);
		receive("a");
		this.queue.close(this.source, this.events.close(this.source));
		receive("late");
		this.queue.post(this.events.reconnect());
		open(next);
		this.inspector.needed = false;
		this.receiver.received(next, this.inspector, this.events.message(next, "b"));
		assertThat(this.queue.isBehind(next)).isTrue();
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "Close", "Reconnect", "Open", "b");
		assertThat(this.queue.statistics().dropped()).isOne();
		assertThat(this.queue.isBehind(next)).isFalse();
	}

	@Test
	void whenMessagesWaitToBeInspectedThenTheyAreCountedOnArrival() {
		receive("abc");
		receive("dä");
		assertThat(this.queue.statistics()).satisfies((statistics) -> {
			assertThat(statistics.queued()).isEqualTo(2);
			assertThat(statistics.received()).isEqualTo(2);
			assertThat(statistics.bytesReceived()).isEqualTo(6);
			assertThat(statistics.dropped()).isZero();
			assertThat(statistics.lastMessageAt()).isNotNull();
		});
		settle();
		assertThat(this.queue.statistics().queued()).isZero();
		assertThat(this.queue.statistics().received()).isEqualTo(2);
	}

	@Test
	void whenMessagesWaitToBeInspectedThenQueueIsNotIdle() {
		this.deliveries.runAll();
		receive("a");
		CompletableFuture<Void> idle = this.queue.whenIdle();
		assertThat(idle).isNotDone();
		this.dispatch.runAll();
		assertThat(idle).isNotDone();
		this.deliveries.runAll();
		assertThat(idle).isCompleted();
	}

	@Test
	void whenDiscardedThenNeitherWhatWaitsNorWhatIsBeingInspectedIsDelivered() {
		this.deliveries.runAll();
		this.inspector.onInspect = (message) -> {
			this.queue.discard();
			return null;
		};
		receive("a");
		receive("b");
		CompletableFuture<Void> idle = this.queue.whenIdle();
		settle();
		assertThat(this.delivered).containsExactly("Open");
		assertThat(this.inspector.calls).containsExactly("inspect a", "queued a");
		assertThat(this.queue.statistics().queued()).isZero();
		assertThat(this.queue.statistics().dropped()).isEqualTo(2);
		assertThat(idle).isCompleted();
	}

	@Test
	void whenInspectorHangsAndConnectionFlapsThenEventsAreBoundedAndStayPaired() {
		this.deliveries.runAll();
		this.inspector.onInspect = (message) -> {
			TestSource flapping = this.source;
			for (int i = 2; i < 1000; i++) {
				this.queue.close(flapping, this.events.close(flapping));
				this.queue.post(this.events.reconnect());
				flapping = new TestSource(i);
				open(flapping);
				this.receiver.received(flapping, this.inspector, this.events.message(flapping, "message " + i));
			}
			this.inspector.onInspect = (other) -> null;
			return null;
		};
		receive("a");
		settle();
		assertThat(this.delivered).hasSizeLessThan(600)
			.startsWith("Open", "a", "Close")
			.endsWith("Open", "message 999");
		assertThat(this.delivered.stream().filter((event) -> event.equals("Open") || event.equals("Close")).toList())
			.isEqualTo(IntStream.range(0, 2 * Collections.frequency(this.delivered, "Open") - 1)
				.mapToObj((number) -> (number % 2 == 0) ? "Open" : "Close")
				.toList());
	}

	@Test
	void whenThereIsNoThreadThenNextEventTriesAgain() {
		this.dispatch.rejecting(true);
		receive("a");
		this.dispatch.rejecting(false);
		this.queue.post(this.events.reconnect());
		settle();
		assertThat(this.delivered).containsExactly("Open", "a", "Reconnect");
	}

	private void create(UnaryOperator<Receive> change) {
		Receive settings = settings(change);
		this.delivered.clear();
		this.deliveries.runAll();
		this.delivered.clear();
		this.queue = queue(settings);
		this.receiver = new MessageReceiver(settings, this.queue, this.dispatch);
		open(this.source);
	}

	private ReceiveQueue queue(Receive settings) {
		return new ReceiveQueue(settings, this.deliveries, (event) -> this.delivered.add(TestEvents.describe(event)),
				this.warnings::add);
	}

	private static Receive settings(UnaryOperator<Receive> change) {
		return change.apply(HeartbeatClientSettings.of(URI.create("ws://localhost:4711/feed")).receive());
	}

	private void open(TestSource source) {
		this.queue.open(source, this.events.open(source));
	}

	private void receive(String text) {
		this.receiver.received(this.source, this.inspector, this.events.message(this.source, text));
	}

	private void settle() {
		int count;
		do {
			count = this.dispatch.runAll() + this.deliveries.runAll();
		}
		while (count > 0);
		this.inspector.verify();
	}

	@Nested
	class Failures {

		@Test
		void whenInspectorThrowsThenMessageIsDelivered() {
			MessageReceiverTests.this.inspector.onInspect = (message) -> {
				throw new StackOverflowError();
			};
			receive("a");
			receive("b");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b");
			assertThat(MessageReceiverTests.this.inspector.calls).containsExactly("inspect a", "queued a", "inspect b",
					"queued b");
		}

		@Test
		void whenWhatFollowsFromMessageThrowsThenOthersFollow() {
			MessageReceiverTests.this.inspector.onQueued = (message) -> {
				throw new IllegalStateException("odd");
			};
			receive("a");
			receive("b");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b");
		}

		@Test
		void whenKeyCannotBeHashedThenMessageIsDelivered() {
			create((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			MessageReceiverTests.this.inspector.onInspect = (message) -> new Object() {

				@Override
				public int hashCode() {
					throw new IllegalStateException("odd");
				}

				@Override
				public boolean equals(Object other) {
					return this == other;
				}

			};
			receive("a");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a");
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isZero();
		}

	}

	@Nested
	class Bounds {

		@Test
		void whenConflatingThenNewestOfEachKeyIsDelivered() {
			create((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			MessageReceiverTests.this.inspector.onInspect = (message) -> message.getText().charAt(0);
			List.of("a1", "b1", "a2", "c1", "a3", "b2").forEach(MessageReceiverTests.this::receive);
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a3", "b2", "c1");
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isEqualTo(3);
		}

		@Test
		void whenKeysCannotBeComparedThenMessagesAreDeliveredAndCountsAreRight() {
			create((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			MessageReceiverTests.this.inspector.onInspect = (message) -> incomparable();
			receive("a");
			receive("b");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b");
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isZero();
			assertThat(MessageReceiverTests.this.warnings)
				.containsExactly("the key of a message can't be compared (java.lang.IllegalStateException)");
		}

		private static Object incomparable() {
			return new Object() {

				@Override
				public int hashCode() {
					return 1;
				}

				@Override
				public boolean equals(Object other) {
					throw new IllegalStateException("odd");
				}

			};
		}

		@Test
		void whenKeysAreComparedThenLockIsNotHeld() {
			create((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			List<Integer> queued = new ArrayList<>();
			MessageReceiverTests.this.inspector.onInspect = (message) -> new Object() {

				@Override
				public int hashCode() {
					return 1;
				}

				@Override
				public boolean equals(Object other) {
					// From another thread, which would wait for the lock
					queued
						.add(CompletableFuture.supplyAsync(() -> MessageReceiverTests.this.queue.statistics().queued())
							.orTimeout(5, TimeUnit.SECONDS)
							.join());
					return true;
				}

			};
			List.of("a1", "a2").forEach(MessageReceiverTests.this::receive);
			settle();
			assertThat(queued).containsExactly(2);
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a2");
		}

		@Test
		void whenNotConflatingThenKeysDoNotCount() {
			MessageReceiverTests.this.inspector.onInspect = (message) -> "key";
			receive("a");
			receive("b");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b");
		}

		@Test
		void whenFullAndDropModeThenNewestIsDroppedAndCounted() {
			create((receive) -> receive.withQueueCapacity(2).withOverflow(ReceiveOverflow.DROP_OLDEST));
			List.of("a", "b", "c").forEach(MessageReceiverTests.this::receive);
			assertThat(MessageReceiverTests.this.queue.statistics().received()).isEqualTo(3);
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isOne();
			assertThat(MessageReceiverTests.this.source.calls()).isEmpty();
			assertThat(MessageReceiverTests.this.warnings)
				.containsExactly("predicates or key extractors are slower than the server, messages are dropped"
						+ " (receive.overflow: DROP_OLDEST; see receive.queue-capacity and receive.queue-size)");
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b");
		}

		@Test
		void whenFullByBytesAndDropModeThenNewestIsDropped() {
			create((receive) -> receive.withQueueSize(DataSize.ofBytes(10)).withOverflow(ReceiveOverflow.DROP_NEWEST));
			List.of("12345", "123456", "12345").forEach(MessageReceiverTests.this::receive);
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "12345", "12345");
		}

		@Test
		void whenListenerIsSlowAndDropOldestThenInspectedMessagesDropOlderOnes() {
			create((receive) -> receive.withQueueCapacity(2).withOverflow(ReceiveOverflow.DROP_OLDEST));
			for (String text : List.of("a", "b", "c", "d")) {
				receive(text);
				MessageReceiverTests.this.dispatch.runAll();
			}
			settle();
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "c", "d");
		}

		@Test
		void whenFullAndBlockThenReadingIsSuspendedUntilInspected() {
			create((receive) -> receive.withQueueCapacity(2));
			receive("a");
			assertThat(MessageReceiverTests.this.source.isSuspended()).isFalse();
			receive("b");
			assertThat(MessageReceiverTests.this.source.isSuspended()).isTrue();
			receive("c");
			settle();
			assertThat(MessageReceiverTests.this.source.calls()).containsExactly("suspend", "resume");
			assertThat(MessageReceiverTests.this.delivered).containsExactly("Open", "a", "b", "c");
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isZero();
		}

		@Test
		void whenListenerIsSlowAsWellThenReadingGoesOnOnlyWhenNeitherIsFull() {
			create((receive) -> receive.withQueueCapacity(2));
			receive("a");
			receive("b");
			MessageReceiverTests.this.dispatch.runAll();
			assertThat(MessageReceiverTests.this.source.isSuspended()).as("inspected, but not delivered").isTrue();
			MessageReceiverTests.this.deliveries.runAll();
			assertThat(MessageReceiverTests.this.source.calls()).containsExactly("suspend", "resume");
		}

	}

	@Nested
	class Hanging {

		private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "receiver-test");
			thread.setDaemon(true);
			return thread;
		});

		private final CountDownLatch hanging = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		@Test
		void whenInspectorHangsThenReadingIsSuspendedAndNothingIsLost() {
			Receive settings = settings((receive) -> receive.withQueueCapacity(10));
			MessageReceiverTests.this.queue = new ReceiveQueue(settings, this.threads,
					(event) -> MessageReceiverTests.this.delivered.add(TestEvents.describe(event)),
					MessageReceiverTests.this.warnings::add);
			MessageReceiverTests.this.receiver = new MessageReceiver(settings, MessageReceiverTests.this.queue,
					this.threads);
			open(MessageReceiverTests.this.source);
			MessageReceiverTests.this.inspector.onInspect = this::hang;
			CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 1000; i++) {
					MessageReceiverTests.this.source.awaitReading();
					receive("message " + i);
				}
			}, this.threads);
			Awaitility.await().until(MessageReceiverTests.this.source::isSuspended);
			assertThat(MessageReceiverTests.this.queue.statistics().queued()).isEqualTo(10);
			assertThat(reader).isNotDone();
			this.release.countDown();
			assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
			Awaitility.await().until(() -> MessageReceiverTests.this.delivered.size() == 1001);
			assertThat(MessageReceiverTests.this.delivered.subList(1, 1001))
				.isEqualTo(IntStream.range(0, 1000).mapToObj((number) -> "message " + number).toList());
			assertThat(MessageReceiverTests.this.queue.statistics().dropped()).isZero();
			this.threads.shutdownNow();
		}

		@Test
		void whenInspectorHangsThenOtherClientIsNotAffected() throws Exception {
			MessageReceiver hung = new MessageReceiver(settings((receive) -> receive), MessageReceiverTests.this.queue,
					this.threads);
			TestInspector hangingInspector = new TestInspector();
			hangingInspector.onInspect = this::hang;
			hung.received(MessageReceiverTests.this.source, hangingInspector,
					MessageReceiverTests.this.events.message(MessageReceiverTests.this.source, "hung"));
			assertThat(this.hanging.await(10, TimeUnit.SECONDS)).isTrue();
			List<String> others = Collections.synchronizedList(new ArrayList<>());
			Receive settings = settings((receive) -> receive);
			ReceiveQueue queue = new ReceiveQueue(settings, this.threads,
					(event) -> others.add(TestEvents.describe(event)), MessageReceiverTests.this.warnings::add);
			MessageReceiver receiver = new MessageReceiver(settings, queue, this.threads);
			queue.open(MessageReceiverTests.this.source,
					MessageReceiverTests.this.events.open(MessageReceiverTests.this.source));
			receiver.received(MessageReceiverTests.this.source, new TestInspector(),
					MessageReceiverTests.this.events.message(MessageReceiverTests.this.source, "a"));
			Awaitility.await().untilAsserted(() -> assertThat(others).containsExactly("Open", "a"));
			this.release.countDown();
			this.threads.shutdownNow();
		}

		@Test
		void whenReaderAndInspectorRaceThenOrderIsKept() {
			Receive settings = settings((receive) -> receive.withQueueCapacity(100));
			MessageReceiverTests.this.queue = new ReceiveQueue(settings, this.threads,
					(event) -> MessageReceiverTests.this.delivered.add(TestEvents.describe(event)),
					MessageReceiverTests.this.warnings::add);
			MessageReceiverTests.this.receiver = new MessageReceiver(settings, MessageReceiverTests.this.queue,
					this.threads);
			open(MessageReceiverTests.this.source);
			for (int i = 0; i < 20_000; i++) {
				MessageReceiverTests.this.source.awaitReading();
				MessageReceiverTests.this.inspector.needed = i % 7 == 0;
				receive(Integer.toString(i));
			}
			Awaitility.await().until(() -> MessageReceiverTests.this.delivered.size() == 20_001);
			assertThat(MessageReceiverTests.this.delivered.subList(1, 20_001))
				.isEqualTo(IntStream.range(0, 20_000).mapToObj(Integer::toString).toList());
			this.threads.shutdownNow();
		}

		private @Nullable Object hang(HeartbeatMessageEvent message) {
			this.hanging.countDown();
			try {
				assertThat(this.release.await(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return null;
		}

	}

	/**
	 * An inspector that keeps its calls, and does what a test says.
	 */
	private static final class TestInspector implements ArrivalInspector {

		private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

		private final List<AssertionError> failures = Collections.synchronizedList(new ArrayList<>());

		private volatile boolean needed = true;

		private volatile Function<HeartbeatMessageEvent, @Nullable Object> onInspect = (message) -> null;

		private volatile Consumer<HeartbeatMessageEvent> onQueued = (message) -> {
		};

		@Override
		public boolean isNeeded() {
			return this.needed;
		}

		@Override
		public @Nullable Object inspect(HeartbeatMessageEvent message) {
			this.calls.add("inspect " + message.getText());
			try {
				return this.onInspect.apply(message);
			}
			catch (AssertionError ex) {
				this.failures.add(ex);
				throw ex;
			}
		}

		@Override
		public void queued(HeartbeatMessageEvent message) {
			this.calls.add("queued " + message.getText());
			this.onQueued.accept(message);
		}

		private void verify() {
			assertThat(this.failures).isEmpty();
		}

	}

}
