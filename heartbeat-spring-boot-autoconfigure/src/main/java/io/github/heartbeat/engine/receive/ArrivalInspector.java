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

package io.github.heartbeat.engine.receive;

import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Inspector of the messages of a connection, before the listeners get them: user code,
 * perhaps.
 */
public interface ArrivalInspector {

	/**
	 * Return whether a message that has just arrived is to be inspected. Asked on the
	 * thread that reads, for each message.
	 * @return whether {@link #inspect} is to be called for it
	 */
	boolean isNeeded();

	/**
	 * Inspect a message, on a thread that may block, one after the other in the order of
	 * their arrival.
	 * @param message the message
	 * @return of the messages that wait with an equal key only the newest counts;
	 * {@code null} for a message that counts in any case
	 */
	@Nullable Object inspect(HeartbeatMessageEvent message);

	/**
	 * The message that was inspected waits for the listeners now, or was dropped. Called
	 * on the same thread: what happens from here on comes after the message.
	 * @param message the message
	 */
	void queued(HeartbeatMessageEvent message);

}
