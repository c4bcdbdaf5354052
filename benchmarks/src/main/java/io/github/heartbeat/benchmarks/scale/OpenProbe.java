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
 * How fast connections are opened, from the first call until all are open.
 */
final class OpenProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int clients = parameters.getInt("clients", 10_000);
		Jvm.requireOpenFiles(clients + 1000);
		try (ServerProcess server = ServerProcess.start();
				Peer peer = Peers.create(parameters.get("peer"), MessageSink.IGNORE)) {
			List<URI> targets = Collections.nCopies(clients, server.uri("/quiet"));
			long began = System.nanoTime();
			peer.prepare(targets);
			double prepared = (System.nanoTime() - began) / 1e9;
			began = System.nanoTime();
			peer.open(targets);
			double seconds = (System.nanoTime() - began) / 1e9;
			return new Parameters().with("rate", clients / seconds).with("prepare", prepared);
		}
	}

}
