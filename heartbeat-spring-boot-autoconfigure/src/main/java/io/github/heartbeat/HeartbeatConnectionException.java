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

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Exception that tells why an attempt to connect failed, or which failure ended a
 * connection. Its message and those of its causes have neither the user-info nor the
 * query of the URL in them.
 */
public class HeartbeatConnectionException extends IOException {

	private static final long serialVersionUID = 1L;

	private final DisconnectCause disconnectCause;

	private final @Nullable Integer httpStatus;

	/**
	 * Create a new exception.
	 * @param disconnectCause the kind of failure
	 * @param message the detail message
	 * @param httpStatus the HTTP status the server refused the handshake with, or
	 * {@code null}
	 * @param cause the failure behind it, or {@code null}
	 */
	public HeartbeatConnectionException(DisconnectCause disconnectCause, String message, @Nullable Integer httpStatus,
			@Nullable Throwable cause) {
		super(message, cause);
		this.disconnectCause = disconnectCause;
		this.httpStatus = httpStatus;
	}

	/**
	 * Return the kind of failure.
	 * @return the cause
	 */
	public DisconnectCause getDisconnectCause() {
		return this.disconnectCause;
	}

	/**
	 * Return the HTTP status with which the server refused the handshake.
	 * @return the status or {@code null} when the failure was another, or the container
	 * does not tell it
	 */
	public @Nullable Integer getHttpStatus() {
		return this.httpStatus;
	}

}
