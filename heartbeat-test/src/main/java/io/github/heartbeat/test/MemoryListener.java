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

package io.github.heartbeat.test;

import java.util.List;
import java.util.Map;

/**
 * Callback interface for what comes to a client in memory from its server. The methods
 * are called one after the other, on threads of the server's clock.
 */
public interface MemoryListener {

	/**
	 * The server has opened the WebSocket.
	 * @param headers the headers of its answer, by name in lower case
	 */
	void opened(Map<String, List<String>> headers);

	/**
	 * The server has answered with something else than 101. The connection has ended.
	 * @param status the HTTP status
	 * @param headers the headers of its answer, by name in lower case
	 * @param body the body
	 */
	void refused(int status, Map<String, List<String>> headers, byte[] body);

	/**
	 * A frame has arrived, well-formed or not.
	 * @param frame the frame; its connection is that of the server
	 * @param rsv the three reserved bits
	 */
	void frame(RecordedFrame frame, int rsv);

	/**
	 * The connection, or the attempt, has ended.
	 * @param end how it ended
	 */
	void ended(MemoryEnd end);

}
