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
 * How the clients come back to a server that was away: connections it accepts in each
 * second since it listens again.
 */
final class RestartProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int clients = parameters.getInt("clients", 10_000);
		Jvm.requireOpenFiles(clients + 1000);
		HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE);
		if (parameters.get("mode").equals("seed")) {
			peer.property("heartbeat.defaults.reconnect.delay", "2s")
				.property("heartbeat.defaults.reconnect.multiplier", "1")
				.property("heartbeat.defaults.reconnect.max-delay", "2s")
				.property("heartbeat.defaults.reconnect.jitter", "0");
		}
		ServerProcess server = ServerProcess.start();
		try (peer) {
			peer.open(Collections.nCopies(clients, server.uri("/quiet")));
			// Longer than stable-after
			TimeUnit.SECONDS.sleep(12);
			server.close();
			TimeUnit.SECONDS.sleep(parameters.getInt("outage", 60));
			server = ServerProcess.start(server.port());
			long began = System.nanoTime();
			long bound = TimeUnit.SECONDS.toNanos(parameters.getInt("bound", 90));
			int open = server.connections();
			while (open < clients && System.nanoTime() - began < bound) {
				TimeUnit.MILLISECONDS.sleep(100);
				open = server.connections();
			}
			return results(server.accepted(), (System.nanoTime() - began) / 1e9).with("open", open)
				.with("threads", Jvm.threads());
		}
		finally {
			server.close();
		}
	}

	private Parameters results(String histogram, double seconds) {
		int most = 0;
		int total = 0;
		int first = Integer.MAX_VALUE;
		int last = 0;
		for (String entry : histogram.split(",")) {
			int colon = entry.indexOf(':');
			int second = Integer.parseInt(entry.substring(0, colon));
			int count = Integer.parseInt(entry.substring(colon + 1));
			most = Math.max(most, count);
			total += count;
			first = Math.min(first, second);
			last = Math.max(last, second);
		}
		double mean = (double) total / (last - first + 1);
		return new Parameters().with("histogram", histogram)
			.with("seconds", seconds)
			.with("attempts", total)
			.with("most", most)
			.with("mean", mean);
	}

}
