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
import org.springframework.web.socket.WebSocketSession;

/**
 * One established connection of a {@link Transport}. No method blocks, and all may be
 * called by any thread.
 */
public interface TransportSession {

	/**
	 * Return the answer of the server to the opening handshake.
	 * @return the answer
	 */
	HandshakeResponse getHandshakeResponse();

	/**
	 * Return the native session.
	 * @return the session
	 */
	WebSocketSession getNative();

	/**
	 * Write a text message. The next message is given only when the outcome of this one
	 * is told.
	 * @param text the message
	 * @param listener told the outcome, possibly before this method returns
	 */
	void sendText(String text, WriteListener listener);

	/**
	 * Write a binary message, as {@link #sendText} does.
	 * @param bytes the message, which must not be changed
	 * @param listener told the outcome, possibly before this method returns
	 */
	void sendBinary(ByteBuffer bytes, WriteListener listener);

	/**
	 * Write a Ping frame, as {@link #sendText} does.
	 * @param payload the application data
	 * @param listener told the outcome, possibly before this method returns
	 */
	void sendPing(ByteBuffer payload, WriteListener listener);

	/**
	 * Read no more from the socket. What was read before may still arrive.
	 */
	void suspendReading();

	/**
	 * Go on reading.
	 */
	void resumeReading();

	/**
	 * Begin the closing handshake. Its end is told to the listener, as any other.
	 * @param status the close code and reason
	 */
	void close(CloseStatus status);

	/**
	 * End the connection without waiting for the peer, which gets a Close frame only if
	 * that does not take long. The end is told to the listener, as any other. Safe to
	 * repeat.
	 * @param status the close code and reason
	 */
	void abort(CloseStatus status);

}
