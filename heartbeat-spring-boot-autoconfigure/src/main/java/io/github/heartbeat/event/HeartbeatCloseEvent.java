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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnection;
import org.jspecify.annotations.Nullable;

/**
 * Event published once for each {@link HeartbeatOpenEvent}, when its connection has
 * ended; no message of that connection follows.
 */
public final class HeartbeatCloseEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final DisconnectCause cause;

	private final int code;

	private final @Nullable String reason;

	private final Duration lifetime;

	private final boolean reconnecting;

	/**
	 * Create a new event.
	 * @param connection the connection
	 * @param cause why it ended
	 * @param code the close code (RFC 6455, section 7.4)
	 * @param reason the reason in the Close frame, or {@code null}
	 * @param lifetime how long the connection was open
	 * @param reconnecting whether the client connects again
	 */
	public HeartbeatCloseEvent(HeartbeatConnection connection, DisconnectCause cause, int code, @Nullable String reason,
			Duration lifetime, boolean reconnecting) {
		super(connection);
		this.cause = cause;
		this.code = code;
		this.reason = reason;
		this.lifetime = lifetime;
		this.reconnecting = reconnecting;
	}

	/**
	 * Return why the connection ended.
	 * @return the cause
	 */
	public DisconnectCause getCause() {
		return this.cause;
	}

	/**
	 * Return the close code: the one received or, where this side ended the connection,
	 * the one sent. It is 1006 where a connection ended without a Close frame (RFC 6455,
	 * section 7.1.5).
	 * @return the close code
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * Return the reason given with the close code.
	 * @return the reason, as the server or this side gave it, or {@code null} if there is
	 * none
	 */
	public @Nullable String getReason() {
		return this.reason;
	}

	/**
	 * Return how long the connection was open.
	 * @return the time from open to close
	 */
	public Duration getLifetime() {
		return this.lifetime;
	}

	/**
	 * Return whether the client connects again.
	 * @return {@code false} if it was closed or gives up
	 */
	public boolean isReconnecting() {
		return this.reconnecting;
	}

	@Override
	String details() {
		return ", cause=" + this.cause + ", code=" + this.code + ", reason=" + this.reason + ", lifetime="
				+ this.lifetime + ", reconnecting=" + this.reconnecting;
	}

}
