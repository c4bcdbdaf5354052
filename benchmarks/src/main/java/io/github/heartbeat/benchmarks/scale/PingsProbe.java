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

import java.util.Collections;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.benchmarks.peer.HeartbeatPeer;
import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.server.ServerProcess;

/**
 * What the heartbeats of many idle clients cost the processor, how late they are at the
 * server, and how many threads send them.
 */
final class PingsProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int clients = parameters.getInt("clients", 10_000);
		Jvm.requireOpenFiles(clients + 1000);
		try (ServerProcess server = ServerProcess.start(); HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE)) {
			peer.open(Collections.nCopies(clients, server.uri("/quiet")));
			long interval = TimeUnit.SECONDS.toMicros(15);
			TimeUnit.SECONDS.sleep(parameters.getInt("settle", 45));
			server.gaps();
			int threads = 0;
			long began = System.nanoTime();
			long cpuBefore = Jvm.cpuNanos();
			int samples = parameters.getInt("seconds", 60) * 4;
			for (int i = 0; i < samples; i++) {
				threads = Math.max(threads, Jvm.threads());
				TimeUnit.MILLISECONDS.sleep(250);
			}
			double share = (double) (Jvm.cpuNanos() - cpuBefore) / (System.nanoTime() - began);
			long[] gaps = server.gaps();
			return new Parameters().with("cpu", share * 100)
				.with("pings", gaps[0])
				.with("p50", (gaps[1] - interval) / 1e3)
				.with("p99", (gaps[2] - interval) / 1e3)
				.with("max", (gaps[3] - interval) / 1e3)
				.with("threads", threads)
				.with("lost", clients - server.connections());
		}
	}

}
