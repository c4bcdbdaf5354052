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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;

/**
 * Event published when an attempt to connect has failed, and when a live connection has
 * ended in a failure; in the latter case before the {@link HeartbeatCloseEvent}.
 */
public final class HeartbeatErrorEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final DisconnectCause cause;

	private final Throwable throwable;

	private final boolean attempt;

	/**
	 * Create a new event for an attempt to connect that failed.
	 * @param source the client
	 * @param connectionId identifies the attempt
	 * @param cause why it failed
	 * @param throwable the failure
	 */
	public HeartbeatErrorEvent(HeartbeatClient source, String connectionId, DisconnectCause cause,
			Throwable throwable) {
		super(source, connectionId);
		this.cause = cause;
		this.throwable = throwable;
		this.attempt = true;
	}

	/**
	 * Create a new event for a connection that ended in a failure.
	 * @param connection the connection
	 * @param cause why it ended
	 * @param throwable the failure
	 */
	public HeartbeatErrorEvent(HeartbeatConnection connection, DisconnectCause cause, Throwable throwable) {
		super(connection);
		this.cause = cause;
		this.throwable = throwable;
		this.attempt = false;
	}

	/**
	 * Return the kind of failure.
	 * @return the cause
	 */
	public DisconnectCause getCause() {
		return this.cause;
	}

	/**
	 * Return the failure, with neither user-info nor query of the URL in its messages.
	 * @return the failure
	 */
	public Throwable getThrowable() {
		return this.throwable;
	}

	/**
	 * Return whether an attempt to connect failed.
	 * @return {@code true} for a failed attempt, {@code false} for a connection that was
	 * open
	 */
	public boolean isAttempt() {
		return this.attempt;
	}

	@Override
	String details() {
		return ", cause=" + this.cause + ", attempt=" + this.attempt + ", throwable=" + this.throwable;
	}

}
