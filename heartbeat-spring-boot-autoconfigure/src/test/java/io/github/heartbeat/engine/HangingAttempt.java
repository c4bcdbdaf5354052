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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An attempt that hangs in a real thread until that is interrupted.
 */
final class HangingAttempt {

	private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

	private HangingAttempt() {
	}

	/**
	 * Start a client whose attempt hangs.
	 * @param harness the harness of the client
	 * @return the attempt, which has begun
	 */
	static HangingAttempt begin(ClientHarness harness) {
		HangingAttempt hanging = new HangingAttempt();
		CountDownLatch begun = new CountDownLatch(1);
		harness.transport().next((attempt) -> {
			begun.countDown();
			hanging.hang();
		});
		harness.client().start();
		Thread thread = new Thread(() -> harness.io().run(0), "hanging-attempt");
		thread.setDaemon(true);
		thread.start();
		try {
			begun.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return hanging;
	}

	private void hang() throws InterruptedException {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			this.interrupted.complete(true);
			throw ex;
		}
	}

	boolean isInterrupted() {
		return this.interrupted.completeOnTimeout(false, 5, TimeUnit.SECONDS).join();
	}

}
