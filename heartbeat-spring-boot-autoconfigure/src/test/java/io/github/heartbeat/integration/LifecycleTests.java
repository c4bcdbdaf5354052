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

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.test.SeedScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Start and stop of clients and of the whole.
 */
@Timeout(120)
class LifecycleTests {

	private static final String KEEP_ALIVE = "heartbeat-keep-alive";

	@Test
	void stopTellsTheServersThatTheApplicationGoesAway() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).client("second", server.url()).start()) {
			engine.log().await(HeartbeatOpenEvent.class);
			engine.log("second").await(HeartbeatOpenEvent.class);
			engine.stop();
			for (int i = 0; i < 2; i++) {
				RecordedFrame frame = server.takeFrame(TestEngine.PATIENCE);
				assertThat(frame.opcode()).isEqualTo(Opcodes.CLOSE);
				assertThat(frame.closeCode()).isEqualTo(1001);
			}
			// The listeners have heard of it when the engine says that it is done
			HeartbeatCloseEvent close = engine.log().all(HeartbeatCloseEvent.class).get(0);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.SHUTDOWN);
			assertThat(close.getCode()).isEqualTo(1001);
			assertThat(engine.log().story()).containsExactly("Open", "Close");
			assertThat(engine.log("second").story()).containsExactly("Open", "Close");
			TestEngine.await("the sockets are closed", () -> server.counts().held() == 0);
		}
	}

	@Test
	void closeTellsTheServerThatAllIsWell() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().close();
			RecordedFrame frame = server.takeFrame(TestEngine.PATIENCE);
			assertThat(frame.opcode()).isEqualTo(Opcodes.CLOSE);
			assertThat(frame.closeCode()).isEqualTo(1000);
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			engine.client().close();
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
			assertThat(engine.log().story()).containsExactly("Open", "Close");
		}
	}

	@Test
	void stopWaitsForNoFrozenPeer() {
		Duration shutdownTimeout = Duration.ofSeconds(1);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())) {
			for (int i = 0; i < 10; i++) {
				engine.client("client-" + i, server.url())
					.with("client-" + i, (settings) -> settings.withShutdownTimeout(shutdownTimeout));
			}
			engine.start();
			for (int i = 0; i < 10; i++) {
				engine.log("client-" + i).await(HeartbeatOpenEvent.class);
				// So much that closing finds the way blocked
				for (int j = 0; j < 3; j++) {
					engine.client("client-" + i).send(ByteBuffer.allocate(1_000_000));
				}
			}
			server.freeze();
			// All in parallel: ten times one second would be more
			assertThat(engine.stop()).isLessThan(Duration.ofSeconds(6));
			assertThat(engine.log("client-0").story()).containsExactly("Open", "Close");
			server.thaw();
		}
	}

	@Test
	void closeOfAStuckConnectionIsBounded() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withShutdownTimeout(Duration.ofMillis(500)))
					.withSend((send) -> send.withQueueSize(DataSize.ofMegabytes(64)))
					.start()) {
			engine.awaitOpen(server).freeze();
			List<CompletableFuture<Void>> sent = IntStream.range(0, 24)
				.mapToObj((i) -> engine.client().send(ByteBuffer.allocate(1_000_000)))
				.toList();
			engine.client().close();
			assertThat(engine.client().getState()).isEqualTo(HeartbeatState.STOPPED);
			TestEngine.await("all futures end", () -> sent.stream().allMatch(CompletableFuture::isDone));
			assertThat(sent).anyMatch(CompletableFuture::isCompletedExceptionally);
			server.thaw();
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
		}
	}

	@Test
	void socketOfAFrozenPeerIsClosedAfterItsTime() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().ignoreClose(true);
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withShutdownTimeout(Duration.ofMillis(500)))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			long start = System.nanoTime();
			engine.client().close();
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	void messagesThatWaitAreWrittenBeforeTheClose() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatOpenEvent.class);
			for (int i = 0; i < 500; i++) {
				engine.client().send("message " + i);
			}
			engine.client().close();
			for (int i = 0; i < 500; i++) {
				assertThat(server.takeFrame(TestEngine.PATIENCE).text()).isEqualTo("message " + i);
			}
			assertThat(server.takeFrame(TestEngine.PATIENCE).closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void startAndStopCanBeRepeated() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url())) {
			for (int i = 1; i <= 20; i++) {
				engine.start();
				engine.await(HeartbeatOpenEvent.class, i);
				engine.client().send("clientMsg").join();
				engine.log().awaitTexts(i);
				engine.stop();
				assertThat(engine.log().all(HeartbeatCloseEvent.class)).hasSize(i);
			}
			assertThat(server.counts().opened()).isEqualTo(20);
			TestEngine.await("the sockets are closed", () -> server.counts().held() == 0);
		}
	}

	@Test
	void closeAndStartOfAClientCanBeRepeatedWithoutAPause() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			for (int i = 0; i < 50; i++) {
				engine.client().close();
				engine.client().start();
			}
			TestEngine.await("open at last", () -> engine.client().isOpen());
			TestEngine.await("one connection", () -> server.counts().open() == 1);
			assertThat(server.counts().maxOpen()).isLessThanOrEqualTo(2);
			engine.client().close();
			TestEngine.await("no connection", () -> server.counts().held() == 0);
		}
	}

	@Test
	void reconnectReplacesTheConnection() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			for (int i = 1; i <= 10; i++) {
				engine.await(HeartbeatOpenEvent.class, i);
				engine.client().reconnect();
			}
			engine.await(HeartbeatOpenEvent.class, 11);
			assertThat(engine.log().story()).startsWith("Open", "Close", "Reconnect", "Open", "Close");
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause())
				.isEqualTo(DisconnectCause.RECONNECT_REQUESTED);
			TestEngine.await("one connection", () -> server.counts().held() == 1);
			// A live peer does not see two at a time
			assertThat(server.counts().maxOpen()).isEqualTo(1);
		}
	}

	@Test
	void threadKeepsTheApplicationUpWhileAnyClientIsStarted() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.client("second", server.url())
					.customize((builder) -> builder.keepAlive(true))) {
			assertThat(threads(KEEP_ALIVE::equals)).isZero();
			engine.start();
			assertThat(threads(KEEP_ALIVE::equals)).isEqualTo(1);
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> thread.getName().equals(KEEP_ALIVE))
				.noneMatch(Thread::isDaemon);
			engine.client().close();
			assertThat(threads(KEEP_ALIVE::equals)).isEqualTo(1);
			engine.client("second").close();
			TestEngine.await("the thread has ended", () -> threads(KEEP_ALIVE::equals) == 0);
			engine.client().start();
			assertThat(threads(KEEP_ALIVE::equals)).isEqualTo(1);
			engine.stop();
			TestEngine.await("the thread has ended", () -> threads(KEEP_ALIVE::equals) == 0);
		}
	}

	@Test
	void hundredsOfReconnectsLeaveNothingBehind() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.upgradeThenCut());
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect(
							(reconnect) -> reconnect.withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1)))
					.start()) {
			TestEngine.await("the first connections", () -> server.counts().opened() >= 20 || served(server, 20));
			int threads = threads(LifecycleTests::isOurs);
			long files = openFiles();
			TestEngine.await("hundreds of connections", () -> served(server, 320));
			assertThat(threads(LifecycleTests::isOurs)).isLessThanOrEqualTo(threads + 4);
			assertThat(openFiles()).isLessThanOrEqualTo(files + 20);
			server.respondWith(HandshakeResponse.upgrade());
			TestEngine.await("one connection", () -> server.counts().open() == 1);
			TestEngine.await("one socket", () -> server.counts().held() == 1);
			assertThat(engine.log().all(HeartbeatCloseEvent.class)).hasSizeGreaterThanOrEqualTo(300);
		}
	}

	@Test
	void hundredsOfFailedAttemptsLeaveNothingBehind() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.refuseWith(503));
				TestEngine engine = TestEngine.to(server.url())
					.withReconnect(
							(reconnect) -> reconnect.withDelay(Duration.ofMillis(1)).withMaxDelay(Duration.ofMillis(1)))
					.start()) {
			TestEngine.await("the first attempts", () -> served(server, 20));
			int threads = threads(LifecycleTests::isOurs);
			long files = openFiles();
			TestEngine.await("hundreds of attempts", () -> served(server, 320));
			assertThat(threads(LifecycleTests::isOurs)).isLessThanOrEqualTo(threads + 4);
			assertThat(openFiles()).isLessThanOrEqualTo(files + 20);
			assertThat(engine.log().story()).doesNotContain("Open", "GiveUp");
		}
	}

	@Test
	void threadsDoNotGrowWithClients() {
		int clients = 200;
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.customize((builder) -> builder.maxConcurrentConnects(8))) {
			for (int i = 0; i < clients; i++) {
				String name = "client-" + i;
				engine.client(name, server.url())
					.with(name,
							(settings) -> settings.withPing(settings.ping()
								.withMode(PingMode.FRAME)
								.withInterval(Duration.ofMillis(500))
								.withTimeout(Duration.ofSeconds(20))));
			}
			engine.start();
			for (int i = 0; i < clients; i++) {
				engine.log("client-" + i).await(HeartbeatOpenEvent.class);
			}
			TestEngine.await("pings", () -> server.counts().frames() > 2 * clients);
			assertThat(threads(LifecycleTests::isOurs)).isLessThan(clients / 2);
			assertThat(server.counts().maxOpen()).isEqualTo(clients + 1);
		}
	}

	private static boolean served(HeartbeatTestServer server, int count) {
		return server.counts().accepted() >= count;
	}

	private static boolean isOurs(String name) {
		return name.startsWith("heartbeat-io-") || name.startsWith("heartbeat-dispatch-")
				|| name.startsWith("heartbeat-timer-") || name.startsWith("WebSocketClient-AsyncIO");
	}

	private static int threads(Predicate<String> filter) {
		return (int) Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(filter).count();
	}

	private static long openFiles() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getOpenFileDescriptorCount() : 0;
	}

}
