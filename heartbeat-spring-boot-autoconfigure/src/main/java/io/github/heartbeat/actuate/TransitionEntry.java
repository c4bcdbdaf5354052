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

import java.time.Instant;
import java.util.Objects;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.jspecify.annotations.Nullable;

/**
 * {@link JournalEntry} for a transition, or for several attempts in a row that failed the
 * same way.
 *
 * @param transition the transition, for several the last one
 * @param firstTime when it happened for the first time
 * @param times how often it happened
 */
record TransitionEntry(HeartbeatTransition transition, Instant firstTime, int times) implements JournalEntry {

	TransitionEntry(HeartbeatTransition transition) {
		this(transition, transition.time(), 1);
	}

	@Override
	public Instant time() {
		return this.transition.time();
	}

	@Override
	public boolean isAfter(HeartbeatTransition other) {
		return this.transition.number() > other.number();
	}

	@Override
	public @Nullable JournalEntry with(HeartbeatTransition next) {
		boolean same = this.transition.kind() == Kind.FAILED && next.kind() == Kind.FAILED
				&& cause(this.transition) == cause(next) && Objects.equals(status(this.transition), status(next));
		return same ? new TransitionEntry(next, this.firstTime, this.times + 1) : null;
	}

	private static @Nullable DisconnectCause cause(HeartbeatTransition transition) {
		HeartbeatDisconnect disconnect = transition.disconnect();
		return (disconnect != null) ? disconnect.cause() : null;
	}

	private static @Nullable Integer status(HeartbeatTransition transition) {
		HeartbeatDisconnect disconnect = transition.disconnect();
		return (disconnect != null) ? disconnect.httpStatus() : null;
	}

	@Override
	public HeartbeatJournalEntryDescriptor describe() {
		return HeartbeatTransitionDescriptor.of(this.transition, this.firstTime, this.times);
	}

}
