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

import java.nio.ByteBuffer;

/**
 * Callback interface for what arrives on one connection. The methods are called one after
 * the other, by threads of the transport, and return at once.
 */
public interface FrameListener {

	/**
	 * A part of a text message has arrived.
	 * @param part the part
	 * @param size the number of its bytes in UTF-8
	 * @param last whether the message ends with it
	 */
	void text(String part, int size, boolean last);

	/**
	 * A part of a binary message has arrived.
	 * @param part the part, valid during the call only
	 * @param last whether the message ends with it
	 */
	void binary(ByteBuffer part, boolean last);

	/**
	 * A piece of a message has arrived that is told of once there is more of it. Not all
	 * transports tell.
	 */
	void pieceArrived();

	/**
	 * A Ping frame has arrived, which the transport answers. Not all transports tell.
	 */
	void ping();

	/**
	 * A Pong frame has arrived.
	 * @param payload its application data, valid during the call only
	 */
	void pong(ByteBuffer payload);

}
