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
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: when a connection is ready.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientReadyTests {

	private ClientHarness harness = new ClientHarness(new TestSettings()
		.with((settings) -> settings.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE)))
		.send((send) -> send.withWhenClosed(WhenClosed.QUEUE)));

	@Test
	void whenOpenIsEnoughThenReadyFollowsOpen() {
		this.harness = new ClientHarness();
		this.harness.open();
		assertThat(this.harness.events().kindsWithReady()).containsExactly("Open", "Ready");
		assertThat(this.harness.client().isReady()).isTrue();
	}

	@Test
	void whenMessageHasNotComeThenNotReady() {
		FakeSession session = this.harness.open();
		session.receive("something else");
		this.harness.settle();
		assertThat(this.harness.client().isReady()).isFalse();
		assertThat(this.harness.events().kindsWithReady()).containsExactly("Open", "Message");
		assertThat(this.harness.client().getStatistics().connection().downSince()).isNotNull();
	}

	@Test
	void whenMessageComesThenReadyFollowsItAtOnce() {
		FakeSession session = this.harness.open();
		session.receive("welcome");
		session.receive("data");
		this.harness.settle();
		assertThat(this.harness.events().kindsWithReady()).containsExactly("Open", "Message", "Ready", "Message");
		assertThat(this.harness.client().isReady()).isTrue();
		assertThat(this.harness.client().getStatistics().connection().downSince()).isNull();
	}

	@Test
	void whenMessageComesTwiceThenReadyOnce() {
		FakeSession session = this.harness.open();
		session.receive("welcome");
		session.receive("welcome");
		this.harness.settle();
		assertThat(this.harness.events().all(HeartbeatReadyEvent.class)).hasSize(1);
	}

	@Test
	void whenNotReadyThenQueueWaits() {
		this.harness.start();
		CompletableFuture<Void> queued = this.harness.client().send("queued");
		FakeSession session = this.harness.accept();
		assertThat(session.written()).isEmpty();
		session.receive("welcome");
		this.harness.settle();
		assertThat(session.written()).containsExactly("queued");
		assertThat(queued).isCompleted();
	}

	@Test
	void whenListenerOfMessageSendsBeforeReadyThenThatWaitsAsWell() {
		this.harness.events().on(HeartbeatMessageEvent.class, (event) -> event.getSource().send("answer"));
		FakeSession session = this.harness.open();
		session.receive("question");
		this.harness.settle();
		assertThat(session.written()).isEmpty();
		session.receive("welcome");
		this.harness.settle();
		assertThat(session.written()).containsExactly("answer", "answer");
	}

	@Test
	void whenListenerOfOpenSendsOverConnectionThenThatDoesNotWaitForReady() {
		this.harness.events().on(HeartbeatOpenEvent.class, (event) -> event.getConnection().send("log in"));
		FakeSession session = this.harness.open();
		assertThat(session.written()).containsExactly("log in");
	}

	@Test
	void whenNotReadyWithinTimeoutThenLost() {
		FakeSession session = this.harness.open().answerPings();
		this.harness.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		this.harness.advance(Duration.ofNanos(1));
		assertThat(this.harness.events().last(HeartbeatCloseEvent.class).getCause())
			.isEqualTo(DisconnectCause.READY_TIMEOUT);
		assertThat(session.isLive()).isFalse();
	}

	// The timer sees that the connection is not ready; it becomes so, which is told; the
	// timer goes on
	@Test
	void whenReadyWhileTheTimerLooksThenConnectionStays() {
		FakeSession session = this.harness.open().answerPings();
		ConnectionLifecycle lifecycle = (ConnectionLifecycle) ReflectionTestUtils.getField(this.harness.client(),
				"lifecycle");
		Connection connection = lifecycle.connection();
		session.receive("welcome");
		this.harness.settle();
		lifecycle.readyTimedOut(connection, Disconnect.by(DisconnectCause.READY_TIMEOUT, CloseStatus.NORMAL));
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.events().all(HeartbeatCloseEvent.class)).isEmpty();
	}

	@Test
	void whenReadyInTimeThenTimeoutIsCalledOff() {
		FakeSession session = this.harness.open().answerPings();
		this.harness.advanceSeconds(9);
		session.receive("welcome");
		this.harness.advanceSeconds(60);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	@Test
	void whenReadyTimeoutBeginsInTheMomentOfReadyThenConnectionStays() {
		FakeSession session = this.harness.open();
		Runnable timeout = this.harness.timer().begin().orElseThrow();
		session.receive("welcome");
		this.harness.settle();
		timeout.run();
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(session.isLive()).isTrue();
	}

	@Test
	void whenConnectionsOpenButAreNeverReadyThenFailuresAreNotForgiven() {
		this.harness.transport().then(FakeTransport.ALIVE);
		this.harness.start();
		this.harness.advanceSeconds(120);
		assertThat(this.harness.events().all(HeartbeatReconnectEvent.class))
			.extracting(HeartbeatReconnectEvent::getAttempt)
			.containsExactly(1, 2, 3, 4, 5, 6);
	}

	@Test
	void whenMessageOfOlderConnectionComesToListenersLateThenPresentOneIsNotReady() {
		FakeSession first = this.harness.open();
		first.receive("welcome");
		first.fail();
		this.harness.client().reconnect();
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().isReady()).isFalse();
		assertThat(this.harness.events().all(HeartbeatReadyEvent.class))
			.extracting(HeartbeatReadyEvent::getConnectionId)
			.containsExactly("feed-1");
	}

	@Test
	void whenReadyAgainThenEventTellsHowLongItWasNot() {
		FakeSession first = this.harness.open();
		first.receive("welcome");
		this.harness.settle();
		first.fail();
		this.harness.advanceSeconds(1);
		this.harness.advanceSeconds(2);
		this.harness.session().receive("welcome");
		this.harness.settle();
		assertThat(this.harness.events().all(HeartbeatReadyEvent.class)).extracting(HeartbeatReadyEvent::getDowntime)
			.containsExactly(null, Duration.ofSeconds(3));
	}

	@Test
	void whenPredicateAcceptsThenReady() {
		this.harness = predicate();
		this.harness.readyPredicate((clientName, message) -> clientName.equals("feed") && message.isText()
				&& message.getText().startsWith("o"));
		FakeSession session = this.harness.open();
		session.receive("no");
		this.harness.settle();
		assertThat(this.harness.client().isReady()).isFalse();
		session.receive("ok");
		this.harness.settle();
		assertThat(this.harness.client().isReady()).isTrue();
	}

	@Test
	void whenPredicateThrowsThenNotReadyAndFailureCounted() {
		this.harness = predicate();
		this.harness.readyPredicate((clientName, message) -> {
			throw new IllegalStateException("odd");
		});
		this.harness.open().receive("ok");
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.client().isReady()).isFalse();
		assertThat(this.harness.client().getStatistics().listenerFailures()).isOne();
	}

	private static ClientHarness predicate() {
		return new ClientHarness(new TestSettings()
			.with((settings) -> settings.withReady(settings.ready().withWhen(ReadyWhen.PREDICATE))));
	}

}
