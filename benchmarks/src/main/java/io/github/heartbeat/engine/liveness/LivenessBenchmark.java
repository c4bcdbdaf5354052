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

package io.github.heartbeat.engine.liveness;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClientSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the heartbeat costs for each frame, and for each check.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LivenessBenchmark {

	private final Liveness liveness = new Liveness(
			HeartbeatClientSettings.of(URI.create("ws://127.0.0.1/prices")).ping(), Duration.ofSeconds(5),
			System.nanoTime());

	/**
	 * A frame has arrived: one clock read and one field write.
	 */
	@Benchmark
	public void arrived() {
		this.liveness.arrived(System.nanoTime());
	}

	/**
	 * The timer looks at a connection on which something has arrived.
	 * @return the answer
	 */
	@Benchmark
	public Object check() {
		long now = System.nanoTime();
		this.liveness.arrived(now);
		return this.liveness.check(now, 0);
	}

}
