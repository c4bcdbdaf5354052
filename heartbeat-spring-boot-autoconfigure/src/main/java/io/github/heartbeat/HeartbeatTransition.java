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
 * One step in the life of a {@link HeartbeatClient}, with all that was known when it was
 * made. Its {@link Kind} says what happened; which parts a transition has says what it
 * happened to:
 * <ul>
 * <li>an {@code attempt} that succeeded ({@link Kind#OPENED}), or that ended without a
 * connection (with a {@code disconnect});</li>
 * <li>a {@code connection} that was established ({@link Kind#OPENED}) or became ready
 * ({@link Kind#READY}), or that ended (with a {@code disconnect});</li>
 * <li>a {@code reconnect} that is scheduled.</li>
 * </ul>
 * A later release may add components. It keeps the constructors there are, here and in
 * the parts.
 *
 * @param number the number of the transition, counted from 1 for each client
 * @param time when it was made
 * @param kind what happened
 * @param state the state of the client from then on
 * @param connectionId identifies the connection or the attempt it is about, or
 * {@code null} if it is about neither
 * @param attempt the attempt that succeeded or ended, or {@code null}
 * @param connection the connection that was established, became ready or ended, or
 * {@code null}
 * @param disconnect how the connection or the attempt ended, or why the client gave up;
 * {@code null} where nothing ended
 * @param reconnect the attempt that is scheduled, or {@code null} if none is
 * @param stalled how long this process stood still, or {@code null} if it did not within
 * the last minute: garbage collection, a suspended machine, no share of the CPU
 * @see HeartbeatObserver#transition
 */
public record HeartbeatTransition(long number, Instant time, Kind kind, HeartbeatState state,
		@Nullable String connectionId, @Nullable Attempt attempt, @Nullable Connection connection,
		@Nullable HeartbeatDisconnect disconnect, @Nullable Reconnect reconnect, @Nullable Duration stalled) {

	/**
	 * Attempt to connect that is over.
	 *
	 * @param number for {@link Kind#OPENED} the number of attempts it took, for
	 * {@link Kind#FAILED} the number of failures in a row, 0 for an attempt that was
	 * abandoned
	 * @param duration the time the attempt took
	 */
	public record Attempt(int number, Duration duration) {

	}

	/**
	 * Connection that was established, became ready or ended.
	 *
	 * @param lifetime how long it has been open
	 * @param downtime for {@link Kind#OPENED} how long there was no connection before,
	 * for {@link Kind#READY} how long there was none that was ready; {@code null} for the
	 * first since the client was started, and where the connection ended
	 * @param messagesReceived the number of messages received on it
	 * @param messagesSent the number of messages written to it
	 * @param inboundQueued the number of messages that wait for the listeners
	 * @param outboundQueued the number of messages that wait to be written
	 * @param roundTrip the last round trip that was measured, or {@code null} if none was
	 */
	public record Connection(Duration lifetime, @Nullable Duration downtime, long messagesReceived, long messagesSent,
			int inboundQueued, int outboundQueued, @Nullable Duration roundTrip) {

	}

	/**
	 * Attempt to connect again that is scheduled.
	 *
	 * @param attempt the number of the attempt, counted from 1 since the last stable
	 * connection
	 * @param delay the wait before it, jitter included
	 */
	public record Reconnect(int attempt, Duration delay) {

	}

	/**
	 * Kinds of transitions. A later release may add constants: code that switches over
	 * them needs a {@code default}.
	 */
	public enum Kind {

		/**
		 * The client was started and connects.
		 */
		STARTED,

		/**
		 * A connection was established.
		 */
		OPENED,

		/**
		 * The connection is ready, where {@code ready.when} asks for more than being
		 * open.
		 */
		READY,

		/**
		 * The connection was lost, or closed by the server.
		 */
		LOST,

		/**
		 * An attempt to connect failed.
		 */
		FAILED,

		/**
		 * No further attempt is made. Follows the {@link #LOST} or {@link #FAILED} that
		 * is the reason.
		 */
		GAVE_UP,

		/**
		 * {@link HeartbeatClient#reconnect()} was called: what there was is dropped, and
		 * the client connects.
		 */
		RECONNECTING,

		/**
		 * The client was stopped: what there was is closed.
		 */
		STOPPED

	}

}
