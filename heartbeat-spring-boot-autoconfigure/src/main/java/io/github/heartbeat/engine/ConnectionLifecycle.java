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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Begins and ends the connections of one client, one after the other: asks
 * {@link ClientState} whether what happens counts and {@link RetryPolicy} what follows.
 * Nothing else begins or ends a connection.
 * <p>
 * A transition and the events that go with it are made under one lock, so that the events
 * are in the order of the transitions. Futures of messages are completed, and sockets
 * opened and closed, after it is released.
 */
final class ConnectionLifecycle implements ConnectionListener, EventDelivery.Connections {

	private final HeartbeatClient client;

	private final EngineContext context;

	private final ConnectionFactory connectionFactory;

	private final ClientState state;

	private final RetryPolicy retryPolicy;

	private final MessageSender sender;

	private final PendingReplies replies;

	private final LifecycleEvents events;

	private final TransitionRecorder transitions;

	private final LifecycleReport report;

	/** Guarded by the state, as all that follows. */
	private final Downtime outage;

	/** The connection or attempt that counts. */
	private @Nullable Connection connection;

	/** The connection that was closed last. */
	private @Nullable Connection closed;

	/** Completed when that connection is closed to the end. */
	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	private EngineTimer.@Nullable Task retry;

	private @Nullable Instant nextAttempt;

	private @Nullable Disconnect lastDisconnect;

	/** Attempts since the client was last open, or started. */
	private int attempts;

	/** Connections that were established. */
	private long connections;

	/** Whether the client is no longer one of the engine's. */
	private boolean removed;

	ConnectionLifecycle(HeartbeatClient client, EngineContext context, ConnectionFactory connectionFactory,
			ClientState state, MessageSender sender, PendingReplies replies, LifecycleEvents events,
			TransitionRecorder transitions, LifecycleReport report) {
		this.client = client;
		this.context = context;
		this.connectionFactory = connectionFactory;
		this.state = state;
		this.retryPolicy = new RetryPolicy(client.getSettings().reconnect(), context.random());
		this.sender = sender;
		this.replies = replies;
		this.events = events;
		this.transitions = transitions;
		this.report = report;
		this.outage = new Downtime(context.timer());
	}

	/**
	 * Connect, unless the client is started already.
	 */
	void start() {
		Connection next;
		Connection previous;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		synchronized (this.state) {
			Assert.state(!this.removed, () -> "The client '" + this.client.getName()
					+ "' was removed, or the application context is closed");
			boolean stopped = this.state.get() == HeartbeatState.STOPPED;
			if (!this.state.start()) {
				return;
			}
			if (stopped) {
				this.context.keepAlive().clientStarted();
			}
			this.outage.started();
			this.attempts = 0;
			previous = this.closed;
			this.closed = null;
			closing = this.closing;
			abandoned = this.sender.outbox().stop();
			next = nextConnection();
			transition = this.transitions.started(next);
		}
		if (previous != null) {
			previous.discard(CloseStatus.GOING_AWAY);
		}
		this.sender.abandon(abandoned);
		this.report.transition(transition);
		next.openAfter(closing);
	}

	private Connection nextConnection() {
		this.attempts++;
		this.nextAttempt = null;
		this.sender.outbox().start();
		Connection next = this.connectionFactory.create(this.state.generation(), this);
		this.connection = next;
		return next;
	}

	@Override
	public boolean opened(Connection connection) {
		TransportSession session = connection.session();
		ConnectionWriter writer = connection.writer();
		Assert.state(session != null && writer != null, "An open connection has a session and a writer");
		int attempts;
		Duration downtime;
		HeartbeatTransition transition;
		synchronized (this.state) {
			if (!this.state.opened(connection.generation())) {
				return false;
			}
			attempts = this.attempts;
			downtime = this.outage.sinceLost();
			this.attempts = 0;
			this.connections++;
			this.sender.outbox().attach(writer, sendOnOpen());
			this.events.opened(connection, attempts, session.getSubprotocol(), downtime);
			if (this.client.getSettings().ready().when() == ReadyWhen.OPEN) {
				becomeReady(connection);
			}
			transition = this.transitions.opened(connection, attempts, downtime);
		}
		this.report.opened(connection, attempts, downtime, session.getSubprotocol(), transition);
		connection.activate();
		return true;
	}

	private List<OutboundMessage> sendOnOpen() {
		return this.client.getSettings().sendOnOpen().stream().map(OutboundMessage::text).toList();
	}

	@Override
	public void ready(Connection connection) {
		HeartbeatTransition transition = becomeReady(connection);
		if (transition != null) {
			this.report.transition(transition);
		}
	}

	private @Nullable HeartbeatTransition becomeReady(Connection connection) {
		synchronized (this.state) {
			if (!this.state.isCurrent(connection.generation()) || connection.isReady()) {
				return null;
			}
			connection.ready();
			this.outage.ready();
			Duration downtime = this.outage.sinceUnready();
			this.events.ready(connection, downtime);
			return this.transitions.ready(connection, downtime);
		}
	}

	@Override
	public void connectTimedOut(Connection connection, Disconnect disconnect) {
		ended(connection, disconnect, EnumSet.of(HeartbeatState.CONNECTING));
	}

	@Override
	public void lost(Connection connection, Disconnect disconnect) {
		ended(connection, disconnect, EnumSet.of(HeartbeatState.CONNECTING, HeartbeatState.OPEN));
	}

	private void ended(Connection connection, Disconnect disconnect, Set<HeartbeatState> states) {
		boolean wasOpen;
		int failures;
		Duration delay;
		Duration lifetime;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		HeartbeatTransition gaveUp = null;
		synchronized (this.state) {
			if (!this.state.isCurrent(connection.generation()) || !states.contains(this.state.get())) {
				// The same end was noticed in another way before, or nobody cares any
				// more
				return;
			}
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			lifetime = connection.lifetime();
			failures = isStable(connection) ? 1 : this.state.failures() + 1;
			delay = this.retryPolicy.next(disconnect, failures);
			this.connection = null;
			this.lastDisconnect = disconnect;
			if (wasOpen) {
				this.outage.lost(connection.isReady());
			}
			if (disconnect.failure() != null) {
				this.events.failed(connection, disconnect.cause(), disconnect.failure(), wasOpen);
			}
			if (wasOpen) {
				this.events.closed(connection, disconnect, delay != null);
			}
			if (delay != null) {
				waitForRetry(connection, disconnect, failures, delay, wasOpen);
				transition = this.transitions.ended(connection, disconnect, wasOpen, failures, delay);
				abandoned = this.sender.outbox().detach(connection.writer());
			}
			else {
				this.state.gaveUp(connection.generation(), failures);
				transition = this.transitions.ended(connection, disconnect, wasOpen, failures, null);
				gaveUp = this.transitions.gaveUp(connection, disconnect);
				this.events.gaveUp(connection, disconnect.cause(), failures - 1);
				abandoned = this.sender.outbox().stop();
			}
		}
		connection.discard(disconnect.closeStatus());
		this.replies.connectionLost();
		this.sender.abandon(abandoned);
		if (wasOpen) {
			this.report.lost(disconnect, lifetime, delay);
		}
		else {
			this.report.failed(connection, disconnect, failures, delay);
		}
		if (gaveUp != null) {
			this.report.gaveUp(disconnect, failures - 1);
		}
		this.report.transition(transition);
		if (gaveUp != null) {
			this.report.transition(gaveUp);
		}
	}

	private boolean isStable(Connection connection) {
		Duration readyTime = connection.readyTime();
		return readyTime != null && this.retryPolicy.isStable(readyTime);
	}

	private void waitForRetry(Connection connection, Disconnect disconnect, int failures, Duration delay,
			boolean wasOpen) {
		if (wasOpen) {
			this.state.lost(connection.generation(), failures);
		}
		else {
			this.state.failed(connection.generation(), failures);
		}
		this.events.reconnecting(connection, failures, delay, disconnect.cause());
		this.nextAttempt = this.context.timer().now().plus(delay);
		long generation = this.state.generation();
		this.retry = this.context.timer().schedule(() -> retry(generation), delay);
	}

	private void retry(long generation) {
		Connection next;
		synchronized (this.state) {
			if (!this.state.retry(generation)) {
				return;
			}
			next = nextConnection();
		}
		next.open();
	}

	private void cancelRetry() {
		if (this.retry != null) {
			this.retry.cancel();
			this.retry = null;
		}
		this.nextAttempt = null;
	}

	/**
	 * Drop the connection, the attempt or the wait, and connect, unless the client is
	 * stopped.
	 */
	void reconnect() {
		Connection next;
		Connection previous;
		boolean wasOpen;
		List<OutboundMessage> abandoned;
		CompletableFuture<Void> closing;
		HeartbeatTransition transition;
		Disconnect disconnect = Disconnect.by(DisconnectCause.RECONNECT_REQUESTED, CloseStatus.NORMAL);
		synchronized (this.state) {
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			if (!this.state.reconnect()) {
				return;
			}
			cancelRetry();
			previous = this.connection;
			abandoned = this.sender.outbox().detach((previous != null) ? previous.writer() : null);
			if (wasOpen && previous != null) {
				this.outage.lost(previous.isReady());
				this.lastDisconnect = disconnect;
				this.events.closed(previous, disconnect, true);
			}
			transition = this.transitions.reconnecting(previous, disconnect, wasOpen);
			next = nextConnection();
			this.events.reconnecting(next, 1, Duration.ZERO, disconnect.cause());
			closing = this.closing;
		}
		if (previous != null) {
			closing = CompletableFuture.allOf(closing, previous.handOver(CloseStatus.GOING_AWAY));
		}
		this.sender.abandon(abandoned);
		this.replies.connectionLost();
		this.report.reconnecting(previous, wasOpen, disconnect.cause(), transition);
		next.openAfter(closing);
	}

	/**
	 * Close the connection, or drop the attempt or the wait, and connect no more.
	 * @param cause why
	 * @param status the close code and reason
	 * @return a future that is completed when the connection is closed
	 */
	CompletableFuture<Void> stop(DisconnectCause cause, CloseStatus status) {
		Connection previous;
		boolean wasOpen;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		Disconnect disconnect = Disconnect.by(cause, status);
		synchronized (this.state) {
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			if (!this.state.stop()) {
				return this.closing;
			}
			cancelRetry();
			this.context.keepAlive().clientStopped();
			previous = this.connection;
			this.connection = null;
			this.outage.stopped();
			if (wasOpen && previous != null) {
				this.lastDisconnect = disconnect;
				this.events.closed(previous, disconnect, false);
			}
			closing = new CompletableFuture<>();
			this.closing = closing;
			this.closed = previous;
			abandoned = wasOpen ? Collections.emptyList() : this.sender.outbox().stop();
			transition = this.transitions.stopped(previous, disconnect, wasOpen);
		}
		this.sender.abandon(abandoned);
		CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);
		if (previous != null) {
			closed = wasOpen ? previous.close(status) : previous.discard(status);
		}
		closed.whenComplete((result, failure) -> {
			abandonUnwritten(previous);
			closing.complete(null);
		});
		this.replies.connectionLost();
		this.report.stopped(previous, wasOpen, cause, transition);
		return closing;
	}

	// The client may have been started again meanwhile, with another writer
	private void abandonUnwritten(@Nullable Connection connection) {
		ConnectionWriter writer = (connection != null) ? connection.writer() : null;
		if (writer != null) {
			this.sender.abandon(this.sender.outbox().stop(writer));
		}
	}

	/**
	 * Never start again.
	 */
	void retire() {
		synchronized (this.state) {
			this.removed = true;
		}
	}

	@Override
	public @Nullable Connection current(String connectionId) {
		synchronized (this.state) {
			return (this.connection != null && this.connection.id().equals(connectionId)) ? this.connection : null;
		}
	}

	/**
	 * Return the connection that counts.
	 * @return the connection or attempt, or {@code null} if there is none
	 */
	@Nullable Connection current() {
		synchronized (this.state) {
			return this.connection;
		}
	}

	/**
	 * Return the numbers of this client's connections.
	 * @return the numbers at this moment
	 */
	Numbers numbers() {
		synchronized (this.state) {
			Connection connection = this.connection;
			boolean open = this.state.get() == HeartbeatState.OPEN;
			boolean stable = open && connection != null && isStable(connection);
			return new Numbers(this.connections, stable ? 0 : this.state.failures(), this.outage.since(),
					this.nextAttempt, this.lastDisconnect);
		}
	}

	/**
	 * Numbers of connections.
	 *
	 * @param established connections that were established
	 * @param failures failed attempts and short-lived connections in a row
	 * @param downSince since when there is no connection that is ready, or {@code null}
	 * @param nextAttempt when the next attempt is due, or {@code null}
	 * @param lastDisconnect what ended the last connection or attempt, or {@code null}
	 */
	record Numbers(long established, int failures, @Nullable Instant downSince, @Nullable Instant nextAttempt,
			@Nullable Disconnect lastDisconnect) {
	}

}
