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
import io.github.heartbeat.HeartbeatClient;

/**
 * Event published when an attempt to connect again is scheduled.
 */
public final class HeartbeatReconnectEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final int attempt;

	private final Duration delay;

	private final DisconnectCause cause;

	/**
	 * Create a new event.
	 * @param source the client
	 * @param connectionId identifies the connection that was lost or the attempt that
	 * failed
	 * @param attempt the number of the attempt, counted from 1 since the last stable
	 * connection
	 * @param delay the wait before the attempt
	 * @param cause why it is necessary
	 */
	public HeartbeatReconnectEvent(HeartbeatClient source, String connectionId, int attempt, Duration delay,
			DisconnectCause cause) {
		super(source, connectionId);
		this.attempt = attempt;
		this.delay = delay;
		this.cause = cause;
	}

	/**
	 * Return the number of the attempt.
	 * @return the number, counted from 1 since the last stable connection
	 */
	public int getAttempt() {
		return this.attempt;
	}

	/**
	 * Return the wait before the attempt, jitter included.
	 * @return the wait, zero if {@link HeartbeatClient#reconnect()} was called
	 */
	public Duration getDelay() {
		return this.delay;
	}

	/**
	 * Return why the attempt is necessary.
	 * @return the cause
	 */
	public DisconnectCause getCause() {
		return this.cause;
	}

	@Override
	String details() {
		return ", attempt=" + this.attempt + ", delay=" + this.delay + ", cause=" + this.cause;
	}

}
