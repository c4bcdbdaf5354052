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

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A recording of one client, from begin to end.
 */
final class Recording {

	private final String clientName;

	private final RecordFile file;

	private final RecordDirection direction;

	private final boolean withText;

	private final long began;

	/** When it ends by itself, in monotonic time, or {@code null} for never. */
	private final @Nullable Long end;

	private final AtomicLong dropped = new AtomicLong();

	/** Whether the file is closed. Used by the thread that writes. */
	private boolean ended;

	/**
	 * Create a new recording.
	 * @param clientName the name of the client
	 * @param file the file
	 * @param direction which messages are recorded
	 * @param withText whether texts are asked for
	 * @param began when it began, in monotonic time
	 * @param end when it ends, or {@code null} for never
	 */
	Recording(String clientName, RecordFile file, RecordDirection direction, boolean withText, long began,
			@Nullable Long end) {
		this.clientName = clientName;
		this.file = file;
		this.direction = direction;
		this.withText = withText;
		this.began = began;
		this.end = end;
	}

	String clientName() {
		return this.clientName;
	}

	RecordFile file() {
		return this.file;
	}

	Path path() {
		return this.file.path();
	}

	boolean wants(boolean inbound) {
		return this.direction != (inbound ? RecordDirection.OUTBOUND : RecordDirection.INBOUND);
	}

	boolean isWithText() {
		return this.withText;
	}

	/**
	 * Return the time since the begin.
	 * @param nanoTime a moment
	 * @return nanoseconds, not negative
	 */
	long sinceBegin(long nanoTime) {
		return Math.max(0, nanoTime - this.began);
	}

	boolean isOver(long nanoTime) {
		return this.end != null && nanoTime - this.end >= 0;
	}

	boolean isEnded() {
		return this.ended;
	}

	void ended() {
		this.ended = true;
	}

	void dropped() {
		this.dropped.incrementAndGet();
	}

	/**
	 * Return how many entries were dropped since the last call.
	 * @return the number of entries
	 */
	long takeDropped() {
		return this.dropped.getAndSet(0);
	}

}
