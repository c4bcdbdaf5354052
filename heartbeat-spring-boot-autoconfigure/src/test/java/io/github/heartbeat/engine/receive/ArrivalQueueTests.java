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

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.receive.ArrivalQueue.Arrival;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ArrivalQueue}.
 */
class ArrivalQueueTests {

	private final TestEvents events = new TestEvents();

	private final TestSource source = new TestSource(1);

	private final ArrivalInspector inspector = mock();

	private final ArrivalQueue arrivals = new ArrivalQueue(new Receive(DataSize.ofMegabytes(1), DataSize.ofKilobytes(8),
			2, DataSize.ofBytes(10), ReceiveOverflow.DROP_NEWEST));

	@Test
	void whenNothingWaitsThenIdle() {
		assertThat(this.arrivals.isIdle()).isTrue();
		assertThat(this.arrivals.inspectNext()).isNull();
	}

	@Test
	void whenMessageIsBeingInspectedThenItCountsAndQueueIsNotIdle() {
		this.arrivals.add(toInspect("abc"));
		Arrival arrival = this.arrivals.inspectNext();
		assertThat(arrival).isNotNull();
		assertThat(this.arrivals.isIdle()).isFalse();
		assertThat(this.arrivals.messages()).isOne();
		assertThat(this.arrivals.bytes()).isEqualTo(3);
		assertThat(this.arrivals.remove(arrival)).isTrue();
		assertThat(this.arrivals.isIdle()).isTrue();
		assertThat(this.arrivals.messages()).isZero();
		assertThat(this.arrivals.bytes()).isZero();
	}

	@Test
	void whenFirstIsToBeInspectedThenOthersStayBehindIt() {
		Arrival event = new Arrival(this.events.reconnect(), null, null, null);
		this.arrivals.add(toInspect("a"));
		this.arrivals.add(event);
		assertThat(this.arrivals.takeInspected()).isNull();
		assertThat(this.arrivals.inspectNext()).isNotNull();
		assertThat(this.arrivals.takeInspected()).isSameAs(event);
		assertThat(this.arrivals.lifecycleEvents()).isZero();
	}

	@Test
	void whenBoundsAreReachedThenThereIsNoRoom() {
		this.arrivals.add(toInspect("12345"));
		assertThat(this.arrivals.hasRoom(message("12345"))).isTrue();
		assertThat(this.arrivals.hasRoom(message("123456"))).as("bytes").isFalse();
		this.arrivals.add(toInspect("1"));
		assertThat(this.arrivals.hasRoom(message("1"))).as("count").isFalse();
	}

	@Test
	void whenMessageIsLargerThanQueueThenThereIsRoomForItAlone() {
		assertThat(this.arrivals.hasRoom(message("12345678901"))).isTrue();
	}

	@Test
	void whenRemovedWhileBeingInspectedThenItIsKnownAfterwards() {
		this.arrivals.add(toInspect("a"));
		this.arrivals.add(new Arrival(this.events.reconnect(), null, null, null));
		Arrival arrival = this.arrivals.inspectNext();
		assertThat(arrival).isNotNull();
		assertThat(this.arrivals.removeIf((event) -> true, Runnable::run)).isEqualTo(2);
		assertThat(this.arrivals.isIdle()).isTrue();
		assertThat(this.arrivals.remove(arrival)).isFalse();
		assertThat(this.arrivals.messages()).isZero();
	}

	@Test
	void whenEventsAreAskedForThenTheyAreInOrder() {
		Arrival first = toInspect("a");
		Arrival second = new Arrival(this.events.reconnect(), null, null, null);
		this.arrivals.add(first);
		this.arrivals.add(second);
		this.arrivals.inspectNext();
		assertThat(this.arrivals.events()).containsExactly(first.event(), second.event());
	}

	private Arrival toInspect(String text) {
		return new Arrival(message(text), this.inspector, null, null);
	}

	private HeartbeatMessageEvent message(String text) {
		return this.events.message(this.source, text);
	}

}
