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

package io.github.heartbeat.actuate;

import java.time.Duration;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HeartbeatJournal}.
 */
class HeartbeatJournalTests {

	private final HeartbeatClient client = TestTransitions.client("prices");

	private final HeartbeatJournal journal = new HeartbeatJournal(3);

	@Test
	void whenThereAreMoreTransitionsThanPlacesThenTheOldestAreGone() {
		this.journal.added(this.client);
		tell(1, Kind.STARTED);
		tell(2, Kind.OPENED);
		tell(3, Kind.READY);
		tell(4, Kind.STOPPED);
		assertThat(entries()).isEqualTo("STOPPED READY OPENED");
	}

	@Test
	void whenOneTransitionOvertakesAnotherThenTheirOrderIsRestored() {
		this.journal.added(this.client);
		tell(1, Kind.STARTED);
		tell(3, Kind.STOPPED);
		tell(2, Kind.OPENED);
		assertThat(entries()).isEqualTo("STOPPED OPENED STARTED");
	}

	@Test
	void whenAttemptsFailTheSameWayThenTheyTakeOnePlace() {
		this.journal.added(this.client);
		this.journal.transition(this.client, TestTransitions.lost(1));
		for (int i = 2; i <= 40; i++) {
			this.journal.transition(this.client, TestTransitions.failed(i, DisconnectCause.HANDSHAKE_REJECTED, 503));
		}
		assertThat(entries()).isEqualTo("FAILED LOST");
		assertThat(this.journal.journal(this.client).entries().get(0)).isInstanceOfSatisfying(TransitionEntry.class,
				(failures) -> {
					assertThat(failures.times()).isEqualTo(39);
					assertThat(failures.firstTime()).isEqualTo(TestTransitions.START.plusSeconds(2));
					assertThat(failures.time()).isEqualTo(TestTransitions.START.plusSeconds(40));
				});
	}

	@Test
	void whenAttemptsFailInDifferentWaysThenEachHasAPlace() {
		this.journal.added(this.client);
		this.journal.transition(this.client, TestTransitions.failed(1, DisconnectCause.HANDSHAKE_REJECTED, 503));
		this.journal.transition(this.client, TestTransitions.failed(2, DisconnectCause.HANDSHAKE_REJECTED, 401));
		this.journal.transition(this.client, TestTransitions.failed(3, DisconnectCause.CONNECTION_REFUSED, null));
		assertThat(entries()).isEqualTo("FAILED FAILED FAILED");
	}

	@Test
	void whenSizeIsZeroThenThereAreNoEntriesAndStillRoundTrips() {
		HeartbeatJournal off = new HeartbeatJournal(0);
		off.added(this.client);
		off.transition(this.client, TestTransitions.of(1, Kind.STARTED));
		off.roundTrip(this.client, Duration.ofMillis(5));
		assertThat(off.journal(this.client).entries()).isEmpty();
		assertThat(off.journal(this.client).roundTrips().count()).isOne();
	}

	@Test
	void whenSizeIsNegativeThenFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> new HeartbeatJournal(-1));
	}

	@Test
	void whenClientIsRemovedThenNothingIsKeptOfIt() {
		this.journal.added(this.client);
		tell(1, Kind.STARTED);
		this.journal.removed(this.client);
		tell(2, Kind.STOPPED);
		assertThat(this.journal.journal(this.client).entries()).isEmpty();
	}

	@Test
	void whenClientIsStartedThenItIsNoLongerPaused() {
		this.journal.added(this.client);
		this.journal.journal(this.client).pause(TestTransitions.START);
		tell(1, Kind.STOPPED);
		assertThat(this.journal.journal(this.client).isPaused()).isTrue();
		tell(2, Kind.STARTED);
		assertThat(this.journal.journal(this.client).isPaused()).isFalse();
	}

	@Test
	void whenClientWasStartedBeforeThePauseThenItStaysPaused() {
		this.journal.added(this.client);
		this.journal.journal(this.client).pause(TestTransitions.START.plusSeconds(1));
		tell(1, Kind.STARTED);
		tell(2, Kind.STOPPED);
		assertThat(this.journal.journal(this.client).isPaused()).isTrue();
	}

	@Test
	void whenThereAreNoRoundTripsThenThereAreNoPercentiles() {
		this.journal.added(this.client);
		assertThat(roundTrips()).isEqualTo(new RoundTripSamples.Summary(null, null, 0));
	}

	@Test
	void whenThereAreFewRoundTripsThenPercentilesAreThoseOfThem() {
		this.journal.added(this.client);
		this.journal.roundTrip(this.client, Duration.ofMillis(30));
		this.journal.roundTrip(this.client, Duration.ofNanos(10_500_000));
		assertThat(roundTrips()).isEqualTo(new RoundTripSamples.Summary(10.5, 30.0, 2));
	}

	@Test
	void whenThereAreManyRoundTripsThenPercentilesAreThoseOfTheLast() {
		this.journal.added(this.client);
		for (int i = 1; i <= 1000; i++) {
			this.journal.roundTrip(this.client, Duration.ofMillis(i));
		}
		assertThat(roundTrips()).isEqualTo(new RoundTripSamples.Summary(936.0, 999.0, 128));
	}

	private RoundTripSamples.Summary roundTrips() {
		return this.journal.journal(this.client).roundTrips();
	}

	private void tell(long number, Kind kind) {
		this.journal.transition(this.client, TestTransitions.of(number, kind));
	}

	private String entries() {
		return String.join(" ",
				this.journal.journal(this.client).entries().stream().map((entry) -> entry.describe().event()).toList());
	}

}
