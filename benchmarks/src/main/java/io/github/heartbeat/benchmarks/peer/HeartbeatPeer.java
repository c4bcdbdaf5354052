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

package io.github.heartbeat.benchmarks.peer;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Heartbeat in an application with everything on: Actuator, health, meters.
 */
public final class HeartbeatPeer implements Peer {

	private final MessageSink sink;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final List<HeartbeatObserver> observers = new ArrayList<>();

	private Class<?> listener = CountingListener.class;

	private @Nullable Supplier<WebSocketContainer> container;

	private @Nullable ConfigurableApplicationContext context;

	public HeartbeatPeer(MessageSink sink) {
		this.sink = sink;
	}

	/**
	 * Set a property of the application.
	 * @param key the name
	 * @param value the value
	 * @return this peer
	 */
	public HeartbeatPeer property(String key, Object value) {
		this.properties.put(key, value);
		return this;
	}

	/**
	 * Add an observer.
	 * @param observer the observer
	 * @return this peer
	 */
	public HeartbeatPeer observer(HeartbeatObserver observer) {
		this.observers.add(observer);
		return this;
	}

	/**
	 * Set the bean that listens.
	 * @param listener a class with a constructor that takes a {@link MessageSink}
	 * @return this peer
	 */
	public HeartbeatPeer listener(Class<?> listener) {
		this.listener = listener;
		return this;
	}

	/**
	 * Connect through another container.
	 * @param container makes the container
	 * @return this peer
	 */
	public HeartbeatPeer container(Supplier<WebSocketContainer> container) {
		this.container = container;
		return this;
	}

	@Override
	public void prepare(List<URI> targets) {
		this.properties.put("heartbeat.defaults.auto-startup", "false");
		for (int i = 0; i < targets.size(); i++) {
			this.properties.put("heartbeat.client." + name(i) + ".url", targets.get(i).toString());
		}
		this.context = run();
	}

	/**
	 * Return the plain name of a client.
	 * @param index the index among the targets
	 * @return the name
	 */
	public static String name(int index) {
		return String.format("client%05d", index);
	}

	/**
	 * Start the application with the properties as they are.
	 * @return its context
	 */
	public ConfigurableApplicationContext run() {
		Supplier<WebSocketContainer> container = this.container;
		return new SpringApplicationBuilder(BenchmarkApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(this.properties)
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("messageSink", this.sink);
				for (int i = 0; i < this.observers.size(); i++) {
					context.getBeanFactory().registerSingleton("observer" + i, this.observers.get(i));
				}
				if (container != null) {
					WebSocketContainer shared = container.get();
					HeartbeatWebSocketClientFactory factory = (name) -> new StandardWebSocketClient(shared);
					context.getBeanFactory().registerSingleton("webSocketClientFactory", factory);
				}
			})
			.sources(this.listener)
			.run();
	}

	@Override
	public void open(List<URI> targets) throws Exception {
		Opened opened = new Opened(targets.size());
		if (this.context == null) {
			prepare(targets);
		}
		context().getBean(OpenObserver.class).opened = opened;
		clients().forEach(HeartbeatClient::start);
		if (!opened.latch.await(300, TimeUnit.SECONDS)) {
			throw new IllegalStateException(opened.latch.getCount() + " clients are not open");
		}
	}

	@Override
	public void send(String text) {
		clients().get(name(0)).send(text);
	}

	/**
	 * Return the application.
	 * @return the context, once prepared
	 */
	public ConfigurableApplicationContext context() {
		ConfigurableApplicationContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("Not prepared");
		}
		return context;
	}

	public HeartbeatClients clients() {
		return context().getBean(HeartbeatClients.class);
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	/**
	 * Counts the clients down that are open.
	 */
	static final class Opened {

		private final CountDownLatch latch;

		Opened(int count) {
			this.latch = new CountDownLatch(count);
		}

	}

	/**
	 * Learns when clients are open.
	 */
	static final class OpenObserver implements HeartbeatObserver {

		private volatile @Nullable Opened opened;

		@Override
		public void transition(HeartbeatClient client, HeartbeatTransition transition) {
			Opened opened = this.opened;
			if (opened != null && transition.kind() == HeartbeatTransition.Kind.OPENED) {
				opened.latch.countDown();
			}
		}

	}

}
