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

package io.github.heartbeat.demo.server;

import java.time.Duration;

/**
 * A place where threads wait while it is held.
 */
class Hold {

	private boolean held;

	synchronized void hold() {
		this.held = true;
	}

	synchronized void release() {
		this.held = false;
		notifyAll();
	}

	/**
	 * Wait until it is not held.
	 * @param limit the longest time to wait
	 * @return whether it is not held
	 * @throws InterruptedException if interrupted while waiting
	 */
	synchronized boolean await(Duration limit) throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		while (this.held) {
			long millis = (deadline - System.nanoTime()) / 1_000_000;
			if (millis <= 0) {
				return false;
			}
			wait(millis);
		}
		return true;
	}

}
