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

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * Text of failures for operators, who know what a network does and not what the classes
 * of Java are called.
 */
final class FailureText {

	/** The type of an exception that was put into the text of another one. */
	private static final Pattern TYPE = Pattern
		.compile("(?<![\\w.])(?:[a-z]\\w*+\\.)++([\\w$]*(?:Exception|Error))(: |$)");

	private static final int MAX_DEPTH = 8;

	private FailureText() {
	}

	/**
	 * Return what went wrong.
	 * @param failure the failure, without secrets
	 * @return its message or that of a cause, fit for one line of a log; the name of its
	 * type only if there is nothing else to say
	 */
	static String of(Throwable failure) {
		Throwable link = failure;
		for (int depth = 0; link != null && depth < MAX_DEPTH; depth++) {
			String text = text(link);
			if (!text.isEmpty()) {
				return text;
			}
			link = causeOf(link);
		}
		return failure.getClass().getSimpleName();
	}

	/**
	 * Return the message of a failure, or its type where it has none.
	 * @param failure the failure
	 * @return the text, which may have secrets in it
	 */
	static String rawOf(Throwable failure) {
		String message = messageOf(failure);
		return (message != null) ? message : failure.getClass().getName();
	}

	private static @Nullable String messageOf(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (Throwable ex) {
			return failure.getClass().getName() + ", whose message can't be made";
		}
	}

	private static String text(Throwable failure) {
		String message = messageOf(failure);
		// Cut before it is searched: the peer may have a say in it
		String text = (message != null) ? withoutTypes(Redactor.printable(message)) : "";
		return text.isBlank() ? known(failure) : text;
	}

	private static String withoutTypes(String text) {
		return TYPE.matcher(text).replaceAll((type) -> {
			boolean last = type.group(2).isEmpty() && type.start() > 0;
			return last ? Matcher.quoteReplacement(type.group(1)) : "";
		});
	}

	private static String known(Throwable failure) {
		if (failure instanceof EOFException) {
			return "The connection ended without a Close frame";
		}
		if (failure instanceof ClosedChannelException) {
			return "The connection was closed";
		}
		return (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) ? "It took too long"
				: "";
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
