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

import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatTransition;
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
