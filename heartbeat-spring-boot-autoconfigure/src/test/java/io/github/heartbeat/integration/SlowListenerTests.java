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
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.SeedScript;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that takes its time makes no live peer look dead, and is its own client's
 * business only.
 */
@Timeout(120)
class SlowListenerTests {

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private static final Duration TEN_TIMES_AS_LONG = INTERVAL.plus(TIMEOUT).multipliedBy(10);

	private static final List<String> NUMBERS = IntStream.range(0, 2000).mapToObj(String::valueOf).toList();

	@Test
	void fullQueueStopsTheReadingAndNothingIsLost() throws Exception {
		Blocker blocker = new Blocker();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				HeartbeatTestServer neighbour = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, INTERVAL, TIMEOUT)
					.withReceive((receive) -> receive.withQueueCapacity(10))
					.client("neighbour", neighbour.url())
					.with("neighbour",
							(settings) -> settings.withPing(settings.ping()
								.withMode(PingMode.MESSAGE)
								.withInterval(INTERVAL)
								.withTimeout(Duration.ofSeconds(20))))
					.on(blocker::accept)
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			NUMBERS.forEach(connection::sendText);
			blocker.awaitBlocked();
			int answers = engine.log("neighbour").texts().size();
			Awaitility.await()
				.during(TEN_TIMES_AS_LONG)
				.atMost(TEN_TIMES_AS_LONG.plus(TestEngine.PATIENCE))
				.untilAsserted(() -> assertThat(engine.log().story()).containsExactly("Open", "Message"));
			assertThat(engine.log("neighbour").awaitTexts(answers + 10)).containsOnly("get heartbeat");
			assertThat(engine.log("neighbour").story()).startsWith("Open").doesNotContain("Close", "Error");
			blocker.release();
			assertThat(engine.log().awaitTexts(NUMBERS.size())).isEqualTo(NUMBERS);
			assertThat(engine.log().story()).startsWith("Open").doesNotContain("Close", "Error");
			assertThat(engine.client().getStatistics().inbound().dropped()).isZero();
			assertThat(server.counts().opened()).isEqualTo(1);
		}
		finally {
			blocker.release();
		}
	}

	@Test
	void pingsGoOutAndAreAnsweredWhileTheListenerSleeps() throws Exception {
		Blocker blocker = new Blocker();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withPing(PingMode.FRAME, Duration.ofMillis(50), Duration.ofSeconds(1))
					.on(blocker::accept)
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText("first");
			blocker.awaitBlocked();
			for (int i = 0; i < 20; i++) {
				server.takeFrame((frame) -> frame.opcode() == Opcodes.PING, TestEngine.PATIENCE);
			}
			connection.sendText("second");
			blocker.release();
			assertThat(engine.log().awaitTexts(2)).containsExactly("first", "second");
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Message");
		}
		finally {
			blocker.release();
		}
	}

	@Test
	void timeOfArrivalIsThatOfTheNetwork() throws Exception {
		Blocker blocker = new Blocker();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).on(blocker::accept).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText("first");
			blocker.awaitBlocked();
			connection.sendText("second");
			TestEngine.await("the second has arrived", () -> engine.client().getStatistics().inbound().messages() == 2);
			Instant arrived = Instant.now();
			Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> true);
			blocker.release();
			assertThat(engine.await(HeartbeatMessageEvent.class, 2).getArrivedAt()).isBeforeOrEqualTo(arrived);
		}
		finally {
			blocker.release();
		}
	}

	@Test
	void engineStopsInTimeWhileAListenerSleeps() {
		Blocker blocker = new Blocker();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onConnect((connection) -> NUMBERS.forEach(connection::sendText));
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withShutdownTimeout(Duration.ofMillis(500)))
					.withReceive((receive) -> receive.withQueueCapacity(10))
					.on(blocker::accept)
					.start()) {
			blocker.awaitBlocked();
			assertThat(engine.stop()).isLessThan(Duration.ofSeconds(5));
			TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			blocker.release();
			assertThat(engine.log().story()).startsWith("Open", "Message");
		}
		finally {
			blocker.release();
		}
	}

	@Test
	void listenerThatClosesAndWaitsForItsOwnClientDoesNotHang() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());
				TestEngine engine = TestEngine.to(server.url()).on((event) -> {
					if (event instanceof HeartbeatOpenEvent) {
						event.getSource().send("clientMsg").join();
					}
				}).start()) {
			assertThat(engine.log().awaitTexts(1)).containsExactly("serverMsg");
		}
	}

	/**
	 * A listener that stands at the first message of the client called {@code test}.
	 */
	private static final class Blocker {

		private final CountDownLatch blocked = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		void accept(HeartbeatEvent event) {
			if (event instanceof HeartbeatMessageEvent && event.getClientName().equals("test")) {
				this.blocked.countDown();
				try {
					this.released.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

		void awaitBlocked() {
			try {
				assertThat(this.blocked.await(TestEngine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void release() {
			this.released.countDown();
		}

	}

}
