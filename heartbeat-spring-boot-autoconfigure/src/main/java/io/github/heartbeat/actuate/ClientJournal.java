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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Journal of one client, with its last round trips and whether an operator paused it.
 */
final class ClientJournal {

	private final int size;

	private final List<JournalEntry> entries = new ArrayList<>(0);

	private final RoundTripSamples roundTrips = new RoundTripSamples();

	/** When an operator paused the client, if nobody has started it since. */
	private @Nullable Instant pausedAt;

	ClientJournal(int size) {
		this.size = size;
	}

	synchronized void add(HeartbeatTransition transition) {
		if (transition.kind() == Kind.STARTED && this.pausedAt != null && transition.time().isAfter(this.pausedAt)) {
			this.pausedAt = null;
		}
		int index = this.entries.size();
		while (index > 0 && this.entries.get(index - 1).isAfter(transition)) {
			// What came after it was told first: an operator acts on another thread
			index--;
		}
		JournalEntry merged = (index > 0) ? this.entries.get(index - 1).with(transition) : null;
		if (merged != null) {
			this.entries.set(index - 1, merged);
		}
		else {
			this.entries.add(index, new TransitionEntry(transition));
			trim();
		}
	}

	synchronized void add(Instant time, String action, @Nullable String by) {
		this.entries.add(new OperatorEntry(time, action, by));
		trim();
	}

	private void trim() {
		if (this.entries.size() > this.size) {
			this.entries.remove(0);
		}
	}

	synchronized void add(Duration roundTrip) {
		this.roundTrips.add(roundTrip);
	}

	/**
	 * Remember that an operator pauses the client. A start of before that, which may be
	 * told later, does not undo it.
	 * @param time when that is
	 */
	synchronized void pause(Instant time) {
		this.pausedAt = time;
	}

	/**
	 * Forget that the client is paused.
	 */
	synchronized void resume() {
		this.pausedAt = null;
	}

	synchronized boolean isPaused() {
		return this.pausedAt != null;
	}

	/**
	 * Return the entries.
	 * @return a copy, newest first
	 */
	synchronized List<JournalEntry> entries() {
		List<JournalEntry> entries = new ArrayList<>(this.entries);
		Collections.reverse(entries);
		return entries;
	}

	synchronized RoundTripSamples.Summary roundTrips() {
		return this.roundTrips.summary();
	}

}
