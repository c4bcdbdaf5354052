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

import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;

/**
 * The time between open and close of a connection, in which its messages are let in.
 * Guarded by the lock of the {@link ReceiveQueue}.
 */
final class ConnectionWindow {

	private final Object source;

	private final ReadingControl reading;

	/** The open event, as long as it keeps somebody waiting. */
	private @Nullable HeartbeatOpenEvent event;

	/**
	 * Create a new window.
	 * @param source the identity of the connection
	 * @param event its open event
	 * @param reading whether it is read
	 */
	ConnectionWindow(Object source, HeartbeatOpenEvent event, ReadingControl reading) {
		this.source = source;
		this.event = event;
		this.reading = reading;
	}

	boolean isOf(Object source) {
		return this.source == source;
	}

	ReadingControl reading() {
		return this.reading;
	}

	/**
	 * Return whether the open event was handed to the listeners, or dropped.
	 * @return {@code true} if it was
	 */
	boolean isTold() {
		return this.event == null;
	}

	/**
	 * An open event is handed to the listeners.
	 * @param event the event, of this connection or another
	 */
	void telling(HeartbeatEvent event) {
		if (event == this.event) {
			told();
		}
	}

	/**
	 * The open event does not wait any more.
	 */
	void told() {
		this.event = null;
	}

}
