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

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.HeartbeatTransition.Connection;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.HeartbeatTransition.Reconnect;
import org.jspecify.annotations.Nullable;

/**
 * Description of a transition of a client, or of several attempts in a row that failed
 * the same way. In JSON the fields of its parts are fields of its own, and what does not
 * apply is left out.
 *
 * @param time when it happened, for several the last time
 * @param event what happened: the name of a {@link Kind}
 * @param repetition how often it happened, or {@code null} if once
 * @param connectionId identifies the connection or the attempt, or {@code null}
 * @param end how a connection or an attempt ended, or {@code null}
 * @param course how long it took and what follows
 * @param traffic what the connection that became ready or ended has carried, or
 * {@code null}
 * @param stalledMillis how long this process stood still within the minute before, in
 * milliseconds, or {@code null} if it did not
 */
public record HeartbeatTransitionDescriptor(Instant time, String event,
		@JsonUnwrapped @Nullable RepetitionDescriptor repetition, @Nullable String connectionId,
		@JsonUnwrapped @Nullable EndDescriptor end, @JsonUnwrapped CourseDescriptor course,
		@JsonUnwrapped @Nullable TrafficDescriptor traffic,
		@Nullable Long stalledMillis) implements HeartbeatJournalEntryDescriptor {

	static HeartbeatTransitionDescriptor of(HeartbeatTransition transition, Instant firstTime, int times) {
		return new HeartbeatTransitionDescriptor(Milliseconds.truncated(transition.time()), transition.kind().name(),
				(times > 1) ? new RepetitionDescriptor(times, Milliseconds.truncated(firstTime)) : null,
				transition.connectionId(), EndDescriptor.of(transition.disconnect()), CourseDescriptor.of(transition),
				TrafficDescriptor.of(transition), Milliseconds.whole(transition.stalled()));
	}

	/**
	 * Repetition of an attempt that fails.
	 *
	 * @param times how often it happened in a row
	 * @param firstTime when it happened first
	 */
	public record RepetitionDescriptor(int times, Instant firstTime) {

	}

	/**
	 * End of a connection or an attempt.
	 *
	 * @param cause why it ended
	 * @param side the side that is to be asked about it
	 * @param closeCode the close code, or {@code null} for an attempt
	 * @param closeReason the reason that goes with it, or {@code null}
	 * @param httpStatus the HTTP status with which an attempt was refused, or
	 * {@code null}
	 * @param message the failure in words, or {@code null}
	 */
	public record EndDescriptor(DisconnectCause cause, DisconnectCause.Side side, @Nullable Integer closeCode,
			@Nullable String closeReason, @Nullable Integer httpStatus, @Nullable String message) {

		static @Nullable EndDescriptor of(@Nullable HeartbeatDisconnect disconnect) {
			return (disconnect != null) ? new EndDescriptor(disconnect.cause(), disconnect.cause().getSide(),
					disconnect.closeCode(), disconnect.closeReason(), disconnect.httpStatus(), disconnect.message())
					: null;
		}

	}

	/**
	 * Course of an attempt, a connection or an outage, in milliseconds.
	 *
	 * @param attempt how many attempts it took, or failures there are in a row, or
	 * {@code null}
	 * @param durationMillis how long the attempt took, or the connection has lived, or
	 * {@code null}
	 * @param downMillis how long there was no connection before, or {@code null}
	 * @param nextAttemptMillis the wait before the next attempt, or {@code null}
	 */
	public record CourseDescriptor(@Nullable Integer attempt, @Nullable Long durationMillis, @Nullable Long downMillis,
			@Nullable Long nextAttemptMillis) {

		static CourseDescriptor of(HeartbeatTransition transition) {
			Attempt attempt = transition.attempt();
			Connection connection = transition.connection();
			Reconnect reconnect = transition.reconnect();
			Duration lifetime = (connection != null) ? connection.lifetime() : null;
			return new CourseDescriptor((attempt != null && attempt.number() > 0) ? attempt.number() : null,
					Milliseconds.whole((attempt != null) ? attempt.duration() : lifetime),
					Milliseconds.whole((connection != null) ? connection.downtime() : null),
					Milliseconds.whole((reconnect != null) ? reconnect.delay() : null));
		}

	}

	/**
	 * Traffic of a connection.
	 *
	 * @param roundTripMillis the last round trip before, in milliseconds, or {@code null}
	 * @param messagesReceived messages received on it
	 * @param messagesSent messages written to it
	 * @param inboundQueued messages that waited for the listeners
	 * @param outboundQueued messages that waited to be written
	 */
	public record TrafficDescriptor(@Nullable Double roundTripMillis, long messagesReceived, long messagesSent,
			int inboundQueued, int outboundQueued) {

		static @Nullable TrafficDescriptor of(HeartbeatTransition transition) {
			Connection connection = transition.connection();
			if (connection == null || transition.kind() == Kind.OPENED) {
				return null;
			}
			return new TrafficDescriptor(Milliseconds.precise(connection.roundTrip()), connection.messagesReceived(),
					connection.messagesSent(), connection.inboundQueued(), connection.outboundQueued());
		}

	}

}
