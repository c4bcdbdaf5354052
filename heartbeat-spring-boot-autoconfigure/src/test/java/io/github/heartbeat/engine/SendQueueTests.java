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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import io.github.heartbeat.transport.TransportSession;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendQueue}.
 */
class SendQueueTests {

	private @Nullable ConnectionWriter attached;

	private final ManualExecutor executor = new ManualExecutor();

	private final VirtualTimer timer = new VirtualTimer();

	private final Map<OutboundMessage, Reason> ended = new ConcurrentHashMap<>();

	private final Map<OutboundMessage, String> texts = new ConcurrentHashMap<>();

	private SendQueue outbox = create((send) -> send);

	@Test
	void whenNotStartedThenRefuses() {
		assertThat(offer("a")).contains("not started");
	}

	@Test
	void whenThereIsNoConnectionThenRefuses() {
		this.outbox.start();
		assertThat(offer("a")).contains("send.when-closed");
	}

	@Test
	void whenThereIsNoConnectionAndQueueIsConfiguredThenAccepts() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		this.outbox.start();
		assertThat(offer("a")).isNull();
		assertThat(this.outbox.size()).isOne();
	}

	@Test
	void whenQueueIsFullByCountThenRefusesAndNamesKey() {
		this.outbox = create((send) -> send.withQueueCapacity(2));
		attach();
		offer("a");
		offer("b");
		assertThat(offer("c")).contains("send.queue-capacity");
		assertThat(this.outbox.size()).isEqualTo(2);
	}

	@Test
	void whenQueueIsFullByBytesThenRefusesAndNamesKey() {
		this.outbox = create((send) -> send.withQueueSize(DataSize.ofBytes(10)));
		attach();
		offer("12345");
		assertThat(offer("1234ä")).contains("send.queue-size");
		assertThat(offer("123ä")).isNull();
	}

	@Test
	void whenMessageIsLargerThanQueueThenItIsAcceptedAlone() {
		this.outbox = create((send) -> send.withQueueSize(DataSize.ofBytes(10)));
		attach();
		assertThat(offer("12345678901")).isNull();
		assertThat(offer("1")).contains("send.queue-size");
	}

	@Test
	void whenMessageIsTakenThenThereIsRoomAgain() {
		this.outbox = create((send) -> send.withQueueSize(DataSize.ofBytes(4)));
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		offer("1234");
		this.outbox.next(writer);
		assertThat(offer("1234")).isNull();
	}

	@Test
	void whenMessagesOfOpenListenersWaitThenTheyCountAsWell() {
		this.outbox = create((send) -> send.withQueueCapacity(2));
		attach();
		offerFirst("a");
		offer("b");
		assertThat(offerFirst("c")).contains("send.queue-capacity");
	}

	@Test
	void whenSeveralLanesWaitThenHeartbeatsThenFirstThenQueue() {
		ConnectionWriter writer = writer();
		this.outbox.start();
		this.outbox.attach(writer, List.of(OutboundMessage.text("hello")));
		this.attached = writer;
		offer("data");
		offerFirst("subscribe");
		OutboundMessage heartbeat = heartbeat();
		this.outbox.offerHeartbeat(writer, heartbeat);
		this.outbox.wake(writer, true);
		assertThat(this.outbox.next(writer)).isSameAs(heartbeat);
		assertThat(drain(writer)).containsExactly("hello", "subscribe", "data");
	}

	@Test
	void whenOpenListenersHaveNotReturnedThenQueueWaits() {
		ConnectionWriter writer = attach();
		offer("data");
		assertThat(this.executor.size()).isZero();
		assertThat(this.outbox.next(writer)).isNull();
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("data");
	}

	@Test
	void whenNothingWaitsThenNoThreadIsUsed() {
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		assertThat(this.executor.size()).isZero();
	}

	@Test
	void whenManyMessagesWaitThenOneThreadIsUsed() {
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		offer("a");
		offer("b");
		this.outbox.offerHeartbeat(writer, heartbeat());
		assertThat(this.executor.size()).isOne();
	}

	@Test
	void whenAllIsWrittenThenNextMessageUsesThreadAnew() {
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		offer("a");
		drain(writer);
		offer("b");
		assertThat(this.executor.size()).isEqualTo(2);
	}

	@Test
	void whenHeartbeatWaitsThenLaterOneTakesItsPlace() {
		ConnectionWriter writer = attach();
		OutboundMessage latest = heartbeat();
		this.outbox.offerHeartbeat(writer, heartbeat());
		this.outbox.offerHeartbeat(writer, latest);
		assertThat(this.outbox.next(writer)).isSameAs(latest);
		assertThat(this.outbox.next(writer)).isNull();
	}

	@Test
	void whenHeartbeatIsForOlderConnectionThenItIsDropped() {
		ConnectionWriter older = attach();
		this.outbox.detach(older);
		ConnectionWriter writer = attach();
		this.outbox.offerHeartbeat(older, heartbeat());
		assertThat(this.outbox.next(writer)).isNull();
	}

	@Test
	void whenWriterIsOlderThenItGetsNothing() {
		ConnectionWriter older = attach();
		this.outbox.detach(older);
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		offer("a");
		assertThat(this.outbox.next(older)).isNull();
		assertThat(drain(writer)).containsExactly("a");
	}

	@Test
	void whenConnectionIsLostThenAllIsAbandoned() {
		ConnectionWriter writer = attach();
		offer("data");
		offerFirst("subscribe");
		assertThat(this.outbox.detach(writer)).hasSize(2);
		assertThat(this.outbox.size()).isZero();
		assertThat(offer("more")).contains("send.when-closed");
	}

	@Test
	void whenConnectionIsLostAndQueueIsConfiguredThenQueueIsKeptAndFirstIsAbandoned() throws Exception {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		ConnectionWriter writer = attach();
		offer("data");
		offerFirst("subscribe");
		List<OutboundMessage> abandoned = this.outbox.detach(writer);
		assertThat(abandoned).hasSize(1);
		assertThat(text(abandoned.get(0))).isEqualTo("subscribe");
		ConnectionWriter next = attach();
		this.outbox.wake(next, true);
		assertThat(drain(next)).containsExactly("data");
	}

	@Test
	void whenOlderConnectionIsDetachedThenPresentOneGoesOn() {
		ConnectionWriter older = attach();
		this.outbox.detach(older);
		ConnectionWriter writer = attach();
		offer("a");
		assertThat(this.outbox.detach(older)).isEmpty();
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("a");
	}

	@Test
	void whenConnectionsComeAndGoThenBytesAreCountedRight() {
		this.outbox = create((send) -> send.withQueueSize(DataSize.ofBytes(10)));
		for (int i = 0; i < 5; i++) {
			ConnectionWriter writer = writer();
			this.outbox.start();
			this.outbox.attach(writer, List.of(OutboundMessage.text("hello")));
			assertThat(offer("12345")).isNull();
			assertThat(offer("6")).isNotNull();
			assertThat(this.outbox.detach(writer)).hasSize(2);
		}
	}

	@Test
	void whenStoppedThenAllIsAbandonedAndRefused() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		attach();
		offer("data");
		offerFirst("subscribe");
		assertThat(this.outbox.stop()).hasSize(2);
		assertThat(offer("more")).contains("not started");
	}

	@Test
	void whenFinishedWithNothingToWriteThenDoneAtOnce() {
		assertThat(this.outbox.finish(attach())).isCompleted();
	}

	@Test
	void whenFinishedThenQueueIsWrittenFirstAndNothingMoreAccepted() {
		ConnectionWriter writer = attach();
		offer("a");
		CompletableFuture<Void> finished = this.outbox.finish(writer);
		assertThat(finished).isNotDone();
		assertThat(offer("b")).contains("not started");
		assertThat(this.executor.size()).isOne();
		assertThat(drain(writer)).containsExactly("a");
		assertThat(finished).isCompleted();
	}

	@Test
	void whenFinishedWhileWritingThenDoneAfterThatWrite() {
		ConnectionWriter writer = attach();
		this.outbox.wake(writer, true);
		offer("a");
		this.outbox.next(writer);
		CompletableFuture<Void> finished = this.outbox.finish(writer);
		assertThat(finished).isNotDone();
		this.outbox.next(writer);
		assertThat(finished).isCompleted();
	}

	@Test
	void whenOlderConnectionIsFinishedThenDoneAtOnce() {
		ConnectionWriter older = attach();
		this.outbox.detach(older);
		assertThat(this.outbox.finish(older)).isCompleted();
	}

	@Test
	void whenStartedAgainWhileOlderConnectionFinishesThenItsMessagesAreNotWrittenToIt() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE));
		ConnectionWriter closing = attach();
		offer("old");
		this.outbox.finish(closing);
		assertThat(this.outbox.stop()).hasSize(1);
		this.outbox.start();
		offer("new");
		assertThat(drain(closing)).isEmpty();
		assertThat(this.outbox.stop(closing)).isEmpty();
		ConnectionWriter writer = writer();
		this.outbox.attach(writer, List.of());
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("new");
	}

	@Test
	void whenOlderConnectionIsFinishedTooLateThenPresentOneGoesOn() {
		ConnectionWriter older = attach();
		this.outbox.stop();
		ConnectionWriter writer = attach();
		this.outbox.finish(older);
		assertThat(offer("a")).isNull();
		assertThat(this.executor.size()).as("the queue waits for the listeners of the open event").isZero();
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("a");
	}

	@Test
	void whenQueueIsFullAndDropOldestThenOldestMakesRoom() {
		this.outbox = create((send) -> send.withQueueCapacity(2).withOverflow(SendOverflow.DROP_OLDEST));
		ConnectionWriter writer = attach();
		offer("a");
		offer("b");
		assertThat(offer("c")).isNull();
		assertThat(this.ended.values()).containsExactly(Reason.DROPPED);
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("b", "c");
	}

	@Test
	void whenQueueIsFullOfWhatGoesFirstAndDropOldestThenNewestIsRefused() {
		this.outbox = create((send) -> send.withQueueCapacity(1).withOverflow(SendOverflow.DROP_OLDEST));
		ConnectionWriter writer = attach();
		offerFirst("a");
		assertThat(offer("b")).contains("send.queue-capacity");
		assertThat(drain(writer)).containsExactly("a");
	}

	@Test
	void whenQueueIsFullByBytesAndDropOldestThenAsManyAreDroppedAsNeeded() {
		this.outbox = create((send) -> send.withQueueSize(DataSize.ofBytes(10)).withOverflow(SendOverflow.DROP_OLDEST));
		ConnectionWriter writer = attach();
		offer("1234");
		offer("5678");
		assertThat(offer("123456789")).isNull();
		assertThat(this.ended.values()).containsExactly(Reason.DROPPED, Reason.DROPPED);
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("123456789");
	}

	@Test
	void whenQueueIsFullAndDropNewestThenNewestIsDropped() {
		this.outbox = create((send) -> send.withQueueCapacity(1).withOverflow(SendOverflow.DROP_NEWEST));
		ConnectionWriter writer = attach();
		offer("a");
		assertThat(offer("b")).contains("send.queue-capacity");
		assertThat(this.ended.values()).containsExactly(Reason.DROPPED);
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("a");
	}

	@Test
	void whenQueueIsFullAndBlockThenCallerWaitsForRoom() {
		ConnectionWriter writer = fullAndBlocking();
		CompletableFuture<@Nullable String> caller = CompletableFuture.supplyAsync(() -> offer("b"));
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !caller.isDone());
		this.outbox.wake(writer, true);
		this.outbox.next(writer);
		assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).isNull();
		assertThat(drain(writer)).containsExactly("b");
	}

	@Test
	void whenQueueIsFullAndBlockThenCallerIsRefusedWhenConnectionIsLost() {
		ConnectionWriter writer = fullAndBlocking();
		CompletableFuture<@Nullable String> caller = CompletableFuture.supplyAsync(() -> offer("b"));
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !caller.isDone());
		this.outbox.detach(writer);
		assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).asString().contains("send.when-closed");
	}

	@Test
	void whenQueueIsFullAndBlockThenCallerIsRefusedWhenStopped() {
		fullAndBlocking();
		CompletableFuture<@Nullable String> caller = CompletableFuture.supplyAsync(() -> offer("b"));
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !caller.isDone());
		this.outbox.stop();
		assertThat(caller).succeedsWithin(Duration.ofSeconds(5)).asString().contains("not started");
	}

	@Test
	void whenMessageWaitsAsLongAsTtlThenItExpires() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueTtl(Duration.ofSeconds(10)));
		this.outbox.start();
		offer("a");
		this.timer.advance(Duration.ofSeconds(4));
		offer("b");
		this.timer.advance(Duration.ofSeconds(6));
		assertThat(this.ended.values()).containsExactly(Reason.EXPIRED);
		assertThat(this.outbox.size()).isOne();
		this.timer.advance(Duration.ofSeconds(4));
		assertThat(this.ended.values()).containsExactly(Reason.EXPIRED, Reason.EXPIRED);
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenMessageIsTooOldThenItIsNotWrittenEvenIfTheTimerIsLate() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueTtl(Duration.ofSeconds(10)));
		this.outbox.start();
		offer("a");
		this.timer.freeze(Duration.ofSeconds(9));
		offer("b");
		this.timer.freeze(Duration.ofSeconds(2));
		ConnectionWriter writer = writer();
		this.outbox.attach(writer, List.of());
		this.outbox.wake(writer, true);
		assertThat(drain(writer)).containsExactly("b");
		assertThat(this.ended.values()).containsExactly(Reason.EXPIRED);
	}

	@Test
	void whenThousandsWaitThenOneTimerWatchesTheirAge() {
		this.outbox = create((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueTtl(Duration.ofSeconds(10)));
		this.outbox.start();
		for (int i = 0; i < 1000; i++) {
			offer("message");
		}
		assertThat(this.timer.pending()).isOne();
	}

	private SendQueue create(UnaryOperator<Send> change) {
		return new SendQueue(new TestSettings().send(change).get().send(), this.timer, (message, reason, text) -> {
			this.ended.put(message, reason);
			this.texts.put(message, text);
		});
	}

	private ConnectionWriter fullAndBlocking() {
		this.outbox = create((send) -> send.withQueueCapacity(1)
			.withOverflow(SendOverflow.BLOCK)
			.withTimeout(Duration.ofSeconds(30)));
		ConnectionWriter writer = attach();
		offer("a");
		return writer;
	}

	private ConnectionWriter attach() {
		ConnectionWriter writer = writer();
		this.outbox.start();
		this.outbox.attach(writer, List.of());
		this.attached = writer;
		return writer;
	}

	private ConnectionWriter writer() {
		TransportSession session = new FakeSession(new NoListener(), 1);
		return new ConnectionWriter(session, this.outbox, this.timer, this.executor, Duration.ofSeconds(5),
				new NoListener());
	}

	private @Nullable String offer(String text) {
		OutboundMessage message = OutboundMessage.text(text);
		this.outbox.offer(message, null);
		return this.texts.get(message);
	}

	private @Nullable String offerFirst(String text) {
		OutboundMessage message = OutboundMessage.text(text);
		this.outbox.offer(message, this.attached);
		return this.texts.get(message);
	}

	private OutboundMessage heartbeat() {
		return new HeartbeatPing(new Liveness(new TestSettings().get().ping(), this.timer.nanoTime()), this.timer,
				null);
	}

	private List<String> drain(ConnectionWriter writer) {
		FakeSession session = new FakeSession(new NoListener(), 1);
		OutboundMessage message = this.outbox.next(writer);
		while (message != null) {
			write(message, session);
			message = this.outbox.next(writer);
		}
		return session.messages();
	}

	private static String text(OutboundMessage message) {
		FakeSession session = new FakeSession(new NoListener(), 1);
		write(message, session);
		return session.written().get(0);
	}

	private static void write(OutboundMessage message, FakeSession session) {
		try {
			message.write(session);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
