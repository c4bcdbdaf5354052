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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Queue in front of the backlog of one client: messages that are to be inspected, and all
 * that came after them, so that nothing overtakes anything. Empty most of the time, and
 * then everything goes past it. Bounded as the queue itself is. Guarded by the lock of
 * the {@link ReceiveQueue}, which is not held while a message is inspected.
 */
final class ArrivalQueue {

	private final Receive settings;

	private final Queue<Arrival> waiting = new ArrayDeque<>(1);

	/** The one that is being inspected; it counts as waiting. */
	private @Nullable Arrival inspected;

	private int messages;

	private long bytes;

	/** Events other than messages. */
	private int lifecycleEvents;

	ArrivalQueue(Receive settings) {
		this.settings = settings;
	}

	/**
	 * Return whether nothing waits and nothing is being inspected.
	 * @return whether what arrives now may go past
	 */
	boolean isIdle() {
		return this.inspected == null && this.waiting.isEmpty();
	}

	boolean hasRoom(HeartbeatMessageEvent message) {
		return this.messages == 0 || (this.messages < this.settings.queueCapacity()
				&& this.bytes + message.getPayloadLength() <= this.settings.queueSize().toBytes());
	}

	/**
	 * Add what has arrived, in any case.
	 * @param arrival the event and what is known of it
	 */
	void add(Arrival arrival) {
		if (arrival.event() instanceof HeartbeatMessageEvent message) {
			this.messages++;
			this.bytes += message.getPayloadLength();
		}
		else {
			this.lifecycleEvents++;
		}
		this.waiting.add(arrival);
	}

	/**
	 * Remove the first if it does not have to be inspected.
	 * @return the first, or {@code null} if it has to or there is none
	 */
	@Nullable Arrival takeInspected() {
		Arrival first = this.waiting.peek();
		if (first == null || first.inspector() != null) {
			return null;
		}
		this.waiting.remove();
		forget(first);
		return first;
	}

	/**
	 * Take the first to inspect it.
	 * @return the first, or {@code null} if there is none
	 */
	@Nullable Arrival inspectNext() {
		this.inspected = this.waiting.poll();
		return this.inspected;
	}

	/**
	 * Remove the one that was inspected.
	 * @param arrival what {@link #inspectNext} has returned
	 * @return whether it was still there, and not dropped meanwhile
	 */
	boolean remove(Arrival arrival) {
		if (this.inspected != arrival) {
			return false;
		}
		this.inspected = null;
		forget(arrival);
		return true;
	}

	/**
	 * Remove events, the one of the message that is being inspected included.
	 * @param condition which ones
	 * @param passed takes what is to be run for those that are removed
	 * @return how many there were
	 */
	int removeIf(Predicate<HeartbeatEvent> condition, Consumer<Runnable> passed) {
		int before = this.messages + this.lifecycleEvents;
		Arrival inspected = this.inspected;
		if (inspected != null && condition.test(inspected.event())) {
			remove(inspected);
		}
		this.waiting.removeIf((arrival) -> {
			boolean removed = condition.test(arrival.event());
			if (removed) {
				forget(arrival);
				if (arrival.passed() != null) {
					passed.accept(arrival.passed());
				}
			}
			return removed;
		});
		return before - this.messages - this.lifecycleEvents;
	}

	private void forget(Arrival arrival) {
		if (arrival.event() instanceof HeartbeatMessageEvent message) {
			this.messages--;
			this.bytes -= message.getPayloadLength();
		}
		else {
			this.lifecycleEvents--;
		}
	}

	/**
	 * Return all events, in order.
	 * @return the events
	 */
	List<HeartbeatEvent> events() {
		List<HeartbeatEvent> events = new ArrayList<>();
		if (this.inspected != null) {
			events.add(this.inspected.event());
		}
		this.waiting.forEach((arrival) -> events.add(arrival.event()));
		return events;
	}

	int messages() {
		return this.messages;
	}

	long bytes() {
		return this.bytes;
	}

	int lifecycleEvents() {
		return this.lifecycleEvents;
	}

	/**
	 * An event that has arrived.
	 *
	 * @param event the event
	 * @param inspector what has to inspect it, or {@code null}
	 * @param key its key as far as it is known, or {@code null}
	 * @param passed run when all that came before it was inspected, or {@code null}
	 */
	record Arrival(HeartbeatEvent event, @Nullable ArrivalInspector inspector, @Nullable Key key,
			@Nullable Runnable passed) {

	}

}
