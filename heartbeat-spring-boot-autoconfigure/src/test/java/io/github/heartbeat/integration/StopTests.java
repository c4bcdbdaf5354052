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

import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stop takes {@code shutdown-timeout} at most, and once; what is closed is let go of.
 */
@Timeout(120)
class StopTests {

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);

	/** Less than a second time-out would take. */
	private static final Duration TOLERANCE = Duration.ofSeconds(2);

	@Test
	void whenListenerDoesNotReturnThenContextClosesAfterShutdownTimeoutOnce() {
		ListenerGate gate = new ListenerGate();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.onConnect((connection) -> connection.sendText("hello"))) {
			runner(server).withBean(StandingListener.class, () -> new StandingListener(gate)).run((context) -> {
				gate.awaitEntered();
				long start = System.nanoTime();
				context.close();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHUTDOWN_TIMEOUT.minusMillis(100),
						SHUTDOWN_TIMEOUT.plus(TOLERANCE));
			});
		}
		finally {
			gate.open();
		}
	}

	@Test
	void whenListenerClosesTheContextThenThatTakesShutdownTimeoutAtMost() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			runner(server).withBean(ClosingListener.class).run((context) -> {
				HeartbeatClient client = context.getBean(HeartbeatClient.class);
				ClosingListener listener = context.getBean(ClosingListener.class);
				TestEngine.await("the client is open", client::isReady);
				server.broadcast("close");
				assertThat(listener.closed).succeedsWithin(TestEngine.PATIENCE)
					.satisfies((duration) -> assertThat(duration).isLessThan(SHUTDOWN_TIMEOUT.plus(TOLERANCE)));
				TestEngine.await("the socket is closed", () -> server.counts().held() == 0);
			});
		}
	}

	@Test
	void whenNothingKeepsAListenerThenContextClosesAtOnce() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			runner(server).run((context) -> {
				TestEngine.await("the client is open", context.getBean(HeartbeatClient.class)::isReady);
				long start = System.nanoTime();
				context.close();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TOLERANCE);
			});
		}
	}

	private ApplicationContextRunner runner(HeartbeatTestServer server) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class))
			.withPropertyValues("heartbeat.keep-alive=false", "heartbeat.client.a.url=" + server.url(),
					"heartbeat.client.a.shutdown-timeout=" + SHUTDOWN_TIMEOUT.toSeconds() + "s");
	}

	@Test
	void whenClientIsClosedThenNothingHoldsItsConnection() {
		assertConnectionIsLetGoOf((settings) -> settings, HeartbeatClient::close);
	}

	@Test
	void whenClientIsClosedBeforeItIsReadyThenNothingHoldsItsConnection() {
		assertConnectionIsLetGoOf((settings) -> settings.withReady(
				settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE).withTimeout(Duration.ofHours(1))),
				HeartbeatClient::close);
	}

	@Test
	void whenClientReconnectsThenNothingHoldsTheConnectionBefore() {
		assertConnectionIsLetGoOf((settings) -> settings, HeartbeatClient::reconnect);
	}

	private void assertConnectionIsLetGoOf(UnaryOperator<HeartbeatClientSettings> change,
			Consumer<HeartbeatClient> end) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			Duration hour = Duration.ofHours(1);
			HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(server.url()));
			settings = settings.withPing(settings.ping().withInterval(hour).withTimeout(hour))
				.withSend(settings.send().withTimeout(hour))
				.withShutdownTimeout(hour);
			HeartbeatEngine engine = HeartbeatEngine.builder((event) -> {
			}, TestTransport::create).keepAlive(false).client("a", change.apply(settings)).build();
			try {
				engine.start();
				HeartbeatClient client = engine.get("a");
				WeakReference<HeartbeatConnection> connection = use(client);
				end.accept(client);
				Awaitility.await("the connection is let go of").atMost(TestEngine.PATIENCE).untilAsserted(() -> {
					System.gc();
					assertThat(connection.refersTo(null)).isTrue();
				});
			}
			finally {
				engine.get("a").close();
				engine.destroy();
			}
		}
	}

	private static WeakReference<HeartbeatConnection> use(HeartbeatClient client) {
		TestEngine.await("the client is open", client::isOpen);
		HeartbeatConnection connection = client.getConnection();
		assertThat(connection).isNotNull();
		assertThat(connection.send("message")).succeedsWithin(TestEngine.PATIENCE);
		connection.sendAndAwait("request", (message) -> false, Duration.ofHours(1));
		connection.await((message) -> false, Duration.ofHours(1));
		return new WeakReference<>(connection);
	}

	/**
	 * Listener that does not return.
	 */
	static class StandingListener {

		private final ListenerGate gate;

		StandingListener(ListenerGate gate) {
			this.gate = gate;
		}

		@EventListener
		void message(HeartbeatMessageEvent event) {
			this.gate.pass();
		}

	}

	/**
	 * Listener that closes its own context.
	 */
	static class ClosingListener {

		private final ConfigurableApplicationContext context;

		private final CompletableFuture<Duration> closed = new CompletableFuture<>();

		ClosingListener(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@EventListener
		void message(HeartbeatMessageEvent event) {
			long start = System.nanoTime();
			this.context.close();
			this.closed.complete(Duration.ofNanos(System.nanoTime() - start));
		}

	}

}
