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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An engine with one client called {@code test} on real sockets, and a record of its
 * events.
 */
final class TestEngine implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(15);

	private final List<HeartbeatEvent> events = new CopyOnWriteArrayList<>();

	private final List<Consumer<HeartbeatEvent>> listeners = new CopyOnWriteArrayList<>();

	private final HeartbeatEngine engine;

	private TestEngine(HeartbeatClientSettings settings, Consumer<HeartbeatEngine.Builder> customizer) {
		HeartbeatEngine.Builder builder = HeartbeatEngine.builder(new RecordingPublisher())
			.client("test", settings)
			.keepAlive(false);
		customizer.accept(builder);
		this.engine = builder.build();
	}

	/**
	 * Start a client with short delays.
	 * @param url the endpoint
	 * @param settings changes the settings
	 * @return the started engine
	 */
	static TestEngine start(String url, UnaryOperator<HeartbeatClientSettings> settings) {
		return start(url, settings, (builder) -> {
		});
	}

	static TestEngine start(String url, UnaryOperator<HeartbeatClientSettings> settings,
			Consumer<HeartbeatEngine.Builder> customizer) {
		TestEngine engine = create(url, settings, customizer);
		engine.engine.start();
		return engine;
	}

	static TestEngine create(String url, UnaryOperator<HeartbeatClientSettings> settings,
			Consumer<HeartbeatEngine.Builder> customizer) {
		HeartbeatClientSettings defaults = HeartbeatClientSettings.of(URI.create(url));
		HeartbeatClientSettings quick = defaults
			.withReconnect(defaults.reconnect().withDelay(Duration.ofMillis(50)).withMaxDelay(Duration.ofMillis(200)));
		return new TestEngine(settings.apply(quick), customizer);
	}

	HeartbeatClient client() {
		return this.engine.get("test");
	}

	HeartbeatEngine engine() {
		return this.engine;
	}

	TestEngine on(Consumer<HeartbeatEvent> listener) {
		this.listeners.add(listener);
		return this;
	}

	List<HeartbeatEvent> events() {
		return this.events;
	}

	<E extends HeartbeatEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Wait for the n-th event of a type.
	 * @param type the type
	 * @param count the number, counted from 1
	 * @return that event
	 */
	<E extends HeartbeatEvent> E await(Class<E> type, int count) {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(events(type)).as("events of %s in %s", type.getSimpleName(), this.events)
				.hasSizeGreaterThanOrEqualTo(count));
		return events(type).get(count - 1);
	}

	<E extends HeartbeatEvent> E await(Class<E> type) {
		return await(type, 1);
	}

	List<String> texts() {
		return events(HeartbeatMessageEvent.class).stream().map(HeartbeatMessageEvent::getText).toList();
	}

	/**
	 * Return the types of the events so far.
	 * @return simple names without prefix and suffix, for instance {@code Open}
	 */
	List<String> story() {
		return this.events.stream()
			.map((event) -> event.getClass().getSimpleName().replaceAll("^Heartbeat|Event$", ""))
			.toList();
	}

	@Override
	public void close() {
		CountDownLatch stopped = new CountDownLatch(1);
		this.engine.stop(stopped::countDown);
		try {
			assertThat(stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the engine stops").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.engine.destroy();
	}

	/**
	 * Records the events, then tells the listeners.
	 */
	private final class RecordingPublisher implements ApplicationEventPublisher {

		@Override
		public void publishEvent(@Nullable Object event) {
			HeartbeatEvent heartbeatEvent = (HeartbeatEvent) event;
			TestEngine.this.events.add(heartbeatEvent);
			TestEngine.this.listeners.forEach((listener) -> listener.accept(heartbeatEvent));
		}

	}

}
