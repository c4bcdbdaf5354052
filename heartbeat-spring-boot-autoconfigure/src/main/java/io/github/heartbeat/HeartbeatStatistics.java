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
 * Snapshot of what a {@link HeartbeatClient} is doing, and has done since it was created:
 * counts go on when it is stopped and started again. The values are read one after the
 * other. Each is right, but between two of them time may have passed.
 * <p>
 * A later release may add components. It keeps the constructors there are, here and in
 * the parts.
 *
 * @param state the state
 * @param since when the client entered that state
 * @param connection the present connection, or the way to the next
 * @param lastDisconnect how the last connection ended or the last attempt failed, or
 * {@code null} if nothing did yet
 * @param inbound messages from the server
 * @param outbound messages to the server
 * @param pings the heartbeat
 * @param listenerFailures failures of listeners and other user code
 * @see HeartbeatClient#getStatistics()
 */
public record HeartbeatStatistics(HeartbeatState state, Instant since, Connection connection,
		@Nullable HeartbeatDisconnect lastDisconnect, Inbound inbound, Outbound outbound, Pings pings,
		long listenerFailures) {

	/**
	 * Present connection of a client, or the way to the next.
	 *
	 * @param id identifies the present connection or attempt, or {@code null} while there
	 * is neither
	 * @param ready whether there is a connection that is ready
	 * @param downSince since when there is no connection that is ready, or {@code null}
	 * while there is one and while the client is stopped
	 * @param idle the time since the last inbound frame, or {@code null} without a
	 * connection
	 * @param established the number of connections that were established
	 * @param consecutiveFailures the number of failed attempts and short-lived
	 * connections in a row
	 * @param nextAttempt when the next attempt is due, or {@code null} if none is
	 * scheduled
	 */
	public record Connection(@Nullable String id, boolean ready, @Nullable Instant downSince, @Nullable Duration idle,
			long established, int consecutiveFailures, @Nullable Instant nextAttempt) {

	}

	/**
	 * Messages from the server.
	 *
	 * @param messages the number of messages received
	 * @param bytes the bytes of their payload
	 * @param queued the number of messages that wait for the listeners
	 * @param dropped the number of messages received and not delivered
	 * @param lastMessageAt when the last message came, or {@code null} if none ever did
	 */
	public record Inbound(long messages, long bytes, int queued, long dropped, @Nullable Instant lastMessageAt) {

	}

	/**
	 * Messages to the server.
	 *
	 * @param messages the number of messages written
	 * @param bytes the bytes of their payload
	 * @param queued the number of messages that wait to be written
	 * @param dropped the number of messages that were accepted, or refused, and not
	 * written
	 */
	public record Outbound(long messages, long bytes, int queued, long dropped) {

	}

	/**
	 * Heartbeat of a client.
	 *
	 * @param answered the number of pings that were followed by an inbound frame in time
	 * @param missed the number of pings that were not
	 * @param roundTrip the last round trip that was measured, or {@code null} if none was
	 */
	public record Pings(long answered, long missed, @Nullable Duration roundTrip) {

	}

}
