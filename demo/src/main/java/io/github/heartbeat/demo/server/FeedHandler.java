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

import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * The server side of every endpoint: keeps the sessions, answers heartbeats, and takes
 * subscriptions.
 */
@Component
class FeedHandler extends TextWebSocketHandler {

	private static final String HEARTBEAT = "heartbeat";

	private static final String SUBSCRIBE = "subscribe";

	private final FeedSessions sessions;

	private final VitalsStream vitals;

	FeedHandler(FeedSessions sessions, VitalsStream vitals) {
		this.sessions = sessions;
		this.vitals = vitals;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		this.sessions.add(session);
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		switch (message.getPayload()) {
			case HEARTBEAT -> this.sessions.answer(session, "get " + HEARTBEAT);
			case SUBSCRIBE -> this.vitals.subscribe(session);
			default -> {
				// Nothing else is asked for here
			}
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		this.sessions.remove(session);
	}

}
