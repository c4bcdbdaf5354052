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

package io.github.heartbeat;

/**
 * States of a {@link HeartbeatClient}. A later release may add constants: code that
 * switches over them needs a {@code default}.
 */
public enum HeartbeatState {

	/**
	 * Not started yet, or closed for good: nothing is tried until
	 * {@link HeartbeatClient#start()} is called.
	 */
	STOPPED,

	/**
	 * An attempt to connect is under way or waits for its turn.
	 */
	CONNECTING,

	/**
	 * The opening handshake has succeeded and nothing has shown since that the connection
	 * is gone.
	 */
	OPEN,

	/**
	 * The connection was lost or an attempt failed, and the next attempt is scheduled.
	 */
	WAITING,

	/**
	 * The retries are used up or the end was fatal: nothing is tried until
	 * {@link HeartbeatClient#start()} or {@link HeartbeatClient#reconnect()} is called.
	 */
	GAVE_UP

}
