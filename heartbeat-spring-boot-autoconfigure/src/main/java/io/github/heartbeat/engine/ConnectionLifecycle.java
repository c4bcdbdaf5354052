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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.send.OutboundMessage;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Begins and ends the connections of one client, one after the other: asks
 * {@link ClientState} whether what happens counts and {@link RetryPolicy} what follows.
 * Nothing else begins or ends a connection.
 * <p>
 * Each transition has the same order. Under the lock: the state, the send queue, the
 * {@link Transitions}. After it is released: the connection that has ended, the messages
 * and replies that end with it, the attempt that follows.
 */
final class ConnectionLifecycle implements ConnectAttempt.Listener, Connection.Listener {

	private final ClientServices services;

	private final EngineContext context;

	private final ClientState state;

	private final RetryPolicy retryPolicy;

	private final HandshakeRequests requests;

	private final Transitions transitions;

	private final AttemptGate gate = new AttemptGate();

	/** Guarded by the state, as all that follows. */
	private final Downtime downtime;

	/** The attempt that counts. */
	private @Nullable ConnectAttempt attempt;

	/** The connection that counts. */
	private @Nullable Connection connection;

	/** The connection that was closed last. */
	private @Nullable Connection closed;

	/** Completed when that connection, and all before it, are closed to the end. */
	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	private EngineTimer.@Nullable Task retry;

	private @Nullable Instant nextAttempt;

	/** How the last connection ended or the last attempt failed. */
	private @Nullable HeartbeatDisconnect lastDisconnect;

	/** Attempts since the client was last open, or started. */
	private int attempts;

	/** Connections that were established. */
	private long connections;

	/** Whether the client is no longer one of the engine's. */
	private boolean removed;

	ConnectionLifecycle(ClientServices services, ClientState state, HandshakeRequests requests,
			Transitions transitions) {
		this.services = services;
		this.context = services.context();
		this.state = state;
		this.retryPolicy = new RetryPolicy(services.settings().reconnect(), this.context.random());
		this.requests = requests;
		this.transitions = transitions;
		this.downtime = new Downtime(this.context.timer());
	}

	/**
	 * Connect, unless the client is started already.
	 */
	void start() {
		ConnectAttempt next;
		Connection previous;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		synchronized (this.state) {
			Assert.state(!this.removed, () -> "The client '" + this.services.client().getName()
					+ "' was removed, or the application context is closed");
			boolean stopped = this.state.get() == HeartbeatState.STOPPED;
			if (!this.state.start()) {
				return;
			}
			if (stopped) {
				this.context.keepAlive().clientStarted();
			}
			this.downtime.started();
			this.attempts = 0;
			previous = this.closed;
			this.closed = null;
			closing = this.closing;
			abandoned = this.services.sender().stop();
			next = nextAttempt();
			this.transitions.started(next.id());
		}
		if (previous != null) {
			previous.discard(CloseStatus.GOING_AWAY);
		}
		this.services.sender().abandon(abandoned);
		next.startAfter(closing, Connection.HANDOVER);
	}

	private ConnectAttempt nextAttempt() {
		this.attempts++;
		this.nextAttempt = null;
		this.services.sender().start();
		ConnectAttempt next = new ConnectAttempt(this.services.client(), this.context, this.requests,
				this.services.disconnects(), this.gate, this.state.generation(), this);
		this.attempt = next;
		return next;
	}

	@Override
	public @Nullable Connection opened(ConnectAttempt attempt, TransportSession session) {
		try {
			return establish(attempt, session);
		}
		catch (Throwable ex) {
			Connection connection = connection(attempt.id());
			if (connection != null) {
				lost(connection, this.services.disconnects().connectFailed(ex));
			}
			throw ex;
		}
	}

	private @Nullable Connection establish(ConnectAttempt attempt, TransportSession session) {
		synchronized (this.state) {
			if (this.attempt != attempt) {
				return null;
			}
			// Before the transition: what it throws is a failure of the attempt
			Connection connection = new Connection(this.services, attempt, session, this);
			if (!this.state.opened(attempt.generation())) {
				return null;
			}
			this.attempt = null;
			this.connection = connection;
			int attempts = this.attempts;
			Duration sinceLost = this.downtime.sinceLost();
			this.attempts = 0;
			this.connections++;
			long refused = this.services.sender().attach(connection.writer(), sendOnOpen());
			Duration sinceUnready = null;
			boolean ready = connection.isReadyAtOnce();
			if (ready) {
				sinceUnready = becomeReady(connection);
			}
			this.transitions.opened(connection, attempts, sinceLost, ready, sinceUnready);
			this.transitions.refused(refused);
			return connection;
		}
	}

	private List<OutboundMessage> sendOnOpen() {
		return this.services.settings().sendOnOpen().stream().map(OutboundMessage::text).toList();
	}

	private @Nullable Duration becomeReady(Connection connection) {
		connection.ready();
		this.downtime.ready();
		return this.downtime.sinceUnready();
	}

	@Override
	public void ready(Connection connection) {
		synchronized (this.state) {
			if (this.connection != connection || connection.isReady()) {
				return;
			}
			Duration sinceUnready = becomeReady(connection);
			this.transitions.ready(connection, sinceUnready);
		}
		connection.openQueue();
	}

	@Override
	public void failed(ConnectAttempt attempt, Disconnect disconnect) {
		List<OutboundMessage> abandoned;
		synchronized (this.state) {
			if (this.attempt != attempt) {
				// It has succeeded, the same end was noticed in another way before, or
				// nobody cares any more
				return;
			}
			int failures = this.state.failures() + 1;
			Duration delay = this.retryPolicy.next(disconnect, failures);
			this.attempt = null;
			this.lastDisconnect = disconnect.facts(false);
			long generation = attempt.generation();
			if (delay != null) {
				this.state.failed(generation, failures);
				waitForRetry(delay);
				this.transitions.failed(attempt, disconnect, failures, delay);
				abandoned = Collections.emptyList();
			}
			else {
				this.state.gaveUp(generation, failures);
				this.transitions.failed(attempt, disconnect, failures, null);
				this.transitions.gaveUp(attempt.id(), disconnect, failures - 1);
				abandoned = this.services.sender().stop();
			}
		}
		attempt.abandon();
		this.services.sender().abandon(abandoned);
	}

	@Override
	public void lost(Connection connection, Disconnect disconnect) {
		lost(connection, disconnect, false);
	}

	@Override
	public void readyTimedOut(Connection connection, Disconnect disconnect) {
		lost(connection, disconnect, true);
	}

	private void lost(Connection connection, Disconnect disconnect, boolean unlessReady) {
		List<OutboundMessage> abandoned;
		synchronized (this.state) {
			if (this.connection != connection || (unlessReady && connection.isReady())) {
				// The same end was noticed in another way before, or nobody cares any
				// more
				return;
			}
			int failures = isStable(connection) ? 1 : this.state.failures() + 1;
			Duration delay = this.retryPolicy.next(disconnect, failures);
			this.connection = null;
			connection.endedBy(disconnect);
			this.lastDisconnect = disconnect.facts(true);
			this.downtime.lost(connection.isReady());
			long generation = connection.generation();
			if (delay != null) {
				this.state.lost(generation, failures);
				waitForRetry(delay);
				this.transitions.lost(connection, disconnect, failures, delay);
				abandoned = this.services.sender().detach(connection.writer());
			}
			else {
				this.state.gaveUp(generation, failures);
				this.transitions.lost(connection, disconnect, failures, null);
				this.transitions.gaveUp(connection.id(), disconnect, failures - 1);
				abandoned = this.services.sender().stop();
			}
		}
		connection.discard(disconnect.closeStatus());
		this.services.sender().abandon(abandoned);
	}

	private boolean isStable(Connection connection) {
		Duration readyTime = connection.readyTime();
		return readyTime != null && this.retryPolicy.isStable(readyTime);
	}

	private void waitForRetry(Duration delay) {
		this.nextAttempt = this.context.timer().now().plus(delay);
		long generation = this.state.generation();
		this.retry = this.context.timer().schedule(() -> retry(generation), delay);
	}

	private void retry(long generation) {
		ConnectAttempt next;
		synchronized (this.state) {
			if (!this.state.retry(generation)) {
				return;
			}
			next = nextAttempt();
		}
		next.start();
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
		ConnectAttempt next;
		ConnectAttempt dropped;
		Connection previous;
		List<OutboundMessage> abandoned;
		CompletableFuture<Void> before;
		CompletableFuture<Void> closing;
		Disconnect disconnect = Disconnect.by(DisconnectCause.RECONNECT_REQUESTED, CloseStatus.NORMAL);
		synchronized (this.state) {
			if (!this.state.reconnect()) {
				return;
			}
			cancelRetry();
			previous = this.connection;
			dropped = this.attempt;
			this.connection = null;
			abandoned = this.services.sender().detach((previous != null) ? previous.writer() : null);
			if (previous != null) {
				previous.endedBy(disconnect);
				this.downtime.lost(previous.isReady());
				this.lastDisconnect = disconnect.facts(true);
			}
			next = nextAttempt();
			this.transitions.reconnecting(previous, dropped, disconnect, next.id());
			before = this.closing;
			closing = (previous != null) ? new CompletableFuture<>() : before;
			this.closing = closing;
		}
		if (previous != null) {
			CompletableFuture.allOf(before, previous.handOver(CloseStatus.GOING_AWAY))
				.whenComplete((result, failure) -> closing.complete(null));
		}
		if (dropped != null) {
			dropped.abandon();
		}
		this.services.sender().abandon(abandoned);
		next.startAfter(closing, Connection.HANDOVER);
	}

	@Override
	public void closeMessageReceived(Connection connection) {
		stop(DisconnectCause.CLOSE_MESSAGE, CloseStatus.NORMAL, connection);
	}

	/**
	 * Close the connection, or drop the attempt or the wait, and connect no more.
	 * @param cause why
	 * @param status the close code and reason
	 * @return a future that is completed when the connection is closed
	 */
	CompletableFuture<Void> stop(DisconnectCause cause, CloseStatus status) {
		return stop(cause, status, null);
	}

	private CompletableFuture<Void> stop(DisconnectCause cause, CloseStatus status, @Nullable Connection asking) {
		Connection previous;
		ConnectAttempt dropped;
		CompletableFuture<Void> before;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		Disconnect disconnect = Disconnect.by(cause, status);
		synchronized (this.state) {
			if ((asking != null && this.connection != asking) || !this.state.stop()) {
				return this.closing;
			}
			cancelRetry();
			this.context.keepAlive().clientStopped();
			previous = this.connection;
			dropped = this.attempt;
			this.connection = null;
			this.attempt = null;
			this.downtime.stopped();
			if (previous != null) {
				previous.endedBy(disconnect);
				this.lastDisconnect = disconnect.facts(true);
			}
			before = this.closing;
			closing = new CompletableFuture<>();
			this.closing = closing;
			this.closed = previous;
			abandoned = (previous != null) ? Collections.emptyList() : this.services.sender().stop();
			this.transitions.stopped(previous, dropped, disconnect);
		}
		this.services.sender().abandon(abandoned);
		if (dropped != null) {
			dropped.abandon();
		}
		CompletableFuture<Void> closed = (previous != null)
				? previous.close(status).whenComplete((result, failure) -> abandonUnwritten(previous))
				: CompletableFuture.completedFuture(null);
		CompletableFuture.allOf(before, closed).whenComplete((result, failure) -> closing.complete(null));
		return closing;
	}

	// The client may have been started again meanwhile, with another writer
	private void abandonUnwritten(Connection connection) {
		this.services.sender().abandon(this.services.sender().stop(connection.writer()));
		synchronized (this.state) {
			if (this.closed == connection) {
				this.closed = null;
			}
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

	/**
	 * Return a connection if it is the one that counts.
	 * @param connectionId identifies the connection
	 * @return the connection or {@code null}
	 */
	@Nullable Connection connection(String connectionId) {
		synchronized (this.state) {
			return (this.connection != null && this.connection.id().equals(connectionId)) ? this.connection : null;
		}
	}

	/**
	 * Return the connection that counts.
	 * @return the connection or {@code null} if there is none
	 */
	@Nullable Connection connection() {
		synchronized (this.state) {
			return this.connection;
		}
	}

	/**
	 * Return what there is to know of this client's connections.
	 * @return the statistics at this moment
	 */
	HeartbeatStatistics.Connection statistics() {
		synchronized (this.state) {
			Connection connection = this.connection;
			boolean stable = connection != null && isStable(connection);
			String id = (connection != null) ? connection.id() : (this.attempt != null) ? this.attempt.id() : null;
			return new HeartbeatStatistics.Connection(id, connection != null && connection.isReady(),
					this.downtime.since(), (connection != null) ? connection.idle() : null, this.connections,
					stable ? 0 : this.state.failures(), this.nextAttempt);
		}
	}

	/**
	 * Return how the last connection ended or the last attempt failed.
	 * @return the end, or {@code null} if nothing did yet
	 */
	@Nullable HeartbeatDisconnect lastDisconnect() {
		synchronized (this.state) {
			return this.lastDisconnect;
		}
	}

}
