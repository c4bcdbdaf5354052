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

import java.net.URI;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.standard.StandardTransport;
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

import org.springframework.web.socket.TextMessage;

/**
 * The way of a text message through the engine, from the container's call to the
 * publisher of the events, which does nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ArrivalBenchmark {

	/** Characters of a message. */
	@Param({ "64", "1000" })
	public int size;

	private final FakeWebSocketClient webSocketClient = new FakeWebSocketClient();

	private HeartbeatEngine engine;

	private TextMessage message;

	private long sent;

	private volatile long published;

	public ArrivalBenchmark() {
		this.message = new TextMessage("");
		this.engine = HeartbeatEngine.builder((event) -> {
			if (event instanceof HeartbeatMessageEvent) {
				// One thread at a time
				this.published = this.published + 1;
			}
		}, (threads) -> new StandardTransport(threads, () -> (name) -> this.webSocketClient))
			.client("prices", HeartbeatClientSettings.of(URI.create("ws://127.0.0.1/prices")))
			.build();
	}

	/**
	 * Connect.
	 */
	@Setup
	public void start() {
		this.message = new TextMessage("x".repeat(this.size));
		this.engine.start();
		this.webSocketClient.awaitOpen();
	}

	/**
	 * Disconnect.
	 */
	@TearDown
	public void stop() {
		this.engine.destroy();
	}

	/**
	 * A frame after the other: the I/O thread and the one that delivers work at the same
	 * time, the slower of the two is measured.
	 * @throws Exception if it fails
	 */
	@Benchmark
	public void arrival() throws Exception {
		this.webSocketClient.receive(this.message);
	}

	/**
	 * A frame, and nothing before it is delivered: the hop through the receive queue to
	 * another thread.
	 * @throws Exception if it fails
	 */
	@Benchmark
	public void queueHop() throws Exception {
		this.sent = this.published + 1;
		this.webSocketClient.receive(this.message);
		while (this.published < this.sent) {
			Thread.onSpinWait();
		}
	}

}
