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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.FaultProxy;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbered messages flow both ways while the connection is cut at random points: none
 * comes twice or out of order, and each one that was sent is accounted for.
 */
class RandomCutsTests {

	private static final int CUTS = 100;

	private static final long SEED = 20261122;

	private final Random random = new Random(SEED);

	private final AtomicInteger serverNumber = new AtomicInteger();

	private final List<Integer> received = new CopyOnWriteArrayList<>();

	private final AtomicBoolean done = new AtomicBoolean();

	@Test
	void whenConnectionIsCutAgainAndAgainThenOrderHoldsAndEveryMessageIsAccountedFor() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false);
				FaultProxy proxy = FaultProxy.to(server.port())) {
			server.onText((connection, text) -> this.received.add(Integer.valueOf(text)));
			try (TestEngine engine = TestEngine.start(proxy.url("/"), this::settings)) {
				List<CompletableFuture<Void>> futures = new ArrayList<>();
				Thread feed = startFeed(server);
				for (int cut = 1; cut <= CUTS; cut++) {
					engine.await(HeartbeatOpenEvent.class, cut);
					sendSome(engine, futures);
					cut(proxy);
					sendSome(engine, futures);
				}
				engine.await(HeartbeatOpenEvent.class, CUTS + 1);
				this.done.set(true);
				feed.join();
				Awaitility.await()
					.atMost(TestEngine.PATIENCE)
					.until(() -> futures.stream().allMatch(CompletableFuture::isDone));
				Map<Reason, Integer> unwritten = unwritten(futures);
				Awaitility.await()
					.atMost(TestEngine.PATIENCE)
					.untilAsserted(() -> assertThat(this.received).last().isEqualTo(futures.size() - 1));
				assertThat(this.received).as("seed %s", SEED).isSorted().doesNotHaveDuplicates();
				assertThat(engine.texts().stream().map(Integer::valueOf)).as("seed %s", SEED)
					.isSorted()
					.doesNotHaveDuplicates();
				assertThat(unwritten.keySet()).isSubsetOf(Reason.UNKNOWN);
				int opened = engine.events(HeartbeatOpenEvent.class).size();
				assertThat(engine.events(HeartbeatCloseEvent.class)).hasSize(opened - 1);
			}
		}
	}

	private HeartbeatClientSettings settings(HeartbeatClientSettings settings) {
		return settings
			.withReconnect(settings.reconnect()
				.withDelay(Duration.ofMillis(5))
				.withMaxDelay(Duration.ofMillis(5))
				.withStableAfter(Duration.ZERO))
			.withSend(settings.send().withWhenClosed(WhenClosed.QUEUE).withQueueCapacity(100_000));
	}

	private Thread startFeed(HeartbeatTestServer server) {
		Thread thread = new Thread(() -> {
			while (!this.done.get()) {
				server.broadcast(String.valueOf(this.serverNumber.getAndIncrement()));
				LockSupport.parkNanos(200_000);
			}
		}, "feed");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void sendSome(TestEngine engine, List<CompletableFuture<Void>> futures) {
		int count = this.random.nextInt(20);
		for (int i = 0; i < count; i++) {
			futures.add(engine.client().send(String.valueOf(futures.size())));
		}
		// One that is sent for sure at the end
		futures.add(engine.client().send(String.valueOf(futures.size())));
	}

	private void cut(FaultProxy proxy) {
		switch (this.random.nextInt(3)) {
			case 0 -> proxy.cut();
			case 1 -> proxy.reset();
			default -> proxy.cutAfter(this.random.nextInt(500));
		}
	}

	private Map<Reason, Integer> unwritten(List<CompletableFuture<Void>> futures) {
		Map<Reason, Integer> unwritten = new EnumMap<>(Reason.class);
		for (CompletableFuture<Void> future : futures) {
			try {
				future.join();
			}
			catch (CompletionException ex) {
				unwritten.merge(((HeartbeatSendException) ex.getCause()).getReason(), 1, Integer::sum);
			}
		}
		return unwritten;
	}

}
