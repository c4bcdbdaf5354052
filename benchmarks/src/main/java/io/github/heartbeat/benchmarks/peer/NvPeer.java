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

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketAdapter;
import com.neovisionaries.ws.client.WebSocketFactory;

/**
 * The client of nv-websocket-client.
 */
final class NvPeer implements Peer {

	private final WebSocketFactory factory = new WebSocketFactory();

	private final MessageSink sink;

	private final List<WebSocket> connections = new ArrayList<>();

	NvPeer(MessageSink sink) {
		this.sink = sink;
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		this.connections.addAll(Parallel.open(targets,
				(target) -> this.factory.createSocket(target).addListener(new Counter(this.sink)).connect()));
	}

	@Override
	public void close() {
		this.connections.forEach(WebSocket::disconnect);
	}

	/**
	 * Counts messages.
	 */
	private static final class Counter extends WebSocketAdapter {

		private final MessageSink sink;

		Counter(MessageSink sink) {
			this.sink = sink;
		}

		@Override
		public void onTextMessage(WebSocket webSocket, String text) {
			this.sink.received(text);
		}

	}

}
