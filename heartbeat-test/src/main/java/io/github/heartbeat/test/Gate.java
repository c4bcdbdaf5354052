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

package io.github.heartbeat.test;

import java.io.InterruptedIOException;

/**
 * Holds the threads of a fixture while it plays dead.
 */
final class Gate {

	private boolean frozen;

	private boolean released;

	synchronized void freeze() {
		this.frozen = true;
	}

	synchronized void thaw() {
		this.frozen = false;
		notifyAll();
	}

	/**
	 * Let everyone pass for good, so that what is frozen can end.
	 */
	synchronized void release() {
		this.released = true;
		notifyAll();
	}

	synchronized boolean isFrozen() {
		return this.frozen && !this.released;
	}

	synchronized void await() throws InterruptedIOException {
		try {
			while (this.frozen && !this.released) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while frozen");
		}
	}

}
