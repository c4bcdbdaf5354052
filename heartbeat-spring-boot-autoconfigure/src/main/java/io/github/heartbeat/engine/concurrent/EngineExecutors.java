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

package io.github.heartbeat.engine.concurrent;

import java.util.concurrent.Executor;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads on which something may block: {@link #io()} for what waits for the network,
 * {@link #dispatch()} for user code and what is told. A task never waits for another to
 * end, so that one client's frozen peer or sleeping listener holds its own thread only;
 * idle threads end.
 */
public final class EngineExecutors {

	private final Executor io;

	private final Executor dispatch;

	/**
	 * Create the executors.
	 * @param timer the timer that notices when all threads are stuck
	 * @param virtualThreads whether each task runs on a virtual thread of its own
	 */
	public EngineExecutors(EngineTimer timer, boolean virtualThreads) {
		this.io = createExecutor(timer, "heartbeat-io-", virtualThreads);
		this.dispatch = createExecutor(timer, "heartbeat-dispatch-", virtualThreads);
	}

	/**
	 * Create executors of which nothing is to be shut down.
	 * @param executor runs each task on a thread that may block
	 */
	public EngineExecutors(Executor executor) {
		this.io = executor;
		this.dispatch = executor;
	}

	private static Executor createExecutor(EngineTimer timer, String threadNamePrefix, boolean virtualThreads) {
		if (virtualThreads) {
			return new VirtualThreadTaskExecutor(threadNamePrefix);
		}
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory(threadNamePrefix);
		threadFactory.setDaemon(true);
		int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
		return new ElasticExecutor(timer, threads, threadFactory);
	}

	/**
	 * Return the executor for what waits for the network.
	 * @return the executor
	 */
	public Executor io() {
		return this.io;
	}

	/**
	 * Return the executor for user code and for what is told: events, futures, the log.
	 * @return the executor
	 */
	public Executor dispatch() {
		return this.dispatch;
	}

	/**
	 * Take no more tasks. Those that were taken run to their end.
	 */
	public void shutdown() {
		shutdown(this.io);
		shutdown(this.dispatch);
	}

	private static void shutdown(Executor executor) {
		if (executor instanceof ElasticExecutor elasticExecutor) {
			elasticExecutor.shutdown();
		}
	}

}
