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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp's client.
 */
final class OkHttpPeer implements Peer {

	private final OkHttpClient client = new OkHttpClient();

	private final MessageSink sink;

	private final List<WebSocket> connections = new ArrayList<>();

	OkHttpPeer(MessageSink sink) {
		this.sink = sink;
		// The default is 64, and an open connection counts
		this.client.dispatcher().setMaxRequests(Integer.MAX_VALUE);
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		this.connections.addAll(Parallel.open(targets, (target) -> {
			Counter counter = new Counter(this.sink);
			WebSocket connection = this.client.newWebSocket(new Request.Builder().url(target.toString()).build(),
					counter);
			counter.opened.get(60, TimeUnit.SECONDS);
			return connection;
		}));
	}

	@Override
	public void close() {
		this.connections.forEach(WebSocket::cancel);
		this.client.dispatcher().executorService().shutdown();
	}

	/**
	 * Counts messages.
	 */
	private static final class Counter extends WebSocketListener {

		private final MessageSink sink;

		private final CompletableFuture<Void> opened = new CompletableFuture<>();

		Counter(MessageSink sink) {
			this.sink = sink;
		}

		@Override
		public void onOpen(WebSocket webSocket, Response response) {
			this.opened.complete(null);
		}

		@Override
		public void onMessage(WebSocket webSocket, String text) {
			this.sink.received(text);
		}

		@Override
		public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
			this.opened.completeExceptionally(failure);
		}

	}

}
