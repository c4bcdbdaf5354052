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

import java.util.List;

import io.github.heartbeat.HeartbeatClientSettings.Ready;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.HeartbeatTextPattern;
import org.jspecify.annotations.Nullable;

/**
 * Rule that says when a connection of one client is ready: as soon as it is open, when it
 * is initialized, or by a message. Messages are looked at when they arrive.
 */
final class ReadyRule {

	private final String clientName;

	private final Ready settings;

	private final Callbacks callbacks;

	private final UserCodeFailures failures;

	/** {@code null} where another thing than a message shows it. */
	private final @Nullable HeartbeatTextPattern text;

	ReadyRule(String clientName, Ready settings, Callbacks callbacks, UserCodeFailures failures) {
		this.clientName = clientName;
		this.settings = settings;
		this.callbacks = callbacks;
		this.failures = failures;
		this.text = (settings.when() == ReadyWhen.MESSAGE) ? settings.message() : null;
	}

	/**
	 * Return what shows that a connection is ready.
	 * @param initializers those of the connection
	 * @return as configured, otherwise what follows from the initializers
	 */
	ReadyWhen when(List<HeartbeatConnectionInitializer> initializers) {
		ReadyWhen when = this.settings.when();
		if (when != null) {
			return when;
		}
		return initializers.isEmpty() ? ReadyWhen.OPEN : ReadyWhen.INITIALIZED;
	}

	/**
	 * Return whether a message is the configured text. Cheap, and no code of the user's.
	 * @param message the message
	 * @return whether the connection is ready by it
	 */
	boolean isReadyText(HeartbeatMessage message) {
		return this.text != null && message.isText() && this.text.isText(message.getText());
	}

	/**
	 * Return whether there is a pattern or a predicate, which may take long.
	 * @return whether messages have to be {@link #accepts looked at}
	 */
	boolean hasTest() {
		return (this.text != null && this.text.isExpression()) || this.settings.when() == ReadyWhen.PREDICATE;
	}

	/**
	 * Return whether the pattern or the user's predicate accepts a message.
	 * @param message the message
	 * @return whether the connection is ready by it
	 */
	boolean accepts(HeartbeatMessage message) {
		try {
			if (this.text != null) {
				return message.isText() && this.text.matches(message.getText());
			}
			HeartbeatReadyPredicate predicate = this.callbacks.readyPredicate().get();
			return predicate != null && predicate.isReady(this.clientName, message);
		}
		catch (Throwable ex) {
			this.failures.add((this.text != null) ? "The pattern in ready.message can't be applied to a message"
					: "The HeartbeatReadyPredicate failed", ex);
			return false;
		}
	}

}
