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
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientState}.
 */
class ClientStateTests {

	private final VirtualTimer timer = new VirtualTimer();

	@Test
	void whenNewThenStopped() {
		assertThat(new ClientState(this.timer).get()).isEqualTo(HeartbeatState.STOPPED);
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "GAVE_UP" })
	void startWinsWhenThereIsNothingUnderWay(HeartbeatState from) {
		wins(from, ClientState::start, HeartbeatState.CONNECTING);
	}

	@ParameterizedTest
	@EnumSource(names = { "STOPPED", "GAVE_UP" }, mode = Mode.EXCLUDE)
	void startLosesOtherwise(HeartbeatState from) {
		loses(from, ClientState::start);
	}

	@Test
	void startForgivesFailures() {
		ClientState state = in(HeartbeatState.GAVE_UP);
		assertThat(state.failures()).isEqualTo(3);
		state.start();
		assertThat(state.failures()).isZero();
	}

	@Test
	void openedWinsWhileConnecting() {
		ClientState state = in(HeartbeatState.CONNECTING);
		long generation = state.generation();
		assertThat(state.opened(generation)).isTrue();
		assertThat(state.get()).isEqualTo(HeartbeatState.OPEN);
		assertThat(state.generation()).isEqualTo(generation);
	}

	@ParameterizedTest
	@EnumSource(names = "CONNECTING", mode = Mode.EXCLUDE)
	void openedLosesOtherwise(HeartbeatState from) {
		loses(from, (state) -> state.opened(state.generation()));
	}

	@Test
	void openedLosesWithOlderGeneration() {
		loses(HeartbeatState.CONNECTING, (state) -> state.opened(state.generation() - 1));
	}

	@Test
	void openedKeepsFailures() {
		ClientState state = in(HeartbeatState.WAITING);
		state.retry(state.generation());
		state.opened(state.generation());
		assertThat(state.failures()).isEqualTo(2);
	}

	@Test
	void failedWinsWhileConnecting() {
		wins(HeartbeatState.CONNECTING, (state) -> state.failed(state.generation(), 7), HeartbeatState.WAITING);
	}

	@ParameterizedTest
	@EnumSource(names = "CONNECTING", mode = Mode.EXCLUDE)
	void failedLosesOtherwise(HeartbeatState from) {
		loses(from, (state) -> state.failed(state.generation(), 7));
	}

	@Test
	void failedLosesWithOlderGeneration() {
		loses(HeartbeatState.CONNECTING, (state) -> state.failed(state.generation() - 1, 7));
	}

	@Test
	void lostWinsWhileOpen() {
		wins(HeartbeatState.OPEN, (state) -> state.lost(state.generation(), 1), HeartbeatState.WAITING);
	}

	@ParameterizedTest
	@EnumSource(names = "OPEN", mode = Mode.EXCLUDE)
	void lostLosesOtherwise(HeartbeatState from) {
		loses(from, (state) -> state.lost(state.generation(), 1));
	}

	@Test
	void lostLosesWithOlderGeneration() {
		loses(HeartbeatState.OPEN, (state) -> state.lost(state.generation() - 1, 1));
	}

	@Test
	void lostWinsOnce() {
		ClientState state = in(HeartbeatState.OPEN);
		long generation = state.generation();
		assertThat(state.lost(generation, 1)).isTrue();
		assertThat(state.lost(generation, 1)).isFalse();
	}

	@Test
	void failedAndLostKeepTheFailuresTheyAreGiven() {
		ClientState state = in(HeartbeatState.CONNECTING);
		state.failed(state.generation(), 7);
		assertThat(state.failures()).isEqualTo(7);
		state.retry(state.generation());
		state.opened(state.generation());
		state.lost(state.generation(), 1);
		assertThat(state.failures()).isOne();
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECTING", "OPEN" })
	void gaveUpWinsWhileConnectingOrOpen(HeartbeatState from) {
		wins(from, (state) -> state.gaveUp(state.generation(), 5), HeartbeatState.GAVE_UP);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECTING", "OPEN" }, mode = Mode.EXCLUDE)
	void gaveUpLosesOtherwise(HeartbeatState from) {
		loses(from, (state) -> state.gaveUp(state.generation(), 5));
	}

	@Test
	void gaveUpLosesWithOlderGeneration() {
		loses(HeartbeatState.OPEN, (state) -> state.gaveUp(state.generation() - 1, 5));
	}

	@Test
	void retryWinsWhileWaiting() {
		wins(HeartbeatState.WAITING, (state) -> state.retry(state.generation()), HeartbeatState.CONNECTING);
	}

	@ParameterizedTest
	@EnumSource(names = "WAITING", mode = Mode.EXCLUDE)
	void retryLosesOtherwise(HeartbeatState from) {
		loses(from, (state) -> state.retry(state.generation()));
	}

	@Test
	void retryLosesWithOlderGeneration() {
		loses(HeartbeatState.WAITING, (state) -> state.retry(state.generation() - 1));
	}

	@Test
	void retryKeepsFailures() {
		ClientState state = in(HeartbeatState.WAITING);
		state.retry(state.generation());
		assertThat(state.failures()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(names = "STOPPED", mode = Mode.EXCLUDE)
	void reconnectWinsUnlessStopped(HeartbeatState from) {
		wins(from, ClientState::reconnect, HeartbeatState.CONNECTING);
	}

	@Test
	void reconnectLosesWhenStopped() {
		loses(HeartbeatState.STOPPED, ClientState::reconnect);
	}

	@Test
	void reconnectForgivesFailures() {
		ClientState state = in(HeartbeatState.WAITING);
		state.reconnect();
		assertThat(state.failures()).isZero();
	}

	@ParameterizedTest
	@EnumSource(names = "STOPPED", mode = Mode.EXCLUDE)
	void stopWinsUnlessStopped(HeartbeatState from) {
		wins(from, ClientState::stop, HeartbeatState.STOPPED);
	}

	@Test
	void stopLosesWhenStopped() {
		loses(HeartbeatState.STOPPED, ClientState::stop);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECTING", "OPEN" })
	void connectionIsCurrentWhileConnectingOrOpen(HeartbeatState from) {
		ClientState state = in(from);
		assertThat(state.isCurrent(state.generation())).isTrue();
		assertThat(state.isCurrent(state.generation() - 1)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECTING", "OPEN" }, mode = Mode.EXCLUDE)
	void connectionIsNotCurrentOtherwise(HeartbeatState from) {
		ClientState state = in(from);
		assertThat(state.isCurrent(state.generation())).isFalse();
	}

	@Test
	void generationNeverReturns() {
		ClientState state = new ClientState(this.timer);
		long last = state.generation();
		for (int i = 0; i < 10; i++) {
			state.start();
			assertThat(state.generation()).isGreaterThan(last);
			last = state.generation();
			state.stop();
			assertThat(state.generation()).isGreaterThan(last);
			last = state.generation();
		}
	}

	@Test
	void sinceIsTheTimeOfTheLastTransition() {
		ClientState state = in(HeartbeatState.CONNECTING);
		this.timer.advance(Duration.ofSeconds(5));
		state.opened(state.generation());
		this.timer.advance(Duration.ofSeconds(7));
		assertThat(state.since()).isEqualTo(this.timer.now().minusSeconds(7));
	}

	private void wins(HeartbeatState from, Predicate<ClientState> transition, HeartbeatState to) {
		ClientState state = in(from);
		long generation = state.generation();
		assertThat(transition.test(state)).isTrue();
		assertThat(state.get()).isEqualTo(to);
		assertThat(state.generation()).isGreaterThan(generation);
		assertThat(state.since()).isEqualTo(this.timer.now());
	}

	private void loses(HeartbeatState from, Predicate<ClientState> transition) {
		ClientState state = in(from);
		Function<ClientState, Object> snapshot = (observed) -> observed.get() + "/" + observed.generation() + "/"
				+ observed.failures() + "/" + observed.since();
		Object before = snapshot.apply(state);
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(transition.test(state)).isFalse();
		assertThat(snapshot.apply(state)).isEqualTo(before);
	}

	private ClientState in(HeartbeatState wanted) {
		ClientState state = new ClientState(this.timer);
		if (wanted == HeartbeatState.STOPPED) {
			return state;
		}
		state.start();
		switch (wanted) {
			case OPEN -> state.opened(state.generation());
			case WAITING -> state.failed(state.generation(), 2);
			case GAVE_UP -> state.gaveUp(state.generation(), 3);
			default -> assertThat(wanted).isEqualTo(HeartbeatState.CONNECTING);
		}
		this.timer.advance(Duration.ofSeconds(1));
		return state;
	}

}
