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

/**
 * Callback interface that can be implemented by beans wishing to make a new connection
 * ready: log in, answer a challenge, subscribe, fetch what was missed.
 * <p>
 * Where an initializer supports a client, its connections are ready when the initializer
 * has returned, unless {@code ready.when} says otherwise; only then what was sent over
 * the client is written. It has {@code ready.timeout} for that, or the connection is
 * lost; not so where {@code ready.when} is {@code open}, as nothing waits for it then.
 * Several initializers of a client run one after the other, in their
 * {@link org.springframework.core.annotation.Order order}.
 */
@FunctionalInterface
public interface HeartbeatConnectionInitializer {

	/**
	 * Return whether the connections of a client are to be initialized. Called for each
	 * new connection.
	 * @param clientName the plain name of the client
	 * @return {@code true} for all clients, unless overridden
	 */
	default boolean supports(String clientName) {
		return true;
	}

	/**
	 * Initialize a connection. Called for each new connection, after
	 * {@code send-on-open}, on a thread that may block and that is not the one of the
	 * listeners. It is interrupted when the connection ends meanwhile. At most one call
	 * for each client is under way.
	 * @param connection the connection, over which the method may send, and wait for what
	 * arrives
	 * @throws HeartbeatGiveUpException if to connect again is of no use: the client gives
	 * up
	 * @throws Exception if the connection can't be made ready: it is closed, and the
	 * client connects again after the usual wait
	 */
	void initialize(HeartbeatConnection connection) throws Exception;

}
