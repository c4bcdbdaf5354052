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

import io.github.heartbeat.HeartbeatTransition;
import org.jspecify.annotations.Nullable;

/**
 * Entry of a journal.
 */
sealed interface JournalEntry permits TransitionEntry, OperatorEntry {

	/**
	 * Return when it happened.
	 * @return the time, for something that happened several times the last
	 */
	Instant time();

	/**
	 * Return whether this happened after a transition.
	 * @param transition the transition
	 * @return {@code true} if the transition belongs before this entry
	 */
	boolean isAfter(HeartbeatTransition transition);

	/**
	 * Return this entry with one more transition in it. Else a long outage would push out
	 * how it began.
	 * @param next what happened next
	 * @return the entry, or {@code null} if the two are not the same
	 */
	@Nullable JournalEntry with(HeartbeatTransition next);

	/**
	 * Return the entry as the endpoint shows it.
	 * @return the description
	 */
	HeartbeatJournalEntryDescriptor describe();

}
