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

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.TransportTestThreads;

import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * An application that has a class loader of its own, and is known to the test by
 * interfaces of the JDK.
 */
public class WebApplication implements UnaryOperator<String>, AutoCloseable {

	private final TransportTestThreads threads = new TransportTestThreads();

	private final StandardTransport transport = new StandardTransport(this.threads, () -> null);

	/**
	 * Connect to a server, and wait until the connection has ended.
	 * @param url the endpoint
	 * @return how it ended
	 */
	@Override
	public String apply(String url) {
		URI target = URI.create(url);
		CompletableFuture<TransportEnd> ended = new CompletableFuture<>();
		this.transport
			.createAttempt(new HandshakeRequest("test", "test-1", target, new WebSocketHttpHeaders(), null,
					HeartbeatClientSettings.of(target)), new Listener(ended))
			.connect();
		TransportEnd end = ended.orTimeout(20, TimeUnit.SECONDS).join();
		return end.cause() + " " + end.code();
	}

	@Override
	public void close() {
		this.transport.destroy();
		this.threads.close();
	}

	/**
	 * Waits for the end.
	 *
	 * @param ended completed with the end
	 */
	private record Listener(CompletableFuture<TransportEnd> ended) implements TransportListener {

		@Override
		public FrameListener opened(TransportSession session) {
			return (FrameListener) Proxy.newProxyInstance(FrameListener.class.getClassLoader(),
					new Class<?>[] { FrameListener.class }, (proxy, method, arguments) -> null);
		}

		@Override
		public void ended(TransportEnd end) {
			this.ended.complete(end);
		}

	}

}
