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

package io.github.heartbeat.engine;

import java.time.Duration;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what observers are told of the transitions of one client. Called under
 * the lock of the client's state, after the transition; observers are told later.
 */
final class TransitionRecorder {

	private final ClientState state;

	private final EngineTimer timer;

	private final ReceiveQueue mailbox;

	private final MessageSender sender;

	private final PingStatistics pings;

	private long number;

	/** Messages received before the present connection. */
	private long receivedBefore;

	/** Messages written before the present connection. */
	private long sentBefore;

	TransitionRecorder(ClientState state, EngineTimer timer, ReceiveQueue mailbox, MessageSender sender,
			PingStatistics pings) {
		this.state = state;
		this.timer = timer;
		this.mailbox = mailbox;
		this.sender = sender;
		this.pings = pings;
	}

	HeartbeatTransition started(Connection attempt) {
		return new Draft(Kind.STARTED, attempt).record();
	}

	HeartbeatTransition opened(Connection connection, int attempts, @Nullable Duration downtime) {
		this.receivedBefore = this.mailbox.numbers().received();
		this.sentBefore = this.sender.messages();
		Draft draft = new Draft(Kind.OPENED, connection);
		draft.attempt = attempts;
		draft.duration = connection.attemptDuration();
		draft.downtime = downtime;
		return draft.record();
	}

	HeartbeatTransition ready(Connection connection, @Nullable Duration downtime) {
		Draft draft = new Draft(Kind.READY, connection);
		draft.duration = connection.lifetime();
		draft.downtime = downtime;
		draft.withTraffic = true;
		return draft.record();
	}

	HeartbeatTransition ended(Connection connection, Disconnect disconnect, boolean wasOpen, int failures,
			@Nullable Duration delay) {
		Draft draft = new Draft(wasOpen ? Kind.LOST : Kind.FAILED, connection);
		draft.attempt = wasOpen ? 0 : failures;
		draft.nextAttemptIn = delay;
		draft.end(disconnect.cause(), disconnect, wasOpen);
		return draft.record();
	}

	HeartbeatTransition gaveUp(Connection connection, Disconnect disconnect) {
		Draft draft = new Draft(Kind.GAVE_UP, connection);
		draft.cause = disconnect.cause();
		return draft.record();
	}

	HeartbeatTransition reconnecting(@Nullable Connection previous, Disconnect disconnect, boolean wasOpen) {
		Draft draft = new Draft(Kind.RECONNECTING, previous);
		draft.end(disconnect.cause(), disconnect, wasOpen);
		return draft.record();
	}

	HeartbeatTransition stopped(@Nullable Connection previous, Disconnect disconnect, boolean wasOpen) {
		Draft draft = new Draft(Kind.STOPPED, previous);
		draft.end(disconnect.cause(), disconnect, wasOpen);
		return draft.record();
	}

	/**
	 * A transition of which not everything is known yet.
	 */
	private final class Draft {

		private final Kind kind;

		private final @Nullable Connection connection;

		private int attempt;

		private @Nullable DisconnectCause cause;

		private @Nullable Disconnect disconnect;

		private boolean withCloseCode;

		private boolean withTraffic;

		private @Nullable Duration duration;

		private @Nullable Duration downtime;

		private @Nullable Duration nextAttemptIn;

		Draft(Kind kind, @Nullable Connection connection) {
			this.kind = kind;
			this.connection = connection;
		}

		void end(DisconnectCause cause, Disconnect disconnect, boolean wasOpen) {
			this.cause = cause;
			this.disconnect = disconnect;
			this.withCloseCode = wasOpen;
			this.withTraffic = wasOpen;
			if (this.connection != null) {
				this.duration = wasOpen ? this.connection.lifetime() : this.connection.attemptDuration();
			}
		}

		HeartbeatTransition record() {
			TransitionRecorder recorder = TransitionRecorder.this;
			ReceiveQueue.Numbers inbound = recorder.mailbox.numbers();
			Disconnect end = this.disconnect;
			String reason = (end != null && this.withCloseCode) ? end.reason() : null;
			String message = (end != null && end.failure() != null) ? end.failure().getMessage() : null;
			return new HeartbeatTransition(++recorder.number, recorder.timer.now(), this.kind, recorder.state.get(),
					(this.connection != null) ? this.connection.id() : null, this.attempt, this.cause,
					(end != null && this.withCloseCode) ? end.code() : null,
					(reason != null && !reason.isEmpty()) ? Redactor.printable(reason) : null,
					(end != null) ? end.httpStatus() : null, (message != null) ? Redactor.printable(message) : null,
					this.duration, this.downtime, this.nextAttemptIn, recorder.pings.roundTrip(),
					this.withTraffic ? inbound.received() - recorder.receivedBefore : 0,
					this.withTraffic ? recorder.sender.messages() - recorder.sentBefore : 0, inbound.queued(),
					recorder.sender.outbox().size(), recorder.timer.recentStall());
		}

	}

}
