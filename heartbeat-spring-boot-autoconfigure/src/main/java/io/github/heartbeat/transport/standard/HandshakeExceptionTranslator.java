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

package io.github.heartbeat.transport.standard;

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
import io.github.heartbeat.transport.HandshakeRefusal;
import io.github.heartbeat.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

/**
 * Translator from the exception of a failed attempt to what went wrong. Containers do not
 * agree on types, and have the HTTP status of a refused handshake only in the text.
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

	/** Jetty, at a 401 or 407 that does not say how to authenticate. */
	private static final Pattern NO_CHALLENGE = Pattern.compile("challenge without (WWW|Proxy)-Authenticate");

	/** Thrown by Tomcat and Tyrus at a 401 for which they have no credentials. */
	private static final String AUTHENTICATION_EXCEPTION = "AuthenticationException";

	private static final String DEPLOYMENT_EXCEPTION = "jakarta.websocket.DeploymentException";

	private static final byte[] NO_BODY = {};

	private HandshakeExceptionTranslator() {
	}

	/**
	 * Translate the failure of an attempt.
	 * @param failure what the container or the user's code threw
	 * @return how the attempt ended
	 */
	static TransportEnd translate(Throwable failure) {
		List<Throwable> chain = chain(failure);
		for (Throwable link : chain) {
			if (link instanceof HeartbeatConnectionException translated) {
				return end(translated);
			}
		}
		Integer status = httpStatus(chain);
		DisconnectCause cause = (status != null || isRedirect(chain)) ? DisconnectCause.HANDSHAKE_REJECTED
				: cause(chain);
		// The text of a redirect has its target in it, which may carry a token
		boolean redirect = cause == DisconnectCause.HANDSHAKE_REJECTED && status == null;
		return end(new HeartbeatConnectionException(cause, message(chain, cause, status), status,
				redirect ? null : failure));
	}

	private static TransportEnd end(HeartbeatConnectionException failure) {
		Integer status = failure.getHttpStatus();
		return new TransportEnd(failure.getDisconnectCause(), CloseStatus.NO_CLOSE_FRAME.getCode(), null, failure,
				(status != null) ? new HandshakeRefusal(status, HttpHeaders.EMPTY, NO_BODY) : null);
	}

	private static String message(List<Throwable> chain, DisconnectCause cause, @Nullable Integer status) {
		if (status != null) {
			return "The server answered the opening handshake with HTTP status " + status;
		}
		return switch (cause) {
			case HANDSHAKE_REJECTED -> "The server redirects, which is not followed";
			case UNKNOWN_HOST -> "The host name can't be resolved";
			case CONNECTION_REFUSED -> "Nobody listens at the address";
			case CONNECT_TIMEOUT -> "The opening handshake took longer than connect-timeout";
			default -> message(chain.get(chain.size() - 1));
		};
	}

	// The user's code is among those that throw, and its exceptions may do so themselves
	private static String message(Throwable failure) {
		try {
			return (failure.getMessage() != null) ? failure.getMessage() : failure.toString();
		}
		catch (Throwable ex) {
			return failure.getClass().getName();
		}
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
		boolean invalid = chain.stream().anyMatch((link) -> INVALID.matcher(message(link)).find());
		return (answered || invalid) ? DisconnectCause.HANDSHAKE_INVALID : DisconnectCause.CONNECT_FAILED;
	}

	private static boolean isRedirect(List<Throwable> chain) {
		return chain.stream().anyMatch((link) -> isDeploymentException(link) && REDIRECT.matcher(message(link)).find());
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
		return message(failure).contains("timed out");
	}

	private static @Nullable Integer httpStatus(List<Throwable> chain) {
		for (Throwable link : chain) {
			Matcher matcher = HTTP_STATUS.matcher(message(link));
			if (matcher.find()) {
				return Integer.valueOf((matcher.group(1) != null) ? matcher.group(1) : matcher.group(2));
			}
			matcher = NO_CHALLENGE.matcher(message(link));
			if (matcher.find()) {
				return matcher.group(1).equals("WWW") ? 401 : 407;
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
		for (Throwable link = failure; link != null && seen.add(link); link = causeOf(link)) {
			chain.add(link);
		}
		return chain;
	}

	private static @Nullable Throwable causeOf(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
