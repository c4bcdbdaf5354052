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

package io.github.heartbeat.engine;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * End of a connection or of an attempt to connect, with all that the engine knows of it.
 *
 * @param cause the kind of end
 * @param code the close code, 1006 where there was no Close frame
 * @param reason the reason that goes with the close code, or {@code null}
 * @param httpStatus the HTTP status with which an attempt was refused, or {@code null}
 * @param failure the failure, or {@code null} for an orderly end
 * @param fatal whether the user's code said that connecting again is of no use
 */
record Disconnect(DisconnectCause cause, int code, @Nullable String reason, @Nullable Integer httpStatus,
		@Nullable Throwable failure, boolean fatal) {

	static Disconnect by(DisconnectCause cause, CloseStatus status) {
		return new Disconnect(cause, status.getCode(), status.getReason(), null, null, false);
	}

	static Disconnect failure(DisconnectCause cause, Throwable failure) {
		return new Disconnect(cause, CloseStatus.NO_CLOSE_FRAME.getCode(), null, null, failure, false);
	}

	static Disconnect rejected(DisconnectCause cause, @Nullable Integer httpStatus, Throwable failure) {
		return new Disconnect(cause, CloseStatus.NO_CLOSE_FRAME.getCode(), null, httpStatus, failure, false);
	}

	/**
	 * Return whether the peer ended the connection with a Close frame.
	 * @return whether the code is the peer's
	 */
	boolean byPeer() {
		return this.cause == DisconnectCause.CLOSED_BY_SERVER || this.cause == DisconnectCause.PROTOCOL_ERROR;
	}

	/**
	 * Return what the peer is told of it if it can be reached.
	 * @return the close code and reason
	 */
	CloseStatus closeStatus() {
		return (this.cause == DisconnectCause.MESSAGE_TOO_BIG)
				? CloseStatus.TOO_BIG_TO_PROCESS.withReason(String.valueOf(this.reason)) : CloseStatus.GOING_AWAY;
	}

	/**
	 * Return the end as users are told.
	 * @param established whether a connection ended, rather than an attempt, which has no
	 * close code
	 * @return what may be shown of it
	 */
	HeartbeatDisconnect facts(boolean established) {
		String closeReason = (established && this.reason != null && !this.reason.isEmpty()) ? this.reason : null;
		return new HeartbeatDisconnect(this.cause, established ? this.code : null, printable(closeReason),
				this.httpStatus, (this.failure != null) ? FailureText.of(this.failure) : null);
	}

	private static @Nullable String printable(@Nullable String text) {
		return (text != null) ? Redactor.printable(text) : null;
	}

	/**
	 * Return what happened in words for a log line.
	 * @return a phrase without secrets
	 */
	String describe() {
		StringBuilder text = new StringBuilder(this.cause.name());
		if (byPeer() || this.code != CloseStatus.NO_CLOSE_FRAME.getCode()) {
			text.append(", code ").append(this.code);
			if (this.reason != null && !this.reason.isEmpty()) {
				text.append(" '").append(Redactor.printable(this.reason)).append('\'');
			}
		}
		String failure = (this.failure != null) ? FailureText.of(this.failure) : "";
		String status = (this.httpStatus != null) ? "HTTP status " + this.httpStatus : "";
		if (!status.isEmpty() && !failure.contains(status)) {
			text.append(", ").append(status);
		}
		if (!failure.isEmpty()) {
			text.append(", ").append(failure);
		}
		return text.toString();
	}

}
