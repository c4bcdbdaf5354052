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

package io.github.heartbeat.metrics;

/**
 * The names of the meters, their tags and the values of these. Each meter has the tag
 * {@link #TAG_NAME}. Values that stem from an enum are in lower case with dashes, as in
 * {@code gave-up} or {@code ping-timeout}.
 */
public final class HeartbeatMeterNames {

	/**
	 * Common prefix of all meters.
	 */
	public static final String PREFIX = "heartbeat";

	/**
	 * Gauge for each {@link #TAG_STATE}: 1 if the client is in that state, else 0.
	 */
	public static final String STATE = PREFIX + ".state";

	/**
	 * Gauge: 1 if there is a connection, else 0.
	 */
	public static final String CONNECTED = PREFIX + ".connected";

	/**
	 * Timer of the attempts to connect, by {@link #TAG_OUTCOME}: {@code success} or
	 * {@code failure}.
	 */
	public static final String CONNECTS = PREFIX + ".connects";

	/**
	 * Counter of the connections that ended, by {@link #TAG_CAUSE}. There is one for each
	 * cause that has occurred.
	 */
	public static final String DISCONNECTS = PREFIX + ".disconnects";

	/**
	 * Gauge of the consecutive failures.
	 */
	public static final String RETRIES = PREFIX + ".retries";

	/**
	 * Timer of the round trips of the heartbeats.
	 */
	public static final String ROUND_TRIP = PREFIX + ".rtt";

	/**
	 * Counter of the heartbeats, by {@link #TAG_OUTCOME}: {@code answered} or
	 * {@code missed}.
	 */
	public static final String PINGS = PREFIX + ".pings";

	/**
	 * Counter of the messages, by {@link #TAG_DIRECTION}.
	 */
	public static final String MESSAGES = PREFIX + ".messages";

	/**
	 * Counter of the bytes of payload, by {@link #TAG_DIRECTION}.
	 */
	public static final String BYTES = PREFIX + ".bytes";

	/**
	 * Gauge of the time since the last inbound frame, not a number without a connection.
	 */
	public static final String IDLE = PREFIX + ".idle";

	/**
	 * Gauge of the messages that wait, by {@link #TAG_DIRECTION}.
	 */
	public static final String QUEUE = PREFIX + ".queue";

	/**
	 * Counter of the messages that were dropped, by {@link #TAG_DIRECTION}.
	 */
	public static final String DROPPED = PREFIX + ".dropped";

	/**
	 * Counter of the failures of listeners and other user code.
	 */
	public static final String LISTENER_FAILURES = PREFIX + ".listener.failures";

	/**
	 * Tag with the name of the client.
	 */
	public static final String TAG_NAME = "name";

	/**
	 * Tag with a state: {@code stopped}, {@code connecting}, {@code open},
	 * {@code waiting} or {@code gave-up}.
	 */
	public static final String TAG_STATE = "state";

	/**
	 * Tag with an outcome.
	 */
	public static final String TAG_OUTCOME = "outcome";

	/**
	 * Tag with a {@link io.github.heartbeat.DisconnectCause}.
	 */
	public static final String TAG_CAUSE = "cause";

	/**
	 * Tag with a direction: {@code inbound} or {@code outbound}.
	 */
	public static final String TAG_DIRECTION = "direction";

	private HeartbeatMeterNames() {
	}

}
