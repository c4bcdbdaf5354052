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

package io.github.heartbeat.demo.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.SessionLimitExceededException;

/**
 * The sessions of all endpoints. A peer that does not read is given up when a write has
 * taken too long or too much waits to be written.
 */
@Component
class FeedSessions {

	private static final Log logger = LogFactory.getLog(FeedSessions.class);

	private static final Duration SEND_TIME_LIMIT = Duration.ofSeconds(10);

	private static final DataSize BUFFER_SIZE_LIMIT = DataSize.ofMegabytes(1);

	private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

	void add(WebSocketSession session) {
		this.sessions.put(session.getId(), new ConcurrentWebSocketSessionDecorator(session,
				(int) SEND_TIME_LIMIT.toMillis(), (int) BUFFER_SIZE_LIMIT.toBytes()));
	}

	void remove(WebSocketSession session) {
		this.sessions.remove(session.getId());
	}

	List<WebSocketSession> find(Predicate<WebSocketSession> predicate) {
		return this.sessions.values().stream().filter(predicate).toList();
	}

	/**
	 * Answer on a session as it was handed to the handler, in order with everything else
	 * that is sent on it.
	 * @param session the session
	 * @param text the message
	 */
	void answer(WebSocketSession session, String text) {
		WebSocketSession known = this.sessions.get(session.getId());
		if (known != null) {
			send(known, text);
		}
	}

	/**
	 * Send a message, or give the session up.
	 * @param session the session
	 * @param text the message
	 * @return whether the session took it
	 */
	boolean send(WebSocketSession session, String text) {
		try {
			session.sendMessage(new TextMessage(text));
			return session.isOpen();
		}
		catch (SessionLimitExceededException ex) {
			close(session, ex.getStatus());
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug(LogMessage.format("Session %s can't be written to", session.getId()), ex);
			close(session, CloseStatus.SERVER_ERROR);
		}
		return false;
	}

	void close(WebSocketSession session, CloseStatus status) {
		try {
			session.close(status);
		}
		catch (IOException ex) {
			logger.debug(LogMessage.format("Session %s can't be closed", session.getId()), ex);
		}
	}

}
