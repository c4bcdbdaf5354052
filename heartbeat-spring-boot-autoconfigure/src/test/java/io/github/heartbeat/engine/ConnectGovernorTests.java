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
import java.util.Map;
import java.util.stream.IntStream;

import io.github.heartbeat.engine.ConnectGovernor.Ticket;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ConnectGovernor}.
 */
class ConnectGovernorTests {

	private final VirtualTimer timer = new VirtualTimer();

	private final ConnectGovernor governor = new ConnectGovernor(this.timer, 2, 0);

	private final List<String> granted = new ArrayList<>();

	@Test
	void whenThereIsRoomThenGrantsAtOnce() {
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenThereIsNoRoomThenGrantsInOrderOfRequestAsTicketsComeBack() {
		List<Ticket> tickets = IntStream.rangeClosed(1, 5)
			.mapToObj((number) -> request("host", "ticket " + number))
			.toList();
		assertThat(this.granted).containsExactly("ticket 1", "ticket 2");
		tickets.get(1).release();
		assertThat(this.granted).endsWith("ticket 3").hasSize(3);
		tickets.get(0).release();
		tickets.get(2).release();
		assertThat(this.granted).endsWith("ticket 4", "ticket 5").hasSize(5);
	}

	@Test
	void whenOneHostIsFullThenOthersAreNotHeldUp() {
		request("tarpit", "one");
		request("tarpit", "two");
		request("tarpit", "three");
		request("other", "four");
		assertThat(this.granted).containsExactly("one", "two", "four");
	}

	@Test
	void whenHostIsWrittenInAnotherCaseThenItIsTheSame() {
		request("host", "one");
		request("Host", "two");
		request("HOST", "three");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenTicketIsReleasedTwiceThenItCountsOnce() {
		Ticket first = request("host", "one");
		request("host", "two");
		request("host", "three");
		request("host", "four");
		first.release();
		first.release();
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenWaitingTicketIsReleasedThenItIsNeverGranted() {
		Ticket first = request("host", "one");
		request("host", "two");
		Ticket third = request("host", "three");
		request("host", "four");
		third.release();
		first.release();
		assertThat(this.granted).containsExactly("one", "two", "four");
	}

	@Test
	void whenTicketIsReleasedBeforeItIsRequestedThenItIsNeverGranted() {
		Ticket ticket = this.governor.ticket("host", () -> this.granted.add("never"));
		ticket.release();
		ticket.request();
		assertThat(this.granted).isEmpty();
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenGrantedActionReleasesAtOnceThenNextIsGranted() {
		Ticket[] self = new Ticket[1];
		self[0] = this.governor.ticket("host", () -> {
			this.granted.add("self");
			self[0].release();
		});
		self[0].request();
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("self", "one", "two");
	}

	@Test
	void whenAllTicketsAreBackThenNothingIsKeptOfTheHost() {
		List<Ticket> tickets = IntStream.range(0, 5).mapToObj((number) -> request("host", "ticket " + number)).toList();
		tickets.forEach(Ticket::release);
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(this.governor, "hosts")).isEmpty();
	}

	@Test
	void whenThousandWaitAndEndAtOnceThenAllAreGranted() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 1, 0);
		List<Ticket> tickets = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int number = i;
			tickets.add(governor.ticket("host", () -> {
				this.granted.add(String.valueOf(number));
				if (number > 0) {
					tickets.get(number).release();
				}
			}));
		}
		tickets.forEach(Ticket::request);
		tickets.get(0).release();
		assertThat(this.granted).hasSize(1_000);
	}

	@Test
	void whenActionThrowsThenOthersAreStillGranted() {
		Ticket failing = this.governor.ticket("host", () -> {
			throw new IllegalStateException("odd");
		});
		catchThrowable(failing::request);
		failing.release();
		request("host", "one");
		request("host", "two");
		request("other", "three");
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenRateIsLimitedThenAttemptsBeginNoFaster() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 10, 2);
		List<Long> times = new ArrayList<>();
		long start = this.timer.nanoTime();
		for (int i = 0; i < 5; i++) {
			governor.ticket("host", () -> times.add((this.timer.nanoTime() - start) / 1_000_000)).request();
		}
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(times).containsExactly(0L, 500L, 1000L, 1500L, 2000L);
	}

	@Test
	void whenRateIsLimitedThenUnusedTimeIsNotSavedUp() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 10, 1);
		request(governor, "one");
		this.timer.advance(Duration.ofMinutes(1));
		request(governor, "two");
		request(governor, "three");
		assertThat(this.granted).containsExactly("one", "two");
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenRateIsLimitedThenReleasedTicketsTakeNoTurn() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 10, 1);
		request(governor, "one");
		Ticket second = request(governor, "two");
		request(governor, "three");
		second.release();
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.granted).containsExactly("one", "three");
	}

	@Test
	void whenRateAndCountAreLimitedThenBothHold() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 1, 1);
		Ticket first = request(governor, "one");
		request(governor, "two");
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.granted).containsExactly("one");
		first.release();
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenTimerIsLateThenHostThatWasForgottenDoesNotTakeAnotherAlong() {
		ConnectGovernor governor = new ConnectGovernor(this.timer, 1, 1);
		request(governor, "one").release();
		Ticket second = request(governor, "two");
		Runnable late = this.timer.begin().orElseThrow();
		second.release();
		Ticket third = request(governor, "three");
		request(governor, "four");
		late.run();
		third.release();
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.granted).containsExactly("one", "three", "four");
	}

	private Ticket request(ConnectGovernor governor, String name) {
		Ticket ticket = governor.ticket("host", () -> this.granted.add(name));
		ticket.request();
		return ticket;
	}

	private Ticket request(String host, String name) {
		Ticket ticket = this.governor.ticket(host, () -> this.granted.add(name));
		ticket.request();
		return ticket;
	}

}
