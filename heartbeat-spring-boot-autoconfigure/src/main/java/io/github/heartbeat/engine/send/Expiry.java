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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.heartbeat.engine.concurrent.EngineTimer;

/**
 * Age limit of a queue: {@code send.queue-ttl}. One timer watches the message that waits
 * longest. Guarded by the lock of the {@link SendQueue}.
 */
final class Expiry {

	private final Duration ttl;

	private final Lane queue;

	private final EngineTimer timer;

	private final Runnable check;

	private boolean watched;

	/**
	 * Create a new age limit.
	 * @param ttl how long a message may wait
	 * @param queue the queue
	 * @param timer the timer
	 * @param check run on the timer thread when a message may be too old
	 */
	Expiry(Duration ttl, Lane queue, EngineTimer timer, Runnable check) {
		this.ttl = ttl;
		this.queue = queue;
		this.timer = timer;
		this.check = check;
	}

	/**
	 * Watch the age of the queue.
	 */
	void watch() {
		OutboundMessage oldest = this.queue.peek();
		if (oldest != null && !this.watched) {
			this.watched = true;
			long age = this.timer.nanoTime() - oldest.acceptedAt();
			this.timer.schedule(this.check, Duration.ofNanos(Math.max(this.ttl.toNanos() - age, 0)));
		}
	}

	/**
	 * Note that the timer has run.
	 */
	void checked() {
		this.watched = false;
	}

	/**
	 * Remove the messages that are too old.
	 * @return the messages
	 */
	List<OutboundMessage> removeExpired() {
		OutboundMessage oldest = this.queue.peek();
		if (oldest == null) {
			return Collections.emptyList();
		}
		List<OutboundMessage> expired = new ArrayList<>(0);
		long now = this.timer.nanoTime();
		while (oldest != null && now - oldest.acceptedAt() >= this.ttl.toNanos()) {
			expired.add(oldest);
			this.queue.poll();
			oldest = this.queue.peek();
		}
		return expired;
	}

}
