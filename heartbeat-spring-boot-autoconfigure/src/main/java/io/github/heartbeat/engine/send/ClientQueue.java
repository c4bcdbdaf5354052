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

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Queue of what is sent over a client, bounded by count, bytes and age. Guarded by the
 * lock of the {@link SendQueue}.
 */
final class ClientQueue {

	private final EngineTimer timer;

	private final Lane messages;

	private final Admission admission;

	private final @Nullable Expiry expiry;

	/**
	 * Create a new queue.
	 * @param settings the bounds
	 * @param timer the timer
	 * @param lock the lock
	 * @param completions completes the futures of messages that have ended
	 * @param closed supplies the reason why no message is accepted at all, or
	 * {@code null}
	 * @param checkAge run on the timer thread when a message may be too old
	 */
	ClientQueue(Send settings, EngineTimer timer, Lock lock, CompletionExecutor completions,
			Supplier<@Nullable Refusal> closed, Runnable checkAge) {
		this.timer = timer;
		this.messages = new Lane(settings.queueCapacity(), settings.queueSize().toBytes());
		this.admission = new Admission(settings, this.messages, completions, closed, lock);
		Duration ttl = settings.queueTtl();
		this.expiry = (ttl != null) ? new Expiry(ttl, this.messages, timer, checkAge) : null;
	}

	/**
	 * Accept a message, or not. May wait where the overflow is {@code block}.
	 * @param message the message
	 * @param dropped where to add messages to that are dropped for it
	 * @return why the message is not accepted, or {@code null}
	 */
	@Nullable Refusal offer(OutboundMessage message, List<OutboundMessage> dropped) {
		Refusal refusal = this.admission.admit(message, dropped);
		if (refusal == null) {
			message.acceptedAt(this.timer.nanoTime());
			this.messages.add(message);
			watchAge();
		}
		return refusal;
	}

	@Nullable OutboundMessage poll() {
		OutboundMessage message = this.messages.poll();
		this.admission.changed();
		return message;
	}

	/**
	 * Let go of all that waits.
	 * @param target where to add it to
	 */
	void moveTo(List<OutboundMessage> target) {
		this.messages.moveTo(target);
		this.admission.changed();
	}

	/**
	 * Remove the messages that are too old.
	 * @return the messages
	 */
	List<OutboundMessage> removeExpired() {
		List<OutboundMessage> expired = (this.expiry != null) ? this.expiry.removeExpired() : Collections.emptyList();
		if (!expired.isEmpty()) {
			this.admission.changed();
		}
		return expired;
	}

	/**
	 * Remove the messages that are too old, since the timer has run, which then watches
	 * the others.
	 * @return the messages
	 */
	List<OutboundMessage> checkAge() {
		List<OutboundMessage> expired = removeExpired();
		if (this.expiry != null) {
			this.expiry.checked();
		}
		watchAge();
		return expired;
	}

	private void watchAge() {
		if (this.expiry != null) {
			this.expiry.watch();
		}
	}

	/**
	 * Let senders that wait look again.
	 */
	void changed() {
		this.admission.changed();
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	int size() {
		return this.messages.size();
	}

}
