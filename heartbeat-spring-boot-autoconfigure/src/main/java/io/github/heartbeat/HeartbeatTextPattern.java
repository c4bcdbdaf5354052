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

package io.github.heartbeat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * A text to wait for, as a setting has it: messages that are equal to it, and, where it
 * is a regular expression, messages the whole of which it matches. JSON that is no
 * regular expression, such as <code>{"type":"welcome"}</code>, is meant as it stands.
 * Immutable; {@link #toString()} does not show the text.
 */
public final class HeartbeatTextPattern {

	private static final Pattern CONSTRUCTS = Pattern.compile("[\\\\.*+?^$|()\\[\\]{}]");

	/** What somebody who writes JSON as it stands does not write. */
	private static final String[] NEVER_IN_PLAIN_JSON = { ".*", ".+", "\\", "|", "(?", "[^" };

	private final String text;

	private final @Nullable Pattern pattern;

	private HeartbeatTextPattern(String text, @Nullable Pattern pattern) {
		this.text = text;
		this.pattern = pattern;
	}

	/**
	 * Return the pattern that a text is.
	 * @param text a text, or a regular expression
	 * @return the pattern
	 * @throws IllegalArgumentException if the text looks like a regular expression and is
	 * none; the message says why without showing the text
	 */
	public static HeartbeatTextPattern of(String text) {
		if (!CONSTRUCTS.matcher(text).find()) {
			return new HeartbeatTextPattern(text, null);
		}
		try {
			return new HeartbeatTextPattern(text, Pattern.compile(text, Pattern.DOTALL));
		}
		catch (PatternSyntaxException ex) {
			if (isPlainJson(text.trim())) {
				return new HeartbeatTextPattern(text, null);
			}
			throw new IllegalArgumentException(String
				.format("It is not a valid regular expression: %s near index %d. To wait for a text as it stands, "
						+ "write it between \\Q and \\E.", ex.getDescription(), ex.getIndex()));
		}
	}

	private static boolean isPlainJson(String text) {
		boolean json = (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
		if (!json) {
			return false;
		}
		for (String construct : NEVER_IN_PLAIN_JSON) {
			if (text.contains(construct)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the text as it was written.
	 * @return the text, or the regular expression
	 */
	public String getText() {
		return this.text;
	}

	/**
	 * Return whether a message is this text. Takes no longer than to compare them.
	 * @param message the message
	 * @return whether they are equal
	 */
	public boolean isText(String message) {
		return message.equals(this.text);
	}

	/**
	 * Return whether this is a regular expression, so that other messages than the text
	 * may match it.
	 * @return whether {@link #matches} has more to say than {@link #isText}
	 */
	public boolean isExpression() {
		return this.pattern != null;
	}

	/**
	 * Return whether a message is equal to this text, or matched as a whole by this
	 * regular expression. That may take long, as the expression has it.
	 * @param message the message
	 * @return whether it is
	 */
	public boolean matches(String message) {
		return isText(message) || (this.pattern != null && this.pattern.matcher(message).matches());
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof HeartbeatTextPattern other && this.text.equals(other.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return "(hidden, " + this.text.length() + ((this.text.length() != 1) ? " characters)" : " character)");
	}

}
