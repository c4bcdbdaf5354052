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

package io.github.heartbeat.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Queue between the connections and the thread that writes. Bounded by entries and by the
 * size of the texts that are held; who finds it full does not wait.
 */
final class RecordQueue {

	static final int MAX_ENTRIES = 8 * 1024;

	static final long MAX_BYTES = 8 * 1024 * 1024;

	private final Deque<RecordEntry> entries = new ArrayDeque<>();

	private long bytes;

	/**
	 * Add an entry, unless the queue is full.
	 * @param entry the entry
	 * @return whether it was added
	 */
	synchronized boolean offer(RecordEntry entry) {
		long size = held(entry);
		if (this.entries.size() >= MAX_ENTRIES || (this.bytes + size > MAX_BYTES && !this.entries.isEmpty())) {
			return false;
		}
		this.entries.addLast(entry);
		this.bytes += size;
		if (this.entries.size() == 1) {
			notifyAll();
		}
		return true;
	}

	/**
	 * Add an entry that there are few of, full or not.
	 * @param entry the entry
	 */
	synchronized void force(RecordEntry entry) {
		this.entries.addLast(entry);
		notifyAll();
	}

	/**
	 * Take the next entry.
	 * @param millis how long to wait for it
	 * @return the entry, or {@code null} if there is none
	 * @throws InterruptedException if interrupted while waiting
	 */
	synchronized @Nullable RecordEntry poll(long millis) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (this.entries.isEmpty()) {
			long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (remaining <= 0) {
				return null;
			}
			wait(remaining);
		}
		RecordEntry entry = this.entries.removeFirst();
		this.bytes -= held(entry);
		return entry;
	}

	synchronized boolean isEmpty() {
		return this.entries.isEmpty();
	}

	private static long held(RecordEntry entry) {
		return (entry.text() != null) ? entry.size() : 0;
	}

}
