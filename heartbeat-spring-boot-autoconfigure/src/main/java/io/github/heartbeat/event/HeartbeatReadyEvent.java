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

package io.github.heartbeat.event;

import java.time.Duration;
import java.time.Instant;

import io.github.heartbeat.HeartbeatConnection;
import org.jspecify.annotations.Nullable;

/**
 * Event published when a connection is ready: right after the open event where
 * {@code ready.when} is {@code open}, otherwise when the initializers have returned, or
 * after the message that shows it. What a listener of this event sends over the client is
 * written. It tells since when messages may be missing, for an application that fetches
 * them.
 */
public final class HeartbeatReadyEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration downtime;

	private final @Nullable Instant lastMessageAt;

	/**
	 * Create a new event.
	 * @param connection the connection
	 * @param downtime the time since a connection was last ready, or {@code null} for the
	 * first since the client was started
	 * @param lastMessageAt when the last message came on an earlier connection, or
	 * {@code null}
	 */
	public HeartbeatReadyEvent(HeartbeatConnection connection, @Nullable Duration downtime,
			@Nullable Instant lastMessageAt) {
		super(connection);
		this.downtime = downtime;
		this.lastMessageAt = lastMessageAt;
	}

	/**
	 * Return how long the service was away.
	 * @return the time since a connection was last ready, or {@code null} for the first
	 * since the client was started
	 */
	public @Nullable Duration getDowntime() {
		return this.downtime;
	}

	/**
	 * Return when the last message came on an earlier connection: what came since may be
	 * missing.
	 * @return the time or {@code null} if no message ever came
	 */
	public @Nullable Instant getLastMessageAt() {
		return this.lastMessageAt;
	}

	@Override
	String details() {
		return ", downtime=" + this.downtime + ", lastMessageAt=" + this.lastMessageAt;
	}

}
