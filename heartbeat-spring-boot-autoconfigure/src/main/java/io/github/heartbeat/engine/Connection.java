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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.engine.MessageAssembler.MessageTooBigException;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.CloseStatus;

/**
 * One connection of a client, from the {@link ConnectAttempt} on: what the container, the
 * {@link ConnectionWriter} and the clocks report comes together here. Messages go to the
 * {@link ManagedClient}, begin and end to the {@link ConnectionListener}, which decides;
 * once it is told to end, nothing that is reported here counts.
 */
final class Connection implements ConnectAttempt.Listener, LivenessMonitor.Listener, ConnectionWriter.Listener {

	private static final Log logger = LogFactory.getLog(Connection.class);

	/**
	 * How long a new connection waits for the one it replaces to be closed. A live peer
	 * should not see two; a dead one is not waited for.
	 */
	private static final Duration HANDOVER = Duration.ofMillis(250);

	/** How long a write that failed waits for the container to say why. */
	private static final Duration EXPLANATION = Duration.ofMillis(50);

	private final ManagedClient client;

	private final EngineContext context;

	private final HeartbeatClientSettings settings;

	private final @Nullable PingMessages pingMessages;

	private final DisconnectTranslator disconnects;

	private final ConnectionListener listener;

	private final long generation;

	private final String id;

	private final MessageAssembler assembler;

	private final ConnectAttempt attempt;

	private final Readiness readiness;

	private final SessionCloser closer;

	/** When the connection was established. */
	private volatile long openedAt;

	private volatile @Nullable TransportSession session;

	private volatile @Nullable ConnectionWriter writer;

	private volatile @Nullable Liveness liveness;

	private volatile @Nullable LivenessMonitor monitor;

	/** The close code the server sent, or 0. */
	private volatile int receivedCloseCode;

	/** Whether what is reported still counts. */
	private volatile boolean over;

	Connection(ManagedClient client, EngineContext context, Transport transport, @Nullable PingMessages pingMessages,
			DisconnectTranslator disconnects, long generation, ConnectionListener listener) {
		this.client = client;
		this.context = context;
		this.settings = client.getSettings();
		this.pingMessages = pingMessages;
		this.disconnects = disconnects;
		this.listener = listener;
		this.generation = generation;
		this.id = client.getName() + "-" + generation;
		this.assembler = new MessageAssembler(this.settings.receive().maxMessageSize().toBytes());
		this.readiness = new Readiness(context.timer());
		this.closer = new SessionCloser(context, this.id);
		this.attempt = new ConnectAttempt(client, context, transport, this.id, this);
	}

	long generation() {
		return this.generation;
	}

	String id() {
		return this.id;
	}

	@Nullable TransportSession session() {
		return this.session;
	}

	@Nullable ConnectionWriter writer() {
		return this.writer;
	}

	Duration attemptDuration() {
		return this.attempt.duration();
	}

	Duration lifetime() {
		return Duration.ofNanos(this.context.timer().nanoTime() - this.openedAt);
	}

	boolean isReady() {
		return this.readiness.isReady();
	}

	/**
	 * The connection is worth something from now on.
	 */
	void ready() {
		this.readiness.ready();
	}

	/**
	 * Return how long the connection has been ready.
	 * @return the time, or {@code null} if it is not
	 */
	@Nullable Duration readyTime() {
		return this.readiness.duration();
	}

	@Nullable Duration idle() {
		Liveness liveness = this.liveness;
		return (liveness != null) ? Duration.ofNanos(this.context.timer().nanoTime() - liveness.lastArrival()) : null;
	}

	/**
	 * Connect, when it is this attempt's turn.
	 */
	void open() {
		this.attempt.start();
	}

	/**
	 * Connect, when it is this attempt's turn, once the connection before is closed or
	 * has had its time.
	 * @param previous completed when that connection is closed
	 */
	void openAfter(CompletableFuture<Void> previous) {
		this.attempt.startAfter(previous, HANDOVER);
	}

	@Override
	public void connectTimedOut() {
		this.listener.connectTimedOut(this, this.disconnects.connectTimedOut());
	}

	@Override
	public void opened(TransportSession session) {
		ConnectionWriter writer = new ConnectionWriter(session, this.client.sender().outbox(), this.context.timer(),
				this.context.io(), this.settings.send().timeout(), this);
		long now = this.context.timer().nanoTime();
		Liveness liveness = new Liveness(this.settings.ping(), now);
		this.openedAt = now;
		this.session = session;
		this.writer = writer;
		this.liveness = liveness;
		this.monitor = new LivenessMonitor(this.context, this.client.sender().outbox(), this.pingMessages,
				this.client.pings(), liveness, writer, this);
		this.attempt.succeeded();
		if (!this.listener.opened(this)) {
			session.abort(CloseStatus.GOING_AWAY);
		}
	}

	/**
	 * Begin with the heartbeat and with what is to be sent first.
	 */
	void activate() {
		LivenessMonitor monitor = this.monitor;
		ConnectionWriter writer = this.writer;
		if (writer != null) {
			this.client.sender().outbox().wake(writer, false);
		}
		if (monitor != null) {
			monitor.start();
		}
		this.readiness.await(this.settings.ready().timeout(),
				() -> this.listener.lost(this, this.disconnects.readyTimedOut()));
	}

	@Override
	public void pingMissed() {
		this.listener.lost(this, this.disconnects.pingMissed());
	}

	@Override
	public void connectFailed(Throwable failure) {
		if (this.over) {
			logger.debug(LogMessage.format("Attempt %s ended after it was abandoned", this.id));
			return;
		}
		this.attempt.failed();
		this.listener.lost(this, this.disconnects.connectFailed(failure));
	}

	@Override
	public void text(String part, int size, boolean last) {
		Liveness liveness = stamp();
		if (liveness == null) {
			return;
		}
		if (this.settings.ping().mode() == PingMode.MESSAGE) {
			measure(liveness);
		}
		try {
			String text = this.assembler.text(part, size, last);
			if (text != null) {
				this.client.received(this,
						new HeartbeatMessageEvent(this.client, this.id, text, this.assembler.completedSize()));
			}
		}
		catch (MessageTooBigException ex) {
			tooBig();
		}
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		Liveness liveness = stamp();
		if (liveness == null) {
			return;
		}
		if (this.settings.ping().mode() == PingMode.MESSAGE) {
			measure(liveness);
		}
		try {
			byte[] bytes = this.assembler.binary(part, last);
			if (bytes != null) {
				this.client.received(this, new HeartbeatMessageEvent(this.client, this.id, bytes));
			}
		}
		catch (MessageTooBigException ex) {
			tooBig();
		}
	}

	@Override
	public void pong(ByteBuffer payload) {
		Liveness liveness = stamp();
		if (liveness != null) {
			measure(liveness);
		}
	}

	@Override
	public void pieceArrived() {
		Liveness liveness = stamp();
		if (liveness != null && this.settings.ping().mode() == PingMode.MESSAGE) {
			measure(liveness);
		}
	}

	@Override
	public void ping() {
		stamp();
	}

	@Override
	public void closeFrame(int code) {
		this.receivedCloseCode = code;
		if (this.over) {
			this.closer.answered().complete(null);
		}
	}

	private @Nullable Liveness stamp() {
		Liveness liveness = this.liveness;
		if (this.over || liveness == null) {
			return null;
		}
		liveness.arrived(this.context.timer().nanoTime());
		return liveness;
	}

	private void measure(Liveness liveness) {
		long roundTrip = liveness.answered(liveness.lastArrival());
		if (roundTrip >= 0) {
			this.client.roundTrip(Duration.ofNanos(roundTrip));
		}
	}

	private void tooBig() {
		this.listener.lost(this, this.disconnects.messageTooBig());
	}

	/**
	 * Our own full queue stops the reading, or no longer does.
	 * @param paused whether it does
	 */
	void readingPaused(boolean paused) {
		Liveness liveness = this.liveness;
		if (liveness != null) {
			liveness.readingPaused(paused, this.context.timer().nanoTime());
		}
	}

	@Override
	public void failed(Throwable failure) {
		if (this.over) {
			failedWhileClosing();
			return;
		}
		TransportSession session = this.session;
		if (session != null && !session.isTellingCloseFrames()) {
			// Jetty reports a wrong frame as a failure first, and then the close code
			// that goes with it
			this.context.timer().schedule(() -> lost(DisconnectCause.CONNECTION_LOST, failure), EXPLANATION);
			return;
		}
		lost(DisconnectCause.CONNECTION_LOST, failure);
	}

	@Override
	public void closed(CloseStatus status) {
		if (this.over) {
			abandonWrite();
			this.closer.closed().complete(null);
			TransportSession session = this.session;
			if (session == null || !session.isTellingCloseFrames()) {
				this.closer.answered().complete(null);
			}
			return;
		}
		this.listener.lost(this, this.disconnects.closed(status, this.receivedCloseCode, this.session));
	}

	private void lost(DisconnectCause cause, Throwable failure) {
		this.listener.lost(this, this.disconnects.failed(cause, failure));
	}

	@Override
	public void written(OutboundMessage message) {
		this.client.sender().written(message);
	}

	@Override
	public void unknown(OutboundMessage message, @Nullable Throwable failure) {
		this.client.sender().unknown(message, failure);
	}

	@Override
	public void writeFailed(Throwable failure) {
		if (this.over) {
			failedWhileClosing();
			return;
		}
		TransportSession session = this.session;
		if (session != null && !session.isOpen()) {
			// The write is the victim: another thread of the container is about to report
			// a Close frame or a reset, and knows better
			this.context.timer().schedule(() -> lost(DisconnectCause.CONNECTION_LOST, failure), EXPLANATION);
			return;
		}
		lost(DisconnectCause.SEND_FAILED, failure);
	}

	@Override
	public void writeTimedOut() {
		this.listener.lost(this, this.disconnects.writeTimedOut());
	}

	private void failedWhileClosing() {
		if (!this.closer.closed().isDone()) {
			discard(CloseStatus.GOING_AWAY);
		}
	}

	private void abandonWrite() {
		ConnectionWriter writer = this.writer;
		if (writer != null) {
			writer.abandon();
		}
	}

	/**
	 * End at once, without waiting for the peer: nothing that is reported from now on
	 * counts.
	 * @param status the close code and reason the peer is given if it can be reached
	 * @return a future that is completed when the socket is closed, or has been given up
	 */
	CompletableFuture<Void> discard(CloseStatus status) {
		end();
		abandonWrite();
		TransportSession session = this.session;
		if (session != null) {
			this.closer.abort(session, status);
		}
		else {
			this.attempt.interrupt();
			this.closer.closed().complete(null);
		}
		return this.closer.closed();
	}

	/**
	 * Give way to another connection: a peer that lives gets a Close frame and the time
	 * to answer it, so that it does not see two connections at a time.
	 * @param status the close code and reason
	 * @return a future that is completed when it has answered, and not later than after
	 * that time
	 */
	CompletableFuture<Void> handOver(CloseStatus status) {
		TransportSession session = this.session;
		if (session == null) {
			return discard(status);
		}
		end();
		abandonWrite();
		this.context.timer().schedule(() -> {
			this.closer.answered().complete(null);
			discard(status);
		}, HANDOVER);
		this.closer.close(session, status);
		return this.closer.answered();
	}

	/**
	 * Write what was accepted, then close with a closing handshake; all within
	 * {@code shutdown-timeout}.
	 * @param status the close code and reason
	 * @return a future that is completed when the Close frame is written, or the time is
	 * up
	 */
	CompletableFuture<Void> close(CloseStatus status) {
		end();
		TransportSession session = this.session;
		ConnectionWriter writer = this.writer;
		if (session == null || writer == null) {
			return discard(status);
		}
		// Also when the Close frame is written: the peer may never answer it
		this.context.timer().schedule(() -> discard(status), this.settings.shutdownTimeout());
		this.client.sender().outbox().finish(writer).thenRun(() -> this.closer.close(session, status));
		return this.closer.closed();
	}

	private void end() {
		this.over = true;
		LivenessMonitor monitor = this.monitor;
		if (monitor != null) {
			monitor.stop();
		}
		this.readiness.cancel();
		this.attempt.abandon();
	}

}
