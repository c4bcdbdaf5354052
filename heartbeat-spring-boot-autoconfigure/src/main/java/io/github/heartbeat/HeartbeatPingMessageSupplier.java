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
 * Supplier that can be implemented by a bean wishing to compute the text that is sent as
 * a heartbeat where {@code ping.mode} is {@code message}.
 */
@FunctionalInterface
public interface HeartbeatPingMessageSupplier {

	/**
	 * Return the text of the next heartbeat. Called for each heartbeat on a thread that
	 * may block. When it throws, that heartbeat is a ping frame instead.
	 * @param clientName the plain name of the client that sends it
	 * @return the text, or {@code null} for the configured {@code ping.message}
	 */
	@Nullable String getPingMessage(String clientName);

}
