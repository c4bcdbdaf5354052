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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.engine.concurrent.AwakeDeadline;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.liveness.LivenessMonitor;
import io.github.heartbeat.engine.receive.PendingReplies;
import io.github.heartbeat.engine.receive.ReceiveQueue;
import io.github.heartbeat.engine.send.ConnectionWriter;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Life of one established connection: what the transport, the writer, the reader, the
 * user's initializers and the clocks report comes together here, and goes to the
 * {@link Listener}, which decides. Once it is told to end, nothing that is reported
 * counts.
 */
final class Connection implements ConnectAttempt.Established, ReceiveQueue.Source, ConnectionReader.Listener,
		LivenessMonitor.Listener, ConnectionWriter.Listener, ConnectionInitialization.Callback {

	/**
	 * How long a new connection waits for the one it replaces to be closed. A live peer
	 * should not see two; a dead one is not waited for.
	 */
	static final Duration HANDOVER = Duration.ofMillis(250);

	private final ClientServices services;

	private final long generation;

	private final String id;

	private final TransportSession session;

	private final Duration attemptDuration;

	private final List<HeartbeatConnectionInitializer> initializers;

	private final ReadyWhen readyWhen;

	private final Listener listener;

	private final ConnectionStatus status;

	private final ConnectionWriter writer;

	private final LivenessMonitor monitor;

	private final PendingReplies replies;

	private final ConnectionHandle handle;

	private final ArrivalCheck arrivalCheck;

	private final ConnectionReader reader;

	private final QueueOpening queueOpening;

	/** Completed when the transport has told the end. */
	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/** Whether our own full queue stops the reading. */
	private volatile boolean readingSuspended;

	private volatile EngineTimer.@Nullable Task readyDeadline;

	/** What has ended the connection. */
	private volatile @Nullable Disconnect disconnect;

	Connection(ClientServices services, ConnectAttempt attempt, TransportSession session, Listener listener) {
		this.services = services;
		this.generation = attempt.generation();
		this.id = attempt.id();
		this.session = session;
		this.attemptDuration = attempt.duration();
		this.initializers = attempt.initializers();
		this.readyWhen = services.readyRule().when(this.initializers);
		this.listener = listener;
		HeartbeatClientSettings settings = services.settings();
		this.status = new ConnectionStatus(services.timer());
		this.writer = services.sender().createWriter(this.id, session, this);
		this.monitor = new LivenessMonitor(settings.ping(), settings.send().timeout(), services.timer(),
				(ping) -> services.sender().sendHeartbeat(this.writer, ping), services.pingMessages(), services.pings(),
				this);
		this.replies = services.requests().open(this.id);
		if (!this.initializers.isEmpty()) {
			this.replies.keepEarly();
		}
		this.handle = new ConnectionHandle(services, this.id, session, this.status, this.writer, this.replies,
				this.monitor);
		this.arrivalCheck = new ArrivalCheck(services.client().getName(), this.status, this.replies,
				services.readyRule(), this::becomeReady, (settings.receive().overflow() == ReceiveOverflow.CONFLATE)
						? services.context().callbacks().messageKeyExtractor() : null,
				services.failures());
		this.reader = new ConnectionReader(this.handle, settings, this.status, this.monitor, this);
		this.queueOpening = new QueueOpening(services.timer(), () -> services.sender().openQueue(this.writer));
	}

	long generation() {
		return this.generation;
	}

	String id() {
		return this.id;
	}

	HeartbeatConnection handle() {
		return this.handle;
	}

	TransportSession session() {
		return this.session;
	}

	ConnectionWriter writer() {
		return this.writer;
	}

	@Override
	public FrameListener frames() {
		return this.reader;
	}

	Duration attemptDuration() {
		return this.attemptDuration;
	}

	Duration lifetime() {
		return this.status.lifetime();
	}

	Duration idle() {
		return this.monitor.idle();
	}

	boolean isReadyAtOnce() {
		return this.readyWhen == ReadyWhen.OPEN;
	}

	boolean isReady() {
		return this.status.wasReady();
	}

	@Nullable Duration readyTime() {
		return this.status.readyTime();
	}

	/**
	 * Note that the connection is ready. Called under the lock of the client's state.
	 */
	void ready() {
		this.status.ready();
		cancelReadyDeadline();
	}

	/**
	 * Let what is sent over the client be written.
	 */
	void openQueue() {
		this.queueOpening.open();
	}

	@Override
	public void activate() {
		this.services.sender().begin(this.writer);
		this.monitor.start();
		Duration timeout = this.services.settings().ready().timeout();
		if (!isReadyAtOnce()) {
			armReadyDeadline(timeout);
		}
		else if (this.initializers.isEmpty()) {
			this.queueOpening.begin(timeout, () -> this.services.receiveQueue().isBehind(this));
		}
		if (!this.initializers.isEmpty()) {
			this.services.initialization().begin(this.handle, this.initializers, this);
		}
		else if (this.readyWhen == ReadyWhen.INITIALIZED) {
			initializerFailed(new IllegalStateException("'heartbeat.client." + this.services.client().getName()
					+ ".ready.when' is 'initialized', and no HeartbeatConnectionInitializer bean supports the client"));
		}
		if (!this.status.isOpen()) {
			// Ended meanwhile: what was armed after the end has to be called off
			end();
		}
	}

	private void armReadyDeadline(Duration timeout) {
		this.readyDeadline = AwakeDeadline.schedule(this.services.timer(), this::checkReady, timeout);
		if (this.status.wasReady() || !this.status.isOpen()) {
			// Ready, or ended, meanwhile
			cancelReadyDeadline();
		}
	}

	private void cancelReadyDeadline() {
		EngineTimer.Task deadline = this.readyDeadline;
		if (deadline != null) {
			deadline.cancel();
		}
	}

	private void checkReady() {
		if (this.status.wasReady()) {
			return;
		}
		if (this.readingSuspended) {
			// What would show it may be in the socket that we do not read
			armReadyDeadline(this.services.settings().ready().timeout());
			return;
		}
		this.listener.readyTimedOut(this, this.services.disconnects().readyTimedOut(missing()));
	}

	private String missing() {
		HeartbeatConnection initializing = this.services.initialization().current();
		if (initializing == this.handle) {
			return "the HeartbeatConnectionInitializer has not returned";
		}
		if (initializing != null) {
			return "the HeartbeatConnectionInitializer of " + initializing.getId() + " has not returned";
		}
		int queued = this.services.sender().queued();
		return (queued > 0) ? "messages sent over the client wait until the connection is ready, " + queued
				+ " do; what is part of a login has to be sent over the HeartbeatConnection" : "";
	}

	/**
	 * The listeners have returned from the open event.
	 */
	void openDelivered() {
		if (isReadyAtOnce()) {
			this.queueOpening.open();
		}
	}

	private void becomeReady() {
		this.listener.ready(this);
	}

	@Override
	public void initialized() {
		this.replies.forgetEarly();
		if (this.readyWhen == ReadyWhen.INITIALIZED) {
			becomeReady();
		}
		else if (isReadyAtOnce()) {
			this.queueOpening.open();
		}
	}

	@Override
	public void initializerFailed(Throwable failure) {
		this.replies.forgetEarly();
		this.listener.lost(this, this.services.disconnects().initializerFailed(failure));
	}

	@Override
	public void received(HeartbeatMessageEvent message) {
		this.services.receiver().received(this, this.arrivalCheck.atArrival(), message);
		if (!this.status.wasReady() && this.services.readyRule().isReadyText(message)) {
			becomeReady();
		}
	}

	@Override
	public void messageTooBig() {
		this.listener.lost(this, this.services.disconnects().messageTooBig());
	}

	@Override
	public void closeMessageReceived() {
		this.listener.closeMessageReceived(this);
	}

	@Override
	public void suspendReading() {
		this.readingSuspended = true;
		this.monitor.readingSuspended(true);
		this.session.suspendReading();
		if (!this.status.isOpen()) {
			// Ended meanwhile: the peer's Close frame is still to be read
			this.session.resumeReading();
		}
	}

	@Override
	public void resumeReading() {
		this.readingSuspended = false;
		this.monitor.readingSuspended(false);
		this.session.resumeReading();
	}

	@Override
	public void inspectionEnded() {
		Disconnect disconnect = this.disconnect;
		if (disconnect == null) {
			return;
		}
		// The failure outlives the connection, and must not hold it
		String id = this.id;
		this.replies.end(() -> new HeartbeatConnectionException(disconnect.cause(),
				"The connection " + id + " ended before a message was accepted: " + disconnect.describe(), null,
				disconnect.failure()));
	}

	@Override
	public void pingMissed() {
		this.listener.lost(this, this.services.disconnects().pingMissed());
	}

	@Override
	public void pingUnwritten() {
		this.listener.lost(this, this.services.disconnects().pingUnwritten());
	}

	@Override
	public void roundTrip(Duration roundTrip) {
		this.services.pings().roundTrip(roundTrip);
		this.services.context().roundTrips().add(this.services.client(), roundTrip);
	}

	@Override
	public void writeFailed(Throwable failure) {
		if (this.status.isOpen()) {
			this.listener.lost(this, this.services.disconnects().failed(DisconnectCause.SEND_FAILED, failure));
		}
		else if (!this.closed.isDone()) {
			this.session.abort(CloseStatus.GOING_AWAY);
		}
	}

	@Override
	public void writeTimedOut() {
		this.listener.lost(this, this.services.disconnects().writeTimedOut());
	}

	@Override
	public void ended(TransportEnd end) {
		if (this.status.isOpen()) {
			this.listener.lost(this, this.services.disconnects().ended(end));
		}
		this.writer.abandon();
		this.closed.complete(null);
	}

	/**
	 * End at once, without waiting for the peer: nothing that is reported from now on
	 * counts.
	 * @param status the close code and reason the peer is given if it can be reached
	 * @return a future that is completed when the socket is closed
	 */
	CompletableFuture<Void> discard(CloseStatus status) {
		end();
		this.writer.abandon();
		this.session.abort(status);
		return this.closed;
	}

	/**
	 * Give way to another connection: a peer that lives gets a Close frame and the time
	 * to answer it, so that it does not see two connections at a time.
	 * @param status the close code and reason
	 * @return a future that is completed when the socket is closed, and not later than
	 * after that time
	 */
	CompletableFuture<Void> handOver(CloseStatus status) {
		end();
		this.writer.abandon();
		CompletableFuture<Void> handedOver = new CompletableFuture<>();
		EngineTimer.Task bound = this.services.timer().schedule(() -> {
			this.session.abort(status);
			handedOver.complete(null);
		}, HANDOVER);
		this.session.close(status);
		this.closed.whenComplete((result, failure) -> {
			bound.cancel();
			handedOver.complete(null);
		});
		return handedOver;
	}

	/**
	 * Write what was accepted, then close with a closing handshake; all within
	 * {@code shutdown-timeout}. What was sent over the client is written only if the
	 * connection is ready.
	 * @param status the close code and reason
	 * @return a future that is completed when the socket is closed
	 */
	CompletableFuture<Void> close(CloseStatus status) {
		end();
		EngineTimer.Task bound = this.services.timer()
			.schedule(() -> discard(status), this.services.settings().shutdownTimeout());
		this.closed.whenComplete((result, failure) -> bound.cancel());
		this.services.sender().finish(this.writer, this.status.wasReady()).thenRun(() -> this.session.close(status));
		return this.closed;
	}

	private void end() {
		this.status.end();
		this.monitor.stop();
		this.queueOpening.cancel();
		cancelReadyDeadline();
		this.services.initialization().interrupt(this.handle);
		this.session.resumeReading();
	}

	/**
	 * Note what has ended the connection: those who wait for a message of it are told
	 * once all that has arrived was looked at. Called under the lock of the client's
	 * state.
	 * @param disconnect what ended it
	 */
	void endedBy(Disconnect disconnect) {
		this.disconnect = disconnect;
	}

	/**
	 * Callback interface for the life of a connection. It decides what counts; an end may
	 * be told more than once, and by any thread.
	 */
	interface Listener {

		/**
		 * A connection is ready.
		 * @param connection the connection
		 */
		void ready(Connection connection);

		/**
		 * A connection is lost.
		 * @param connection the connection
		 * @param disconnect what ended it
		 */
		void lost(Connection connection, Disconnect disconnect);

		/**
		 * A connection was not ready in time. It may have become so while the timer was
		 * on its way here: then it stays.
		 * @param connection the connection
		 * @param disconnect what ended it
		 */
		void readyTimedOut(Connection connection, Disconnect disconnect);

		/**
		 * The server asks for a lasting end.
		 * @param connection the connection that it says so on
		 */
		void closeMessageReceived(Connection connection);

	}

}
