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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;

/**
 * Bound of the events other than messages that may wait: a listener that never returns
 * would otherwise collect those of every attempt. Guarded by the lock of the
 * {@link ReceiveQueue}.
 */
final class LifecycleRoom {

	private static final int MAX_EVENTS = 256;

	private final EventBacklog backlog;

	private final ArrivalQueue arrivals;

	private final Consumer<Runnable> passed;

	LifecycleRoom(EventBacklog backlog, ArrivalQueue arrivals, Consumer<Runnable> passed) {
		this.passed = passed;
		this.backlog = backlog;
		this.arrivals = arrivals;
	}

	boolean isFull() {
		return this.backlog.lifecycleEvents() + this.arrivals.lifecycleEvents() >= MAX_EVENTS;
	}

	/**
	 * Make room for the open event of a connection that lives, which must not be mute:
	 * older events give way. Open and close stay paired, so that these go together, with
	 * all that belongs to their connection.
	 */
	void make() {
		List<HeartbeatEvent> events = new ArrayList<>(this.backlog.events());
		events.addAll(this.arrivals.events());
		for (HeartbeatEvent event : events) {
			if (!isPaired(event)) {
				remove((other) -> other == event);
				return;
			}
		}
		String unseen = firstUnseen(events);
		if (unseen != null) {
			remove((event) -> event.getConnectionId().equals(unseen));
		}
	}

	private static boolean isPaired(HeartbeatEvent event) {
		return event instanceof HeartbeatMessageEvent || event instanceof HeartbeatOpenEvent
				|| event instanceof HeartbeatCloseEvent;
	}

	// A connection that came and went while the listener did not return
	private static @Nullable String firstUnseen(List<HeartbeatEvent> events) {
		for (HeartbeatEvent event : events) {
			if (event instanceof HeartbeatOpenEvent) {
				return event.getConnectionId();
			}
		}
		return null;
	}

	private void remove(Predicate<HeartbeatEvent> condition) {
		this.backlog.countDropped(this.backlog.removeIf(condition) + this.arrivals.removeIf(condition, this.passed));
	}

}
