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

import java.io.IOException;
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
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the exception of a failed attempt what went wrong. Containers do not agree
 * on types, and have the HTTP status of a refused handshake only in the text.
 */
final class HandshakeExceptionTranslator {

	/**
	 * Tomcat, whose texts are translated: "[401]"; Jetty: "Status Code: 401"; Tyrus:
	 * "Response code was not 101: 401", "HTTP Status code 503". A 101 is no refusal.
	 */
	private static final Pattern HTTP_STATUS = Pattern
		.compile("\\[([2-5]\\d\\d)\\]|(?i:(?:status|response) code(?: was not 101)?:? ([2-5]\\d\\d)\\b)");

	/** Tomcat, in whatever language, when it is told to follow no redirect. */
	private static final Pattern REDIRECT = Pattern.compile("\\[1\\].*\\[0\\]|\\[0\\].*\\[1\\]");

	/** Tomcat, on something that is no HTTP; Jetty and Tyrus, on a wrong answer. */
	private static final Pattern INVALID = Pattern.compile("did not permit the HTTP upgrade|Sec-WebSocket-");

	/** Thrown by Tomcat and Tyrus at a 401 for which they have no credentials. */
	private static final String AUTHENTICATION_EXCEPTION = "AuthenticationException";

	private static final String DEPLOYMENT_EXCEPTION = "jakarta.websocket.DeploymentException";

	private final Redactor redactor;

	HandshakeExceptionTranslator(Redactor redactor) {
		this.redactor = redactor;
	}

	/**
	 * Translate the failure of an attempt.
	 * @param failure what the container or the user's code threw
	 * @return the same in terms of this project, without secrets
	 */
	HeartbeatConnectionException translate(Throwable failure) {
		if (failure instanceof HeartbeatConnectionException translated) {
			return new HeartbeatConnectionException(translated.getDisconnectCause(),
					this.redactor.redact(String.valueOf(translated.getMessage())), translated.getHttpStatus(),
					redactCause(translated));
		}
		List<Throwable> chain = chain(failure);
		for (Throwable link : chain) {
			if (link instanceof HeartbeatConnectionException translated) {
				return translate(translated);
			}
		}
		Integer status = httpStatus(chain);
		DisconnectCause cause = (status != null || isRedirect(chain)) ? DisconnectCause.HANDSHAKE_REJECTED
				: cause(chain);
		// The text of a redirect has its target in it, which may carry a token
		boolean redirect = cause == DisconnectCause.HANDSHAKE_REJECTED && status == null;
		return new HeartbeatConnectionException(cause, message(chain, cause, status), status,
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
		// Without a failure of the network, it is the answer itself
		boolean answered = chain.stream().anyMatch(HandshakeExceptionTranslator::isDeploymentException)
				&& chain.stream()
					.noneMatch((link) -> link instanceof IOException || link instanceof InterruptedException);
		boolean invalid = chain.stream().anyMatch((link) -> INVALID.matcher(String.valueOf(link.getMessage())).find());
		return (answered || invalid) ? DisconnectCause.HANDSHAKE_INVALID : DisconnectCause.CONNECT_FAILED;
	}

	private static boolean isRedirect(List<Throwable> chain) {
		return chain.stream()
			.anyMatch((link) -> isDeploymentException(link)
					&& REDIRECT.matcher(String.valueOf(link.getMessage())).find());
	}

	// By name, since the API is not there where Spring's client is of another kind.
	private static boolean isDeploymentException(Throwable link) {
		Class<?> type = link.getClass();
		while (type != null && !type.getName().equals(DEPLOYMENT_EXCEPTION)) {
			type = type.getSuperclass();
		}
		return type != null;
	}

	private static boolean isTimeout(Throwable failure) {
		return failure.getMessage() != null && failure.getMessage().contains("timed out");
	}

	private static @Nullable Integer httpStatus(List<Throwable> chain) {
		for (Throwable link : chain) {
			Matcher matcher = HTTP_STATUS.matcher(String.valueOf(link.getMessage()));
			if (matcher.find()) {
				return Integer.valueOf((matcher.group(1) != null) ? matcher.group(1) : matcher.group(2));
			}
			if (link.getClass().getSimpleName().equals(AUTHENTICATION_EXCEPTION)) {
				return 401;
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
