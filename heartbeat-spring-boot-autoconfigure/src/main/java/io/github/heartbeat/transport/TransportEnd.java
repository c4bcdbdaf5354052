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

package io.github.heartbeat.transport;

import io.github.heartbeat.DisconnectCause;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The end of a connection, or of an attempt to connect, as the transport found it.
 *
 * @param cause why it ended. {@link DisconnectCause#CLOSED_BY_CLIENT} where this side
 * asked for it
 * @param code the close code as it was on the wire: that of the server where it sent a
 * Close frame, 1005 if that had none, 1006 without a Close frame
 * @param reason the reason that goes with the code, or {@code null}
 * @param failure the failure, or {@code null} for an orderly end. Its text is not
 * redacted
 * @param refusal the answer of a server that refused the opening handshake, or
 * {@code null}
 */
public record TransportEnd(DisconnectCause cause, int code, @Nullable String reason, @Nullable Throwable failure,
		@Nullable HandshakeRefusal refusal) {

	/**
	 * Create the end of a connection that the server closed.
	 * @param code the close code of the server
	 * @param reason its reason, or {@code null}
	 * @return the end
	 */
	public static TransportEnd closedByServer(int code, @Nullable String reason) {
		return new TransportEnd(DisconnectCause.CLOSED_BY_SERVER, code, reason, null, null);
	}

	/**
	 * Create the end of a connection that this side asked for.
	 * @return the end
	 */
	public static TransportEnd closedByClient() {
		return new TransportEnd(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NO_CLOSE_FRAME.getCode(), null, null,
				null);
	}

	/**
	 * Create the end of a connection, or of an attempt, that failed.
	 * @param cause the kind of failure
	 * @param failure the failure
	 * @return the end
	 */
	public static TransportEnd failed(DisconnectCause cause, Throwable failure) {
		return new TransportEnd(cause, CloseStatus.NO_CLOSE_FRAME.getCode(), null, failure, null);
	}

}
