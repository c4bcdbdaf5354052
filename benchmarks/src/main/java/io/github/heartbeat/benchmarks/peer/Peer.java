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

package io.github.heartbeat.benchmarks.peer;

import java.net.URI;
import java.util.List;

/**
 * A WebSocket client that is measured.
 */
public interface Peer extends AutoCloseable {

	/**
	 * How many handshakes are under way at a time, for all peers the same.
	 */
	int PARALLELISM = 32;

	/**
	 * Get ready to open connections, as far as it can be done without the network.
	 * @param targets where to connect, once for each connection
	 * @throws Exception if that fails
	 */
	default void prepare(List<URI> targets) throws Exception {
	}

	/**
	 * Open all connections, and return when they are open.
	 * @param targets where to connect, once for each connection
	 * @throws Exception if one can't be opened
	 */
	void open(List<URI> targets) throws Exception;

	/**
	 * Send a text message over the connection that was opened first.
	 * @param text the message
	 * @throws Exception if it can't be sent
	 */
	default void send(String text) throws Exception {
		throw new UnsupportedOperationException();
	}

	@Override
	void close();

}
