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

import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;

/**
 * Predicate that can be implemented by a bean wishing to decide by which message a
 * connection shows that it is ready, where {@code ready.when} is {@code predicate}.
 *
 * @see ReadyWhen#PREDICATE
 */
@FunctionalInterface
public interface HeartbeatReadyPredicate {

	/**
	 * Return whether the connection is ready with this message. Called for each message
	 * of a connection that is not ready yet, when it arrives: ahead of the listeners and
	 * on another thread. What it throws is logged and counts as {@code false}.
	 * @param clientName the plain name of the client
	 * @param message the message
	 * @return {@code true} if this message shows that the connection is ready
	 */
	boolean isReady(String clientName, HeartbeatMessage message);

}
