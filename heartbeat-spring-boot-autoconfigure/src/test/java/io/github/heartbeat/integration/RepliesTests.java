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

package io.github.heartbeat.integration;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A reply answers the request that was written to its connection before, and each request
 * comes to an end.
 */
@Timeout(120)
class RepliesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Test
	void whenMessageComesBeforeTheRequestIsWrittenThenItIsNoReply() throws Exception {
		ListenerGate gate = new ListenerGate();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onConnect((connection) -> connection.sendText("ok, session"))
			.onText((connection, text) -> connection.sendText("ok, " + text));
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withReady(settings.ready().withTimeout(TIMEOUT)))
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE))
					.on((event) -> {
						if (event instanceof HeartbeatOpenEvent) {
							gate.pass();
						}
					})
					.start()) {
			CompletableFuture<HeartbeatMessage> reply = engine.client()
				.sendAndAwait("order", startsWith("ok"), TIMEOUT);
			gate.awaitEntered();
			TestEngine.await("a message has come", () -> engine.client().getStatistics().inbound().messages() == 1);
			server.broadcast("ok, again");
			TestEngine.await("another has come", () -> engine.client().getStatistics().inbound().messages() == 2);
			assertThat(reply).isNotDone();
			assertThat(ReceivedTexts.of(server)).isEmpty();
			gate.open();
			assertThat(reply).succeedsWithin(TestEngine.PATIENCE)
				.extracting(HeartbeatMessage::getText)
				.isEqualTo("ok, order");
		}
		finally {
			gate.open();
		}
	}

	@Test
	void whenTimeoutsAreWithoutEndThenNothingIsKeptBeyondTheConnection() throws Exception {
		int requests = 100;
		Duration forever = ChronoUnit.FOREVER.getDuration();
		AtomicInteger calls = new AtomicInteger();
		List<WeakReference<Object>> predicates = new ArrayList<>();
		List<CompletableFuture<HeartbeatMessage>> replies = new ArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			for (int i = 0; i < requests; i++) {
				Predicate<HeartbeatMessage> predicate = new LargePredicate(calls);
				predicates.add(new WeakReference<>(predicate));
				replies.add(engine.client().sendAndAwait("request", predicate, forever));
			}
			TestEngine.await("all are written", () -> ReceivedTexts.of(server).size() == requests);
			connection.sendText("1");
			connection.sendText("2");
			engine.log().awaitTexts(2);
			TestEngine.await("all were asked", () -> calls.get() == 2 * requests);
			connection.cut();
			assertThat(replies).allSatisfy((reply) -> assertLost(reply));
			HeartbeatTestConnection next = engine.awaitOpen(server);
			next.sendText("3");
			engine.log().awaitTexts(3);
			assertThat(calls).hasValue(2 * requests);
			awaitCollected(predicates);
		}
	}

	@Test
	void whenRequestIsAnsweredThenItsPredicateIsAskedNoMoreAndNotKept() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		List<WeakReference<Object>> predicates = new ArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onText((connection, text) -> connection.sendText("accepted"));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			Predicate<HeartbeatMessage> predicate = new LargePredicate(calls);
			predicates.add(new WeakReference<>(predicate));
			CompletableFuture<HeartbeatMessage> reply = engine.client()
				.sendAndAwait("request", predicate, ChronoUnit.FOREVER.getDuration());
			assertThat(reply).succeedsWithin(TestEngine.PATIENCE);
			predicate = null;
			connection.sendText("accepted");
			engine.log().awaitTexts(2);
			assertThat(calls).hasValue(1);
			awaitCollected(predicates);
		}
	}

	@Test
	void whenSixteenThousandRequestsAreInFlightThenEachGetsItsReply() {
		int requests = 16_000;
		List<String> asked = Collections.synchronizedList(new ArrayList<>());
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false).onText((connection, text) -> {
			asked.add(text);
			if (asked.size() == requests) {
				asked.forEach((request) -> connection.sendText("reply " + request));
			}
		});
				TestEngine engine = TestEngine.to(server.url())
					.withSend((send) -> send.withQueueCapacity(requests))
					.customize((builder) -> builder.correlators(() -> List.of(new NumberCorrelator())))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			List<CompletableFuture<String>> replies = new ArrayList<>();
			for (int i = 0; i < requests; i++) {
				replies.add(engine.client().request(String.valueOf(i), String.class, TIMEOUT));
			}
			for (int i = 0; i < requests; i++) {
				assertThat(replies.get(i)).succeedsWithin(TIMEOUT).isEqualTo("reply " + i);
			}
			engine.log().awaitTexts(requests);
			assertThat(engine.log().story()).doesNotContain("Close", "Error");
		}
	}

	@Test
	void whenConnectionIsReplacedThenOnlyItsOwnRequestsFail() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().ignoreClose(true);
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatClient client = engine.client();
			HeartbeatTestConnection first = engine.awaitOpen(server);
			CompletableFuture<HeartbeatMessage> old = client.sendAndAwait("old", startsWith("reply"), TIMEOUT);
			ReceivedTexts.await(server, "1: old");
			client.reconnect();
			HeartbeatTestConnection second = engine.awaitOpen(server);
			CompletableFuture<HeartbeatMessage> current = client.sendAndAwait("new", startsWith("reply"), TIMEOUT);
			ReceivedTexts.await(server, "1: old", "2: new");
			assertLost(old);
			TestEngine.await("the first connection has ended", () -> !first.isOpen());
			assertThat(current).isNotDone();
			second.sendText("reply to new");
			assertThat(current).succeedsWithin(TestEngine.PATIENCE)
				.extracting(HeartbeatMessage::getText)
				.isEqualTo("reply to new");
		}
	}

	@Test
	void whenConnectionsAreCutAgainAndAgainThenRequestsOfTheNextAreAnswered() throws Exception {
		int rounds = 20;
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect(
							(reconnect) -> reconnect.withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1)))
					.customize((builder) -> builder.correlators(() -> List.of(new NumberCorrelator())))
					.start()) {
			for (int i = 0; i < rounds; i++) {
				HeartbeatTestConnection connection = engine.awaitOpen(server);
				CompletableFuture<String> lost = engine.client().request("1" + i, String.class, TIMEOUT);
				CompletableFuture<HeartbeatMessage> lostToo = engine.client()
					.sendAndAwait("2" + i, startsWith("never"), TIMEOUT);
				TestEngine.await("both are written", () -> hasReceived(server, "2"));
				connection.cut();
				connection = engine.awaitOpen(server);
				CompletableFuture<String> answered = engine.client().request("3" + i, String.class, TIMEOUT);
				connection.sendText("reply 3" + i);
				TestEngine.await("the request is written", () -> hasReceived(server, "3"));
				connection.sendText("reply 3" + i);
				assertThat(answered).succeedsWithin(TestEngine.PATIENCE).isEqualTo("reply 3" + i);
				assertLost(lost);
				assertLost(lostToo);
				connection.cut();
			}
		}
	}

	private static boolean hasReceived(HeartbeatTestServer server, String start) {
		List<String> texts = ReceivedTexts.of(server);
		return !texts.isEmpty() && texts.get(texts.size() - 1).matches("\\d+: " + start + ".*");
	}

	private static void assertLost(CompletableFuture<?> reply) {
		assertThat(reply).failsWithin(TestEngine.PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(HeartbeatSendException.class,
					(ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNKNOWN));
	}

	private static void awaitCollected(List<WeakReference<Object>> references) {
		Awaitility.await("nothing is kept").atMost(TestEngine.PATIENCE).untilAsserted(() -> {
			System.gc();
			assertThat(references).allMatch((reference) -> reference.refersTo(null));
		});
	}

	private static Predicate<HeartbeatMessage> startsWith(String start) {
		return (message) -> message.getText().startsWith(start);
	}

	/**
	 * Predicate that holds a megabyte and counts its calls.
	 */
	private static final class LargePredicate implements Predicate<HeartbeatMessage> {

		private final byte[] ballast = new byte[1_000_000];

		private final AtomicInteger calls;

		LargePredicate(AtomicInteger calls) {
			this.calls = calls;
		}

		@Override
		public boolean test(HeartbeatMessage message) {
			this.calls.incrementAndGet();
			return this.ballast.length > 0 && message.getText().equals("accepted");
		}

	}

	/**
	 * Correlator of requests that are numbers.
	 */
	private static final class NumberCorrelator implements HeartbeatCorrelator {

		@Override
		public Object requestKey(Object payload) {
			return payload;
		}

		@Override
		public Object replyKey(HeartbeatMessage message) {
			return message.getText().substring("reply ".length());
		}

	}

}
