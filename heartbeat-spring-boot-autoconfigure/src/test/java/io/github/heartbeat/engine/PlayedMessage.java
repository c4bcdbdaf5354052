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

import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;

/**
 * Message of a played peer: the number of its session, its own number, and a suffix with
 * a meaning, if it has one.
 *
 * @param session the number of the session
 * @param number counts the messages of all sessions
 * @param suffix the key of a request, {@link #WELCOME} or {@code null}
 */
record PlayedMessage(int session, int number, @Nullable String suffix) {

	static final String WELCOME = "welcome";

	/** What the messages match that make their connection ready. */
	static final String WELCOME_PATTERN = ".*/" + WELCOME;

	/** The text that makes its connection ready. */
	static final String WELCOME_TEXT = "0:0/" + WELCOME;

	static PlayedMessage of(HeartbeatMessage message) {
		String text = message.getText();
		int colon = text.indexOf(':');
		int slash = text.indexOf('/');
		return new PlayedMessage(Integer.parseInt(text, 0, colon, 10),
				Integer.parseInt(text, colon + 1, (slash != -1) ? slash : text.length(), 10),
				(slash != -1) ? text.substring(slash + 1) : null);
	}

	/**
	 * Return whether the message makes its connection ready.
	 * @return whether it does
	 */
	boolean isWelcome() {
		return WELCOME.equals(this.suffix);
	}

	/**
	 * Return the key by which messages are conflated where they are.
	 * @return the key
	 */
	Object conflationKey() {
		return this.isWelcome() ? WELCOME : this.number % 2;
	}

	@Override
	public String toString() {
		return this.session + ":" + this.number + ((this.suffix != null) ? "/" + this.suffix : "");
	}

}
