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
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.engine.receive.DeferredWarnings.Kind;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Rules of {@code receive.overflow}: which messages are let in and which give way when
 * the bounds are reached, and whether reading is to be suspended. Guarded by the lock of
 * the {@link ReceiveQueue}.
 */
final class OverflowPolicy {

	private final Receive settings;

	private final EventBacklog backlog;

	private final ArrivalQueue arrivals;

	private final DeferredWarnings warnings;

	/** Whether there has been lack of room since the backlog was last empty. */
	private boolean overflowing;

	OverflowPolicy(Receive settings, EventBacklog backlog, ArrivalQueue arrivals, DeferredWarnings warnings) {
		this.settings = settings;
		this.backlog = backlog;
		this.arrivals = arrivals;
		this.warnings = warnings;
	}

	/**
	 * Add a message to the backlog, or drop it.
	 * @param message the message
	 * @param key its key or {@code null}
	 * @param attended whether threads are at work to empty the queues
	 */
	void add(HeartbeatMessageEvent message, @Nullable Key key, boolean attended) {
		if (key != null && this.backlog.replace(message, key)) {
			return;
		}
		if (this.backlog.hasRoom(message) || makeRoom(message, attended)) {
			this.backlog.add(message, key);
		}
		else {
			this.backlog.countDropped(1);
		}
	}

	private boolean makeRoom(HeartbeatMessageEvent message, boolean attended) {
		return switch (this.settings.overflow()) {
			case BLOCK -> isWithinReserve(attended);
			case DROP_OLDEST, CONFLATE -> {
				overflow();
				this.backlog.dropOldest(message);
				yield true;
			}
			case DROP_NEWEST -> {
				overflow();
				yield false;
			}
		};
	}

	/**
	 * Return whether a message may wait to be inspected.
	 * @param message the message
	 * @param attended whether threads are at work to empty the queues
	 * @return whether it may, and is not to be dropped
	 */
	boolean isAdmitted(HeartbeatMessageEvent message, boolean attended) {
		if (this.settings.overflow() == ReceiveOverflow.BLOCK) {
			return isWithinReserve(attended);
		}
		boolean admitted = this.arrivals.hasRoom(message);
		if (!admitted) {
			overflow();
		}
		return admitted;
	}

	// What was read before reading was suspended is let in. Where it could not be
	// suspended, since there is no thread to go on, as much again is.
	private boolean isWithinReserve(boolean attended) {
		return attended || (messages() < 2L * this.settings.queueCapacity()
				&& bytes() < 2 * this.settings.queueSize().toBytes());
	}

	/**
	 * Return whether reading is to be suspended: from the moment the bounds are reached
	 * until half of what they allow waits. Not for each place that gets free: a reader
	 * that goes on has a batch to do.
	 * @param suspended whether it is now
	 * @param attended whether threads are at work to empty the queues; if not, nothing
	 * but the next message would try again
	 * @return whether it is to be
	 */
	boolean isSuspending(boolean suspended, boolean attended) {
		if (this.settings.overflow() != ReceiveOverflow.BLOCK || !attended) {
			return false;
		}
		int capacity = this.settings.queueCapacity();
		long size = this.settings.queueSize().toBytes();
		if (suspended) {
			return messages() > capacity / 2 || bytes() > size / 2;
		}
		boolean full = messages() >= capacity || bytes() >= size;
		if (full) {
			overflow();
		}
		return full;
	}

	private int messages() {
		return this.backlog.messages() + this.arrivals.messages();
	}

	private long bytes() {
		return this.backlog.bytes() + this.arrivals.bytes();
	}

	private void overflow() {
		if (!this.overflowing) {
			boolean inspecting = this.arrivals.messages() > this.backlog.messages();
			boolean blocking = this.settings.overflow() == ReceiveOverflow.BLOCK;
			String slow = inspecting ? "predicates or key extractors are" : "the listeners are";
			String consequence = blocking ? "reading is stopped until there is room" : "messages are dropped";
			this.warnings.add(Kind.OVERFLOW, slow + " slower than the server, " + consequence + " (receive.overflow: "
					+ this.settings.overflow() + "; see receive.queue-capacity and receive.queue-size)");
		}
		this.overflowing = true;
	}

	/**
	 * Nothing waits for delivery any more.
	 */
	void emptied() {
		this.overflowing = false;
	}

}
