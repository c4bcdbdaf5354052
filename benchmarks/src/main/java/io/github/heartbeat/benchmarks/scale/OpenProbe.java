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
import java.util.Collections;
import java.util.List;

import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.peer.Peer;
import io.github.heartbeat.benchmarks.peer.Peers;
import io.github.heartbeat.benchmarks.server.ServerProcess;

/**
 * How fast connections are opened, from the first call until all are open: in a JVM that
 * has just started, and in the same JVM when it has compiled what that takes.
 */
final class OpenProbe implements Probe {

	private static final int WARM_ROUND = 5;

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int clients = parameters.getInt("clients", 10_000);
		Jvm.requireOpenFiles(clients + 1000);
		try (ServerProcess server = ServerProcess.start()) {
			List<URI> targets = Collections.nCopies(clients, server.uri("/quiet"));
			String peer = parameters.get("peer");
			Opening first = open(peer, targets);
			for (int i = 1; i < WARM_ROUND - 1; i++) {
				open(peer, targets);
			}
			Opening warm = open(peer, targets);
			return new Parameters().with("rate", first.rate())
				.with("prepare", first.prepared())
				.with("warm-rate", warm.rate());
		}
	}

	private Opening open(String name, List<URI> targets) throws Exception {
		try (Peer peer = Peers.create(name, MessageSink.IGNORE)) {
			long began = System.nanoTime();
			peer.prepare(targets);
			long prepared = System.nanoTime();
			peer.open(targets);
			return new Opening((prepared - began) / 1e9, targets.size() / ((System.nanoTime() - prepared) / 1e9));
		}
	}

	/**
	 * What one round of opening took.
	 *
	 * @param prepared seconds until all clients were there
	 * @param rate clients opened in a second
	 */
	private record Opening(double prepared, double rate) {

	}

}
