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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link PendingReplies}: messages that are waited for without a request.
 */
class PendingRepliesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final Supplier<Exception> LOST = () -> new IllegalStateException("lost");

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final Requests requests = new Requests("prices", this.timer,
			new CompletionExecutor(this.dispatch, this.timer, 16), () -> null);

	private final PendingReplies replies = this.requests.open("prices-1");

	@Test
	void whenMessageIsAcceptedThenFutureHasIt() {
		CompletableFuture<HeartbeatMessage> message = await("b");
		receive("a");
		assertThat(message).isNotDone();
		receive("b");
		assertThat(message).isCompletedWithValue(new ReplyMessage("b"));
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenMessageIsAcceptedThenFutureIsCompletedOnAnotherThread() {
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.replies.received(new ReplyMessage("a"));
		assertThat(message).isNotDone();
		this.dispatch.runAll();
		assertThat(message).isCompleted();
	}

	@Test
	void whenNobodyWaitsThenMessagesNeedNotBeLookedAt() {
		assertThat(this.replies.isWaiting()).isFalse();
		await("a");
		assertThat(this.replies.isWaiting()).isTrue();
		receive("a");
		assertThat(this.replies.isWaiting()).isFalse();
	}

	@Test
	void whenMessageIsAcceptedBySeveralThenEachHasIt() {
		CompletableFuture<HeartbeatMessage> first = await("a");
		CompletableFuture<HeartbeatMessage> second = await("a");
		receive("a");
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
	}

	@Test
	void whenMessageArrivedBeforeThenItIsNotAccepted() {
		await("other");
		long mark = this.replies.mark();
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.replies.received(new ReplyMessage("a"), mark);
		this.dispatch.runAll();
		assertThat(message).isNotDone();
		receive("a");
		assertThat(message).isCompleted();
	}

	@Test
	void whenPredicateWaitsForAnotherMessageThenThatIsNotTheSame() {
		List<CompletableFuture<HeartbeatMessage>> second = new ArrayList<>();
		CompletableFuture<HeartbeatMessage> first = await((message) -> second.add(await("a")));
		receive("a");
		assertThat(first).isCompleted();
		assertThat(second).hasSize(1).allSatisfy((message) -> assertThat(message).isNotDone());
		receive("a");
		assertThat(second).allSatisfy((message) -> assertThat(message).isCompleted());
	}

	@Test
	void whenThereIsNoMessageInTimeThenFailsWithTimeout() {
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.timer.advance(TIMEOUT);
		this.dispatch.runAll();
		assertThat(failureOf(message)).isInstanceOf(TimeoutException.class)
			.hasMessage("Client 'prices': no message was accepted as reply within 3000 ms");
		assertThat(this.replies.isWaiting()).isFalse();
	}

	@Test
	void whenConnectionEndsThenFailsWithItsFailure() {
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.replies.end(LOST);
		assertThat(message).isNotDone();
		this.dispatch.runAll();
		assertThat(failureOf(message)).hasMessage("lost");
		assertThat(this.replies.isWaiting()).isFalse();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenReplyIsAcceptedBeforeConnectionEndsThenFutureHasIt() {
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.replies.received(new ReplyMessage("a"));
		this.replies.end(LOST);
		this.dispatch.runAll();
		assertThat(message).isCompleted();
	}

	@Test
	void whenConnectionEndsTwiceThenTheFirstFailureCounts() {
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.replies.end(LOST);
		this.replies.end(() -> new IllegalStateException("again"));
		this.dispatch.runAll();
		assertThat(failureOf(message)).hasMessage("lost");
	}

	@Test
	void whenConnectionHasEndedThenFailsAtOnce() {
		this.replies.end(LOST);
		CompletableFuture<HeartbeatMessage> message = await("a");
		this.dispatch.runAll();
		assertThat(failureOf(message)).hasMessage("lost");
		assertThat(this.replies.isWaiting()).isFalse();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenNobodyWaitsThenEndOfConnectionTakesNoThread() {
		this.replies.end(LOST);
		assertThat(this.dispatch.size()).isZero();
	}

	@Test
	void whenTooManyWaitThenFurtherOnesAreRefused() {
		for (int i = 0; i < ReplyRegistry.MAX_PREDICATES; i++) {
			assertThat(await("a")).isNotDone();
		}
		assertThat(failureOf(await("a"))).isInstanceOf(HeartbeatSendException.class).hasMessageContaining("1024");
		receive("a");
		assertThat(await("a")).isNotDone();
	}

	@Test
	void whenEarlyMessagesAreKeptThenWaitFindsWhatHasArrived() {
		this.replies.keepEarly();
		receive("hello");
		receive("capabilities");
		assertThat(awaited("hello")).isCompletedWithValue(new ReplyMessage("hello"));
		assertThat(awaited("capabilities")).isCompletedWithValue(new ReplyMessage("capabilities"));
	}

	@Test
	void whenEarlyMessageIsAcceptedThenNextWaitBeginsBehindIt() {
		this.replies.keepEarly();
		receive("hello");
		receive("a");
		receive("hello");
		assertThat(awaited("hello")).isCompleted();
		assertThat(awaited("hello")).isCompleted();
		CompletableFuture<HeartbeatMessage> third = awaited("hello");
		assertThat(third).isNotDone();
		assertThat(awaited("a")).isNotDone();
		receive("hello");
		assertThat(third).isCompleted();
	}

	@Test
	void whenMessageIsAcceptedOnArrivalThenNextWaitBeginsBehindIt() {
		this.replies.keepEarly();
		receive("a");
		CompletableFuture<HeartbeatMessage> first = awaited("hello");
		receive("hello");
		receive("b");
		assertThat(first).isCompleted();
		assertThat(awaited("a")).isNotDone();
		assertThat(awaited("hello")).isNotDone();
		assertThat(awaited("b")).isCompleted();
	}

	@Test
	void whenMessageArrivedBeforeTheWaitAndIsLookedAtAfterItThenItIsNotMissed() {
		this.replies.keepEarly();
		long mark = this.replies.mark();
		CompletableFuture<HeartbeatMessage> message = awaited("hello");
		this.replies.received(new ReplyMessage("hello"), mark);
		this.dispatch.runAll();
		assertThat(message).isCompleted();
	}

	@Test
	void whenEarlyMessagesAreForgottenThenOnlyLaterOnesCount() {
		this.replies.keepEarly();
		receive("hello");
		this.replies.forgetEarly();
		CompletableFuture<HeartbeatMessage> message = awaited("hello");
		assertThat(message).isNotDone();
		receive("hello");
		assertThat(message).isCompleted();
		assertThat(this.replies.isWaiting()).isFalse();
	}

	@Test
	void whenConnectionHasEndedThenEarlyMessagesAreFoundAndOtherWaitsFail() {
		this.replies.keepEarly();
		receive("denied");
		this.replies.end(LOST);
		assertThat(awaited("denied")).isCompletedWithValue(new ReplyMessage("denied"));
		assertThat(failureOf(awaited("denied"))).hasMessage("lost");
	}

	@Test
	void whenThereAreTooManyEarlyMessagesThenTheFirstAreKept() {
		this.replies.keepEarly();
		for (int i = 0; i <= EarlyMessages.MAX_MESSAGES; i++) {
			receive("message " + i);
		}
		assertThat(awaited("message " + EarlyMessages.MAX_MESSAGES)).isNotDone();
		assertThat(awaited("message 0")).isCompleted();
		assertThat(awaited("message " + (EarlyMessages.MAX_MESSAGES - 1))).isCompleted();
	}

	private CompletableFuture<HeartbeatMessage> awaited(String expected) {
		CompletableFuture<HeartbeatMessage> message = await(expected);
		this.dispatch.runAll();
		return message;
	}

	private CompletableFuture<HeartbeatMessage> await(String expected) {
		return await((message) -> message.getText().equals(expected));
	}

	private CompletableFuture<HeartbeatMessage> await(Predicate<HeartbeatMessage> predicate) {
		return this.replies.await(predicate, TIMEOUT);
	}

	private void receive(String text) {
		this.replies.received(new ReplyMessage(text));
		this.dispatch.runAll();
	}

	private static Throwable failureOf(CompletableFuture<HeartbeatMessage> message) {
		assertThat(message).isCompletedExceptionally();
		return catchThrowableOfType(ExecutionException.class, message::get).getCause();
	}

}
