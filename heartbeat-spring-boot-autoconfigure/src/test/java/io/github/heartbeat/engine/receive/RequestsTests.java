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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Requests}.
 */
class RequestsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final String FIRST = "prices-1";

	private static final String SECOND = "prices-2";

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final PrefixCorrelator correlator = new PrefixCorrelator();

	private final Requests requests = new Requests("prices", this.timer,
			new CompletionExecutor(this.dispatch, this.timer, 16), () -> this.correlator);

	private final PendingReplies first = this.requests.open(FIRST);

	private final ReplySending sending = new ReplySending();

	private CompletableFuture<HeartbeatMessage> await(String expected) {
		return await((message) -> message.getText().equals(expected));
	}

	private CompletableFuture<HeartbeatMessage> await(Predicate<HeartbeatMessage> predicate) {
		return this.requests.await(this.sending, predicate, TIMEOUT);
	}

	private CompletableFuture<HeartbeatMessage> request(String key) {
		return this.requests.request(this.sending, key, TIMEOUT);
	}

	/**
	 * Begin to write what was sent last.
	 */
	private void write(String connectionId) {
		this.sending.write(connectionId);
	}

	private static CompletableFuture<Void> writeAtOnce(Consumer<String> writing) {
		writing.accept(FIRST);
		return CompletableFuture.completedFuture(null);
	}

	private void receive(String... texts) {
		for (String text : texts) {
			this.first.received(new ReplyMessage(text));
		}
		settle();
	}

	private void advance(Duration duration) {
		this.timer.advance(duration);
		settle();
	}

	private void settle() {
		this.dispatch.runAll();
	}

	private static boolean recurse(HeartbeatMessage message) {
		return recurse(message) && message.isText();
	}

	private void assertNothingIsHeld() {
		assertThat(this.timer.pending()).isZero();
		assertThat(this.first.isWaiting()).isFalse();
	}

	private void assertRefused(CompletableFuture<HeartbeatMessage> reply, String text) {
		assertFailed(reply, Reason.REJECTED, text);
		assertThat(this.sending.isSending()).isFalse();
	}

	private static void assertFailed(CompletableFuture<HeartbeatMessage> reply, Reason reason, String text) {
		assertThat(failureOf(reply)).isInstanceOfSatisfying(HeartbeatSendException.class, (ex) -> {
			assertThat(ex.getReason()).isEqualTo(reason);
			assertThat(ex).hasMessageContaining(text);
		});
	}

	private static Throwable failureOf(CompletableFuture<HeartbeatMessage> reply) {
		assertThat(reply).isCompletedExceptionally();
		return catchThrowableOfType(ExecutionException.class, reply::get).getCause();
	}

	@Nested
	class Replies {

		@AfterEach
		void nothingIsHeld() {
			assertNothingIsHeld();
		}

		@Test
		void whenReplyComesThenFutureHasIt() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			receive("other");
			assertThat(reply).isNotDone();
			receive("pong");
			assertThat(reply).isCompletedWithValue(new ReplyMessage("pong"));
		}

		@Test
		void whenReplyComesThenFutureIsNotCompletedOnTheThreadOfTheMessage() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			RequestsTests.this.first.received(new ReplyMessage("pong"));
			assertThat(reply).isNotDone();
			settle();
			assertThat(reply).isCompleted();
		}

		@Test
		void whenMessageComesBeforeWriteBeginsThenItIsNoReply() {
			CompletableFuture<HeartbeatMessage> reply = await("ok");
			assertThat(RequestsTests.this.first.isWaiting()).isFalse();
			receive("ok");
			write(FIRST);
			assertThat(reply).isNotDone();
			receive("ok");
			assertThat(reply).isCompleted();
		}

		@Test
		void whenMessageComesBeforeWriteBeginsAndIsLookedAtLaterThenItIsNoReply() {
			CompletableFuture<HeartbeatMessage> reply = await("ok");
			long mark = RequestsTests.this.first.mark();
			write(FIRST);
			RequestsTests.this.first.received(new ReplyMessage("ok"), mark);
			settle();
			assertThat(reply).isNotDone();
			receive("ok");
			assertThat(reply).isCompleted();
		}

		@Test
		void whenReplyIsFasterThanReturnOfWriteThenItCounts() {
			CompletableFuture<HeartbeatMessage> reply = RequestsTests.this.requests.await((writing) -> {
				writing.accept(FIRST);
				receive("pong");
				return CompletableFuture.completedFuture(null);
			}, (message) -> true, TIMEOUT);
			assertThat(reply).isCompleted();
		}

		@Test
		void whenSeveralWaitThenTheyAreAskedInOrder() {
			List<Integer> asked = new ArrayList<>();
			List<CompletableFuture<HeartbeatMessage>> replies = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				int number = i;
				replies.add(await((message) -> {
					asked.add(number);
					return number != 2;
				}));
				write(FIRST);
			}
			receive("a");
			assertThat(asked).containsExactly(0, 1, 2, 3, 4);
			assertThat(replies.stream().filter(CompletableFuture::isDone)).hasSize(4);
			replies.get(2).cancel(false);
		}

		@Test
		void whenReplyWasAcceptedThenPredicateIsNotAskedAgain() {
			List<String> asked = new ArrayList<>();
			await((message) -> asked.add(message.getText()));
			write(FIRST);
			receive("a", "b");
			assertThat(asked).containsExactly("a");
		}

		@Test
		void whenPredicateThrowsThenOnlyItsRequestFails() {
			CompletableFuture<HeartbeatMessage> failed = await((message) -> {
				throw new IllegalStateException("odd");
			});
			write(FIRST);
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			receive("pong");
			assertThat(failureOf(failed)).isInstanceOf(IllegalStateException.class).hasMessage("odd");
			assertThat(reply).isCompleted();
		}

		@Test
		void whenPredicateOverflowsStackThenOnlyItsRequestFails() {
			CompletableFuture<HeartbeatMessage> failed = await(RequestsTests::recurse);
			write(FIRST);
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			receive("pong");
			assertThat(failureOf(failed)).isInstanceOf(StackOverflowError.class);
			assertThat(reply).isCompleted();
		}

		@Test
		void whenPredicateSendsRequestThenThatWaitsForItsOwnReply() {
			List<CompletableFuture<HeartbeatMessage>> inner = new ArrayList<>();
			CompletableFuture<HeartbeatMessage> outer = await((message) -> {
				inner.add(RequestsTests.this.requests.await(RequestsTests::writeAtOnce, (reply) -> true, TIMEOUT));
				return true;
			});
			write(FIRST);
			receive("a");
			assertThat(outer).isCompletedWithValue(new ReplyMessage("a"));
			assertThat(inner).hasSize(1).noneMatch(CompletableFuture::isDone);
			receive("b");
			assertThat(inner.get(0)).isCompletedWithValue(new ReplyMessage("b"));
		}

		@Test
		void whenCompletionSendsRequestThenThatWaitsForItsOwnReply() {
			CompletableFuture<HeartbeatMessage> chain = await("a").thenCompose((message) -> RequestsTests.this.requests
				.await(RequestsTests::writeAtOnce, (reply) -> reply.getText().equals("b"), TIMEOUT));
			write(FIRST);
			receive("a");
			assertThat(chain).isNotDone();
			receive("b");
			assertThat(chain).isCompletedWithValue(new ReplyMessage("b"));
		}

		@Test
		void whenCompletionWaitsForRequestOfItsOwnThenThatEndsAheadOfOthers() {
			List<Boolean> answered = new ArrayList<>();
			await("a").thenRun(() -> {
				CompletableFuture<HeartbeatMessage> inner = RequestsTests.this.requests
					.await(RequestsTests::writeAtOnce, (reply) -> reply.getText().equals("b"), TIMEOUT);
				RequestsTests.this.first.received(new ReplyMessage("b"));
				advance(Duration.ofMillis(10));
				answered.add(inner.isDone());
			});
			write(FIRST);
			CompletableFuture<HeartbeatMessage> other = await("a");
			other.thenRun(() -> assertThat(answered).isEmpty());
			write(FIRST);
			receive("a");
			assertThat(answered).containsExactly(true);
			assertThat(other).isCompleted();
		}

		@Test
		void whenThereIsNoThreadThenFutureEndsAllTheSame() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			RequestsTests.this.dispatch.rejecting(true);
			RequestsTests.this.first.received(new ReplyMessage("pong"));
			assertThat(reply).succeedsWithin(Duration.ofSeconds(5));
		}

	}

	@Nested
	class Connections {

		private final PendingReplies second = RequestsTests.this.requests.open(SECOND);

		@AfterEach
		void nothingIsHeld() {
			assertNothingIsHeld();
			assertThat(this.second.isWaiting()).isFalse();
		}

		@Test
		void whenMessageComesOverOtherConnectionThenItIsNoReply() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(SECOND);
			receive("pong");
			assertThat(reply).isNotDone();
			this.second.received(new ReplyMessage("pong"));
			settle();
			assertThat(reply).isCompleted();
		}

		@Test
		void whenMessageWithKeyComesOverOtherConnectionThenItIsNoReply() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			write(SECOND);
			CompletableFuture<HeartbeatMessage> other = request("8");
			write(FIRST);
			receive("7:pong", "8:pong");
			assertThat(reply).isNotDone();
			assertThat(other).isCompleted();
			this.second.received(new ReplyMessage("7:pong"));
			settle();
			assertThat(reply).isCompleted();
		}

		@Test
		void whenConnectionIsLostThenOnlyWhatWasWrittenToItFails() {
			CompletableFuture<HeartbeatMessage> lost = await("pong");
			write(FIRST);
			CompletableFuture<HeartbeatMessage> lostWithKey = request("7");
			write(FIRST);
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(SECOND);
			CompletableFuture<HeartbeatMessage> replyWithKey = request("8");
			write(SECOND);
			loseFirst();
			assertFailed(lost, Reason.UNKNOWN, "The connection was lost before the reply came");
			assertFailed(lostWithKey, Reason.UNKNOWN, "The connection was lost before the reply came");
			assertThat(reply).isNotDone();
			assertThat(replyWithKey).isNotDone();
			this.second.received(new ReplyMessage("pong"));
			this.second.received(new ReplyMessage("8:pong"));
			settle();
			assertThat(reply).isCompleted();
			assertThat(replyWithKey).isCompleted();
		}

		@Test
		void whenRequestIsNotWrittenYetThenLossOfConnectionDoesNotFailIt() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			loseFirst();
			assertThat(reply).isNotDone();
			write(SECOND);
			this.second.received(new ReplyMessage("pong"));
			settle();
			assertThat(reply).isCompleted();
		}

		@Test
		void whenWriteBeginsOnConnectionThatHasEndedThenFailsAtOnce() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			loseFirst();
			write(FIRST);
			settle();
			assertFailed(reply, Reason.UNKNOWN, "lost");
		}

		@Test
		void whenWriteBeginsOnConnectionThatIsForgottenThenFailsAtOnce() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			loseFirst();
			RequestsTests.this.requests.open("prices-3");
			write(FIRST);
			settle();
			assertFailed(reply, Reason.UNKNOWN, "lost");
		}

		private void loseFirst() {
			RequestsTests.this.first.end(() -> new IllegalStateException("lost"));
			settle();
		}

	}

	@Nested
	class Ends {

		@AfterEach
		void nothingIsHeld() {
			assertNothingIsHeld();
		}

		@Test
		void whenReplyDoesNotComeInTimeThenFailsWithTimeout() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			advance(TIMEOUT.minusNanos(1));
			assertThat(reply).isNotDone();
			advance(Duration.ofNanos(1));
			assertThat(failureOf(reply)).isInstanceOf(TimeoutException.class)
				.hasMessage("Client 'prices': no message was accepted as reply within 3000 ms");
		}

		@Test
		void whenTimeIsOverThenFutureIsNotCompletedOnTheTimer() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			RequestsTests.this.timer.advance(TIMEOUT);
			assertThat(reply).isNotDone();
			settle();
			assertThat(reply).isCompletedExceptionally();
		}

		@Test
		void whenTimeIsOverBeforeWriteBeginsThenReplyIsNotWaitedFor() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			advance(TIMEOUT);
			write(FIRST);
			assertThat(RequestsTests.this.first.isWaiting()).isFalse();
			assertThat(failureOf(reply)).isInstanceOf(TimeoutException.class);
		}

		@Test
		void whenTimeoutIsForeverThenItIsAsLongAsTheTimerCan() {
			CompletableFuture<HeartbeatMessage> reply = RequestsTests.this.requests.await(RequestsTests::writeAtOnce,
					(message) -> true, ChronoUnit.FOREVER.getDuration());
			assertThat(reply).isNotDone();
			assertThat(RequestsTests.this.timer.untilNext()).contains(EngineTimer.MAX_DELAY);
			receive("pong");
			assertThat(reply).isCompleted();
		}

		@Test
		void whenTimerRefusesThenNothingIsSent() {
			Duration past = Duration.ofSeconds(-1);
			assertThatIllegalArgumentException().isThrownBy(
					() -> RequestsTests.this.requests.await(RequestsTests.this.sending, (message) -> true, past));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> RequestsTests.this.requests.request(RequestsTests.this.sending, "7", past));
			assertThat(RequestsTests.this.sending.isSending()).isFalse();
		}

		@Test
		void whenRequestCannotBeSentThenFailsWithThatFailure() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			RequestsTests.this.sending.fail(new HeartbeatSendException("prices", Reason.EXPIRED, "late", null));
			settle();
			assertFailed(reply, Reason.EXPIRED, "late");
		}

		@Test
		void whenFailureOfSendingIsWrappedThenFailsWithItsCause() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			RequestsTests.this.sending
				.fail(new CompletionException(new HeartbeatSendException("prices", Reason.DROPPED, "full", null)));
			settle();
			assertFailed(reply, Reason.DROPPED, "full");
		}

		@Test
		void whenSendingThrowsThenThatIsPassedOn() {
			assertThatIllegalStateException().isThrownBy(() -> RequestsTests.this.requests.await((writing) -> {
				throw new IllegalStateException("odd");
			}, (message) -> true, TIMEOUT)).withMessage("odd");
		}

		@Test
		void whenReplyCameThenFailureOfSendingComesTooLate() {
			CompletableFuture<HeartbeatMessage> reply = await("pong");
			write(FIRST);
			receive("pong");
			RequestsTests.this.sending.fail(new HeartbeatSendException("prices", Reason.UNKNOWN, "lost", null));
			settle();
			assertThat(reply).isCompletedWithValue(new ReplyMessage("pong"));
		}

		@Test
		void whenUserCancelsThenPredicateIsNotAskedAnyMore() {
			List<HeartbeatMessage> asked = new ArrayList<>();
			CompletableFuture<HeartbeatMessage> reply = await(asked::add);
			write(FIRST);
			reply.cancel(false);
			receive("pong");
			assertThat(asked).isEmpty();
		}

		@Test
		void whenUserCompletesFutureThenKeyIsFree() {
			request("7").complete(new ReplyMessage("mine"));
			assertThat(request("7")).isNotDone();
			write(FIRST);
			receive("7:pong");
		}

		@Test
		void whenUserCancelsBeforeWriteBeginsThenReplyIsNotWaitedFor() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			reply.cancel(false);
			write(FIRST);
			assertThat(RequestsTests.this.first.isWaiting()).isFalse();
		}

	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class Keys {

		@AfterEach
		void nothingIsHeld() {
			assertNothingIsHeld();
		}

		@Test
		void whenMessageHasKeyOfRequestThenItIsTheReply() {
			CompletableFuture<HeartbeatMessage> seven = request("7");
			write(FIRST);
			CompletableFuture<HeartbeatMessage> eight = request("8");
			write(FIRST);
			receive("8:b", "9:c", "none");
			assertThat(seven).isNotDone();
			assertThat(eight).isCompletedWithValue(new ReplyMessage("8:b"));
			receive("7:a");
			assertThat(seven).isCompletedWithValue(new ReplyMessage("7:a"));
		}

		@Test
		void whenMessageComesBeforeWriteBeginsThenItIsNoReply() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			receive("7:early");
			long mark = RequestsTests.this.first.mark();
			write(FIRST);
			RequestsTests.this.first.received(new ReplyMessage("7:early"), mark);
			settle();
			assertThat(reply).isNotDone();
			receive("7:pong");
			assertThat(reply).isCompletedWithValue(new ReplyMessage("7:pong"));
		}

		@Test
		void whenRequestsWaitThenKeyOfEachMessageIsAskedForOnce() {
			CompletableFuture<HeartbeatMessage> seven = request("7");
			receive("before");
			write(FIRST);
			request("8").whenComplete((message, failure) -> assertThat(seven).isDone());
			write(FIRST);
			receive("a", "7:a", "8:b", "after");
			assertThat(RequestsTests.this.correlator.asked).containsExactly("a", "7:a", "8:b");
		}

		@Test
		void whenThereIsNoCorrelatorThenRefused() {
			Requests none = new Requests("prices", RequestsTests.this.timer,
					new CompletionExecutor(RequestsTests.this.dispatch, RequestsTests.this.timer, 16), () -> null);
			CompletableFuture<HeartbeatMessage> reply = none.request(RequestsTests.this.sending, "7", TIMEOUT);
			assertRefused(reply, "there is no HeartbeatCorrelator for this client");
		}

		@Test
		void whenCorrelatorCannotBeMadeThenRefused() {
			Requests failing = new Requests("prices", RequestsTests.this.timer,
					new CompletionExecutor(RequestsTests.this.dispatch, RequestsTests.this.timer, 16), () -> {
						throw new IllegalStateException("odd");
					});
			CompletableFuture<HeartbeatMessage> reply = failing.request(RequestsTests.this.sending, "7", TIMEOUT);
			assertRefused(reply, "could not be determined");
			assertThat(failureOf(reply)).hasRootCauseMessage("odd");
		}

		@Test
		void whenRequestHasNoKeyThenRefused() {
			assertRefused(request(""), "the request has no key");
		}

		@Test
		void whenCorrelatorThrowsForRequestThenRefused() {
			CompletableFuture<HeartbeatMessage> reply = request("throw");
			assertRefused(reply, "could not be determined");
			assertThat(failureOf(reply)).hasRootCauseMessage("throw");
		}

		@Test
		void whenKeyHasNoHashCodeThenRefused() {
			RequestsTests.this.correlator.key = new Object() {

				@Override
				public boolean equals(@Nullable Object other) {
					return this == other;
				}

				@Override
				public int hashCode() {
					throw new StackOverflowError();
				}

			};
			assertRefused(request("7"), "could not be determined");
		}

		@Test
		void whenRequestWithSameKeyWaitsThenRefused() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			ReplySending again = new ReplySending();
			CompletableFuture<HeartbeatMessage> refused = RequestsTests.this.requests.request(again, "7", TIMEOUT);
			assertFailed(refused, Reason.REJECTED, "another request with the same key waits for its reply");
			assertThat(again.isSending()).isFalse();
			write(FIRST);
			receive("7:pong");
			assertThat(reply).isCompleted();
		}

		@Test
		void whenFutureIsCompletedThenKeyIsFree() {
			CompletableFuture<HeartbeatMessage> chain = request("7").thenCompose(
					(message) -> RequestsTests.this.requests.request(RequestsTests::writeAtOnce, "7", TIMEOUT));
			write(FIRST);
			receive("7:a");
			assertThat(chain).isNotDone();
			receive("7:b");
			assertThat(chain).isCompletedWithValue(new ReplyMessage("7:b"));
		}

		@Test
		void whenKeyHasChangedThenItIsFreedAllTheSame() {
			List<String> key = new ArrayList<>(List.of("7"));
			RequestsTests.this.correlator.key = key;
			CompletableFuture<HeartbeatMessage> reply = request("7");
			key.add("changed");
			advance(TIMEOUT);
			assertThat(reply).isCompletedExceptionally();
			key.remove("changed");
			assertThat(request("7")).isNotDone();
			advance(TIMEOUT);
		}

		@Test
		void whenCorrelatorThrowsForMessageThenItIsLoggedOnceAndNextCounts(CapturedOutput output) {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			write(FIRST);
			receive("throw", "throw", "7:pong");
			assertThat(reply).isCompleted();
			assertThat(output.getOut()).containsOnlyOnce("The HeartbeatCorrelator failed");
		}

	}

	@Nested
	class Bounds {

		@Test
		void whenTooManyWaitWithPredicateThenRefused() {
			List<CompletableFuture<HeartbeatMessage>> replies = new ArrayList<>();
			for (int i = 0; i < 1023; i++) {
				replies.add(await("pong"));
				if (i % 2 == 0) {
					write(FIRST);
				}
			}
			replies.add(RequestsTests.this.first.await((message) -> true, TIMEOUT));
			assertThat(replies).noneMatch(CompletableFuture::isDone);
			ReplySending refused = new ReplySending();
			assertFailed(RequestsTests.this.requests.await(refused, (message) -> true, TIMEOUT), Reason.REJECTED,
					"1024 wait with a predicate already");
			assertFailed(RequestsTests.this.requests.await(refused, (message) -> true, TIMEOUT), Reason.REJECTED,
					"Define a HeartbeatCorrelator bean");
			assertThat(refused.isSending()).isFalse();
			assertThat(request("7")).isNotDone();
			advance(TIMEOUT);
			assertThat(replies).allMatch(CompletableFuture::isCompletedExceptionally);
			assertThat(await("pong")).isNotDone();
			advance(TIMEOUT);
			assertNothingIsHeld();
		}

		@Test
		void whenTooManyWaitWithKeyThenRefused() {
			List<CompletableFuture<HeartbeatMessage>> replies = new ArrayList<>();
			for (int i = 0; i < 65_536; i++) {
				replies.add(request(String.valueOf(i)));
			}
			assertThat(replies).noneMatch(CompletableFuture::isDone);
			ReplySending refused = new ReplySending();
			assertFailed(RequestsTests.this.requests.request(refused, "more", TIMEOUT), Reason.REJECTED,
					"65536 requests with a key wait already");
			assertThat(refused.isSending()).isFalse();
			assertThat(await("pong")).isNotDone();
			replies.get(0).cancel(false);
			assertThat(request("more")).isNotDone();
			advance(TIMEOUT);
			assertNothingIsHeld();
		}

		@Test
		void whenRequestsAreRefusedThenTheyHoldNothing() {
			CompletableFuture<HeartbeatMessage> reply = request("7");
			for (int i = 0; i < 65_536; i++) {
				assertThat(request("7")).isCompletedExceptionally();
			}
			assertThat(request("8")).isNotDone();
			assertThat(reply).isNotDone();
		}

	}

	/**
	 * The key of a message is what stands before the colon, that of a request its text.
	 */
	private static final class PrefixCorrelator implements HeartbeatCorrelator {

		private final List<String> asked = new ArrayList<>();

		private @Nullable Object key;

		@Override
		public @Nullable Object requestKey(Object payload) {
			if (payload.equals("throw")) {
				throw new IllegalStateException("throw");
			}
			return (this.key != null || payload.equals("")) ? this.key : payload;
		}

		@Override
		public @Nullable Object replyKey(HeartbeatMessage message) {
			this.asked.add(message.getText());
			if (message.getText().equals("throw")) {
				throw new IllegalStateException("throw");
			}
			int colon = message.getText().indexOf(':');
			return (colon > 0) ? message.getText().substring(0, colon) : null;
		}

	}

}
