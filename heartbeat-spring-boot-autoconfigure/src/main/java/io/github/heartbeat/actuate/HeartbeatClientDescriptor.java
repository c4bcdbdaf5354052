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

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Inbound;
import io.github.heartbeat.HeartbeatStatistics.Outbound;
import io.github.heartbeat.HeartbeatStatistics.Pings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of one client, without secrets. In JSON the fields of its parts are fields
 * of its own, and what does not apply is left out.
 *
 * @param state the state
 * @param ready whether there is a connection that is ready
 * @param paused whether an operator paused the client
 * @param url the URL, without user-info and query
 * @param since when the client entered that state
 * @param connection the present connection, or the way to the next
 * @param last how the last connection ended or the last attempt failed, or {@code null}
 * @param heartbeat round trips and pings
 * @param traffic messages in both directions
 * @param listenerFailures failures of listeners and other user code
 */
public record HeartbeatClientDescriptor(HeartbeatState state, boolean ready, boolean paused, String url, Instant since,
		@JsonUnwrapped ConnectionDescriptor connection, @JsonUnwrapped @Nullable LastDescriptor last,
		@JsonUnwrapped HeartbeatDescriptor heartbeat, @JsonUnwrapped TrafficDescriptor traffic,
		long listenerFailures) implements OperationResponseBody {

	static HeartbeatClientDescriptor of(HeartbeatClient client, ClientJournal journal) {
		HeartbeatStatistics statistics = client.getStatistics();
		return new HeartbeatClientDescriptor(statistics.state(), statistics.connection().ready(), journal.isPaused(),
				client.getUrl(), Milliseconds.truncated(statistics.since()), ConnectionDescriptor.of(statistics),
				LastDescriptor.of(statistics.lastDisconnect()),
				HeartbeatDescriptor.of(statistics.pings(), journal.roundTrips()),
				TrafficDescriptor.of(statistics.inbound(), statistics.outbound()), statistics.listenerFailures());
	}

	/**
	 * Present connection of a client, or the way to the next.
	 *
	 * @param downSince since when there is no connection that is ready, or {@code null}
	 * @param connectionId identifies the present connection or attempt, or {@code null}
	 * @param consecutiveFailures failed attempts and short-lived connections in a row
	 * @param nextAttempt when the next attempt is due, or {@code null}
	 * @param connections established connections
	 * @param lastMessageAt when the last message came, or {@code null}
	 * @param idleMillis milliseconds since the last inbound frame, or {@code null}
	 * without a connection
	 */
	public record ConnectionDescriptor(@Nullable Instant downSince, @Nullable String connectionId,
			int consecutiveFailures, @Nullable Instant nextAttempt, long connections, @Nullable Instant lastMessageAt,
			@Nullable Double idleMillis) {

		static ConnectionDescriptor of(HeartbeatStatistics statistics) {
			HeartbeatStatistics.Connection connection = statistics.connection();
			return new ConnectionDescriptor(Milliseconds.truncated(connection.downSince()), connection.id(),
					connection.consecutiveFailures(), Milliseconds.truncated(connection.nextAttempt()),
					connection.established(), statistics.inbound().lastMessageAt(),
					Milliseconds.precise(connection.idle()));
		}

	}

	/**
	 * End of the last connection, or of the last attempt.
	 *
	 * @param lastCause why it ended
	 * @param lastCloseCode the close code, or {@code null} for an attempt
	 * @param lastHttpStatus the HTTP status with which an attempt was refused, or
	 * {@code null}
	 */
	public record LastDescriptor(DisconnectCause lastCause, @Nullable Integer lastCloseCode,
			@Nullable Integer lastHttpStatus) {

		static @Nullable LastDescriptor of(@Nullable HeartbeatDisconnect disconnect) {
			return (disconnect != null)
					? new LastDescriptor(disconnect.cause(), disconnect.closeCode(), disconnect.httpStatus()) : null;
		}

	}

	/**
	 * Heartbeat of a client.
	 *
	 * @param roundTripMillis round trips in milliseconds
	 * @param pings the number of pings
	 */
	public record HeartbeatDescriptor(RoundTripDescriptor roundTripMillis, PingsDescriptor pings) {

		static HeartbeatDescriptor of(Pings pings, RoundTripSamples.Summary samples) {
			return new HeartbeatDescriptor(new RoundTripDescriptor(Milliseconds.precise(pings.roundTrip()),
					samples.p50(), samples.p99(), samples.count()),
					new PingsDescriptor(pings.answered(), pings.missed()));
		}

	}

	/**
	 * Round trips in milliseconds.
	 *
	 * @param last the last one, or {@code null} if none was measured
	 * @param p50 the median of the last ones, or {@code null} if there are none
	 * @param p99 the 99th percentile of the last ones, or {@code null} if there are none
	 * @param samples how many these are, at most 128
	 */
	public record RoundTripDescriptor(@Nullable Double last, @Nullable Double p50, @Nullable Double p99, int samples) {

	}

	/**
	 * Numbers of pings.
	 *
	 * @param answered those that were answered in time
	 * @param missed those that were not
	 */
	public record PingsDescriptor(long answered, long missed) {

	}

	/**
	 * Messages in both directions.
	 *
	 * @param messages messages received and sent
	 * @param bytes bytes of payload received and sent
	 * @param queued messages that wait for the listeners, and to be written
	 * @param dropped messages that were dropped
	 */
	public record TrafficDescriptor(DirectionsDescriptor messages, DirectionsDescriptor bytes,
			DirectionsDescriptor queued, DirectionsDescriptor dropped) {

		static TrafficDescriptor of(Inbound inbound, Outbound outbound) {
			return new TrafficDescriptor(new DirectionsDescriptor(inbound.messages(), outbound.messages()),
					new DirectionsDescriptor(inbound.bytes(), outbound.bytes()),
					new DirectionsDescriptor(inbound.queued(), outbound.queued()),
					new DirectionsDescriptor(inbound.dropped(), outbound.dropped()));
		}

	}

	/**
	 * Numbers for each direction.
	 *
	 * @param inbound from the server
	 * @param outbound to the server
	 */
	public record DirectionsDescriptor(long inbound, long outbound) {

	}

}
