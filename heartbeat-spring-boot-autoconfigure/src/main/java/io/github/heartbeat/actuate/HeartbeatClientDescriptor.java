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
import java.util.List;
import java.util.Map;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of one client, without secrets.
 *
 * @param state the state
 * @param ready whether there is a connection that is ready
 * @param paused whether an operator paused the client
 * @param url the URL, without user-info and query
 * @param since when the client entered that state
 * @param downSince since when there is no connection that is ready
 * @param connectionId identifies the present connection or attempt
 * @param consecutiveFailures failed attempts and short-lived connections in a row
 * @param nextAttempt when the next attempt is due
 * @param lastCause why the last connection ended or the last attempt failed
 * @param lastCloseCode the close code of the last connection that ended
 * @param lastHttpStatus the HTTP status with which the last attempt was refused
 * @param lastMessageAt when the last message came
 * @param idleMillis milliseconds since the last inbound frame
 * @param connections established connections
 * @param roundTripMillis round trips in milliseconds
 * @param messages messages received and sent
 * @param bytes bytes of payload received and sent
 * @param queued messages that wait for the listeners, and to be written
 * @param dropped messages that were dropped
 * @param pings heartbeats
 * @param listenerFailures failures of listeners and other user code
 * @param settings the settings by key as in the configuration, or {@code null} in a list
 * @param journal what happened, newest first, or {@code null} in a list
 */
public record HeartbeatClientDescriptor(HeartbeatState state, boolean ready, boolean paused, String url, Instant since,
		@Nullable Instant downSince, @Nullable String connectionId, int consecutiveFailures,
		@Nullable Instant nextAttempt, @Nullable DisconnectCause lastCause, @Nullable Integer lastCloseCode,
		@Nullable Integer lastHttpStatus, @Nullable Instant lastMessageAt, @Nullable Double idleMillis,
		long connections, RoundTripDescriptor roundTripMillis, TrafficDescriptor messages, TrafficDescriptor bytes,
		TrafficDescriptor queued, TrafficDescriptor dropped, PingsDescriptor pings, long listenerFailures,
		@Nullable Map<String, Object> settings,
		@Nullable List<HeartbeatJournalEntryDescriptor> journal) implements OperationResponseBody {

	static HeartbeatClientDescriptor of(HeartbeatClient client, ClientJournal journal, boolean details) {
		HeartbeatStatistics statistics = client.getStatistics();
		return new HeartbeatClientDescriptor(statistics.state(), statistics.ready(), journal.isPaused(),
				client.getUrl(), Milliseconds.truncated(statistics.since()),
				Milliseconds.truncated(statistics.downSince()), statistics.connectionId(),
				statistics.consecutiveFailures(), Milliseconds.truncated(statistics.nextAttempt()),
				statistics.lastCause(), statistics.lastCloseCode(), statistics.lastHttpStatus(),
				statistics.lastMessageAt(), Milliseconds.precise(statistics.idle()), statistics.connections(),
				RoundTripDescriptor.of(statistics.roundTrip(), journal.roundTrips()),
				new TrafficDescriptor(statistics.messagesReceived(), statistics.messagesSent()),
				new TrafficDescriptor(statistics.bytesReceived(), statistics.bytesSent()),
				new TrafficDescriptor(statistics.inboundQueued(), statistics.outboundQueued()),
				new TrafficDescriptor(statistics.inboundDropped(), statistics.outboundDropped()),
				new PingsDescriptor(statistics.pingsAnswered(), statistics.pingsMissed()),
				statistics.listenerFailures(), details ? SettingsView.of(client.getSettings()) : null,
				details ? journal.entries().stream().map(HeartbeatJournalEntryDescriptor::of).toList() : null);
	}

	/**
	 * Round trips in milliseconds.
	 *
	 * @param last the last one
	 * @param p50 the median of the last ones
	 * @param p99 the 99th percentile of the last ones
	 * @param samples how many these are, at most 128
	 */
	public record RoundTripDescriptor(@Nullable Double last, @Nullable Double p50, @Nullable Double p99, int samples) {

		static RoundTripDescriptor of(@Nullable Duration last, RoundTripSamples.Summary samples) {
			return new RoundTripDescriptor(Milliseconds.precise(last), samples.p50(), samples.p99(), samples.count());
		}

	}

	/**
	 * A number for each direction.
	 *
	 * @param inbound from the server
	 * @param outbound to the server
	 */
	public record TrafficDescriptor(long inbound, long outbound) {

	}

	/**
	 * Numbers of heartbeats.
	 *
	 * @param answered those that were answered in time
	 * @param missed those that were not
	 */
	public record PingsDescriptor(long answered, long missed) {

	}

}
