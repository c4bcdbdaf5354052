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

import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.benchmarks.peer.Peers;

/**
 * The clients of other libraries at their defaults: flood, heap, threads.
 */
final class PeersScenario implements Scenario {

	private static final List<String> THREADS_PER_CONNECTION = List.of("java-websocket", "nv", "okhttp");

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Row> rows = new ArrayList<>();
		List<String> peers = new ArrayList<>(List.of("raw", "heartbeat", "heartbeat-jetty"));
		peers.addAll(Peers.OTHERS);
		for (String peer : options.get("peers", String.join(",", peers)).split(",")) {
			for (String size : options.get("sizes", "64,1000,6000").split(",")) {
				Parameters parameters = new Parameters().with("peer", peer).with("size", size);
				rows.add(Row.of(peer + ": flood of " + size + "-byte messages", FloodScenario
					.figures(forks.alternate("flood", options.getInt("rounds", 3), parameters).get(0))));
			}
			int clients = THREADS_PER_CONNECTION.contains(peer) ? 1000 : options.getInt("clients", 10_000);
			IdleScenario.Idle idle = IdleScenario.measure(forks, options, peer, clients);
			rows.add(Row.of(peer + ": " + clients + " idle connections",
					Jvm.format("%.1f KB of heap each, %d threads in all", idle.heap(), idle.threads())));
		}
		return rows;
	}

}
