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

package io.github.heartbeat.benchmarks.peer;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections with as many threads as there may be handshakes under way.
 */
final class Parallel {

	private Parallel() {
	}

	static <T> List<T> open(List<URI> targets, Opener<T> opener) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(Peer.PARALLELISM);
		try {
			List<Future<T>> futures = new ArrayList<>(targets.size());
			for (URI target : targets) {
				futures.add(executor.submit(() -> opener.open(target)));
			}
			List<T> connections = new ArrayList<>(targets.size());
			for (Future<T> future : futures) {
				connections.add(future.get(120, TimeUnit.SECONDS));
			}
			return connections;
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * Opens one connection.
	 *
	 * @param <T> what stands for the connection
	 */
	@FunctionalInterface
	interface Opener<T> {

		T open(URI target) throws Exception;

	}

}
