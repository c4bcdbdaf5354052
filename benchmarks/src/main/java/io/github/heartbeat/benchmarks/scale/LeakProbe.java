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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.benchmarks.peer.HeartbeatPeer;
import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.server.ServerProcess;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whether threads, open files and heap stay what they are over many reconnects, and over
 * many rounds of stop and start.
 */
final class LeakProbe implements Probe, HeartbeatObserver {

	/** Of the rounds of stop and start. */
	private static final int CLIENTS = 10;

	private final Semaphore opened = new Semaphore(0);

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		Parameters results = new Parameters();
		try (ServerProcess server = ServerProcess.start()) {
			reconnect(server, parameters.getInt("reconnects", 10_000), results);
			stopAndStart(server, parameters.getInt("rounds", 100), results);
		}
		return results;
	}

	private void reconnect(ServerProcess server, int reconnects, Parameters results) throws Exception {
		try (HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE).observer(this)) {
			peer.open(List.of(server.uri("/quiet")));
			awaitOpened(1);
			HeartbeatClient client = peer.clients().get(HeartbeatPeer.name(0));
			Usage before = new Usage();
			for (int i = 0; i < reconnects; i++) {
				client.reconnect();
				awaitOpened(1);
				if (i == reconnects / 10) {
					before = Usage.now();
				}
			}
			Usage.now().putGrowth(results, "reconnect", before);
		}
	}

	private void stopAndStart(ServerProcess server, int rounds, Parameters results) throws Exception {
		List<URI> targets = Collections.nCopies(CLIENTS, server.uri("/quiet"));
		try (HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE).observer(this)) {
			this.opened.drainPermits();
			peer.open(targets);
			awaitOpened(CLIENTS);
			ConfigurableApplicationContext context = peer.context();
			Usage before = new Usage();
			for (int i = 0; i < rounds; i++) {
				stopAndStart(context, peer.clients());
				if (i == rounds / 10) {
					before = Usage.now();
				}
			}
			Usage after = Usage.now();
			after.putGrowth(results, "restart", before);
			for (int i = 0; i < rounds; i++) {
				stopAndStart(context, peer.clients());
			}
			Usage.now().putGrowth(results, "more-restarts", after);
		}
	}

	private void stopAndStart(ConfigurableApplicationContext context, HeartbeatClients clients)
			throws InterruptedException {
		context.stop();
		context.start();
		clients.forEach(HeartbeatClient::start);
		awaitOpened(CLIENTS);
	}

	private void awaitOpened(int clients) throws InterruptedException {
		if (!this.opened.tryAcquire(clients, 60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The clients are not open");
		}
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		if (transition.kind() == HeartbeatTransition.Kind.OPENED) {
			this.opened.release();
		}
	}

	/**
	 * What the process uses at one moment.
	 *
	 * @param threads threads
	 * @param files open files
	 * @param heap bytes
	 */
	private record Usage(int threads, int files, long heap) {

		Usage() {
			this(0, 0, 0);
		}

		static Usage now() throws InterruptedException {
			// Idle threads and sockets that linger are gone after that
			TimeUnit.SECONDS.sleep(12);
			return new Usage(Jvm.threads(), Jvm.openFiles(), Jvm.usedHeap());
		}

		void putGrowth(Parameters results, String prefix, Usage before) {
			results.with(prefix + ".threads", this.threads - before.threads)
				.with(prefix + ".files", this.files - before.files)
				.with(prefix + ".heap", this.heap - before.heap);
		}

	}

}
