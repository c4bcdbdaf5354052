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

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What Tomcat's sessions can do beyond the standard.
 */
final class TomcatSessions {

	private TomcatSessions() {
	}

	/**
	 * Return whether a session is one of Tomcat's.
	 * @param session the native session
	 * @return whether it is
	 */
	static boolean isTomcat(@Nullable Object session) {
		return session instanceof WsSession;
	}

	/**
	 * Close the socket without waiting for the peer's half of the closing handshake. For
	 * any code but 1000, Tomcat gives the Close frame 50 ms to be written.
	 * @param session the native session
	 * @param status the close code and reason
	 * @return {@code false} if it is not one of Tomcat's
	 */
	static boolean abort(@Nullable Object session, CloseStatus status) {
		if (!(session instanceof WsSession tomcatSession)) {
			return false;
		}
		int code = (status.getCode() == CloseStatus.NORMAL.getCode()) ? CloseStatus.GOING_AWAY.getCode()
				: status.getCode();
		CloseReason reason = new CloseReason(CloseCodes.getCloseCode(code), status.getReason());
		tomcatSession.doClose(reason, reason, true);
		// Where our Close frame is sent already, Tomcat would wait for that of the peer:
		// this is the same as if it had come
		tomcatSession.onClose(reason);
		return true;
	}

}
