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

package io.github.heartbeat.test.transport;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;

/**
 * A frame violates RFC 6455.
 */
final class WrongFrameException extends HeartbeatConnectionException {

	private static final long serialVersionUID = 1L;

	private final int code;

	/**
	 * Create a new exception.
	 * @param code the close code that says so to the server
	 * @param message what is wrong
	 */
	WrongFrameException(int code, String message) {
		super(DisconnectCause.PROTOCOL_ERROR, message, null, null);
		this.code = code;
	}

	int getCode() {
		return this.code;
	}

}
