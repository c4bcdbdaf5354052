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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Translates what ended a connection or an attempt of one client, as the transport, the
 * user's code or a clock of ours tells it, into words without secrets.
 */
final class DisconnectTranslator {

	private final String clientName;

	private final HeartbeatClientSettings settings;

	private final Redactor redactor;

	DisconnectTranslator(String clientName, HeartbeatClientSettings settings, Redactor redactor) {
		this.clientName = clientName;
		this.settings = settings;
		this.redactor = redactor;
	}

	/**
	 * Translate an end that the transport tells.
	 * @param end the end
	 * @return what ended the connection or the attempt
	 */
	Disconnect ended(TransportEnd end) {
		Throwable failure = (end.failure() != null) ? redact(end.failure()) : null;
		return new Disconnect(end.cause(), end.code(), end.reason(), httpStatus(end), failure, false);
	}

	private static @Nullable Integer httpStatus(TransportEnd end) {
		if (end.refusal() != null) {
			return end.refusal().status();
		}
		return (end.failure() instanceof HeartbeatConnectionException failure) ? failure.getHttpStatus() : null;
	}

	/**
	 * Take the secrets out of a failure.
	 * @param failure the failure
	 * @return the failure, or a copy without them
	 */
	Throwable redact(Throwable failure) {
		if (failure instanceof HeartbeatConnectionException ours) {
			Throwable cause = (ours.getCause() != null) ? this.redactor.redact(ours.getCause()) : null;
			return new HeartbeatConnectionException(ours.getDisconnectCause(),
					this.redactor.redact(String.valueOf(ours.getMessage())), ours.getHttpStatus(), cause);
		}
		return this.redactor.redact(failure);
	}

	/**
	 * Translate the failure of an attempt that did not come from the transport.
	 * @param failure what the user's code threw, or why there is no thread
	 * @return what ended the attempt
	 */
	Disconnect connectFailed(Throwable failure) {
		if (failure instanceof HeartbeatConnectionException ours) {
			return Disconnect.rejected(ours.getDisconnectCause(), ours.getHttpStatus(), redact(ours));
		}
		String message = this.redactor.redact(FailureText.rawOf(failure));
		return Disconnect.failure(DisconnectCause.CONNECT_FAILED, new HeartbeatConnectionException(
				DisconnectCause.CONNECT_FAILED, message, null, this.redactor.redact(failure)));
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
	 * Translate the failure of an initializer.
	 * @param thrown what it threw
	 * @return what ended the connection
	 */
	Disconnect initializerFailed(Throwable thrown) {
		Throwable failure = unwrap(thrown);
		String message = this.redactor.redact("A HeartbeatConnectionInitializer failed: " + FailureText.rawOf(failure));
		return new Disconnect(DisconnectCause.INITIALIZER_FAILED, CloseStatus.NO_CLOSE_FRAME.getCode(), null, null,
				new HeartbeatConnectionException(DisconnectCause.INITIALIZER_FAILED, message, null,
						this.redactor.redact(failure)),
				failure instanceof HeartbeatGiveUpException);
	}

	// An initializer waits for futures, which wrap what has gone wrong
	private static Throwable unwrap(Throwable thrown) {
		Throwable cause = thrown.getCause();
		return ((thrown instanceof ExecutionException || thrown instanceof CompletionException) && cause != null)
				? unwrap(cause) : thrown;
	}

	/**
	 * Tell of an attempt that took too long.
	 * @param what what took so long
	 * @return what ended the attempt
	 */
	Disconnect connectTimedOut(String what) {
		return overdue(DisconnectCause.CONNECT_TIMEOUT, what + " took longer than connect-timeout",
				this.settings.connectTimeout());
	}

	/**
	 * Tell of a connection that was not ready in time.
	 * @param why what is missing, or what may be the reason, in a clause of its own, or
	 * an empty text
	 * @return what ended the connection
	 */
	Disconnect readyTimedOut(String why) {
		Duration timeout = this.settings.ready().timeout();
		return failure(DisconnectCause.READY_TIMEOUT, "The connection was not ready within ready.timeout ("
				+ timeout.toMillis() + " ms)" + (why.isEmpty() ? "" : ": " + why));
	}

	Disconnect pingMissed() {
		return overdue(DisconnectCause.PING_TIMEOUT, "Nothing was received within ping.timeout",
				this.settings.ping().timeout());
	}

	Disconnect pingUnwritten() {
		return overdue(DisconnectCause.SEND_TIMEOUT, "No ping could be written within ping.timeout",
				this.settings.ping().timeout());
	}

	Disconnect writeTimedOut() {
		return overdue(DisconnectCause.SEND_TIMEOUT, "A write took longer than send.timeout",
				this.settings.send().timeout());
	}

	private static Disconnect overdue(DisconnectCause cause, String text, Duration timeout) {
		return failure(cause, text + " (" + timeout.toMillis() + " ms)");
	}

	private static Disconnect failure(DisconnectCause cause, String text) {
		return Disconnect.failure(cause, new HeartbeatConnectionException(cause, text, null, null));
	}

	Disconnect messageTooBig() {
		String key = "heartbeat.client." + this.clientName + ".receive.max-message-size";
		String limit = this.settings.receive().maxMessageSize().toBytes() + " bytes";
		return new Disconnect(DisconnectCause.MESSAGE_TOO_BIG, CloseStatus.TOO_BIG_TO_PROCESS.getCode(),
				"larger than " + limit, null, new HeartbeatConnectionException(DisconnectCause.MESSAGE_TOO_BIG,
						"A message is larger than " + limit + ": see " + key, null, null),
				false);
	}

}
