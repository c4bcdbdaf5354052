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

package io.github.heartbeat.integration;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call that does not return before it is released, whoever interrupts it: code that
 * waits for a network often can't be interrupted.
 */
final class Hanging {

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	/**
	 * Hang if a client is the one called {@code test}.
	 * @param clientName the name of the client
	 */
	void hang(String clientName) {
		if (clientName.equals("test")) {
			hang();
		}
	}

	void hang() {
		this.begun.countDown();
		boolean interrupted = false;
		while (this.released.getCount() > 0) {
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	void awaitBegun() throws InterruptedException {
		assertThat(this.begun.await(TestEngine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).as("the call is made")
			.isTrue();
	}

	void release() {
		this.released.countDown();
	}

}
