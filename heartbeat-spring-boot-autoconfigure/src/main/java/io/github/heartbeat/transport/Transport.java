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

package io.github.heartbeat.transport;

/**
 * Opens connections. What is behind it, a container or a test, is not known to the rest
 * of the engine.
 */
@FunctionalInterface
public interface Transport {

	/**
	 * Open a connection. May block until it is open, or tell the listener later.
	 * @param clientName the plain name of the client
	 * @param listener told of all that happens to the connection
	 * @throws Exception if the attempt failed
	 */
	void connect(String clientName, TransportListener listener) throws Exception;

}
