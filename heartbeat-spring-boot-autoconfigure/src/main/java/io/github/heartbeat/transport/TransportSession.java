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

import java.io.IOException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * One connection of a {@link Transport}. The methods that send block until the frame is
 * written and are called by one thread at a time.
 */
public interface TransportSession {

	/**
	 * Return the negotiated subprotocol.
	 * @return the subprotocol or {@code null}
	 */
	@Nullable String getSubprotocol();

	/**
	 * Return the native session.
	 * @return the session
	 */
	WebSocketSession getNative();

	/**
	 * Return whether the container regards the connection as open.
	 * @return whether it does
	 */
	boolean isOpen();

	/**
	 * Return whether a Close frame of the server is always reported before the end of the
	 * connection, so that an end without one was not of its making.
	 * @return whether {@link TransportListener#closeFrame} can be relied on
	 */
	boolean isTellingCloseFrames();

	void sendText(String text) throws IOException;

	void sendBinary(ByteBuffer bytes) throws IOException;

	void sendPing(ByteBuffer payload) throws IOException;

	/**
	 * Begin the closing handshake. May block while the Close frame is written.
	 * @param status the close code and reason
	 * @throws IOException if the frame could not be written
	 */
	void close(CloseStatus status) throws IOException;

	/**
	 * End the connection without waiting for the peer, which gets a Close frame only if
	 * that does not take long. May be called at any time, by any thread; safe to repeat.
	 * @param status the close code and reason
	 */
	void abort(CloseStatus status);

}
