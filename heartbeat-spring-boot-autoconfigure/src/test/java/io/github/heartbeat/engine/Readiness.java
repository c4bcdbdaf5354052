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

import java.util.HashSet;
import java.util.Set;

import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;

/**
 * Readiness of the connections, as peers and user code know it: what {@code ready.when}
 * waits for, and which connections have it.
 */
final class Readiness {

	private final ReadyWhen when;

	private final Set<String> welcomed = new HashSet<>();

	private final Set<String> accepted = new HashSet<>();

	private final Set<String> initialized = new HashSet<>();

	Readiness(ReadyWhen when) {
		this.when = when;
	}

	/**
	 * The peer sends the message that makes a connection ready.
	 * @param connectionId the connection
	 */
	void welcomed(String connectionId) {
		this.welcomed.add(connectionId);
	}

	/**
	 * The predicate accepts a message.
	 * @param connectionId the connection
	 */
	void accepted(String connectionId) {
		this.accepted.add(connectionId);
	}

	/**
	 * The initializer returns.
	 * @param connectionId the connection
	 */
	void initialized(String connectionId) {
		this.initialized.add(connectionId);
	}

	/**
	 * Return whether a connection may be ready.
	 * @param connectionId the connection
	 * @return whether what shows it has happened
	 */
	boolean isReady(String connectionId) {
		return switch (this.when) {
			case OPEN -> true;
			case INITIALIZED -> this.initialized.contains(connectionId);
			case MESSAGE -> this.welcomed.contains(connectionId);
			case PREDICATE -> this.accepted.contains(connectionId);
		};
	}

}
