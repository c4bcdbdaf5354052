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

package io.github.heartbeat.benchmarks.peer;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.WebSocketContainer;

import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Spring's {@link StandardWebSocketClient} on a container, with a handler of partial
 * messages: what there is without Heartbeat.
 */
final class SpringPeer implements Peer {

	private final StandardWebSocketClient client;

	private final MessageSink sink;

	private final List<WebSocketSession> sessions = new ArrayList<>();

	SpringPeer(WebSocketContainer container, MessageSink sink) {
		this.client = new StandardWebSocketClient(container);
		// The thread that opens may block: no need for another
		this.client.setTaskExecutor(new TaskExecutorAdapter(Runnable::run));
		this.sink = sink;
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		this.sessions.addAll(Parallel.open(targets,
				(target) -> this.client.execute(new Handler(this.sink), new WebSocketHttpHeaders(), target)
					.get(60, TimeUnit.SECONDS)));
	}

	@Override
	public void send(String text) throws Exception {
		this.sessions.get(0).sendMessage(new TextMessage(text));
	}

	@Override
	public void close() {
		for (WebSocketSession session : this.sessions) {
			try {
				session.close();
			}
			catch (IOException ex) {
				continue;
			}
		}
	}

	/**
	 * Counts messages that come in parts.
	 */
	private static final class Handler extends AbstractWebSocketHandler {

		private final MessageSink sink;

		Handler(MessageSink sink) {
			this.sink = sink;
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
			if (message.isLast()) {
				this.sink.received(message.getPayload());
			}
		}

		@Override
		public boolean supportsPartialMessages() {
			return true;
		}

	}

}
