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

package io.github.heartbeat.transport.standard.tomcat;

import jakarta.websocket.CloseReason;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What Tomcat's sessions can do beyond the standard.
 */
public final class TomcatSessions {

	/**
	 * The name of the extension that a connection has whose frames are read in Tomcat's
	 * place. The server knows nothing of it.
	 */
	public static final String READER_EXTENSION = "x-heartbeat-reader";

	private TomcatSessions() {
	}

	/**
	 * Return whether a session is one of Tomcat's.
	 * @param session the native session
	 * @return whether it is
	 */
	public static boolean isTomcat(@Nullable Object session) {
		return session instanceof WsSession;
	}

	/**
	 * Close the socket without waiting for the peer's half of the closing handshake. For
	 * any code but its own constant for 1000, Tomcat gives the Close frame 50 ms to be
	 * written.
	 * @param session the native session
	 * @param status the close code and reason
	 * @return {@code false} if it is not one of Tomcat's
	 */
	public static boolean abort(@Nullable Object session, CloseStatus status) {
		if (!(session instanceof WsSession tomcatSession)) {
			return false;
		}
		CloseReason reason = new CloseReason(status::getCode, status.getReason());
		tomcatSession.doClose(reason, reason, true);
		// Where our Close frame is sent already, Tomcat would wait for that of the peer:
		// this is the same as if it had come
		tomcatSession.onClose(reason);
		return true;
	}

}
