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

import java.time.Duration;
import java.util.Set;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Tells from what is reported at the end of one client's connections and attempts what
 * ended them, without secrets. Containers report ends of their own making as if they were
 * the peer's.
 */
final class DisconnectTranslator {

	/** Close codes of a container that finds, or is accused of, a wrong frame. */
	private static final Set<Integer> PROTOCOL_ERRORS = Set.of(1002, 1007);

	private final Redactor redactor;

	private final HandshakeFailures handshakeFailures;

	DisconnectTranslator(Redactor redactor) {
		this.redactor = redactor;
		this.handshakeFailures = new HandshakeFailures(redactor);
	}

	/**
	 * Translate the failure of an attempt.
	 * @param failure what the container or the user's code threw
	 * @return what ended the attempt
	 */
	Disconnect connectFailed(Throwable failure) {
		HeartbeatConnectException translated = this.handshakeFailures.translate(failure);
		return Disconnect.rejected(translated.getDisconnectCause(), translated.getHttpStatus(), translated);
	}

	/**
	 * Translate the failure of a connection.
	 * @param cause the kind of failure
	 * @param failure the failure
	 * @return what ended the connection
	 */
	Disconnect failed(DisconnectCause cause, Throwable failure) {
		return Disconnect.failure(cause, this.redactor.redact(failure));
	}

	/**
	 * Translate that something took too long.
	 * @param cause the kind of failure
	 * @param text what took too long, and the name of the property
	 * @param timeout the value of the property
	 * @return what ended the connection
	 */
	Disconnect timedOut(DisconnectCause cause, String text, Duration timeout) {
		return failed(cause,
				new HeartbeatConnectException(cause, text + " (" + timeout.toMillis() + " ms)", null, null));
	}

	/**
	 * Translate the close status of a container.
	 * @param status the close code and reason of the container
	 * @param received the close code of the server, or 0 if no Close frame was reported
	 * @param session the session that is closed, or {@code null} if there was none
	 * @return what ended the connection
	 */
	Disconnect closed(CloseStatus status, int received, @Nullable TransportSession session) {
		if (isSendable(received)) {
			return new Disconnect(DisconnectCause.CLOSED_BY_SERVER, received, status.getReason(), null, null);
		}
		if (status.getCode() == CloseStatus.NO_CLOSE_FRAME.getCode()) {
			return Disconnect.failure(DisconnectCause.CONNECTION_LOST, new HeartbeatConnectException(
					DisconnectCause.CONNECTION_LOST,
					(status.getReason() != null) ? status.getReason() : "The connection ended without a Close frame",
					null, null));
		}
		boolean local = session != null && session.isTellingCloseFrames();
		if (local || PROTOCOL_ERRORS.contains(status.getCode())) {
			return new Disconnect(DisconnectCause.PROTOCOL_ERROR, status.getCode(), status.getReason(), null,
					new HeartbeatConnectException(DisconnectCause.PROTOCOL_ERROR, "A frame violated RFC 6455", null,
							null));
		}
		return Disconnect.by(DisconnectCause.CLOSED_BY_SERVER, status);
	}

	// RFC 6455, section 7.4: what a Close frame may carry, or 1005 for nothing.
	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1014 && code != 1004 && code != 1006) || (code >= 3000 && code <= 4999);
	}

	/**
	 * Translate that a message is larger than allowed.
	 * @param clientName the plain name of the client
	 * @param limit the largest number of bytes
	 * @return what ends the connection
	 */
	Disconnect tooBig(String clientName, long limit) {
		String key = "heartbeat.client." + clientName + ".receive.max-message-size";
		return new Disconnect(DisconnectCause.MESSAGE_TOO_BIG, CloseStatus.TOO_BIG_TO_PROCESS.getCode(),
				"larger than " + limit + " bytes", null, new HeartbeatConnectException(DisconnectCause.MESSAGE_TOO_BIG,
						"A message is larger than " + limit + " bytes: see " + key, null, null));
	}

}
