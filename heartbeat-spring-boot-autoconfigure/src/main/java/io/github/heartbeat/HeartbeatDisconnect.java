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

import org.jspecify.annotations.Nullable;

/**
 * End of a connection, or of an attempt to connect, without secrets.
 * <p>
 * A later release may add components. It keeps the constructors there are.
 *
 * @param cause why the connection ended or the attempt failed
 * @param closeCode the close code (RFC 6455, section 7.4): the one received or, where
 * this side ended the connection, the one sent; 1006 where there was no Close frame, and
 * {@code null} for an attempt
 * @param closeReason the reason that goes with the close code, fit for one line of a log,
 * or {@code null} if none was given
 * @param httpStatus the HTTP status with which an attempt was refused, or {@code null}
 * @param message the failure in words, fit for one line of a log, or {@code null} for an
 * orderly end
 */
public record HeartbeatDisconnect(DisconnectCause cause, @Nullable Integer closeCode, @Nullable String closeReason,
		@Nullable Integer httpStatus, @Nullable String message) {

	/**
	 * Create the end of an attempt, or of nothing but a wait, of which only the cause is
	 * known.
	 * @param cause why it ended
	 */
	public HeartbeatDisconnect(DisconnectCause cause) {
		this(cause, null, null, null, null);
	}

}
