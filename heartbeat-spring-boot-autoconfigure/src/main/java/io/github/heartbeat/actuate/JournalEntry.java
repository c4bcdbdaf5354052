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

import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal: a transition, or several failed attempts that failed the same
 * way, or what an operator did.
 *
 * @param time when it happened, for several the last time
 * @param firstTime when it happened for the first time
 * @param times how often it happened
 * @param transition the transition, for several the last one, or {@code null}
 * @param action what an operator asked for, or {@code null}
 * @param by who that was, or {@code null} if it is not known
 */
record JournalEntry(Instant time, Instant firstTime, int times, @Nullable HeartbeatTransition transition,
		@Nullable String action, @Nullable String by) {

	static JournalEntry of(HeartbeatTransition transition) {
		return new JournalEntry(transition.time(), transition.time(), 1, transition, null, null);
	}

	static JournalEntry of(Instant time, String action, @Nullable String by) {
		return new JournalEntry(time, time, 1, null, action, by);
	}

	/**
	 * Return this entry with one more transition in it. Else a long outage would push out
	 * how it began.
	 * @param next what happened next
	 * @return the entry, or {@code null} if the two are not the same
	 */
	@Nullable JournalEntry with(HeartbeatTransition next) {
		HeartbeatTransition previous = this.transition;
		if (previous == null || previous.kind() != Kind.FAILED || next.kind() != Kind.FAILED
				|| previous.cause() != next.cause() || !Objects.equals(previous.httpStatus(), next.httpStatus())) {
			return null;
		}
		return new JournalEntry(next.time(), this.firstTime, this.times + 1, next, null, null);
	}

	boolean isAfter(HeartbeatTransition other) {
		return (this.transition != null) ? this.transition.number() > other.number() : this.time.isAfter(other.time());
	}

}
