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

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * Callback interface that can be implemented by beans wishing to customize the HTTP
 * headers of each opening handshake, typically with a fresh token.
 * <p>
 * It is called anew for every attempt, after the configured headers are set, on a thread
 * that may block. The time it takes counts towards {@code connect-timeout}. Several
 * customizers are applied in their {@link org.springframework.core.annotation.Order
 * order}. At most one call for each client is under way: while one does not return, the
 * attempts after it fail by {@code connect-timeout}.
 */
@FunctionalInterface
public interface HeartbeatHandshakeCustomizer {

	/**
	 * Customize the headers of one opening handshake.
	 * @param clientName the plain name of the client that connects
	 * @param headers the headers, to be changed in place
	 * @throws Exception if the headers can't be made: the attempt has failed, and is
	 * followed by a retry
	 */
	void customize(String clientName, WebSocketHttpHeaders headers) throws Exception;

}
