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

package io.github.heartbeat;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of what a {@link HeartbeatClient} has done since it was created. The values
 * are read one after the other: each is right, but between two of them time may have
 * passed.
 *
 * @param state the state
 * @param ready whether there is a connection that is ready
 * @param since when the client entered that state
 * @param downSince since when there is no connection that is ready, or {@code null} while
 * there is one and while the client is stopped
 * @param connectionId identifies the present connection or attempt, or {@code null}
 * @param consecutiveFailures failed attempts and short-lived connections in a row
 * @param nextAttempt when the next attempt is due, or {@code null} if none is scheduled
 * @param lastCause why the last connection ended or the last attempt failed, or
 * {@code null}
 * @param lastCloseCode the close code of the last connection that ended, or {@code null}
 * @param lastHttpStatus the HTTP status with which the last attempt was refused, or
 * {@code null}
 * @param roundTrip the last measured round trip, or {@code null}
 * @param idle the time since the last inbound frame, or {@code null} without a connection
 * @param lastMessageAt when the last message came, or {@code null}
 * @param connections established connections
 * @param messagesReceived messages received
 * @param messagesSent messages written
 * @param bytesReceived bytes of payload received in messages
 * @param bytesSent bytes of payload written in messages
 * @param pingsAnswered heartbeats that were followed by an inbound frame in time
 * @param pingsMissed heartbeats that were not
 * @param inboundQueued messages that wait for the listeners
 * @param outboundQueued messages that wait to be written
 * @param inboundDropped messages received and not delivered
 * @param outboundDropped messages accepted, or offered, for sending and not written
 * @param listenerFailures failures of listeners and other user code
 */
public record HeartbeatStatistics(HeartbeatState state, boolean ready, Instant since, @Nullable Instant downSince,
		@Nullable String connectionId, int consecutiveFailures, @Nullable Instant nextAttempt,
		@Nullable DisconnectCause lastCause, @Nullable Integer lastCloseCode, @Nullable Integer lastHttpStatus,
		@Nullable Duration roundTrip, @Nullable Duration idle, @Nullable Instant lastMessageAt, long connections,
		long messagesReceived, long messagesSent, long bytesReceived, long bytesSent, long pingsAnswered,
		long pingsMissed, int inboundQueued, int outboundQueued, long inboundDropped, long outboundDropped,
		long listenerFailures) {

}
