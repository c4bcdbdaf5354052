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

import io.github.heartbeat.engine.receive.ArrivalQueue.Arrival;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.engine.receive.DeferredWarnings.Kind;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event into the backlog: through the {@link ArrivalQueue} while something
 * is there, otherwise past it, so that the order is that of arrival. Starts the tasks
 * that empty both, and suspends reading where they don't keep up. Guarded by the lock of
 * the {@link ReceiveQueue}.
 */
final class EventIntake {

	private final DeferringLock lock;

	private final EventBacklog backlog;

	private final ArrivalQueue arrivals;

	private final LifecycleRoom lifecycleRoom;

	private final OverflowPolicy overflowPolicy;

	private final DeferredWarnings warnings;

	private final BackgroundTask delivery;

	private @Nullable BackgroundTask inspection;

	/** The connection whose messages are let in. */
	private @Nullable ConnectionWindow window;

	EventIntake(DeferringLock lock, EventBacklog backlog, ArrivalQueue arrivals, OverflowPolicy overflowPolicy,
			DeferredWarnings warnings, BackgroundTask delivery) {
		this.lock = lock;
		this.backlog = backlog;
		this.arrivals = arrivals;
		this.lifecycleRoom = new LifecycleRoom(backlog, arrivals, lock::defer);
		this.overflowPolicy = overflowPolicy;
		this.warnings = warnings;
		this.delivery = delivery;
	}

	void setInspection(BackgroundTask inspection) {
		this.inspection = inspection;
	}

	/**
	 * Return whether a thread delivers or inspects, or is about to.
	 * @return whether the queues are being emptied
	 */
	boolean isAttended() {
		return this.delivery.isActive() || isInspecting();
	}

	/**
	 * Return whether a thread inspects, or is about to.
	 * @return whether one does
	 */
	boolean isInspecting() {
		return this.inspection != null && this.inspection.isActive();
	}

	void open(ConnectionWindow window, HeartbeatEvent event) {
		if (isFull()) {
			this.lifecycleRoom.make();
		}
		this.window = window;
		add(event, null);
	}

	void close(Object source, HeartbeatEvent event, Runnable passed) {
		ConnectionWindow window = windowOf(source);
		if (window != null) {
			window.reading().release();
			this.window = null;
			add(event, passed);
		}
	}

	void post(HeartbeatEvent event) {
		if (isFull()) {
			this.backlog.countDropped(1);
		}
		else {
			add(event, null);
		}
	}

	private boolean isFull() {
		boolean full = this.lifecycleRoom.isFull();
		if (full) {
			this.warnings.add(Kind.EVENTS_DROPPED, "a listener does not return, events are dropped");
		}
		return full;
	}

	private void add(HeartbeatEvent event, @Nullable Runnable passed) {
		if (this.arrivals.isIdle()) {
			addInspected(event, passed);
		}
		else {
			this.arrivals.add(new Arrival(event, null, null, passed));
			startInspection();
		}
	}

	private void addInspected(HeartbeatEvent event, @Nullable Runnable passed) {
		this.backlog.add(event);
		this.delivery.start();
		if (passed != null) {
			this.lock.defer(passed);
		}
	}

	/**
	 * Add a message, or drop it.
	 * @param source the connection it belongs to
	 * @param message the message
	 * @param inspector what has to inspect it first, or {@code null}
	 * @param key its key as far as it is known, or {@code null}
	 */
	void add(Object source, HeartbeatMessageEvent message, @Nullable ArrivalInspector inspector, @Nullable Key key) {
		if (windowOf(source) == null) {
			this.backlog.countDropped(1);
		}
		else if (inspector == null && this.arrivals.isIdle()) {
			addMessage(message, key);
		}
		else {
			addArrival(new Arrival(message, inspector, key, null), message);
		}
	}

	private void addMessage(HeartbeatMessageEvent message, @Nullable Key key) {
		this.overflowPolicy.add(message, key, isAttended());
		this.delivery.start();
		updateReading();
	}

	private void addArrival(Arrival arrival, HeartbeatMessageEvent message) {
		if (this.overflowPolicy.isAdmitted(message, isAttended())) {
			this.arrivals.add(arrival);
		}
		else {
			this.backlog.countDropped(1);
		}
		startInspection();
		updateReading();
	}

	private void startInspection() {
		if (this.inspection != null) {
			this.inspection.start();
		}
	}

	/**
	 * Take the next message to inspect, and let in what does not have to be inspected.
	 * @return the next or {@code null} if there is none, and the inspection has ended
	 */
	@Nullable Arrival nextArrival() {
		Arrival arrival = this.arrivals.takeInspected();
		while (arrival != null) {
			addInspected(arrival, arrival.key());
			arrival = this.arrivals.takeInspected();
		}
		arrival = this.arrivals.inspectNext();
		if (arrival == null && this.inspection != null) {
			this.inspection.end();
		}
		return arrival;
	}

	/**
	 * A message was inspected, and is added unless it was dropped meanwhile.
	 * @param arrival the message
	 * @param key its key or {@code null}
	 */
	void inspected(Arrival arrival, @Nullable Key key) {
		if (this.arrivals.remove(arrival)) {
			addInspected(arrival, key);
		}
	}

	private void addInspected(Arrival arrival, @Nullable Key key) {
		if (arrival.event() instanceof HeartbeatMessageEvent message) {
			addMessage(message, key);
		}
		else {
			addInspected(arrival.event(), arrival.passed());
		}
	}

	/**
	 * Suspend reading, or go on, if that is to be changed.
	 */
	void updateReading() {
		if (this.window != null) {
			ReadingControl reading = this.window.reading();
			if (reading.setSuspended(this.overflowPolicy.isSuspending(reading.isSuspended(), isAttended()))) {
				this.lock.defer(reading::tell);
			}
		}
	}

	/**
	 * An open event is handed to the listeners.
	 * @param event the event
	 */
	void telling(HeartbeatEvent event) {
		if (this.window != null) {
			this.window.telling(event);
		}
	}

	/**
	 * Return whether the open event of a connection waits.
	 * @param source the connection
	 * @return whether it waits; {@code false} for a connection that is closed
	 */
	boolean isBehind(Object source) {
		ConnectionWindow window = windowOf(source);
		return window != null && !window.isTold();
	}

	private @Nullable ConnectionWindow windowOf(Object source) {
		ConnectionWindow window = this.window;
		return (window != null && window.isOf(source)) ? window : null;
	}

	/**
	 * Drop all that waits.
	 */
	void discard() {
		int before = messages();
		this.backlog.removeIf((event) -> true);
		this.arrivals.removeIf((event) -> true, this.lock::defer);
		int discarded = before - messages();
		if (discarded > 0) {
			this.backlog.countDropped(discarded);
			this.warnings.add(Kind.DISCARDED,
					discarded + " received messages were not delivered within shutdown-timeout, and are dropped");
		}
		if (this.window != null) {
			this.window.told();
		}
		updateReading();
	}

	/**
	 * Return how many messages wait.
	 * @return the number of messages
	 */
	int messages() {
		return this.backlog.messages() + this.arrivals.messages();
	}

}
