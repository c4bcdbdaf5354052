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

package io.github.heartbeat.benchmarks.scale;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.heartbeat.benchmarks.peer.Peer;
import io.github.heartbeat.benchmarks.peer.Peers;
import io.github.heartbeat.benchmarks.server.ServerProcess;

/**
 * How long it takes from the call that sends a message to the listener that gets its
 * echo. One message is under way at a time, with a pause between.
 */
final class EchoProbe implements Probe {

	private static final long PAUSE = 200_000;

	private final Semaphore arrivals = new Semaphore(0);

	private volatile long arrivedAt;

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int warmup = parameters.getInt("warmup", 10_000);
		long[] latencies = new long[parameters.getInt("samples", 20_000)];
		String text = "x".repeat(64);
		try (ServerProcess server = ServerProcess.start();
				Peer peer = Peers.create(parameters.get("peer"), this::arrived)) {
			peer.open(List.of(server.uri("/echo")));
			for (int i = -warmup; i < latencies.length; i++) {
				long sentAt = System.nanoTime();
				peer.send(text);
				if (!this.arrivals.tryAcquire(10, TimeUnit.SECONDS)) {
					throw new IllegalStateException("There is no echo");
				}
				if (i >= 0) {
					latencies[i] = this.arrivedAt - sentAt;
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
		return new Parameters().with("p50", Jvm.percentile(latencies, 0.5) / 1e3)
			.with("p99", Jvm.percentile(latencies, 0.99) / 1e3);
	}

	private void arrived(Object payload) {
		this.arrivedAt = System.nanoTime();
		this.arrivals.release();
	}

}
