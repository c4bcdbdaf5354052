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
import java.util.function.BooleanSupplier;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Opening of the client's queue for one connection that is ready as soon as it is open.
 * The queue waits for the listeners of the open event, so that what they send over the
 * connection goes first; but not for ever, and not behind the backlog of a connection
 * that is gone.
 */
final class QueueOpening {

	/**
	 * How long the queue waits while events of the connection before keep the open event
	 * from its listeners.
	 */
	private static final Duration MAX_BACKLOG_WAIT = Duration.ofSeconds(1);

	private final EngineTimer timer;

	private final Runnable open;

	/** Guarded by this object, as all that follows. */
	private boolean done;

	private EngineTimer.@Nullable Task bound;

	private EngineTimer.@Nullable Task backlogBound;

	QueueOpening(EngineTimer timer, Runnable open) {
		this.timer = timer;
		this.open = open;
	}

	/**
	 * Begin to wait for the listeners.
	 * @param timeout how long at most
	 * @param behind tells whether the open event is kept from the listeners
	 */
	synchronized void begin(Duration timeout, BooleanSupplier behind) {
		if (this.done) {
			return;
		}
		this.bound = this.timer.schedule(this::open, timeout);
		if (behind.getAsBoolean() && timeout.compareTo(MAX_BACKLOG_WAIT) > 0) {
			this.backlogBound = this.timer.schedule(() -> {
				if (behind.getAsBoolean()) {
					open();
				}
			}, MAX_BACKLOG_WAIT);
		}
	}

	/**
	 * Open the queue: the listeners have returned, or the time is up. Safe to repeat.
	 */
	void open() {
		synchronized (this) {
			if (this.done) {
				return;
			}
			cancel();
		}
		this.open.run();
	}

	/**
	 * Wait no more, since the connection has ended. Safe to repeat.
	 */
	synchronized void cancel() {
		this.done = true;
		if (this.bound != null) {
			this.bound.cancel();
			this.bound = null;
		}
		if (this.backlogBound != null) {
			this.backlogBound.cancel();
			this.backlogBound = null;
		}
	}

}
