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

package io.github.heartbeat.engine;

import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * Publishing a message to one listener, in an application as users have it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PublishBenchmark {

	/** The kind of listener. */
	@Param({ "PLAIN", "CONDITION", "HEARTBEAT", "HEARTBEAT_TEXT" })
	public Kind kind = Kind.PLAIN;

	private @Nullable ConfigurableApplicationContext context;

	private @Nullable HeartbeatConnection connection;

	/**
	 * Start the application.
	 */
	@Setup
	public void start() {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, this.kind.listener)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("heartbeat.client.prices.url=ws://127.0.0.1:9", "heartbeat.client.prices.auto-startup=false")
			.run();
		this.connection = connection(context.getBean(HeartbeatClients.class).get("prices"));
		this.context = context;
	}

	/**
	 * Stop the application.
	 */
	@TearDown
	public void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	/**
	 * Make an event and publish it.
	 */
	@Benchmark
	public void publish() {
		if (this.context != null && this.connection != null) {
			this.context.publishEvent(new HeartbeatMessageEvent(this.connection, "text", 4));
		}
	}

	private static HeartbeatConnection connection(HeartbeatClient client) {
		return (HeartbeatConnection) Proxy.newProxyInstance(HeartbeatConnection.class.getClassLoader(),
				new Class<?>[] { HeartbeatConnection.class }, (proxy, method, args) -> switch (method.getName()) {
					case "getClient" -> client;
					case "getId" -> "prices-1";
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

	/**
	 * The kind of listener.
	 */
	public enum Kind {

		/** An {@code @EventListener} method. */
		PLAIN(PlainListener.class),

		/** The same with a condition. */
		CONDITION(ConditionListener.class),

		/** A {@code @HeartbeatListener} method that takes the event. */
		HEARTBEAT(NamedListener.class),

		/** The same that takes the text. */
		HEARTBEAT_TEXT(TextListener.class);

		private final Class<?> listener;

		Kind(Class<?> listener) {
			this.listener = listener;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * Keeps what comes, so that no compiler leaves it out.
	 */
	abstract static class Listener {

		private @Nullable Object last;

		void keep(Object last) {
			this.last = last;
		}

		@Override
		public String toString() {
			return "last: " + this.last;
		}

	}

	static class PlainListener extends Listener {

		@EventListener
		void on(HeartbeatMessageEvent event) {
			keep(event);
		}

	}

	static class ConditionListener extends Listener {

		@EventListener(condition = "#event.clientName == 'prices'")
		void on(HeartbeatMessageEvent event) {
			keep(event);
		}

	}

	static class NamedListener extends Listener {

		@HeartbeatListener("prices")
		void on(HeartbeatMessageEvent event) {
			keep(event);
		}

	}

	static class TextListener extends Listener {

		@HeartbeatListener("prices")
		void on(String text) {
			keep(text);
		}

	}

}
