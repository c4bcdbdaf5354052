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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.Reconnect;
import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportThreads;
import io.github.heartbeat.transport.standard.StandardTransport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An engine on real sockets with one client called {@code test}, maybe more, and a record
 * of their events. Closing it sees that the events were in order.
 */
final class TestEngine implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(30);

	static final Duration POLL_INTERVAL = Duration.ofMillis(5);

	private static final String NAME = "test";

	private final Map<String, HeartbeatClientSettings> settings = new LinkedHashMap<>();

	private final Map<String, EventLog> logs = new LinkedHashMap<>();

	private final List<Consumer<HeartbeatEvent>> listeners = new CopyOnWriteArrayList<>();

	private final List<Consumer<HeartbeatEngine.Builder>> customizers = new ArrayList<>();

	private final Set<String> opened = new HashSet<>();

	private @Nullable HeartbeatWebSocketClientFactory webSocketClientFactory;

	private @Nullable HeartbeatEngine engine;

	private TestEngine() {
		this.customizers.add((builder) -> builder.keepAlive(false));
	}

	/**
	 * Prepare an engine with a client called {@code test}, which has short delays.
	 * @param url the endpoint
	 * @return the engine, to be started
	 */
	static TestEngine to(String url) {
		return new TestEngine().client(NAME, url);
	}

	/**
	 * Start an engine with a client called {@code test}.
	 * @param url the endpoint
	 * @param change changes the settings
	 * @return the started engine
	 */
	static TestEngine start(String url, UnaryOperator<HeartbeatClientSettings> change) {
		return to(url).with(change).start();
	}

	/**
	 * Change the settings of the client called {@code test}.
	 * @param change changes the settings
	 * @return this engine
	 */
	TestEngine with(UnaryOperator<HeartbeatClientSettings> change) {
		return with(NAME, change);
	}

	/**
	 * Change the settings of a client.
	 * @param name its name
	 * @param change changes the settings
	 * @return this engine
	 */
	TestEngine with(String name, UnaryOperator<HeartbeatClientSettings> change) {
		this.settings.computeIfPresent(name, (key, value) -> change.apply(value));
		return this;
	}

	TestEngine withPing(PingMode mode, Duration interval, Duration timeout) {
		return with((settings) -> settings
			.withPing(settings.ping().withMode(mode).withInterval(interval).withTimeout(timeout)));
	}

	TestEngine withReconnect(UnaryOperator<Reconnect> change) {
		return with((settings) -> settings.withReconnect(change.apply(settings.reconnect())));
	}

	TestEngine withSend(UnaryOperator<Send> change) {
		return with((settings) -> settings.withSend(change.apply(settings.send())));
	}

	TestEngine withReceive(UnaryOperator<Receive> change) {
		return with((settings) -> settings.withReceive(change.apply(settings.receive())));
	}

	/**
	 * Add a client.
	 * @param name its name
	 * @param url the endpoint
	 * @return this engine
	 */
	TestEngine client(String name, String url) {
		HeartbeatClientSettings defaults = HeartbeatClientSettings.of(URI.create(url));
		this.settings.put(name,
				defaults
					.withReconnect(
							defaults.reconnect().withDelay(Duration.ofMillis(20)).withMaxDelay(Duration.ofMillis(200)))
					.withShutdownTimeout(Duration.ofSeconds(2)));
		this.logs.put(name, new EventLog());
		return this;
	}

	/**
	 * Change the engine itself.
	 * @param customizer changes its builder
	 * @return this engine
	 */
	TestEngine customize(Consumer<HeartbeatEngine.Builder> customizer) {
		this.customizers.add(customizer);
		return this;
	}

	/**
	 * Connect through another container than the default.
	 * @param webSocketClientFactory makes the Spring client of each attempt
	 * @return this engine
	 */
	TestEngine through(HeartbeatWebSocketClientFactory webSocketClientFactory) {
		this.webSocketClientFactory = webSocketClientFactory;
		return this;
	}

	/**
	 * Listen to the events of all clients.
	 * @param listener called for each event, after it was recorded
	 * @return this engine
	 */
	TestEngine on(Consumer<HeartbeatEvent> listener) {
		this.listeners.add(listener);
		return this;
	}

	TestEngine start() {
		if (this.engine == null) {
			HeartbeatEngine.Builder builder = HeartbeatEngine.builder((event) -> publish((HeartbeatEvent) event),
					this::createTransport);
			this.settings.forEach(builder::client);
			this.customizers.forEach((customizer) -> customizer.accept(builder));
			this.engine = builder.build();
		}
		this.engine.start();
		return this;
	}

	private Transport createTransport(TransportThreads threads) {
		return (this.webSocketClientFactory == null) ? TestTransport.create(threads)
				: new StandardTransport(threads, () -> this.webSocketClientFactory);
	}

	private void publish(HeartbeatEvent event) {
		log(event.getClientName()).accept(event, () -> this.listeners.forEach((listener) -> listener.accept(event)));
	}

	HeartbeatEngine engine() {
		assertThat(this.engine).as("a started engine").isNotNull();
		return this.engine;
	}

	HeartbeatClient client() {
		return client(NAME);
	}

	HeartbeatClient client(String name) {
		return engine().get(name);
	}

	EventLog log() {
		return log(NAME);
	}

	EventLog log(String name) {
		EventLog log = this.logs.get(name);
		assertThat(log).as("events of %s", name).isNotNull();
		return log;
	}

	<E extends HeartbeatEvent> E await(Class<E> type) {
		return log().await(type);
	}

	<E extends HeartbeatEvent> E await(Class<E> type, int number) {
		return log().await(type, number);
	}

	/**
	 * Wait until the client called {@code test} is open.
	 * @param server its server
	 * @return the server's end of the oldest connection not taken yet
	 */
	HeartbeatTestConnection awaitOpen(HeartbeatTestServer server) {
		try {
			HeartbeatTestConnection connection = server.takeConnection(PATIENCE);
			await("open event",
					() -> log().all(HeartbeatOpenEvent.class)
						.stream()
						.anyMatch((event) -> !this.opened.contains(event.getConnectionId())));
			log().all(HeartbeatOpenEvent.class).forEach((event) -> this.opened.add(event.getConnectionId()));
			return connection;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	<E extends HeartbeatEvent> List<E> events(Class<E> type) {
		return log().all(type);
	}

	List<String> texts() {
		return log().texts();
	}

	static void await(String what, BooleanSupplier condition) {
		Awaitility.await(what).pollInterval(POLL_INTERVAL).atMost(PATIENCE).until(condition::getAsBoolean);
	}

	/**
	 * Stop the clients and wait until the engine says that they are.
	 * @return how long it took
	 */
	Duration stop() {
		CountDownLatch stopped = new CountDownLatch(1);
		long start = System.nanoTime();
		engine().stop(stopped::countDown);
		try {
			assertThat(stopped.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).as("the engine stops").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	@Override
	public void close() {
		if (this.engine != null) {
			stop();
			this.engine.destroy();
			this.logs.values().forEach(EventLog::assertOrderly);
		}
	}

}
