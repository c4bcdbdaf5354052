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

/**
 * Creates the connections of one client.
 */
@FunctionalInterface
interface ConnectionFactory {

	/**
	 * Create a connection. Nothing happens before it is {@link Connection#open() opened}.
	 * @param generation the generation of the client's state that it belongs to
	 * @param listener told of its begin and its end
	 * @return the connection
	 */
	Connection create(long generation, ConnectionListener listener);

}
