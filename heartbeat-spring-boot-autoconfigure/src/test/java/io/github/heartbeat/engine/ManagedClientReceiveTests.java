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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ManagedClient}: receiving.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientReceiveTests {

	private ClientHarness harness = new ClientHarness();

	@Test
	void whenMessagesArriveThenEventsFollowInOrder() {
		FakeSession session = this.harness.open();
		List<String> texts = IntStream.range(0, 500).mapToObj((number) -> "message " + number).toList();
		texts.forEach(session::receive);
		this.harness.settle();
		assertThat(this.harness.events().texts()).isEqualTo(texts);
		assertThat(this.harness.client().getStatistics().inbound().messages()).isEqualTo(500);
	}

	@Test
	void whenBinaryMessageArrivesThenEventHasItsBytes() {
		this.harness.open().receive(new byte[] { 1, 2, 3 });
		this.harness.settle();
		HeartbeatMessageEvent event = this.harness.events().last(HeartbeatMessageEvent.class);
		assertThat(event.isText()).isFalse();
		assertThat(event.getBytes()).containsExactly(1, 2, 3);
		assertThat(event.getPayloadLength()).isEqualTo(3);
	}

	@Test
	void whenTextArrivesInPartsThenOneEventFollows() {
		FakeSession session = this.harness.open();
		session.receivePart("\uD83D", false);
		session.receivePart("\uDC93 be", false);
		session.receivePart("at", true);
		this.harness.settle();
		HeartbeatMessageEvent event = this.harness.events().last(HeartbeatMessageEvent.class);
		assertThat(event.getText()).isEqualTo("\uD83D\uDC93 beat");
		assertThat(event.getPayloadLength()).isEqualTo(9);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message");
	}

	@Test
	void whenMessageArrivesThenEventNamesItsConnection() {
		FakeSession first = this.harness.open();
		first.receive("a");
		first.fail();
		this.harness.advanceSeconds(1);
		this.harness.session().receive("b");
		this.harness.settle();
		List<HeartbeatOpenEvent> opens = this.harness.events().all(HeartbeatOpenEvent.class);
		List<HeartbeatMessageEvent> messages = this.harness.events().all(HeartbeatMessageEvent.class);
		assertThat(messages).extracting(HeartbeatEvent::getConnectionId)
			.containsExactly(opens.get(0).getConnectionId(), opens.get(1).getConnectionId());
		assertThat(opens.get(0).getConnectionId()).isNotEqualTo(opens.get(1).getConnectionId());
	}

	@Test
	void whenMessagesWaitAtLossThenTheyAreDeliveredBeforeClose() {
		FakeSession session = this.harness.open();
		session.receive("a");
		session.receive("b");
		session.fail();
		this.harness.settle();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Message", "Error", "Close",
				"Reconnect");
	}

	@Test
	void whenConnectionIsLostThenReopenTellsWhenLastMessageCame() {
		FakeSession session = this.harness.open();
		session.receive("a");
		session.fail();
		this.harness.advanceSeconds(1);
		HeartbeatOpenEvent event = this.harness.events().last(HeartbeatOpenEvent.class);
		assertThat(event.getLastMessageAt())
			.isEqualTo(this.harness.events().last(HeartbeatMessageEvent.class).getArrivedAt());
		assertThat(event.getDowntime()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whenListenerIsSlowThenEventsOfNextConnectionWaitForThoseOfTheLast() {
		FakeSession first = this.harness.open();
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			if (event.getText().equals("slow")) {
				// While the listener works the connection is lost and opened again
				first.fail();
				this.harness.timer().advance(Duration.ofSeconds(1));
				this.harness.session().receive("next");
			}
		});
		first.receive("slow");
		first.receive("same");
		this.harness.settle();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Message", "Error", "Close",
				"Reconnect", "Open", "Message");
		assertThat(this.harness.events().texts()).containsExactly("slow", "same", "next");
		assertThat(this.harness.events().faults()).isEmpty();
	}

	@Test
	void whenMessageIsTooBigThenLostWith1009AndKeyNamed() {
		this.harness = new ClientHarness(
				new TestSettings().receive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(10))));
		FakeSession session = this.harness.open();
		session.receive("12345678901");
		this.harness.settle();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
		assertThat(this.harness.events().last(HeartbeatErrorEvent.class).getThrowable())
			.hasMessageContaining("heartbeat.client.feed.receive.max-message-size");
		HeartbeatCloseEvent close = this.harness.events().last(HeartbeatCloseEvent.class);
		assertThat(close.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
		assertThat(close.getCode()).isEqualTo(1009);
		assertThat(session.aborts()).extracting(CloseStatus::getCode).containsExactly(1009);
	}

	@Test
	void whenPartsTogetherAreTooBigThenRestIsIgnored() {
		this.harness = new ClientHarness(
				new TestSettings().receive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(10))));
		FakeSession session = this.harness.open();
		session.receivePart("123456", false);
		session.receivePart("789012", false);
		session.receivePart("345678", true);
		session.receive("small");
		this.harness.settle();
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
	}

	@Test
	void whenMessageWasTooBigThenNextConnectionReceives() {
		this.harness = new ClientHarness(
				new TestSettings().receive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(10))));
		this.harness.open().receive("12345678901");
		this.harness.advanceSeconds(1);
		this.harness.session().receive("1234567890");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("1234567890");
	}

	@Test
	void whenMessageOfMegabytesIsAllowedThenItArrives() {
		this.harness = new ClientHarness(
				new TestSettings().receive((receive) -> receive.withMaxMessageSize(DataSize.ofMegabytes(8))));
		FakeSession session = this.harness.open();
		String part = "x".repeat(8192);
		for (int i = 0; i < 1023; i++) {
			session.receivePart(part, false);
		}
		session.receivePart(part, true);
		this.harness.settle();
		HeartbeatMessageEvent event = this.harness.events().last(HeartbeatMessageEvent.class);
		assertThat(event.getPayloadLength()).isEqualTo(8 * 1024 * 1024);
		assertThat(event.getText().getBytes(StandardCharsets.UTF_8)).hasSize(8 * 1024 * 1024);
	}

	// The reader is past its look whether the connection counts; reconnect() takes the
	// connection out; the reader goes on to its end
	@Test
	void whenCloseMessageIsReadWhileReconnectIsCalledThenTheNewAttemptGoesOn() {
		AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();
		this.harness = new ClientHarness(
				new TestSettings().with((settings) -> settings.withCloseOnMessage("bye")).get(), (task) -> {
					Runnable action = meanwhile.getAndSet(null);
					if (action != null) {
						action.run();
					}
					this.harness.dispatch().execute(task);
				});
		FakeSession session = this.harness.open();
		meanwhile.set(() -> this.harness.client().reconnect());
		session.receive("bye");
		this.harness.settle();
		assertThat(meanwhile.get()).isNull();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.attempts()).isEqualTo(2);
	}

	@Test
	void whenCloseMessageArrivesThenClosedForGood() {
		this.harness = saysGoodbye();
		FakeSession session = this.harness.open();
		session.receive("a");
		session.receive("bye");
		session.receive("b");
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Message", "Close");
		HeartbeatCloseEvent close = this.harness.events().last(HeartbeatCloseEvent.class);
		assertThat(close.getCause()).isEqualTo(DisconnectCause.CLOSE_MESSAGE);
		assertThat(close.getCode()).isEqualTo(1000);
		assertThat(close.isReconnecting()).isFalse();
		assertThat(session.closes()).extracting(CloseStatus::getCode).containsExactly(1000);
		assertThat(this.harness.attempts()).isOne();
	}

	@Test
	void whenOtherMessageArrivesThenItIsNotTheCloseMessage() {
		this.harness = saysGoodbye();
		FakeSession session = this.harness.open();
		session.receive("bye ");
		session.receive("Bye");
		session.receive("bye".getBytes(StandardCharsets.UTF_8));
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenCloseMessageComesInPartsThenClosedForGood() {
		this.harness = saysGoodbye();
		FakeSession session = this.harness.open();
		session.receivePart("b", false);
		session.receivePart("ye", true);
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
	}

	@Test
	void whenClosedByMessageThenStartBeginsAgain() {
		this.harness = saysGoodbye();
		this.harness.open().receive("bye");
		this.harness.settle();
		this.harness.start();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenCloseMessageIsDroppedThenClosedNevertheless() {
		this.harness = new ClientHarness(new TestSettings().with((settings) -> settings.withCloseOnMessage("bye"))
			.receive((receive) -> receive.withQueueCapacity(1).withOverflow(ReceiveOverflow.DROP_NEWEST)));
		FakeSession session = this.harness.open();
		session.receive("a");
		session.receive("bye");
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
	}

	@Test
	void whenOlderConnectionSaysGoodbyeThenPresentOneStays() {
		this.harness = saysGoodbye();
		FakeSession first = this.harness.open();
		first.fail();
		this.harness.advanceSeconds(1);
		first.receive("bye");
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenListenerThrowsThenLaterMessagesAreDelivered() {
		FakeSession session = this.harness.open();
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> {
			if (event.getText().equals("bad")) {
				throw new IllegalArgumentException("odd");
			}
		});
		session.receive("bad");
		session.receive("good");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("bad", "good");
		assertThat(this.harness.client().getStatistics().listenerFailures()).isOne();
	}

	@Test
	void whenListenerNeverReturnsThenOutageDoesNotFillTheHeap() {
		this.harness.open();
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.timer().afterEach(() -> this.harness.io().runAll());
		this.harness.session().fail();
		this.harness.timer().advance(Duration.ofDays(2));
		assertThat(this.harness.attempts()).isGreaterThan(5000);
		this.harness.dispatch().runAll();
		assertThat(this.harness.events().all()).hasSizeLessThan(300);
	}

	@Test
	void whenListenerNeverReturnsAndConnectionFlapsThenEventsAreBoundedAndStayPaired() {
		this.harness.transport().then((attempt) -> attempt.accept().closeByPeer(CloseStatus.GOING_AWAY));
		this.harness.timer().afterEach(() -> this.harness.io().runAll());
		this.harness.client().start();
		this.harness.io().runAll();
		this.harness.timer().advance(Duration.ofHours(10));
		assertThat(this.harness.attempts()).isGreaterThan(1000);
		this.harness.transport().then(FakeTransport.ALIVE);
		this.harness.timer().advance(Duration.ofMinutes(1));
		this.harness.session().receive("alive");
		this.harness.settle();
		List<String> kinds = this.harness.events().kinds();
		assertThat(kinds).hasSizeLessThan(600);
		assertThat(kinds.stream().filter((kind) -> kind.equals("Open") || kind.equals("Close")).toList())
			.isEqualTo(IntStream.range(0, Collections.frequency(kinds, "Open") + Collections.frequency(kinds, "Close"))
				.mapToObj((number) -> (number % 2 == 0) ? "Open" : "Close")
				.toList());
		assertThat(this.harness.events().texts()).containsExactly("alive");
	}

	@Test
	void whenConflatingThenNewestOfEachKeyIsDelivered() {
		this.harness = conflating();
		this.harness.messageKeyExtractor((clientName, message) -> message.getText().charAt(0));
		FakeSession session = this.harness.open();
		for (String text : List.of("a1", "b1", "a2", "c1", "a3", "b2")) {
			session.receive(text);
		}
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("a3", "b2", "c1");
		assertThat(this.harness.client().getStatistics().inbound().dropped()).isEqualTo(3);
		assertThat(this.harness.client().getStatistics().inbound().queued()).isZero();
	}

	@Test
	void whenConflatingAndMessageHasNoKeyThenItIsDelivered() {
		this.harness = conflating();
		this.harness.messageKeyExtractor((clientName, message) -> null);
		FakeSession session = this.harness.open();
		session.receive("a");
		session.receive("a");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("a", "a");
	}

	@Test
	void whenKeyExtractorThrowsThenMessageIsDeliveredAndFailureCounted() {
		this.harness = conflating();
		this.harness.messageKeyExtractor((clientName, message) -> {
			throw new IllegalStateException("odd");
		});
		this.harness.open().receive("a");
		this.harness.settle();
		assertThat(this.harness.events().texts()).containsExactly("a");
		assertThat(this.harness.client().getStatistics().listenerFailures()).isOne();
	}

	@Test
	void whenKeyCannotBeHashedThenConnectionStaysAndNothingIsThrownAtTransport() {
		this.harness = conflating();
		this.harness.messageKeyExtractor((clientName, message) -> new Object() {

			@Override
			public int hashCode() {
				throw new IllegalStateException("odd");
			}

			@Override
			public boolean equals(Object other) {
				throw new IllegalStateException("odd");
			}

		});
		FakeSession session = this.harness.open();
		assertThatNoException().isThrownBy(() -> session.receive("a"));
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().getStatistics().listenerFailures()).isOne();
	}

	private static ClientHarness conflating() {
		return new ClientHarness(
				new TestSettings().receive((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE)));
	}

	private static ClientHarness saysGoodbye() {
		return new ClientHarness(new TestSettings().with((settings) -> settings.withCloseOnMessage("bye")));
	}

}
