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
 * Event published when a connection is established, before any of its messages.
 */
public final class HeartbeatOpenEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final int attempts;

	private final @Nullable String subprotocol;

	private final @Nullable Duration downtime;

	private final @Nullable Instant lastMessageAt;

	/**
	 * Create a new event.
	 * @param connection the connection that is established
	 * @param attempts the attempts it took, this one included
	 * @param downtime the time since the last connection was lost, or {@code null} for
	 * the first since the client was started
	 * @param lastMessageAt when the last message came before, or {@code null}
	 */
	public HeartbeatOpenEvent(HeartbeatConnection connection, int attempts, @Nullable Duration downtime,
			@Nullable Instant lastMessageAt) {
		super(connection);
		this.attempts = attempts;
		this.subprotocol = connection.getSubprotocol();
		this.downtime = downtime;
		this.lastMessageAt = lastMessageAt;
	}

	/**
	 * Return the number of attempts it took, this one included.
	 * @return the attempts, at least 1
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Return the subprotocol both sides agreed on.
	 * @return the subprotocol or {@code null} if there is none
	 */
	public @Nullable String getSubprotocol() {
		return this.subprotocol;
	}

	/**
	 * Return whether this connection replaces one that was lost.
	 * @return {@code true} if there was a connection before since the client was started
	 */
	public boolean isReconnect() {
		return this.downtime != null;
	}

	/**
	 * Return the time since the last connection was lost.
	 * @return the time without a connection, or {@code null} for the first connection
	 * since the client was started
	 */
	public @Nullable Duration getDowntime() {
		return this.downtime;
	}

	/**
	 * Return when the last message came before this connection: what came since may be
	 * missing.
	 * @return the time or {@code null} if no message ever came
	 */
	public @Nullable Instant getLastMessageAt() {
		return this.lastMessageAt;
	}

	@Override
	String details() {
		return ", attempts=" + this.attempts + ", subprotocol=" + this.subprotocol + ", downtime=" + this.downtime
				+ ", lastMessageAt=" + this.lastMessageAt;
	}

}
