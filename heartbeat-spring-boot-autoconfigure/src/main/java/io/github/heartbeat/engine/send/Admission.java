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

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.SendOverflow;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Admission of messages to the queue of a client, within its bounds and by the rule of
 * {@code send.overflow}. Guarded by the lock of the {@link SendQueue}, which is released
 * while a sender waits.
 */
final class Admission {

	private final Send settings;

	private final Lane queue;

	private final CompletionExecutor completions;

	private final Supplier<@Nullable Refusal> closed;

	/** Signalled when there is room, or no hope of it; only there if senders wait. */
	private final @Nullable Condition changed;

	/**
	 * Create a new admission.
	 * @param settings the bounds and the rule
	 * @param queue the queue
	 * @param completions completes the futures of messages that have ended
	 * @param closed supplies the reason why no message is accepted at all, or
	 * {@code null}
	 * @param lock the lock of the queue
	 */
	Admission(Send settings, Lane queue, CompletionExecutor completions, Supplier<@Nullable Refusal> closed,
			Lock lock) {
		this.settings = settings;
		this.queue = queue;
		this.completions = completions;
		this.closed = closed;
		this.changed = (settings.overflow() == SendOverflow.BLOCK) ? lock.newCondition() : null;
	}

	/**
	 * Make room for a message where the rule says so.
	 * @param message the message
	 * @param dropped where to add messages to that are dropped for it
	 * @return why the message is not admitted, or {@code null}
	 */
	@Nullable Refusal admit(OutboundMessage message, List<OutboundMessage> dropped) {
		Refusal refusal = refusal(message);
		if (refusal == null || refusal.cause() == Refusal.Cause.CLOSED) {
			return refusal;
		}
		return switch (this.settings.overflow()) {
			case REJECT -> refusal;
			case DROP_NEWEST -> (refusal.cause() == Refusal.Cause.FULL) ? refusal.asDropped() : refusal;
			case DROP_OLDEST -> dropOldest(message, refusal, dropped);
			case BLOCK -> waitForRoom(message, refusal);
		};
	}

	private @Nullable Refusal refusal(OutboundMessage message) {
		Refusal refusal = this.closed.get();
		if (refusal != null) {
			return refusal;
		}
		if (this.completions.isFull()) {
			return Refusal.congested(this.completions.capacity());
		}
		if (!this.queue.hasRoom()) {
			return Refusal.full(this.queue.size() + " messages wait to be written already (send.queue-capacity)");
		}
		if (!this.queue.hasRoomFor(message)) {
			return Refusal.full(this.queue.bytes() + " bytes wait to be written already (send.queue-size)");
		}
		return null;
	}

	private @Nullable Refusal dropOldest(OutboundMessage message, Refusal first, List<OutboundMessage> dropped) {
		Refusal refusal = first;
		OutboundMessage oldest = this.queue.peek();
		while (refusal != null && refusal.cause() == Refusal.Cause.FULL && oldest != null) {
			dropped.add(oldest);
			this.queue.poll();
			refusal = refusal(message);
			oldest = this.queue.peek();
		}
		return refusal;
	}

	private @Nullable Refusal waitForRoom(OutboundMessage message, Refusal first) {
		Refusal refusal = first;
		long left = this.settings.timeout().toNanos();
		try {
			while (refusal != null && canWait(refusal) && left > 0) {
				left = awaitChange(left);
				refusal = refusal(message);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return refusal;
	}

	private boolean canWait(Refusal refusal) {
		return switch (refusal.cause()) {
			case CLOSED -> false;
			case FULL -> true;
			// A callback would wait for its own return
			case CONGESTED -> !this.completions.isRunByCurrentThread();
		};
	}

	// The loop is the caller's
	@SuppressWarnings("WaitNotInLoop")
	private long awaitChange(long nanos) throws InterruptedException {
		return (this.changed != null) ? this.changed.awaitNanos(nanos) : 0;
	}

	/**
	 * Let senders that wait look again.
	 */
	void changed() {
		if (this.changed != null) {
			this.changed.signalAll();
		}
	}

}
