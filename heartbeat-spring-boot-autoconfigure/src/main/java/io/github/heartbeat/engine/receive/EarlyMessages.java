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
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * First messages of a connection, kept while it is initialized: what the server says
 * first may have arrived before the initializer waits for it. A wait begins behind the
 * message that was accepted last. What there is no room for is given to those only who
 * wait already.
 */
final class EarlyMessages {

	static final int MAX_MESSAGES = 256;

	static final DataSize MAX_SIZE = DataSize.ofMegabytes(1);

	/** Guarded by this object, as all that follows. */
	private final List<HeartbeatMessage> messages = new ArrayList<>(1);

	/** The number of the first of them. */
	private long first;

	private long bytes;

	/**
	 * Add a message, and look who waits for it: whoever begins to wait later finds it
	 * here.
	 * @param message the message
	 * @param waiting supplies those who wait
	 * @param <T> the type of those
	 * @return those who wait
	 */
	synchronized <T> T add(HeartbeatMessage message, Supplier<T> waiting) {
		if (this.messages.size() < MAX_MESSAGES && this.bytes + message.getPayloadLength() <= MAX_SIZE.toBytes()) {
			this.messages.add(message);
			this.bytes += message.getPayloadLength();
		}
		return waiting.get();
	}

	/**
	 * Offer what is kept, one message after the other. User code runs here.
	 * @param reply takes a message if it is the reply
	 * @param admission run, under the lock of this object, if none is: the reply is to
	 * wait for what comes next
	 */
	void offerTo(PendingReply reply, Runnable admission) {
		Kept kept = next(0, admission);
		while (kept != null) {
			long behind = kept.number() + 1;
			reply.offer(kept.message(), () -> removeBefore(behind));
			kept = reply.hasEnded() ? null : next(behind, admission);
		}
	}

	private synchronized @Nullable Kept next(long number, Runnable admission) {
		int index = index(number);
		if (index < this.messages.size()) {
			return new Kept(this.first + index, this.messages.get(index));
		}
		admission.run();
		return null;
	}

	private int index(long number) {
		return (int) Math.max(0, number - this.first);
	}

	private synchronized void removeBefore(long number) {
		List<HeartbeatMessage> passed = this.messages.subList(0, Math.min(index(number), this.messages.size()));
		this.bytes -= passed.stream().mapToLong(HeartbeatMessage::getPayloadLength).sum();
		this.first += passed.size();
		passed.clear();
	}

	/**
	 * Let go of all, since the message that was added last was accepted.
	 */
	synchronized void clear() {
		removeBefore(this.first + this.messages.size());
	}

	/**
	 * Message that is kept.
	 *
	 * @param number its number, counted from 0
	 * @param message the message
	 */
	private record Kept(long number, HeartbeatMessage message) {
	}

}
