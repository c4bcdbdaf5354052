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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.ThreadEngineTimer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Requests} with many at a time, on real threads.
 */
class RequestsLoadTests {

	private static final int REQUESTS = 16_000;

	private static final int SENDERS = 4;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final ExecutorService dispatch = Executors.newFixedThreadPool(2);

	private final ThreadEngineTimer timer = new ThreadEngineTimer(this.dispatch);

	private final Requests requests = new Requests("prices", this.timer,
			new CompletionExecutor(this.dispatch, this.timer, 64), TextCorrelator::new);

	private final PendingReplies replies = this.requests.open("prices-1");

	private final Queue<CompletableFuture<HeartbeatMessage>> futures = new ConcurrentLinkedQueue<>();

	@AfterEach
	void shutdown() {
		this.timer.shutdown();
		this.dispatch.shutdown();
	}

	@Test
	void whenAllAreInFlightAtATimeThenAllAreAnswered() throws Exception {
		send((text) -> {
		});
		for (int i = REQUESTS - 1; i >= 0; i--) {
			this.replies.received(new ReplyMessage(String.valueOf(i)));
		}
		assertAllAreAnswered();
	}

	@Test
	void whenRepliesComeWhileOthersAreSentThenAllAreAnswered() throws Exception {
		LinkedBlockingQueue<String> arriving = new LinkedBlockingQueue<>();
		CompletableFuture<Void> arrivals = CompletableFuture.runAsync(() -> receive(arriving));
		send(arriving::add);
		arrivals.get(15, TimeUnit.SECONDS);
		assertAllAreAnswered();
	}

	@Test
	void whenConnectionIsLostWhileOthersAreSentThenEveryFutureEnds() throws Exception {
		AtomicInteger written = new AtomicInteger();
		send((text) -> {
			if (written.incrementAndGet() == REQUESTS / 2) {
				this.replies.end(() -> new IllegalStateException("lost"));
			}
		});
		assertThat(this.futures).hasSize(REQUESTS)
			.allSatisfy((future) -> assertThat(future).failsWithin(Duration.ofSeconds(15)));
		assertThat(this.replies.isWaiting()).isFalse();
	}

	private void send(Consumer<String> afterWrite) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(SENDERS);
		List<Thread> senders = IntStream.range(0, SENDERS).mapToObj((sender) -> new Thread(() -> {
			for (int i = sender; i < REQUESTS; i += SENDERS) {
				send(String.valueOf(i), afterWrite);
			}
			done.countDown();
		})).toList();
		senders.forEach(Thread::start);
		assertThat(done.await(15, TimeUnit.SECONDS)).isTrue();
	}

	private void send(String text, Consumer<String> afterWrite) {
		this.futures.add(this.requests.request((writing) -> {
			writing.accept("prices-1");
			afterWrite.accept(text);
			return CompletableFuture.completedFuture(null);
		}, text, TIMEOUT));
	}

	private void receive(LinkedBlockingQueue<String> arriving) {
		try {
			for (int i = 0; i < REQUESTS; i++) {
				this.replies.received(new ReplyMessage(arriving.take()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void assertAllAreAnswered() throws Exception {
		assertThat(this.futures).hasSize(REQUESTS);
		CompletableFuture.allOf(this.futures.toArray(CompletableFuture[]::new)).get(15, TimeUnit.SECONDS);
		assertThat(this.replies.isWaiting()).isFalse();
	}

	/**
	 * The text is the key.
	 */
	private static final class TextCorrelator implements HeartbeatCorrelator {

		@Override
		public Object requestKey(Object payload) {
			return payload;
		}

		@Override
		public Object replyKey(HeartbeatMessage message) {
			return message.getText();
		}

	}

}
