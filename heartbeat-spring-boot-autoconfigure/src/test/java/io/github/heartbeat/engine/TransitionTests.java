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
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.HeartbeatTransition.Reconnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Transitions}: each fact is told once, in order, to listeners and
 * observers alike.
 */
@ExtendWith(QuietLogs.class)
class TransitionTests {

	private ClientHarness harness = new ClientHarness();

	private List<String> told() {
		return this.harness.observer().transitions().stream().map((transition) -> transition.kind().name()).toList();
	}

	@Test
	void whenClientLivesThenEachTransitionIsToldOnceInOrder() {
		this.harness.transport().next(FakeTransport.REFUSE).then(FakeTransport.ACCEPT);
		this.harness.start();
		this.harness.advanceSeconds(1);
		this.harness.session().closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.advanceSeconds(2);
		this.harness.reconnect();
		this.harness.close();
		assertThat(told()).containsExactly("STARTED", "FAILED", "OPENED", "LOST", "OPENED", "RECONNECTING", "OPENED",
				"STOPPED");
		assertThat(this.harness.observer().transitions()).extracting(HeartbeatTransition::number)
			.isSorted()
			.doesNotHaveDuplicates();
	}

	@Test
	void whenReadyTakesMoreThanOpenThenItIsTransitionOfItsOwn() {
		this.harness = new ClientHarness(new TestSettings().with(
				(settings) -> settings.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE))));
		this.harness.open().receive("welcome");
		this.harness.settle();
		assertThat(told()).containsExactly("STARTED", "OPENED", "READY");
	}

	@Test
	void whenConnectionOpensThenTransitionHasItsAttemptAndNoEnd() {
		this.harness.transport().next(FakeTransport.REFUSE).then(FakeTransport.ACCEPT);
		this.harness.start();
		this.harness.advanceSeconds(1);
		HeartbeatTransition opened = last(Kind.OPENED);
		assertThat(opened.attempt()).isNotNull();
		assertThat(opened.attempt().number()).isEqualTo(2);
		assertThat(opened.connection()).isNotNull();
		assertThat(opened.connection().downtime()).isNull();
		assertThat(opened.disconnect()).isNull();
		assertThat(opened.reconnect()).isNull();
	}

	@Test
	void whenAttemptFailsThenTransitionHasNoConnectionAndNoCloseCode() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		HeartbeatTransition failed = last(Kind.FAILED);
		assertThat(failed.attempt()).isNotNull();
		assertThat(failed.connection()).isNull();
		assertThat(failed.disconnect()).isNotNull();
		assertThat(failed.disconnect().cause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
		assertThat(failed.disconnect().closeCode()).isNull();
		assertThat(failed.reconnect()).isEqualTo(new Reconnect(1, Duration.ofSeconds(1)));
		assertThat(this.harness.client().getStatistics().lastDisconnect()).isEqualTo(failed.disconnect());
	}

	@Test
	void whenConnectionIsLostThenTransitionHasItsEndAndNoAttempt() {
		this.harness.open().closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.settle();
		HeartbeatTransition lost = last(Kind.LOST);
		assertThat(lost.attempt()).isNull();
		assertThat(lost.connection()).isNotNull();
		assertThat(lost.disconnect()).isNotNull();
		assertThat(lost.disconnect().closeCode()).isEqualTo(1001);
		assertThat(lost.reconnect()).isNotNull();
		assertThat(this.harness.client().getStatistics().lastDisconnect()).isEqualTo(lost.disconnect());
	}

	@Test
	void whenClientGivesUpThenHowItEndedIsToldOnce() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(0L)));
		this.harness.open().closeByPeer(CloseStatus.GOING_AWAY);
		this.harness.settle();
		assertThat(last(Kind.LOST).reconnect()).isNull();
		HeartbeatTransition gaveUp = last(Kind.GAVE_UP);
		assertThat(gaveUp.disconnect()).isEqualTo(new HeartbeatDisconnect(DisconnectCause.CLOSED_BY_SERVER));
		assertThat(gaveUp.connection()).isNull();
		assertThat(gaveUp.attempt()).isNull();
	}

	@Test
	void whenClientIsStoppedThenTransitionHasWhatEndedByIt() {
		this.harness.start();
		this.harness.close();
		assertThat(last(Kind.STOPPED).attempt()).isNotNull();
		assertThat(last(Kind.STOPPED).connection()).isNull();
		this.harness.open();
		this.harness.close();
		assertThat(last(Kind.STOPPED).attempt()).isNull();
		assertThat(last(Kind.STOPPED).connection()).isNotNull();
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.close();
		assertThat(last(Kind.STOPPED).attempt()).isNull();
		assertThat(last(Kind.STOPPED).connection()).isNull();
		assertThat(last(Kind.STOPPED).disconnect())
			.isEqualTo(new HeartbeatDisconnect(DisconnectCause.CLOSED_BY_CLIENT));
	}

	private HeartbeatTransition last(Kind kind) {
		List<HeartbeatTransition> transitions = this.harness.observer()
			.transitions()
			.stream()
			.filter((transition) -> transition.kind() == kind)
			.toList();
		assertThat(transitions).isNotEmpty();
		return transitions.get(transitions.size() - 1);
	}

	@Test
	void whenTransitionIsMadeThenNobodyIsToldOnItsThread() {
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.client().start();
		this.harness.io().runAll();
		assertThat(told()).isEmpty();
		assertThat(this.harness.events().all()).isEmpty();
		this.harness.settle();
		assertThat(told()).containsExactly("STARTED", "OPENED");
	}

	@Test
	void whenObserverDoesNotReturnThenTransitionsAreBoundedCountedAndSaid() {
		List<Long> numbers = new ArrayList<>();
		this.harness.observer().onTransition((transition) -> {
			numbers.add(transition.number());
			if (numbers.size() == 1) {
				// The log and the observers wait, the client goes on
				for (int i = 0; i < 200; i++) {
					this.harness.client().close();
					this.harness.client().start();
				}
			}
		});
		this.harness.start();
		assertThat(numbers).hasSize(257).isSorted();
		HeartbeatClient client = this.harness.client();
		client.close();
		this.harness.settle();
		assertThat(numbers).hasSize(258);
	}

}
