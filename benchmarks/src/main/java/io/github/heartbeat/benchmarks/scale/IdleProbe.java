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

import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.peer.Peer;
import io.github.heartbeat.benchmarks.peer.Peers;
import io.github.heartbeat.benchmarks.server.ServerProcess;

/**
 * What open connections hold on which nothing but the heartbeat happens: heap, direct
 * memory, threads.
 */
final class IdleProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		int clients = parameters.getInt("clients", 10_000);
		Jvm.requireOpenFiles(clients + 1000);
		try (ServerProcess server = ServerProcess.start();
				Peer peer = Peers.create(parameters.get("peer"), MessageSink.IGNORE)) {
			peer.open(Collections.nCopies(clients, server.uri("/quiet")));
			// Threads that only opened connections have ended after that
			TimeUnit.SECONDS.sleep(parameters.getInt("settle", 12));
			int threads = 0;
			int samples = parameters.getInt("seconds", 18) * 10;
			for (int i = 0; i < samples; i++) {
				threads = Math.max(threads, Jvm.threads());
				TimeUnit.MILLISECONDS.sleep(100);
			}
			if (server.connections() != clients) {
				throw new IllegalStateException(server.connections() + " of " + clients + " connections are left");
			}
			Parameters results = new Parameters().with("heap", Jvm.usedHeap())
				.with("direct", Jvm.directMemory())
				.with("threads", threads);
			String histogram = parameters.find("histogram");
			if (histogram != null) {
				Jvm.writeHistogram(Path.of(histogram));
			}
			return results;
		}
	}

}
