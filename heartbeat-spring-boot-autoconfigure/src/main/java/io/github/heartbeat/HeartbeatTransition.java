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
 * made. What does not apply is {@code null}.
 *
 * @param number counts the transitions of a client
 * @param time when it happened
 * @param kind what happened
 * @param state the state of the client from then on
 * @param connectionId identifies the connection or the attempt
 * @param attempt for {@link Kind#OPENED} the number of attempts it took, for
 * {@link Kind#FAILED} the number of failures in a row, otherwise 0
 * @param cause why a connection ended or an attempt failed
 * @param closeCode the close code of a connection that ended, 1006 where there was no
 * Close frame
 * @param closeReason the reason that goes with the close code
 * @param httpStatus the HTTP status with which an attempt was refused
 * @param message the failure in words, without secrets
 * @param duration for {@link Kind#OPENED} and {@link Kind#FAILED} the time the attempt
 * took, for {@link Kind#READY} the time since the connection was opened, otherwise how
 * long the connection that ended has lived
 * @param downtime for {@link Kind#OPENED} and {@link Kind#READY} how long there was none
 * before
 * @param nextAttemptIn the wait before the next attempt
 * @param roundTrip the last round trip that was measured
 * @param messagesReceived messages received on the connection
 * @param messagesSent messages written on the connection
 * @param inboundQueued messages that wait for the listeners
 * @param outboundQueued messages that wait to be written
 * @param stalled how long this process stood still, if it did within the last minute:
 * garbage collection, a suspended machine, no share of the CPU
 */
public record HeartbeatTransition(long number, Instant time, Kind kind, HeartbeatState state,
		@Nullable String connectionId, int attempt, @Nullable DisconnectCause cause, @Nullable Integer closeCode,
		@Nullable String closeReason, @Nullable Integer httpStatus, @Nullable String message,
		@Nullable Duration duration, @Nullable Duration downtime, @Nullable Duration nextAttemptIn,
		@Nullable Duration roundTrip, long messagesReceived, long messagesSent, int inboundQueued, int outboundQueued,
		@Nullable Duration stalled) {

	/**
	 * Return which side is to be asked why the connection ended or the attempt failed.
	 * @return the side, or {@code null} where nothing ended
	 */
	public @Nullable Side side() {
		return (this.cause != null) ? Side.of(this.cause) : null;
	}

	/**
	 * What happened.
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
		 * The connection is ready, as configured with {@code ready.when}.
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
		 * No further attempt is made.
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

	/**
	 * A side of a connection.
	 */
	public enum Side {

		/**
		 * This application, by its code or its configuration.
		 */
		CLIENT,

		/**
		 * The server, or a proxy that answers in its place.
		 */
		SERVER,

		/**
		 * What is between them; or a server that is gone or frozen, which looks the same
		 * from here.
		 */
		NETWORK,

		/**
		 * It can't be told.
		 */
		UNKNOWN;

		/**
		 * Return the side that a cause points to.
		 * @param cause the cause
		 * @return the side
		 */
		public static Side of(DisconnectCause cause) {
			return switch (cause) {
				case CLOSED_BY_CLIENT, SHUTDOWN, RECONNECT_REQUESTED, MESSAGE_TOO_BIG, READY_TIMEOUT,
						INITIALIZER_FAILED, CUSTOMIZER_FAILED ->
					CLIENT;
				case CLOSED_BY_SERVER, CLOSE_MESSAGE, CONNECTION_REFUSED, HANDSHAKE_REJECTED, HANDSHAKE_INVALID ->
					SERVER;
				case CONNECTION_LOST, PING_TIMEOUT, SEND_TIMEOUT, SEND_FAILED, UNKNOWN_HOST, CONNECT_TIMEOUT -> NETWORK;
				case PROTOCOL_ERROR, TLS_FAILED, CONNECT_FAILED -> UNKNOWN;
			};
		}

	}

}
