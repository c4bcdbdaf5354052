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
 * Gate at which a listener stands until the test lets it go on.
 */
final class ListenerGate {

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch opened = new CountDownLatch(1);

	/**
	 * Stand here until the gate is open. Returns if interrupted.
	 */
	void pass() {
		this.entered.countDown();
		try {
			this.opened.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until a listener stands at the gate.
	 * @throws InterruptedException if interrupted while waiting
	 */
	void awaitEntered() throws InterruptedException {
		assertThat(this.entered.await(TestEngine.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
			.as("a listener stands at the gate")
			.isTrue();
	}

	/**
	 * Let all pass from now on.
	 */
	void open() {
		this.opened.countDown();
	}

}
