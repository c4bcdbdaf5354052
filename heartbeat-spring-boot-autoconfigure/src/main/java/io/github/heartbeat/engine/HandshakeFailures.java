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

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the exception of a failed attempt what went wrong. Containers do not agree
 * on types, and have the HTTP status of a refused handshake only in the text.
 */
final class HandshakeFailures {

	/** Tomcat: "[401]"; Jetty and Tyrus: "status code: 401" or "response code 401". */
	private static final Pattern HTTP_STATUS = Pattern.compile(
			"(?i)(?:server \\[|response code \\[|was not 101: |(?:status|response)(?: code)?(?: was)?(?: is)?:? ?)([1-5]\\d\\d)\\b");

	/** Tomcat, when it is told to follow no redirect. */
	private static final Pattern REDIRECT = Pattern.compile("Location header|number of redirects");

	/** Tomcat, on something that is no HTTP; Jetty and Tyrus, on a wrong answer. */
	private static final Pattern INVALID = Pattern.compile("did not permit the HTTP upgrade|Sec-WebSocket-");

	private final Redactor redactor;

	HandshakeFailures(Redactor redactor) {
		this.redactor = redactor;
	}

	/**
	 * Translate the failure of an attempt.
	 * @param failure what the container or the user's code threw
	 * @return the same in terms of this project, without secrets
	 */
	HeartbeatConnectException translate(Throwable failure) {
		if (failure instanceof HeartbeatConnectException translated) {
			return new HeartbeatConnectException(translated.getDisconnectCause(),
					this.redactor.redact(String.valueOf(translated.getMessage())), translated.getHttpStatus(),
					redactCause(translated));
		}
		List<Throwable> chain = chain(failure);
		for (Throwable link : chain) {
			if (link instanceof HeartbeatConnectException translated) {
				return translate(translated);
			}
		}
		Integer status = httpStatus(chain);
		DisconnectCause cause = (status != null || contains(chain, REDIRECT)) ? DisconnectCause.HANDSHAKE_REJECTED
				: cause(chain);
		// The text of a redirect has its target in it, which may carry a token
		boolean redirect = cause == DisconnectCause.HANDSHAKE_REJECTED && status == null;
		return new HeartbeatConnectException(cause, message(chain, cause, status), status,
				redirect ? null : this.redactor.redact(failure));
	}

	private @Nullable Throwable redactCause(Throwable translated) {
		return (translated.getCause() != null) ? this.redactor.redact(translated.getCause()) : null;
	}

	private String message(List<Throwable> chain, DisconnectCause cause, @Nullable Integer status) {
		if (status != null) {
			return "The server answered the opening handshake with HTTP status " + status;
		}
		Throwable root = chain.get(chain.size() - 1);
		return switch (cause) {
			case HANDSHAKE_REJECTED -> "The server redirects, which is not followed";
			case UNKNOWN_HOST -> "The host name can't be resolved";
			case CONNECTION_REFUSED -> "Nobody listens at the address";
			case CONNECT_TIMEOUT -> "The opening handshake took longer than connect-timeout";
			default -> this.redactor.redact((root.getMessage() != null) ? root.getMessage() : root.toString());
		};
	}

	private static DisconnectCause cause(List<Throwable> chain) {
		for (Throwable link : chain) {
			if (link instanceof UnknownHostException || link instanceof UnresolvedAddressException) {
				return DisconnectCause.UNKNOWN_HOST;
			}
			if (link instanceof SSLException || link instanceof GeneralSecurityException) {
				return DisconnectCause.TLS_FAILED;
			}
			if (link instanceof ConnectException) {
				return isTimeout(link) ? DisconnectCause.CONNECT_TIMEOUT : DisconnectCause.CONNECTION_REFUSED;
			}
			if (link instanceof TimeoutException || link instanceof SocketTimeoutException) {
				return DisconnectCause.CONNECT_TIMEOUT;
			}
		}
		return contains(chain, INVALID) ? DisconnectCause.HANDSHAKE_INVALID : DisconnectCause.CONNECT_FAILED;
	}

	private static boolean contains(List<Throwable> chain, Pattern pattern) {
		return chain.stream().anyMatch((link) -> pattern.matcher(String.valueOf(link.getMessage())).find());
	}

	private static boolean isTimeout(Throwable failure) {
		return failure.getMessage() != null && failure.getMessage().contains("timed out");
	}

	private static @Nullable Integer httpStatus(List<Throwable> chain) {
		for (Throwable link : chain) {
			Matcher matcher = HTTP_STATUS.matcher(String.valueOf(link.getMessage()));
			if (matcher.find()) {
				return Integer.valueOf(matcher.group(1));
			}
		}
		return null;
	}

	private static List<Throwable> chain(Throwable failure) {
		List<Throwable> chain = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable link = failure; link != null && seen.add(link); link = link.getCause()) {
			chain.add(link);
		}
		return chain;
	}

}
