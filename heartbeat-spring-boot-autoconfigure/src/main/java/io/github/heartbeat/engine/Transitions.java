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
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.HeartbeatTransition.Reconnect;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.Sequencer;
import io.github.heartbeat.engine.liveness.PingStatistics;
import io.github.heartbeat.engine.receive.ReceiveQueue;
import io.github.heartbeat.engine.send.MessageSender;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of one client. Each is put together and added once, under the lock of
 * the client's {@link ClientState}, after the transition; its events go into the receive
 * queue there, and the log and the observers are told by the {@link Sequencer}, in the
 * same order.
 */
final class Transitions {

	private final HeartbeatClient client;

	private final ClientState state;

	private final EngineTimer timer;

	private final Observers observers;

	private final ReceiveQueue receiveQueue;

	private final MessageSender sender;

	private final PingStatistics pings;

	private final Sequencer reports;

	private final ClientLog log;

	/** Transitions for which the sequencer had no room. */
	private final AtomicInteger untold = new AtomicInteger();

	/** Guarded by the state, as all that follows. */
	private long number;

	/** Messages received before the present connection. */
	private long receivedBefore;

	/** Messages written before the present connection. */
	private long sentBefore;

	/** When the last message came before the present connection. */
	private @Nullable Instant lastMessageBefore;

	Transitions(HeartbeatClient client, ClientState state, EngineContext context, ReceiveQueue receiveQueue,
			MessageSender sender, PingStatistics pings, Sequencer reports, ClientLog log) {
		this.client = client;
		this.state = state;
		this.timer = context.timer();
		this.observers = context.observers();
		this.receiveQueue = receiveQueue;
		this.sender = sender;
		this.pings = pings;
		this.reports = reports;
		this.log = log;
	}

	void started(String attemptId) {
		add(null, new Draft(Kind.STARTED, attemptId));
	}

	void opened(Connection connection, int attempts, @Nullable Duration downtime, boolean readyAtOnce,
			@Nullable Duration readyDowntime) {
		ReceiveQueue.Statistics inbound = this.receiveQueue.statistics();
		this.receivedBefore = inbound.received();
		this.lastMessageBefore = inbound.lastMessageAt();
		this.sentBefore = this.sender.messages();
		Draft draft = new Draft(Kind.OPENED, connection.id()).of(connection, downtime);
		draft.attempt = new Attempt(attempts, connection.attemptDuration());
		draft.readyAtOnce = readyAtOnce;
		draft.readyDowntime = readyDowntime;
		add(connection, draft);
	}

	/**
	 * Tell how many messages were refused while there was no connection, unless it is
	 * none but the one that was warned of.
	 * @param count the number of messages
	 */
	void refused(long count) {
		if (count > 1) {
			this.reports.execute(() -> this.log.refused(count));
		}
	}

	void ready(Connection connection, @Nullable Duration downtime) {
		Draft draft = new Draft(Kind.READY, connection.id()).of(connection, downtime);
		draft.readyDowntime = downtime;
		add(connection, draft);
	}

	void lost(Connection connection, Disconnect disconnect, int failures, @Nullable Duration delay) {
		add(connection,
				new Draft(Kind.LOST, connection.id()).endOf(connection, disconnect).followedBy(failures, delay));
	}

	void failed(ConnectAttempt attempt, Disconnect disconnect, int failures, @Nullable Duration delay) {
		add(null,
				new Draft(Kind.FAILED, attempt.id()).endOf(attempt, failures, disconnect).followedBy(failures, delay));
	}

	void gaveUp(String connectionId, Disconnect disconnect, int retries) {
		Draft draft = new Draft(Kind.GAVE_UP, connectionId).endOfNothing(disconnect);
		draft.retries = retries;
		add(null, draft);
	}

	void reconnecting(@Nullable Connection connection, @Nullable ConnectAttempt attempt, Disconnect disconnect,
			String nextId) {
		Draft draft = ended(Kind.RECONNECTING, connection, attempt, disconnect);
		draft.attemptId = nextId;
		add(connection, draft);
	}

	void stopped(@Nullable Connection connection, @Nullable ConnectAttempt attempt, Disconnect disconnect) {
		add(connection, ended(Kind.STOPPED, connection, attempt, disconnect));
	}

	private Draft ended(Kind kind, @Nullable Connection connection, @Nullable ConnectAttempt attempt,
			Disconnect disconnect) {
		if (connection != null) {
			return new Draft(kind, connection.id()).endOf(connection, disconnect);
		}
		if (attempt != null) {
			return new Draft(kind, attempt.id()).endOf(attempt, 0, disconnect);
		}
		return new Draft(kind, null).endOfNothing(disconnect);
	}

	private void add(@Nullable Connection connection, Draft draft) {
		Transition transition = draft.transition();
		for (HeartbeatEvent event : transition.events()) {
			if (connection != null && event instanceof HeartbeatOpenEvent open) {
				this.receiveQueue.open(connection, open);
			}
			else if (connection != null && event instanceof HeartbeatCloseEvent close) {
				this.receiveQueue.close(connection, close);
			}
			else {
				this.receiveQueue.post(event);
			}
		}
		if (!this.reports.execute(() -> tell(transition))) {
			this.untold.incrementAndGet();
		}
	}

	private void tell(Transition transition) {
		int untold = this.untold.getAndSet(0);
		if (untold > 0) {
			this.log.untold(untold);
		}
		this.log.write(transition);
		this.observers.tell((observer) -> observer.transition(transition.client(), transition.facts()));
	}

	/**
	 * A transition of which not everything is known yet.
	 */
	private final class Draft {

		private final Kind kind;

		private final @Nullable String connectionId;

		private @Nullable Attempt attempt;

		private @Nullable HeartbeatConnection connection;

		private @Nullable Duration lifetime;

		private @Nullable Duration downtime;

		private @Nullable Disconnect disconnect;

		private @Nullable HeartbeatDisconnect told;

		private @Nullable Reconnect reconnect;

		private int retries;

		private @Nullable String attemptId;

		private boolean readyAtOnce;

		private @Nullable Duration readyDowntime;

		Draft(Kind kind, @Nullable String connectionId) {
			this.kind = kind;
			this.connectionId = connectionId;
		}

		Draft of(Connection connection, @Nullable Duration downtime) {
			this.connection = connection.handle();
			this.lifetime = connection.lifetime();
			this.downtime = downtime;
			return this;
		}

		Draft endOf(Connection connection, Disconnect disconnect) {
			this.disconnect = disconnect;
			this.told = disconnect.facts(true);
			return of(connection, null);
		}

		Draft endOf(ConnectAttempt attempt, int number, Disconnect disconnect) {
			this.disconnect = disconnect;
			this.told = disconnect.facts(false);
			this.attempt = new Attempt(number, attempt.duration());
			return this;
		}

		// What it was has been told, or there was neither connection nor attempt
		Draft endOfNothing(Disconnect disconnect) {
			this.disconnect = disconnect;
			this.told = new HeartbeatDisconnect(disconnect.cause());
			return this;
		}

		Draft followedBy(int failures, @Nullable Duration delay) {
			this.retries = failures;
			this.reconnect = (delay != null) ? new Reconnect(failures, delay) : null;
			return this;
		}

		Transition transition() {
			Transitions transitions = Transitions.this;
			return new Transition(transitions.client, facts(), this.connection, this.disconnect, this.attemptId,
					this.readyAtOnce, this.readyDowntime, this.retries, transitions.lastMessageBefore);
		}

		private HeartbeatTransition facts() {
			Transitions transitions = Transitions.this;
			HeartbeatTransition.Connection connection = (this.lifetime != null) ? connection(this.lifetime) : null;
			return new HeartbeatTransition(++transitions.number, transitions.timer.now(), this.kind,
					transitions.state.get(), this.connectionId, this.attempt, connection, this.told, this.reconnect,
					transitions.timer.recentStall());
		}

		private HeartbeatTransition.Connection connection(Duration lifetime) {
			Transitions transitions = Transitions.this;
			ReceiveQueue.Statistics inbound = transitions.receiveQueue.statistics();
			return new HeartbeatTransition.Connection(lifetime, this.downtime,
					inbound.received() - transitions.receivedBefore,
					transitions.sender.messages() - transitions.sentBefore, inbound.queued(),
					transitions.sender.queued(), transitions.pings.roundTrip());
		}

	}

}
