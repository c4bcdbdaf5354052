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

import org.springframework.web.socket.client.WebSocketClient;

/**
 * Factory that can be implemented by a bean wishing to connect through another
 * {@link WebSocketClient}, or through another container under
 * {@link org.springframework.web.socket.client.standard.StandardWebSocketClient}.
 * <p>
 * Containers own threads: create one container and share it between all calls. A
 * {@code StandardWebSocketClient}, on the other hand, is cheap and should be new for each
 * call, since the settings of the client that connects (its SSL context, its time-outs)
 * are applied to it. Any other {@code WebSocketClient} has to be configured for TLS by
 * the factory: {@code ssl.bundle} can't be applied to it.
 */
@FunctionalInterface
public interface HeartbeatWebSocketClientFactory {

	/**
	 * Create the {@link WebSocketClient} for one attempt to connect. Called on a thread
	 * that may block, within {@code connect-timeout}.
	 * @param clientName the plain name of the client that connects
	 * @return the client to connect with
	 * @throws Exception if it can't be made: the attempt has failed, and is followed by a
	 * retry
	 */
	WebSocketClient createWebSocketClient(String clientName) throws Exception;

}
