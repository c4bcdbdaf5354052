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

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.peer.Peer;
import io.github.heartbeat.benchmarks.peer.Peers;
import io.github.heartbeat.benchmarks.server.ServerProcess;
import org.jspecify.annotations.Nullable;

/**
 * How many messages a second reach the listener when the server sends as fast as it can.
 */
final class FloodProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int connections = parameters.getInt("connections", 1);
		int flooded = parameters.getInt("flooded", 1);
		Counter received = new Counter();
		try (ServerProcess server = ServerProcess.start(); Peer peer = Peers.create(parameters.get("peer"), received)) {
			List<URI> targets = new ArrayList<>();
			for (int i = 0; i < connections; i++) {
				targets.add(server.uri((i < flooded) ? "/flood" : "/quiet"));
			}
			peer.open(targets);
			server.flood(parameters.getInt("size", 64), parameters.get("writes", "batch"));
			TimeUnit.SECONDS.sleep(parameters.getInt("warmup", 8));
			long began = System.nanoTime();
			long cpuBefore = Jvm.cpuNanos();
			long before = received.count.sum();
			TimeUnit.SECONDS.sleep(parameters.getInt("seconds", 4));
			long messages = received.count.sum() - before;
			long cpu = Jvm.cpuNanos() - cpuBefore;
			double seconds = (System.nanoTime() - began) / 1e9;
			server.endFlood();
			return new Parameters().with("rate", messages / seconds)
				.with("cpu", (messages > 0) ? cpu / 1e3 / messages : 0)
				.with("threads", Jvm.threads());
		}
	}

	/**
	 * Counts messages.
	 */
	private static final class Counter implements MessageSink {

		private final LongAdder count = new LongAdder();

		private @Nullable Object last;

		@Override
		public void received(Object payload) {
			this.last = payload;
			this.count.increment();
		}

		@Override
		public String toString() {
			return this.count + " messages, the last is " + this.last;
		}

	}

}
