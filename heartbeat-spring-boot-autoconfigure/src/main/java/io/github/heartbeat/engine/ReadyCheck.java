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

import io.github.heartbeat.HeartbeatClientSettings.Ready;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatReadyPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides by which message a connection of one client shows that it is ready: the
 * configured one, or one that the user's predicate accepts.
 */
final class ReadyCheck {

	private final String clientName;

	private final Callbacks callbacks;

	private final UserCodeFailures failures;

	private final @Nullable ReadyMessage message;

	private ReadyCheck(String clientName, Ready settings, Callbacks callbacks, UserCodeFailures failures) {
		this.clientName = clientName;
		this.callbacks = callbacks;
		this.failures = failures;
		this.message = ReadyMessage.of(settings);
	}

	/**
	 * Return what looks at the messages.
	 * @param clientName the plain name of the client
	 * @param settings the settings
	 * @param callbacks for the user's predicate
	 * @param failures takes those of the predicate
	 * @return the check or {@code null} if a connection is ready as soon as it is open
	 */
	static @Nullable ReadyCheck of(String clientName, Ready settings, Callbacks callbacks, UserCodeFailures failures) {
		return (settings.when() != ReadyWhen.OPEN) ? new ReadyCheck(clientName, settings, callbacks, failures) : null;
	}

	/**
	 * Return whether a message shows that its connection is ready.
	 * @param message the message
	 * @return whether it does
	 */
	boolean isReady(HeartbeatMessage message) {
		if (this.message != null) {
			return this.message.matches(message);
		}
		try {
			HeartbeatReadyPredicate predicate = this.callbacks.readyPredicate().get();
			return predicate != null && predicate.isReady(this.clientName, message);
		}
		catch (Throwable ex) {
			this.failures.add("The HeartbeatReadyPredicate failed", ex);
			return false;
		}
	}

}
