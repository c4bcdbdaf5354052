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

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportRecorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandardTransport}.
 */
class StandardTransportTests {

	// Nobody listens on the port, which is reserved
	private static final URI URL = URI.create("ws://127.0.0.1:1");

	private final AtomicInteger lookups = new AtomicInteger();

	@Test
	void whenThereIsNoFactoryThenItIsLookedUpOnce() {
		connectTwice(() -> {
			this.lookups.incrementAndGet();
			return null;
		});
		assertThat(this.lookups).hasValue(1);
	}

	@Test
	void whenThereIsFactoryThenItIsLookedUpOnceAndAskedForEachAttempt() {
		AtomicInteger clients = new AtomicInteger();
		connectTwice(() -> {
			this.lookups.incrementAndGet();
			return (clientName) -> {
				clients.incrementAndGet();
				throw new IllegalStateException("There is no client");
			};
		});
		assertThat(this.lookups).hasValue(1);
		assertThat(clients).hasValue(2);
	}

	private void connectTwice(Supplier<@Nullable HeartbeatWebSocketClientFactory> factory) {
		StandardTransport transport = new StandardTransport(new ManualThreads(), factory);
		try {
			for (int i = 0; i < 2; i++) {
				transport
					.createAttempt(new HandshakeRequest("test", "test-" + i, URL, new WebSocketHttpHeaders(), null,
							HeartbeatClientSettings.of(URL)), new TransportRecorder())
					.connect();
			}
		}
		finally {
			transport.destroy();
		}
	}

}
