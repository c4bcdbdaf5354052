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

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Gate that lets one attempt of a client at a time take a permit and a thread. An attempt
 * that hangs in the user's code keeps its place: those that follow fail in time, and take
 * no thread.
 */
final class AttemptGate {

	/** Guarded by this object, as all that follows. */
	private boolean busy;

	/** Those that wait, while any do. */
	private @Nullable Queue<Runnable> waiting;

	/**
	 * Enter now, or when whoever is inside has left.
	 * @param entry run on entry, by this thread or the one that leaves
	 * @return whether it was run by this thread
	 */
	boolean enter(Runnable entry) {
		synchronized (this) {
			if (this.busy) {
				Queue<Runnable> waiting = (this.waiting != null) ? this.waiting : new ArrayDeque<>(1);
				waiting.add(entry);
				this.waiting = waiting;
				return false;
			}
			this.busy = true;
		}
		entry.run();
		return true;
	}

	/**
	 * Wait no more.
	 * @param entry what was to be run on entry
	 */
	synchronized void forget(Runnable entry) {
		if (this.waiting != null) {
			this.waiting.remove(entry);
		}
	}

	/**
	 * Leave, and let the one in that has waited longest.
	 */
	void leave() {
		Runnable next;
		synchronized (this) {
			next = (this.waiting != null) ? this.waiting.poll() : null;
			this.busy = next != null;
			this.waiting = this.busy ? this.waiting : null;
		}
		if (next != null) {
			next.run();
		}
	}

}
