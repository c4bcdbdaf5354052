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

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM up while any client is started: all other threads, those of the
 * containers included, are daemons, so that an application with nothing but clients would
 * exit at once.
 */
final class KeepAlive {

	private final boolean enabled;

	private int started;

	private @Nullable CountDownLatch latch;

	KeepAlive(boolean enabled) {
		this.enabled = enabled;
	}

	synchronized void clientStarted() {
		this.started++;
		if (this.enabled && this.started == 1) {
			CountDownLatch latch = new CountDownLatch(1);
			Thread thread = new Thread(() -> await(latch), "heartbeat-keep-alive");
			thread.setDaemon(false);
			thread.start();
			this.latch = latch;
		}
	}

	synchronized void clientStopped() {
		this.started--;
		if (this.started == 0 && this.latch != null) {
			this.latch.countDown();
			this.latch = null;
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
