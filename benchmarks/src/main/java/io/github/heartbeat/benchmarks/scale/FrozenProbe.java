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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.benchmarks.peer.HeartbeatPeer;
import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.server.ServerProcess;

/**
 * How long after its deadline the loss of a connection is noticed whose server stands
 * still, and whether the others notice anything.
 */
final class FrozenProbe implements Probe, HeartbeatObserver {

	private static final long INTERVAL = Duration.ofSeconds(15).toNanos();

	private static final long TIMEOUT = Duration.ofSeconds(10).toNanos();

	private final Map<String, Long> lostAt = new ConcurrentHashMap<>();

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int count = parameters.getInt("servers", 10);
		int clients = parameters.getInt("clients", 10_000) / count * count;
		int each = clients / count;
		Jvm.requireOpenFiles(clients + 1000);
		List<ServerProcess> servers = new ArrayList<>();
		try (HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE).observer(this)) {
			List<URI> targets = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				servers.add(ServerProcess.start());
			}
			for (int i = 0; i < clients; i++) {
				targets.add(servers.get(i / each).uri("/quiet"));
			}
			peer.open(targets);
			TimeUnit.SECONDS.sleep(parameters.getInt("settle", 20));
			for (ServerProcess server : servers) {
				server.gaps();
			}
			return measure(peer, servers, each);
		}
		finally {
			servers.forEach(ServerProcess::close);
		}
	}

	private Parameters measure(HeartbeatPeer peer, List<ServerProcess> servers, int each) throws Exception {
		int early = this.lostAt.size();
		servers.get(0).freeze();
		// What is under way has arrived after that
		TimeUnit.MILLISECONDS.sleep(500);
		long[] deadlines = new long[each];
		for (int i = 0; i < each; i++) {
			Duration idle = peer.clients().get(HeartbeatPeer.name(i)).getStatistics().connection().idle();
			if (idle == null) {
				throw new IllegalStateException("A client is not open: " + HeartbeatPeer.name(i));
			}
			deadlines[i] = System.nanoTime() - idle.toNanos() + INTERVAL + TIMEOUT;
		}
		long giveUp = System.nanoTime() + INTERVAL + TIMEOUT + Duration.ofSeconds(30).toNanos();
		while (detected(each) < each && System.nanoTime() < giveUp) {
			TimeUnit.MILLISECONDS.sleep(100);
		}
		int detected = detected(each);
		long[] lateness = new long[each];
		for (int i = 0; i < each; i++) {
			lateness[i] = this.lostAt.getOrDefault(HeartbeatPeer.name(i), giveUp) - deadlines[i];
		}
		long latest = 0;
		for (ServerProcess server : servers.subList(1, servers.size())) {
			latest = Math.max(latest, server.gaps()[2]);
		}
		return new Parameters().with("detected", detected)
			.with("p50", Jvm.percentile(lateness, 0.5) / 1e6)
			.with("p99", Jvm.percentile(lateness, 0.99) / 1e6)
			.with("min", lateness[0] / 1e6)
			.with("max", lateness[each - 1] / 1e6)
			.with("disturbed", early + this.lostAt.size() - detected)
			.with("pings", latest / 1e3 - INTERVAL / 1e6)
			.with("threads", Jvm.threads());
	}

	private int detected(int each) {
		int detected = 0;
		for (int i = 0; i < each; i++) {
			detected += this.lostAt.containsKey(HeartbeatPeer.name(i)) ? 1 : 0;
		}
		return detected;
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		if (transition.connection() != null && transition.disconnect() != null) {
			this.lostAt.putIfAbsent(client.getName(), System.nanoTime());
		}
	}

}
