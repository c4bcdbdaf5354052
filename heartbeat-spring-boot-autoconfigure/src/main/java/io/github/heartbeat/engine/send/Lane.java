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

package io.github.heartbeat.engine.send;

import java.util.ArrayDeque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages that wait in order, bounded by count and bytes. Guarded by the lock of the
 * {@link SendQueue}.
 */
final class Lane {

	private final int capacity;

	private final long maxBytes;

	/** Only there while messages wait: of ten thousand clients most have none. */
	private @Nullable ArrayDeque<OutboundMessage> messages;

	private long bytes;

	Lane(int capacity, long maxBytes) {
		this.capacity = capacity;
		this.maxBytes = maxBytes;
	}

	/**
	 * Return whether there is room for one more message as far as their number goes.
	 * @return whether there is room
	 */
	boolean hasRoom() {
		return size() < this.capacity;
	}

	/**
	 * Return whether there is room for a message as far as bytes go. A message that is
	 * larger than all of the lane has room when nothing else waits.
	 * @param message the message
	 * @return whether there is room
	 */
	boolean hasRoomFor(OutboundMessage message) {
		return isEmpty() || this.bytes + message.size() <= this.maxBytes;
	}

	void add(OutboundMessage message) {
		if (this.messages == null) {
			this.messages = new ArrayDeque<>(1);
		}
		this.messages.add(message);
		this.bytes += message.size();
	}

	@Nullable OutboundMessage peek() {
		return (this.messages != null) ? this.messages.peek() : null;
	}

	@Nullable OutboundMessage poll() {
		if (this.messages == null) {
			return null;
		}
		OutboundMessage message = this.messages.remove();
		this.bytes -= message.size();
		if (this.messages.isEmpty()) {
			this.messages = null;
		}
		return message;
	}

	void moveTo(List<OutboundMessage> target) {
		if (this.messages != null) {
			target.addAll(this.messages);
			this.messages = null;
			this.bytes = 0;
		}
	}

	boolean isEmpty() {
		return this.messages == null;
	}

	int size() {
		return (this.messages != null) ? this.messages.size() : 0;
	}

	long bytes() {
		return this.bytes;
	}

}
