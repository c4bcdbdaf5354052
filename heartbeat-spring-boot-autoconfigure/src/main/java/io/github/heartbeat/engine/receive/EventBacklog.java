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
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events of one client that wait for the listeners, and their count. Guarded by the lock
 * of the {@link ReceiveQueue}.
 */
final class EventBacklog {

	/** Events that a thread takes at a time. */
	private static final int MAX_BATCH = 64;

	private final Receive settings;

	/**
	 * Whether several events are taken at a time, and count until they are delivered.
	 * What is taken can't be dropped for a newer message any more, hence not where that
	 * may happen.
	 */
	private final boolean batching;

	private final Queue<HeartbeatEvent> queue;

	private final @Nullable ConflatingQueue conflatingQueue;

	/** Messages that wait or, in batches, are being delivered. */
	private int messages;

	/** Bytes of those messages. */
	private long bytes;

	/** Events other than messages that wait. */
	private int lifecycleEvents;

	private long dropped;

	EventBacklog(Receive settings) {
		this.settings = settings;
		this.batching = settings.overflow() == ReceiveOverflow.BLOCK;
		this.conflatingQueue = (settings.overflow() == ReceiveOverflow.CONFLATE) ? new ConflatingQueue() : null;
		this.queue = (this.conflatingQueue != null) ? this.conflatingQueue : new ArrayDeque<>(1);
	}

	boolean hasRoom(HeartbeatMessageEvent message) {
		return this.messages == 0 || (this.messages < this.settings.queueCapacity()
				&& this.bytes + message.getPayloadLength() <= this.settings.queueSize().toBytes());
	}

	/**
	 * Add an event other than a message.
	 * @param event the event
	 */
	void add(HeartbeatEvent event) {
		this.lifecycleEvents++;
		this.queue.add(event);
	}

	/**
	 * Add a message, in any case.
	 * @param message the message
	 * @param key its key, which no other message has, or {@code null}
	 */
	void add(HeartbeatMessageEvent message, @Nullable Key key) {
		this.messages++;
		this.bytes += message.getPayloadLength();
		if (key != null && this.conflatingQueue != null) {
			this.conflatingQueue.put(key, message);
		}
		else {
			this.queue.add(message);
		}
	}

	/**
	 * Put a message in the place of an earlier one of the same key. One for which the
	 * place is too small gets none, and the earlier one is dropped all the same.
	 * @param message the message
	 * @param key its key
	 * @return whether there was an earlier one, and the message has its place
	 */
	boolean replace(HeartbeatMessageEvent message, Key key) {
		if (this.conflatingQueue == null) {
			return false;
		}
		HeartbeatMessageEvent earlier = this.conflatingQueue.get(key);
		if (earlier == null) {
			return false;
		}
		forget(earlier);
		this.dropped++;
		if (!hasRoom(message)) {
			this.conflatingQueue.removeKey(key);
			return false;
		}
		add(message, key);
		return true;
	}

	/**
	 * Drop the oldest messages until there is room for another.
	 * @param message the other one
	 */
	void dropOldest(HeartbeatMessageEvent message) {
		Iterator<HeartbeatEvent> iterator = this.queue.iterator();
		while (!hasRoom(message) && iterator.hasNext()) {
			if (iterator.next() instanceof HeartbeatMessageEvent oldest) {
				iterator.remove();
				forget(oldest);
				this.dropped++;
			}
		}
	}

	/**
	 * Remove events.
	 * @param condition which ones
	 * @return how many there were
	 */
	int removeIf(Predicate<HeartbeatEvent> condition) {
		int removed = 0;
		Iterator<HeartbeatEvent> iterator = this.queue.iterator();
		while (iterator.hasNext()) {
			HeartbeatEvent event = iterator.next();
			if (condition.test(event)) {
				iterator.remove();
				removed++;
				if (event instanceof HeartbeatMessageEvent message) {
					forget(message);
				}
				else {
					this.lifecycleEvents--;
				}
			}
		}
		return removed;
	}

	/**
	 * Take the events that are delivered next.
	 * @param batch an empty list to add them to
	 * @return whether there are any
	 */
	boolean take(List<HeartbeatEvent> batch) {
		int limit = this.batching ? MAX_BATCH : 1;
		while (batch.size() < limit && !this.queue.isEmpty()) {
			HeartbeatEvent event = this.queue.remove();
			if (!(event instanceof HeartbeatMessageEvent message)) {
				this.lifecycleEvents--;
			}
			else if (!this.batching) {
				forget(message);
			}
			batch.add(event);
		}
		return !batch.isEmpty();
	}

	/**
	 * Forget the events that were taken.
	 * @param batch the events, removed from this list
	 * @param delivered how many of them were delivered
	 */
	void release(List<HeartbeatEvent> batch, int delivered) {
		for (int i = 0; i < batch.size(); i++) {
			if (batch.get(i) instanceof HeartbeatMessageEvent message) {
				if (this.batching) {
					forget(message);
				}
				this.dropped += (i < delivered) ? 0 : 1;
			}
		}
		batch.clear();
	}

	private void forget(HeartbeatMessageEvent message) {
		this.messages--;
		this.bytes -= message.getPayloadLength();
	}

	/**
	 * Count events that are not delivered.
	 * @param count how many there are
	 */
	void countDropped(int count) {
		this.dropped += count;
	}

	/**
	 * Return the events that wait.
	 * @return the events, in order
	 */
	List<HeartbeatEvent> events() {
		return List.copyOf(this.queue);
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
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

	long dropped() {
		return this.dropped;
	}

}
