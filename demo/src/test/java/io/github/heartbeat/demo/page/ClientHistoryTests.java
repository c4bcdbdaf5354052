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

package io.github.heartbeat.demo.page;

import java.time.Duration;
import java.time.Instant;

import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.HeartbeatTransition.Connection;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientHistory}.
 */
class ClientHistoryTests {

	private final ClientHistory history = new ClientHistory();

	private final Instant start = Instant.now().minusSeconds(60);

	@Test
	void attemptIsKnownFromItsEnd() {
		this.history.transition(transition(1, Kind.STARTED, HeartbeatState.CONNECTING, 0, null));
		this.history.transition(transition(2, Kind.OPENED, HeartbeatState.OPEN, 10, 10));
		this.history.transition(transition(3, Kind.READY, HeartbeatState.OPEN, 11, 1));
		this.history.transition(transition(4, Kind.LOST, HeartbeatState.WAITING, 20, 10));
		this.history.transition(transition(5, Kind.FAILED, HeartbeatState.WAITING, 24, 2));
		assertThat(this.history.all().states()).containsExactly(state(HeartbeatState.CONNECTING, 0),
				state(HeartbeatState.OPEN, 10), state(HeartbeatState.WAITING, 20), state(HeartbeatState.CONNECTING, 22),
				state(HeartbeatState.WAITING, 24));
		assertThat(this.history.getTransition()).isEqualTo(5);
	}

	@Test
	void freshEntriesAreTakenOnce() {
		this.history.roundTrip(Duration.ofMillis(2));
		assertThat(this.history.hasFresh()).isTrue();
		assertThat(this.history.takeFresh().roundTrips()).extracting(RoundTrip::millis).containsExactly(2.0);
		assertThat(this.history.hasFresh()).isFalse();
		assertThat(this.history.takeFresh().roundTrips()).isEmpty();
		assertThat(this.history.all().roundTrips()).hasSize(1);
	}

	@Test
	void ringKeepsTheLastEntries() {
		Ring<Integer> ring = new Ring<>(2);
		ring.add(1);
		assertThat(ring.takeFresh()).containsExactly(1);
		ring.add(2);
		ring.add(3);
		ring.add(4);
		assertThat(ring.takeFresh()).containsExactly(3, 4);
		assertThat(ring.all()).containsExactly(3, 4);
	}

	private StateChange state(HeartbeatState state, int second) {
		return new StateChange(this.start.plusSeconds(second), state);
	}

	private HeartbeatTransition transition(long number, Kind kind, HeartbeatState state, int second,
			@Nullable Integer seconds) {
		boolean attempted = kind == Kind.OPENED || kind == Kind.FAILED;
		Attempt attempt = (attempted && seconds != null) ? new Attempt(1, Duration.ofSeconds(seconds)) : null;
		Connection connection = (!attempted && seconds != null)
				? new Connection(Duration.ofSeconds(seconds), null, 0, 0, 0, 0, null) : null;
		return new HeartbeatTransition(number, this.start.plusSeconds(second), kind, state, null, attempt, connection,
				null, null, null);
	}

}
