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

package io.github.heartbeat.transport.standard;

import org.jspecify.annotations.Nullable;

/**
 * The thread that waits for a container to connect. It can be woken by an interrupt while
 * it does, and has none left when it goes on.
 */
final class ConnectingThread {

	private @Nullable Thread thread;

	private boolean interrupted;

	/**
	 * The present thread begins to connect.
	 */
	synchronized void enter() {
		this.thread = Thread.currentThread();
	}

	/**
	 * There is nothing to wait for any more. Called by whatever thread found out.
	 */
	synchronized void release() {
		boolean released = this.thread == Thread.currentThread();
		this.thread = null;
		if (released) {
			clearInterrupt();
		}
	}

	/**
	 * The present thread has connected, or has not.
	 */
	synchronized void leave() {
		this.thread = null;
		clearInterrupt();
	}

	private void clearInterrupt() {
		if (this.interrupted) {
			this.interrupted = false;
			Thread.interrupted();
		}
	}

	/**
	 * Wake the thread that connects, if there is one and it is not this one.
	 */
	synchronized void wake() {
		if (this.thread != null && this.thread != Thread.currentThread()) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

}
