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

import org.springframework.web.socket.CloseStatus;

/**
 * Is told by a {@link Transport} what happens to one connection. Messages come one after
 * the other, and only after {@link #opened}; everything else may come at any time, more
 * than once, and from any thread.
 */
public interface TransportListener {

	/**
	 * The opening handshake has succeeded.
	 * @param session the connection
	 */
	void opened(TransportSession session);

	/**
	 * The attempt has failed after {@link Transport#connect} returned.
	 * @param failure the failure
	 */
	void connectFailed(Throwable failure);

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
	 * A Pong frame has arrived.
	 * @param payload its application data, valid during the call only
	 */
	void pong(ByteBuffer payload);

	/**
	 * A piece of a message has arrived that is told of once there is more of it. Not all
	 * containers tell.
	 */
	void pieceArrived();

	/**
	 * A Ping frame has arrived, which the container answers. Not all containers tell.
	 */
	void ping();

	/**
	 * A Close frame has arrived. Not all containers tell.
	 * @param code its close code, 1005 if it has none
	 */
	void closeFrame(int code);

	/**
	 * The connection has failed.
	 * @param failure the failure
	 */
	void failed(Throwable failure);

	/**
	 * The connection is closed.
	 * @param status the close code and reason, 1006 without a Close frame
	 */
	void closed(CloseStatus status);

}
