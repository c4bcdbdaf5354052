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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets of one client out of texts that others made: containers like to put
 * the whole URL, token included, into the message of an exception.
 */
public final class Redactor {

	private static final String HIDDEN = "***";

	private static final int LONGEST = 300;

	private static final int SHORTEST_SECRET = 4;

	private final List<String> secrets = new ArrayList<>();

	private final String url;

	private final String displayUrl;

	public Redactor(HeartbeatClientSettings settings) {
		URI url = settings.url();
		this.url = url.toString();
		this.displayUrl = settings.displayUrl();
		addUserInfo(url.getRawUserInfo());
		addUserInfo(url.getUserInfo());
		addQuery(url.getRawQuery());
		addQuery(url.getQuery());
		settings.headers().values().forEach((value) -> addSecret(value, SHORTEST_SECRET));
		// The longest first, so that nothing of it is left where a shorter is part of it
		this.secrets.sort(Comparator.comparingInt(String::length).reversed());
	}

	private void addUserInfo(@Nullable String userInfo) {
		if (userInfo != null) {
			addSecret(userInfo, SHORTEST_SECRET);
			addSecret(userInfo.substring(userInfo.indexOf(':') + 1), SHORTEST_SECRET);
			String credentials = userInfo.contains(":") ? userInfo : userInfo + ":";
			addSecret(Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
					SHORTEST_SECRET);
		}
	}

	private void addQuery(@Nullable String query) {
		if (query != null) {
			addSecret(query, SHORTEST_SECRET);
			for (String parameter : query.split("&")) {
				addSecret(parameter.substring(parameter.indexOf('=') + 1), SHORTEST_SECRET + 1);
			}
		}
	}

	private void addSecret(String secret, int shortest) {
		// A very short value would tear harmless words apart
		if (secret.length() >= shortest && !this.secrets.contains(secret)) {
			this.secrets.add(secret);
		}
	}

	/**
	 * Return the text without secrets.
	 * @param text a text
	 * @return the text, with what must not be shown replaced
	 */
	public String redact(String text) {
		String redacted = text.replace(this.url, this.displayUrl);
		for (String secret : this.secrets) {
			redacted = redacted.replace(secret, HIDDEN);
		}
		return redacted;
	}

	/**
	 * Return the throwable, or a copy without secrets if there are any in its messages or
	 * those of its causes.
	 * @param throwable a throwable
	 * @return the same, or a copy with the same stack trace; only the name of its class
	 * is left of one that can't be read
	 */
	public Throwable redact(Throwable throwable) {
		try {
			return redactReadable(throwable);
		}
		catch (Throwable ex) {
			// What can't be read can't be shown either
			return new RedactedException(throwable.getClass().getName() + ", whose message can't be made", null,
					new StackTraceElement[0]);
		}
	}

	private Throwable redactReadable(Throwable throwable) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable link = throwable; link != null && seen.add(link); link = link.getCause()) {
			if (isSecret(link.getMessage()) || link.getSuppressed().length > 0) {
				return copy(throwable, 0);
			}
		}
		return throwable;
	}

	private boolean isSecret(@Nullable String message) {
		return message != null && !redact(message).equals(message);
	}

	private RedactedException copy(Throwable throwable, int depth) {
		Throwable cause = throwable.getCause();
		return new RedactedException(redact(throwable.toString()),
				(cause != null && depth < 8) ? copy(cause, depth + 1) : null, throwable.getStackTrace());
	}

	/**
	 * Return a text that came from the peer in a form fit for one line of a log.
	 * @param text the text
	 * @return the text, cut and with control characters escaped
	 */
	public static String printable(String text) {
		StringBuilder printable = new StringBuilder();
		for (int i = 0; i < text.length() && printable.length() < LONGEST; i++) {
			char character = text.charAt(i);
			printable.append(
					isUnprintable(character) ? String.format("\\u%04x", (int) character) : String.valueOf(character));
		}
		return (text.length() > LONGEST) ? printable.append("...").toString() : printable.toString();
	}

	private static boolean isUnprintable(char character) {
		return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
	}

	/**
	 * Stands for an exception whose text has a secret in it.
	 */
	private static final class RedactedException extends Exception {

		private static final long serialVersionUID = 1L;

		RedactedException(String message, @Nullable Throwable cause, StackTraceElement[] stackTrace) {
			super(message, cause);
			setStackTrace(stackTrace);
		}

		// The message begins with the type it stands for
		@Override
		@SuppressWarnings("OverrideThrowableToString")
		public String toString() {
			return String.valueOf(getMessage());
		}

	}

}
