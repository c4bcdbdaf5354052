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

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.heartbeat.HeartbeatClientSettings.Ready;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;

/**
 * The text message by which a connection shows that it is ready.
 */
final class ReadyMessage {

	private final String text;

	private final @Nullable Pattern pattern;

	private ReadyMessage(String text) {
		this.text = text;
		this.pattern = compile(text);
	}

	/**
	 * Return what to wait for.
	 * @param settings the settings
	 * @return the message or {@code null} if it is not a message that is waited for
	 */
	static @Nullable ReadyMessage of(Ready settings) {
		return (settings.when() == ReadyWhen.MESSAGE && settings.message() != null)
				? new ReadyMessage(settings.message()) : null;
	}

	private static @Nullable Pattern compile(String text) {
		try {
			return Pattern.compile(text, Pattern.DOTALL);
		}
		catch (PatternSyntaxException ex) {
			// A text such as '{"type":"welcome"}' is meant as it stands
			return null;
		}
	}

	boolean matches(HeartbeatMessage message) {
		if (!message.isText()) {
			return false;
		}
		return message.getText().equals(this.text)
				|| (this.pattern != null && this.pattern.matcher(message.getText()).matches());
	}

}
