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

package io.github.heartbeat.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads on which something may block: {@link #io()} for what waits for the network,
 * {@link #dispatch()} for what waits for listeners. A task never waits for another to
 * end, so that one client's frozen peer or sleeping listener holds its own thread only;
 * idle threads end.
 */
final class Workers {

	private final Executor io;

	private final Executor dispatch;

	Workers(boolean virtualThreads) {
		this.io = createExecutor("heartbeat-io-", virtualThreads);
		this.dispatch = createExecutor("heartbeat-dispatch-", virtualThreads);
	}

	private static Executor createExecutor(String threadNamePrefix, boolean virtualThreads) {
		if (virtualThreads) {
			return new VirtualThreadTaskExecutor(threadNamePrefix);
		}
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory(threadNamePrefix);
		threadFactory.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threadFactory);
	}

	Executor io() {
		return this.io;
	}

	Executor dispatch() {
		return this.dispatch;
	}

	void shutdown() {
		shutdown(this.io);
		shutdown(this.dispatch);
	}

	private static void shutdown(@Nullable Executor executor) {
		if (executor instanceof ExecutorService executorService) {
			executorService.shutdown();
		}
	}

}
