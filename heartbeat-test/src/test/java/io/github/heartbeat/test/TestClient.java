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

package io.github.heartbeat.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A client from the JDK that keeps what it gets, for the tests of the fixtures.
 */
final class TestClient implements WebSocket.Listener {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final StringBuilder text = new StringBuilder();

	private final CompletableFuture<WebSocket> webSocket;

	private TestClient(HttpClient httpClient, String url, String... subprotocols) {
		WebSocket.Builder builder = httpClient.newWebSocketBuilder().header("X-Test", "one").header("X-Test", "two");
		if (subprotocols.length > 0) {
			String[] lesser = new String[subprotocols.length - 1];
			System.arraycopy(subprotocols, 1, lesser, 0, lesser.length);
			builder.subprotocols(subprotocols[0], lesser);
		}
		this.webSocket = builder.buildAsync(URI.create(url), this);
	}

	static TestClient connect(String url, String... subprotocols) {
		TestClient client = connecting(url, subprotocols);
		client.webSocket();
		return client;
	}

	static TestClient connect(HttpClient httpClient, String url) {
		TestClient client = new TestClient(httpClient, url);
		client.webSocket();
		return client;
	}

	static TestClient connecting(String url, String... subprotocols) {
		return new TestClient(HttpClient.newHttpClient(), url, subprotocols);
	}

	WebSocket webSocket() {
		return this.webSocket.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	boolean isConnecting() {
		return !this.webSocket.isDone();
	}

	Throwable connectFailure() {
		try {
			webSocket();
		}
		catch (CompletionException ex) {
			Throwable cause = ex.getCause();
			return (cause != null) ? cause : ex;
		}
		throw new AssertionError("Connected");
	}

	TestClient send(String message) {
		webSocket().sendText(message, true).orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		return this;
	}

	TestClient ping(String payload) {
		webSocket().sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
			.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		return this;
	}

	TestClient sendClose(int code, String reason) {
		webSocket().sendClose(code, reason).orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		return this;
	}

	/**
	 * Take the next event, for example {@code text hello}, {@code pong x},
	 * {@code close 1000 bye} or {@code error ProtocolException}.
	 * @return the event
	 */
	String next() throws InterruptedException {
		String event = this.events.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		if (event == null) {
			throw new AssertionError("No event");
		}
		return event;
	}

	boolean hasEvent() {
		return !this.events.isEmpty();
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.events.add("text " + this.text);
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		this.events.add("binary " + data.remaining());
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
		this.events.add("ping " + StandardCharsets.UTF_8.decode(message));
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
		this.events.add("pong " + StandardCharsets.UTF_8.decode(message));
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.events.add("close " + statusCode + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		Throwable cause = error.getCause();
		this.events.add("error " + error + ((cause != null) ? " " + cause.getMessage() : ""));
	}

}
