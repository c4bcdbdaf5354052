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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.test.SeedScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sent arrives whole, in order, or its sender is told.
 */
@Timeout(120)
class SendTests {

	@Test
	void messagesOfManyThreadsArriveWholeAndInTheOrderOfEachThread() throws Exception {
		int threads = 8;
		int messages = 300;
		List<String> received = Collections.synchronizedList(new ArrayList<>());
		String padding = "é".repeat(3000);
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onText((connection, text) -> received.add(text));
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, Duration.ofMillis(1), Duration.ofSeconds(20))
					.withSend((send) -> send.withQueueCapacity(threads * messages)
						.withQueueSize(DataSize.ofMegabytes(64)))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			List<CompletableFuture<Void>> futures = Collections.synchronizedList(new ArrayList<>());
			CountDownLatch go = new CountDownLatch(1);
			List<Thread> senders = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int thread = i;
				Thread sender = new Thread(() -> {
					awaitQuietly(go);
					for (int j = 0; j < messages; j++) {
						futures.add(engine.client().send(thread + ":" + j + ":" + padding));
					}
				});
				sender.start();
				senders.add(sender);
			}
			go.countDown();
			for (Thread sender : senders) {
				sender.join();
			}
			CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).join();
			TestEngine.await("all messages", () -> received.size() == threads * messages);
			Map<String, Integer> next = new HashMap<>();
			for (String text : received) {
				String[] parts = text.split(":");
				assertThat(Integer.parseInt(parts[1])).isEqualTo(next.getOrDefault(parts[0], 0));
				assertThat(parts[2].equals(padding)).isTrue();
				next.merge(parts[0], 1, Integer::sum);
			}
			assertThat(engine.log().story()).containsExactly("Open");
			assertThat(engine.client().getStatistics().outbound().messages()).isEqualTo(threads * messages);
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void sendOnOpenComesFirstThenTheListenersOfOpenThenAllOthers() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().enqueue(HandshakeResponse.refuseWith(503));
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withSendOnOpen(List.of("login", "subscribe")))
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE))
					.withReconnect((reconnect) -> reconnect.withDelay(Duration.ofMillis(100)))
					.on((event) -> {
						if (event instanceof HeartbeatOpenEvent) {
							event.getConnection().send("from the listener");
						}
					})) {
			engine.start();
			CompletableFuture<Void> early = engine.client().send("from before");
			for (int i = 0; i < 3; i++) {
				engine.awaitOpen(server);
				List<String> texts = new ArrayList<>();
				for (int j = 0; j < ((i == 0) ? 4 : 3); j++) {
					texts.add(server.takeFrame((frame) -> frame.opcode() == Opcodes.TEXT, TestEngine.PATIENCE).text());
				}
				assertThat(texts).startsWith("login", "subscribe", "from the listener");
				if (i == 0) {
					assertThat(texts).endsWith("from before");
					early.join();
				}
				server.connections().forEach(HeartbeatTestConnection::cut);
			}
		}
	}

	@Test
	void messageIsRejectedWhileThereIsNoConnection() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.refuseWith(503));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			assertThat(reason(engine.client().send("connecting"))).isEqualTo(HeartbeatSendException.Reason.REJECTED);
			engine.client().close();
			assertThat(reason(engine.client().send("stopped"))).isEqualTo(HeartbeatSendException.Reason.REJECTED);
			server.respondWith(HandshakeResponse.upgrade());
			engine.client().start();
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("open").join();
			assertThat(server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("open");
			assertThat(server.frames()).hasSize(1);
		}
	}

	@Test
	void messageIsKeptForTheNextConnectionWhereConfigured() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withSend((send) -> send.withWhenClosed(WhenClosed.QUEUE))
					.withReconnect((reconnect) -> reconnect.withDelay(Duration.ofMillis(200)))
					.start()) {
			engine.awaitOpen(server).cut();
			engine.await(HeartbeatCloseEvent.class);
			CompletableFuture<Void> future = engine.client().send("kept");
			RecordedFrame frame = server.takeFrame((received) -> received.opcode() == Opcodes.TEXT,
					TestEngine.PATIENCE);
			assertThat(frame.text()).isEqualTo("kept");
			future.join();
		}
	}

	@Test
	void futuresEndExactlyOnceOverACut() throws Exception {
		AtomicInteger ends = new AtomicInteger();
		List<CompletableFuture<Void>> futures = new ArrayList<>();
		try (HeartbeatTestServer server = HeartbeatTestServer.start().recordFrames(false);
				TestEngine engine = TestEngine.to(server.url()).start()) {
			for (int round = 1; round <= 5; round++) {
				engine.await(HeartbeatOpenEvent.class, round);
				HeartbeatTestConnection connection = engine.awaitOpen(server);
				for (int i = 0; i < 200; i++) {
					CompletableFuture<Void> future = engine.client().send(ByteBuffer.allocate(10_000));
					future.whenComplete((result, failure) -> ends.incrementAndGet());
					futures.add(future);
					if (i == 100) {
						connection.reset();
					}
				}
			}
			engine.await(HeartbeatOpenEvent.class, 6);
			TestEngine.await("all futures end", () -> futures.stream().allMatch(CompletableFuture::isDone));
			TestEngine.await("all are told", () -> ends.get() == futures.size());
			assertThat(futures).filteredOn(CompletableFuture::isCompletedExceptionally)
				.isNotEmpty()
				.allSatisfy((future) -> assertThat(reason(future)).isNotNull());
			long ok = futures.stream().filter((future) -> !future.isCompletedExceptionally()).count();
			assertThat(engine.client().getStatistics().outbound().messages()).isEqualTo(ok);
		}
		assertThat(ends).hasValue(futures.size());
	}

	@Test
	void callbackOfAFutureMayBlockWithoutHoldingUpTheWriter() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url())
					.withSend((send) -> send.withTimeout(Duration.ofMinutes(1)).withQueueSize(DataSize.ofMegabytes(64)))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.freeze();
			for (int i = 0; i < 24; i++) {
				engine.client().send(ByteBuffer.allocate(1024 * 1024));
			}
			// Waits behind the others, so that the callback is there when it is written
			CompletableFuture<Void> blocked = engine.client().send("first").thenRun(() -> awaitQuietly(latch));
			connection.thaw();
			for (int i = 0; i < 10; i++) {
				engine.client().send("clientMsg").join();
			}
			engine.log().awaitTexts(10);
			assertThat(blocked).isNotDone();
			latch.countDown();
			blocked.join();
		}
		finally {
			latch.countDown();
		}
	}

	@Test
	void binaryMessageIsNotConsumedAndMayBeASlice() throws Exception {
		List<byte[]> received = Collections.synchronizedList(new ArrayList<>());
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onBinary((connection, bytes) -> received.add(bytes));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatOpenEvent.class);
			ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 0, 1, 2, 3, 4 }, 1, 3);
			engine.client().send(buffer).join();
			engine.client().send(buffer.slice().asReadOnlyBuffer()).join();
			TestEngine.await("both", () -> received.size() == 2);
			assertThat(received.get(0)).containsExactly(1, 2, 3);
			assertThat(received.get(1)).containsExactly(1, 2, 3);
			assertThat(buffer.remaining()).isEqualTo(3);
		}
	}

	private static HeartbeatSendException.Reason reason(CompletableFuture<Void> future) {
		Throwable failure = future.handle((result, ex) -> ex).join();
		assertThat(failure).isInstanceOf(HeartbeatSendException.class);
		return ((HeartbeatSendException) failure).getReason();
	}

}
