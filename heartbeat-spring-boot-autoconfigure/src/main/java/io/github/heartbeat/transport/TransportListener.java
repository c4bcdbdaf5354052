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
 * Callback interface for the begin and the end of one connection. The methods are called
 * by threads of the transport and return at once.
 */
public interface TransportListener {

	/**
	 * The opening handshake has succeeded. Called once at most, and before anything that
	 * arrives.
	 * @param session the connection
	 * @return told of what arrives on it
	 */
	FrameListener opened(TransportSession session);

	/**
	 * The attempt has failed, or the connection has ended. Called exactly once for each
	 * attempt that was begun, also when this side asked for the end, and after anything
	 * that arrived.
	 * @param end how it ended
	 */
	void ended(TransportEnd end);

}
