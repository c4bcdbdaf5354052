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
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's client.
 */
final class JdkPeer implements Peer {

	private final HttpClient client = HttpClient.newHttpClient();

	private final MessageSink sink;

	private final List<WebSocket> connections = new ArrayList<>();

	JdkPeer(MessageSink sink) {
		this.sink = sink;
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		this.connections.addAll(Parallel.open(targets,
				(target) -> this.client.newWebSocketBuilder()
					.buildAsync(target, new Counter(this.sink))
					.get(60, TimeUnit.SECONDS)));
	}

	@Override
	public void close() {
		this.connections.forEach(WebSocket::abort);
	}

	/**
	 * Counts messages that come in parts.
	 */
	private static final class Counter implements WebSocket.Listener {

		private final MessageSink sink;

		Counter(MessageSink sink) {
			this.sink = sink;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			webSocket.request(1);
			if (last) {
				this.sink.received(data);
			}
			return null;
		}

	}

}
