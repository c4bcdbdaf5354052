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

package io.github.heartbeat.transport.netty;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import javax.net.ssl.SSLException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.HandshakeRefusal;
import io.github.heartbeat.transport.TransportEnd;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Translator from what went wrong in an attempt to the end of that attempt.
 */
final class ConnectFailureTranslator {

	private ConnectFailureTranslator() {
	}

	/**
	 * Translate a failure of the network, of TLS or of a protocol below HTTP.
	 * @param thrown the failure
	 * @return how the attempt ended
	 */
	static TransportEnd translate(Throwable thrown) {
		Throwable failure = unwrap(thrown);
		if (failure instanceof UnknownHostException) {
			return end(DisconnectCause.UNKNOWN_HOST, "The host name can't be resolved", failure);
		}
		if (failure instanceof SSLException || failure instanceof GeneralSecurityException) {
			return end(DisconnectCause.TLS_FAILED, message(root(failure)), failure);
		}
		if (failure instanceof ConnectException) {
			return message(failure).contains("timed out")
					? end(DisconnectCause.CONNECT_TIMEOUT, "The opening handshake took longer than connect-timeout",
							failure)
					: end(DisconnectCause.CONNECTION_REFUSED, "Nobody listens at the address", failure);
		}
		return end(DisconnectCause.CONNECT_FAILED, message(root(failure)), failure);
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof DecoderException && cause != null) ? cause : failure;
	}

	private static Throwable root(Throwable failure) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable root = failure;
		while (root.getCause() != null && seen.add(root)) {
			root = root.getCause();
		}
		return root;
	}

	private static String message(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.toString();
	}

	/**
	 * Create the end of an attempt whose server went away without an answer.
	 * @return how the attempt ended
	 */
	static TransportEnd unanswered() {
		return end(DisconnectCause.CONNECT_FAILED, "The connection ended before the opening handshake was answered",
				null);
	}

	/**
	 * Create the end of an attempt that the server has answered against the rules.
	 * @param violation what is wrong with the answer
	 * @return how the attempt ended
	 */
	static TransportEnd invalid(String violation) {
		return end(DisconnectCause.HANDSHAKE_INVALID, violation, null);
	}

	/**
	 * Create the end of an attempt that the server, or a proxy in its place, refused.
	 * @param refusal the answer
	 * @return how the attempt ended
	 */
	static TransportEnd refused(HandshakeRefusal refusal) {
		int status = refusal.status();
		return new TransportEnd(DisconnectCause.HANDSHAKE_REJECTED, CloseStatus.NO_CLOSE_FRAME.getCode(), null,
				new HeartbeatConnectionException(DisconnectCause.HANDSHAKE_REJECTED,
						"The server answered the opening handshake with HTTP status " + status, status, null),
				refusal);
	}

	private static TransportEnd end(DisconnectCause cause, String text, @Nullable Throwable failure) {
		return TransportEnd.failed(cause, new HeartbeatConnectionException(cause, text, null, failure));
	}

}
