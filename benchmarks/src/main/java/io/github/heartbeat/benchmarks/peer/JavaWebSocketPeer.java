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

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/**
 * Java-WebSocket's client.
 */
final class JavaWebSocketPeer implements Peer {

	private final MessageSink sink;

	private final List<WebSocketClient> connections = new ArrayList<>();

	JavaWebSocketPeer(MessageSink sink) {
		this.sink = sink;
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		this.connections.addAll(Parallel.open(targets, (target) -> {
			Counter counter = new Counter(target, this.sink);
			if (!counter.connectBlocking(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Not connected to " + target);
			}
			return counter;
		}));
	}

	@Override
	public void close() {
		this.connections.forEach(WebSocketClient::close);
	}

	/**
	 * Counts messages.
	 */
	private static final class Counter extends WebSocketClient {

		private final MessageSink sink;

		Counter(URI target, MessageSink sink) {
			super(target);
			this.sink = sink;
		}

		@Override
		public void onOpen(ServerHandshake handshake) {
		}

		@Override
		public void onMessage(String message) {
			this.sink.received(message);
		}

		@Override
		public void onClose(int code, String reason, boolean remote) {
		}

		@Override
		public void onError(Exception failure) {
		}

	}

}
