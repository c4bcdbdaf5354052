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

package io.github.heartbeat.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that are started, closed, reconnected, cut off and sent over by several threads
 * at a time: events stay in place, and every future ends.
 */
@Timeout(120)
class ChurnTests {

	private static final long SEED = 20261125;

	private static final int CLIENTS = 4;

	private static final int THREADS = 3;

	private static final Duration DURATION = Duration.ofSeconds(5);

	private final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();

	@Test
	void whenEverythingIsDoneAtATimeThenNoEventIsOutOfPlaceAndEveryFutureEnds() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onText((connection, text) -> connection.sendText("re " + text));
				TestEngine engine = TestEngine.to(server.url())) {
			for (int i = 0; i < CLIENTS; i++) {
				engine.client(name(i), server.url());
				engine.with(name(i),
						(settings) -> settings.withReconnect(
								settings.reconnect().withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(5)))
							.withShutdownTimeout(Duration.ofMillis(500)));
			}
			engine.start();
			long end = System.nanoTime() + DURATION.toNanos();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(SEED + i);
				Thread thread = new Thread(() -> churn(engine, server, random, end), "churn-" + i);
				thread.start();
				threads.add(thread);
			}
			for (Thread thread : threads) {
				thread.join();
			}
			engine.engine().forEach(HeartbeatClient::close);
			TestEngine.await("every future has ended", () -> this.futures.stream().allMatch(CompletableFuture::isDone));
			TestEngine.await("no socket is left", () -> server.counts().held() == 0);
			for (int i = 0; i < CLIENTS; i++) {
				assertEnded(engine, name(i));
			}
		}
	}

	private static String name(int number) {
		return "client-" + number;
	}

	private void churn(TestEngine engine, HeartbeatTestServer server, Random random, long end) {
		while (System.nanoTime() < end) {
			HeartbeatClient client = engine.client(name(random.nextInt(CLIENTS)));
			switch (random.nextInt(8)) {
				case 0 -> client.close();
				case 1, 2 -> client.start();
				case 3 -> client.reconnect();
				case 4 -> this.futures.add(client.sendAndAwait("request", (message) -> true, Duration.ofSeconds(2)));
				case 5 -> cut(server.connections(), random);
				default -> this.futures.add(client.send("message"));
			}
			LockSupport.parkNanos(random.nextInt(3_000_000));
		}
	}

	private static void cut(List<HeartbeatTestConnection> connections, Random random) {
		if (!connections.isEmpty()) {
			connections.get(random.nextInt(connections.size())).cut();
		}
	}

	private static void assertEnded(TestEngine engine, String name) {
		TestEngine.await("each open is followed by its close",
				() -> engine.log(name).all(HeartbeatOpenEvent.class).size() == engine.log(name)
					.all(HeartbeatCloseEvent.class)
					.size());
		engine.log(name).assertOrderly();
		assertThat(engine.log(name).all(HeartbeatOpenEvent.class)).isNotEmpty();
		assertThat(engine.client(name).getState()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(engine.client(name).getStatistics().outbound().queued()).isZero();
	}

}
