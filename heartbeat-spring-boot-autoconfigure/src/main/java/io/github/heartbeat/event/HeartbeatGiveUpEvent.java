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

/**
 * Event published when a client stops trying: its retries are used up, or the end was one
 * that is configured as fatal, or an initializer asked for it.
 * {@link HeartbeatClient#reconnect()} and {@link HeartbeatClient#start()} are the ways
 * back.
 */
public final class HeartbeatGiveUpEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final DisconnectCause cause;

	private final int attempts;

	/**
	 * Create a new event.
	 * @param source the client
	 * @param connectionId identifies the last connection or attempt
	 * @param cause why that one ended
	 * @param attempts how many times connecting again was tried in vain
	 */
	public HeartbeatGiveUpEvent(HeartbeatClient source, String connectionId, DisconnectCause cause, int attempts) {
		super(source, connectionId);
		this.cause = cause;
		this.attempts = attempts;
	}

	/**
	 * Return why the last connection or attempt ended.
	 * @return the cause
	 */
	public DisconnectCause getCause() {
		return this.cause;
	}

	/**
	 * Return how many times connecting again was tried in vain.
	 * @return the number of retries, 0 if there was none
	 */
	public int getAttempts() {
		return this.attempts;
	}

	@Override
	String details() {
		return ", cause=" + this.cause + ", attempts=" + this.attempts;
	}

}
