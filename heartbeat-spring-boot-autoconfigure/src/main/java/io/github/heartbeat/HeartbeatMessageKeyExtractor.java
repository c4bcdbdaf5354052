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

import org.jspecify.annotations.Nullable;

/**
 * Extractor that can be implemented by a bean to name the messages of which only the
 * newest counts, where {@code receive.overflow} is {@code conflate}.
 */
@FunctionalInterface
public interface HeartbeatMessageKeyExtractor {

	/**
	 * Return the key of a message: one that waits for the listeners is dropped when
	 * another of the same key arrives. Called for one message after the other, ahead of
	 * the listeners and on another thread; messages wait for it, so that it should return
	 * at once. What it throws is logged and counts as {@code null}.
	 * @param clientName the plain name of the client
	 * @param message the message
	 * @return the key, with {@code equals} and {@code hashCode}, or {@code null} for a
	 * message that is kept
	 */
	@Nullable Object extractKey(String clientName, HeartbeatMessage message);

}
