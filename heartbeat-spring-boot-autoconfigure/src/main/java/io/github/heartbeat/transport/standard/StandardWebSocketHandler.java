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

package io.github.heartbeat.transport.standard;

import java.util.function.Consumer;

import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Passes on what Spring reports of one connection. Messages come in parts: whole ones are
 * refused by Tomcat when they are larger than its buffer.
 */
final class StandardWebSocketHandler implements WebSocketHandler {

	private final FrameRelay frames;

	private final EndDetector end;

	/** Let go of when it was told: it holds what only the attempt needs. */
	private @Nullable Consumer<ContainerSession> opened;

	/** Whether the relay has been told of messages when they come here, empty. */
	private boolean bypassed;

	/**
	 * Create a new handler.
	 * @param frames told of frames
	 * @param end told of failures and of the end
	 * @param opened told of the session
	 */
	StandardWebSocketHandler(FrameRelay frames, EndDetector end, Consumer<ContainerSession> opened) {
		this.frames = frames;
		this.end = end;
		this.opened = opened;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		ContainerSession containerSession = new ContainerSession(session);
		this.bypassed = containerSession.hasFrameReader();
		Consumer<ContainerSession> opened = this.opened;
		this.opened = null;
		if (opened != null) {
			opened.accept(containerSession);
		}
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		if (message instanceof PongMessage pong) {
			this.frames.pong(pong.getPayload());
		}
		else if (this.bypassed) {
			return;
		}
		else if (message instanceof TextMessage text) {
			this.frames.text(text.getPayload(), Utf8.length(text.getPayload()), text.isLast());
		}
		else if (message instanceof BinaryMessage binary) {
			this.frames.binary(binary.getPayload(), binary.isLast());
		}
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable exception) {
		this.end.failed(exception);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus closeStatus) {
		this.end.closed(closeStatus);
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

}
