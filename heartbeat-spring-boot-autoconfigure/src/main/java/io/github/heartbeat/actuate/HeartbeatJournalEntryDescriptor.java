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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatTransition;
import org.jspecify.annotations.Nullable;

/**
 * Description of one entry of a journal. What does not apply is {@code null}.
 *
 * @param time when it happened, for several the last time
 * @param event what happened: a {@link HeartbeatTransition.Kind}, or {@code OPERATOR}
 * @param action what an operator asked for
 * @param by who that was
 * @param times how often it happened in a row, if more than once
 * @param firstTime when it happened first, if more than once
 * @param connectionId identifies the connection or the attempt
 * @param cause why a connection ended or an attempt failed
 * @param side which side is to be asked about it
 * @param closeCode the close code
 * @param closeReason the reason that goes with it
 * @param httpStatus the HTTP status with which an attempt was refused
 * @param message the failure in words
 * @param attempt how many attempts it took, or failures there are in a row
 * @param durationMillis how long the attempt took, or the connection lived
 * @param downMillis how long there was no connection before
 * @param nextAttemptMillis the wait before the next attempt
 * @param roundTripMillis the last round trip before
 * @param messagesReceived messages received on the connection that ended
 * @param messagesSent messages written on the connection that ended
 * @param inboundQueued messages that waited for the listeners
 * @param outboundQueued messages that waited to be written
 * @param stalledMillis how long this process stood still within the minute before
 */
public record HeartbeatJournalEntryDescriptor(Instant time, String event, @Nullable String action, @Nullable String by,
		@Nullable Integer times, @Nullable Instant firstTime, @Nullable String connectionId,
		@Nullable DisconnectCause cause, HeartbeatTransition.@Nullable Side side, @Nullable Integer closeCode,
		@Nullable String closeReason, @Nullable Integer httpStatus, @Nullable String message, @Nullable Integer attempt,
		@Nullable Long durationMillis, @Nullable Long downMillis, @Nullable Long nextAttemptMillis,
		@Nullable Double roundTripMillis, @Nullable Long messagesReceived, @Nullable Long messagesSent,
		@Nullable Integer inboundQueued, @Nullable Integer outboundQueued, @Nullable Long stalledMillis) {

	static HeartbeatJournalEntryDescriptor of(JournalEntry entry) {
		HeartbeatTransition transition = entry.transition();
		if (transition == null) {
			return new HeartbeatJournalEntryDescriptor(Milliseconds.truncated(entry.time()), "OPERATOR", entry.action(),
					entry.by(), null, null, null, null, null, null, null, null, null, null, null, null, null, null,
					null, null, null, null, null);
		}
		// Only a connection that was open has a close code
		boolean traffic = transition.closeCode() != null || transition.kind() == HeartbeatTransition.Kind.READY;
		return new HeartbeatJournalEntryDescriptor(Milliseconds.truncated(entry.time()), transition.kind().name(), null,
				null, (entry.times() > 1) ? entry.times() : null,
				(entry.times() > 1) ? Milliseconds.truncated(entry.firstTime()) : null, transition.connectionId(),
				transition.cause(), transition.side(), transition.closeCode(), transition.closeReason(),
				transition.httpStatus(), transition.message(), (transition.attempt() > 0) ? transition.attempt() : null,
				Milliseconds.whole(transition.duration()), Milliseconds.whole(transition.downtime()),
				Milliseconds.whole(transition.nextAttemptIn()),
				traffic ? Milliseconds.precise(transition.roundTrip()) : null,
				traffic ? transition.messagesReceived() : null, traffic ? transition.messagesSent() : null,
				traffic ? transition.inboundQueued() : null, traffic ? transition.outboundQueued() : null,
				Milliseconds.whole(transition.stalled()));
	}

}
