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

import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.engine.receive.ArrivalQueue.Arrival;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Inspection of the messages in front of a {@link ReceiveQueue}, by one thread at a time,
 * as long as there are any. What an inspector throws ends nothing: its message is
 * delivered all the same.
 */
final class InspectionLoop implements Runnable {

	private static final FailsafeLog logger = FailsafeLog.of(InspectionLoop.class);

	private final ReceiveQueue queue;

	/** Only there where messages are conflated. */
	private final @Nullable KeyInterner keys;

	InspectionLoop(ReceiveQueue queue, @Nullable KeyInterner keys) {
		this.queue = queue;
		this.keys = keys;
	}

	@Override
	public void run() {
		Arrival arrival = this.queue.nextArrival();
		while (arrival != null) {
			if (arrival.event() instanceof HeartbeatMessageEvent message && arrival.inspector() != null) {
				this.queue.inspected(arrival, inspect(message, arrival.inspector()));
				queued(message, arrival.inspector());
			}
			arrival = this.queue.nextArrival();
		}
	}

	private @Nullable Key inspect(HeartbeatMessageEvent message, ArrivalInspector inspector) {
		try {
			Object key = inspector.inspect(message);
			return (key != null && this.keys != null) ? intern(this.keys, message, key) : null;
		}
		catch (Throwable ex) {
			logger.error("A message could not be inspected", ex);
			return null;
		}
	}

	private @Nullable Key intern(KeyInterner keys, HeartbeatMessageEvent message, Object key) {
		try {
			return keys.intern(message, key);
		}
		catch (Throwable ex) {
			this.queue.keyFailed(ex);
			return null;
		}
	}

	private static void queued(HeartbeatMessageEvent message, ArrivalInspector inspector) {
		try {
			inspector.queued(message);
		}
		catch (Throwable ex) {
			logger.error("What follows from a message failed", ex);
		}
	}

}
