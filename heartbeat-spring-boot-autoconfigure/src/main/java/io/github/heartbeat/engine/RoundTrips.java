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

package io.github.heartbeat.engine;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;

/**
 * Round trips on their way from the threads that read to the observers. They are told
 * together, ten times in a second: with ten thousand clients a thread would be woken for
 * each otherwise. An observer that does not return is overtaken; round trips for which
 * there is no room then are not told.
 */
final class RoundTrips {

	private static final Duration PERIOD = Duration.ofMillis(100);

	private static final int MAX_SIZE = 16 * 1024;

	private final EngineTimer timer;

	private final Observers observers;

	private final CompletionExecutor executor;

	private final Queue<RoundTrip> queue = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	RoundTrips(EngineTimer timer, Executor dispatch, Observers observers) {
		this.timer = timer;
		this.observers = observers;
		this.executor = new CompletionExecutor(dispatch, timer, MAX_SIZE);
	}

	/**
	 * Add a round trip, from any thread.
	 * @param client the client
	 * @param duration the time from the write of the heartbeat to its answer
	 */
	void add(HeartbeatClient client, Duration duration) {
		this.queue.add(new RoundTrip(client, duration));
		if (this.scheduled.compareAndSet(false, true)) {
			this.timer.schedule(this::passOn, PERIOD);
		}
	}

	private void passOn() {
		this.scheduled.set(false);
		RoundTrip next = this.queue.poll();
		while (next != null) {
			RoundTrip roundTrip = next;
			if (!this.executor.isFull()) {
				this.executor.execute(() -> tell(roundTrip));
			}
			next = this.queue.poll();
		}
	}

	private void tell(RoundTrip roundTrip) {
		this.observers.tell((observer) -> observer.roundTrip(roundTrip.client(), roundTrip.duration()));
	}

	/**
	 * One round trip of a client.
	 *
	 * @param client the client
	 * @param duration the time it took
	 */
	private record RoundTrip(HeartbeatClient client, Duration duration) {
	}

}
