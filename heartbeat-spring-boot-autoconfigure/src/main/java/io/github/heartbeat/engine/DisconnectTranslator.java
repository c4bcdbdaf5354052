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
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Tells what ended a connection or an attempt of one client, from what the container
 * reports or a clock of ours says, in words without secrets. Containers report ends of
 * their own making as if they were the peer's.
 */
final class DisconnectTranslator {

	/** Close codes of a container that finds, or is accused of, a wrong frame. */
	private static final Set<Integer> PROTOCOL_ERRORS = Set.of(1002, 1007);

	private final String clientName;

	private final HeartbeatClientSettings settings;

	private final Redactor redactor;

	private final HandshakeExceptionTranslator handshakeFailures;

	DisconnectTranslator(String clientName, HeartbeatClientSettings settings, Redactor redactor) {
		this.clientName = clientName;
		this.settings = settings;
		this.redactor = redactor;
		this.handshakeFailures = new HandshakeExceptionTranslator(redactor);
	}

	/**
	 * Translate the failure of an attempt.
	 * @param failure what the container or the user's code threw
	 * @return what ended the attempt
	 */
	Disconnect connectFailed(Throwable failure) {
		HeartbeatConnectionException translated = this.handshakeFailures.translate(failure);
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

	Disconnect connectTimedOut() {
		return Disconnect.failure(DisconnectCause.CONNECT_TIMEOUT, overdue(DisconnectCause.CONNECT_TIMEOUT,
				"The opening handshake took longer than connect-timeout", this.settings.connectTimeout()));
	}

	Disconnect readyTimedOut() {
		return failed(DisconnectCause.READY_TIMEOUT, overdue(DisconnectCause.READY_TIMEOUT,
				"The connection was not ready within ready.timeout", this.settings.ready().timeout()));
	}

	Disconnect pingMissed() {
		return failed(DisconnectCause.PING_TIMEOUT, overdue(DisconnectCause.PING_TIMEOUT,
				"Nothing was received within ping.timeout", this.settings.ping().timeout()));
	}

	Disconnect writeTimedOut() {
		return failed(DisconnectCause.SEND_TIMEOUT, overdue(DisconnectCause.SEND_TIMEOUT,
				"A write took longer than send.timeout", this.settings.send().timeout()));
	}

	private static HeartbeatConnectionException overdue(DisconnectCause cause, String text, Duration timeout) {
		return new HeartbeatConnectionException(cause, text + " (" + timeout.toMillis() + " ms)", null, null);
	}

	Disconnect messageTooBig() {
		String key = "heartbeat.client." + this.clientName + ".receive.max-message-size";
		String limit = this.settings.receive().maxMessageSize().toBytes() + " bytes";
		return new Disconnect(DisconnectCause.MESSAGE_TOO_BIG, CloseStatus.TOO_BIG_TO_PROCESS.getCode(),
				"larger than " + limit, null, new HeartbeatConnectionException(DisconnectCause.MESSAGE_TOO_BIG,
						"A message is larger than " + limit + ": see " + key, null, null));
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
			return failed(DisconnectCause.CONNECTION_LOST, new HeartbeatConnectionException(
					DisconnectCause.CONNECTION_LOST,
					(status.getReason() != null) ? status.getReason() : "The connection ended without a Close frame",
					null, null));
		}
		boolean local = session != null && session.isTellingCloseFrames();
		if (local || PROTOCOL_ERRORS.contains(status.getCode())) {
			return new Disconnect(DisconnectCause.PROTOCOL_ERROR, status.getCode(), status.getReason(), null,
					new HeartbeatConnectionException(DisconnectCause.PROTOCOL_ERROR, "A frame violated RFC 6455", null,
							null));
		}
		return Disconnect.by(DisconnectCause.CLOSED_BY_SERVER, status);
	}

	// RFC 6455, section 7.4: what a Close frame may carry, or 1005 for nothing.
	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1014 && code != 1004 && code != 1006) || (code >= 3000 && code <= 4999);
	}

}
