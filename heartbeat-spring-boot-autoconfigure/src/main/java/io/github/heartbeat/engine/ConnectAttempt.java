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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.engine.concurrent.AwakeDeadline;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * One attempt to connect: waits until the attempt before has let go of its thread and for
 * its turn, asks the user's code for the request, and hands it to the transport, all
 * within {@code connect-timeout} of its turn. What comes of it is told to the
 * {@link Listener}; what the transport tells later goes to the connection.
 */
final class ConnectAttempt implements TransportListener {

	private static final FailsafeLog logger = FailsafeLog.of(ConnectAttempt.class);

	private final HeartbeatClient client;

	private final EngineContext context;

	private final HandshakeRequests requests;

	private final DisconnectTranslator disconnects;

	private final AttemptGate gate;

	private final Listener listener;

	private final long generation;

	private final String id;

	private final ConnectLimiter.Permit permit;

	/** The same object to enter the gate with and to be forgotten by. */
	private final Runnable entry = this::entered;

	/** When the attempt was begun, after the wait for its turn. */
	private volatile long began;

	private volatile List<HeartbeatConnectionInitializer> initializers = Collections.emptyList();

	/** Guarded by this object, as all that follows. */
	private Phase phase = Phase.NEW;

	/** Whether the transport has told that the attempt succeeded. */
	private boolean opening;

	/** The end that was told meanwhile. */
	private @Nullable TransportEnd early;

	/** The connection, once the attempt has succeeded. */
	private @Nullable Established connection;

	/**
	 * Whether nobody waits for the attempt any more: it has succeeded, failed or ended.
	 */
	private boolean resolved;

	private @Nullable Thread thread;

	private @Nullable TransportAttempt transportAttempt;

	private EngineTimer.@Nullable Task deadline;

	ConnectAttempt(HeartbeatClient client, EngineContext context, HandshakeRequests requests,
			DisconnectTranslator disconnects, AttemptGate gate, long generation, Listener listener) {
		this.client = client;
		this.context = context;
		this.requests = requests;
		this.disconnects = disconnects;
		this.gate = gate;
		this.generation = generation;
		this.listener = listener;
		this.id = context.ids().next(client.getName());
		this.permit = context.limiter().permit(client.getSettings().url().getHost(), this::begin);
		this.began = context.timer().nanoTime();
	}

	long generation() {
		return this.generation;
	}

	String id() {
		return this.id;
	}

	/**
	 * Return how long the attempt has taken so far.
	 * @return the time, without the wait for its turn once that is over
	 */
	Duration duration() {
		return Duration.ofNanos(this.context.timer().nanoTime() - this.began);
	}

	/**
	 * Connect, when it is this attempt's turn.
	 */
	void start() {
		synchronized (this) {
			if (this.resolved) {
				return;
			}
			this.phase = Phase.WAITING;
		}
		if (!this.gate.enter(this.entry)) {
			boundWait();
		}
	}

	// Not for the turn, which may take long, but for a thread that hangs
	private void boundWait() {
		arm(Phase.WAITING, () -> timedOut("The wait for the attempt before, whose thread is in a "
				+ "HeartbeatHandshakeCustomizer or the WebSocket client,"));
	}

	private void arm(Phase phase, Runnable task) {
		EngineTimer.Task deadline = AwakeDeadline.schedule(this.context.timer(), task,
				this.client.getSettings().connectTimeout());
		boolean wanted;
		synchronized (this) {
			wanted = this.phase == phase && !this.resolved;
			if (wanted) {
				this.deadline = deadline;
			}
		}
		if (!wanted) {
			deadline.cancel();
		}
	}

	private static void cancel(EngineTimer.@Nullable Task deadline) {
		if (deadline != null) {
			deadline.cancel();
		}
	}

	/**
	 * Connect, when it is this attempt's turn, once the connection before is closed or
	 * has had its time.
	 * @param previous completed when that connection is closed
	 * @param bound the time it has
	 */
	void startAfter(CompletableFuture<Void> previous, Duration bound) {
		if (previous.isDone()) {
			start();
			return;
		}
		AtomicBoolean once = new AtomicBoolean();
		Runnable start = () -> {
			if (once.compareAndSet(false, true)) {
				start();
			}
		};
		EngineTimer.Task task = this.context.timer().schedule(start, bound);
		previous.whenComplete((result, failure) -> {
			task.cancel();
			start.run();
		});
	}

	private void entered() {
		boolean leave;
		EngineTimer.Task waited;
		synchronized (this) {
			leave = this.resolved;
			waited = takeDeadline();
			this.phase = leave ? this.phase : Phase.ENTERED;
		}
		cancel(waited);
		if (leave) {
			this.gate.leave();
		}
		else {
			this.permit.request();
		}
	}

	private void begin() {
		synchronized (this) {
			if (this.resolved) {
				// Abandoned in the moment in which the permit was granted
				return;
			}
			this.phase = Phase.RUNNING;
		}
		try {
			this.began = this.context.timer().nanoTime();
			arm(Phase.RUNNING,
					() -> timedOut(isAskingUserCode() ? "A HeartbeatHandshakeCustomizer" : "The opening handshake"));
			this.context.io().execute(this::run);
		}
		catch (Throwable ex) {
			fail(this.disconnects.connectFailed(ex));
			returned();
		}
	}

	private synchronized boolean isAskingUserCode() {
		return this.transportAttempt == null;
	}

	private void timedOut(String what) {
		fail(this.disconnects.connectTimedOut(what));
	}

	private void run() {
		boolean wanted;
		synchronized (this) {
			this.thread = Thread.currentThread();
			wanted = !this.resolved;
		}
		try {
			if (wanted) {
				runIntercepted();
			}
		}
		finally {
			synchronized (this) {
				this.thread = null;
				// Whoever interrupted this thread meant the attempt
				Thread.interrupted();
			}
			returned();
		}
	}

	private void runIntercepted() {
		try {
			this.context.observers()
				.intercept((interceptor, attempt) -> interceptor.aroundConnect(this.client, this.id, attempt),
						this::connect);
		}
		catch (Throwable ex) {
			fail(this.disconnects.connectFailed(ex));
		}
	}

	private void connect() {
		HandshakeRequest request;
		try {
			this.initializers = this.requests.initializers();
			request = this.requests.create(this.id);
		}
		catch (Throwable ex) {
			fail(this.disconnects.connectFailed(ex));
			return;
		}
		TransportAttempt transportAttempt = this.context.transport().createAttempt(request, this);
		synchronized (this) {
			if (this.resolved) {
				return;
			}
			this.transportAttempt = transportAttempt;
		}
		transportAttempt.connect();
	}

	private void fail(Disconnect disconnect) {
		this.listener.failed(this, disconnect);
	}

	// Not before the thread is free: a permit is what bounds the threads, too
	private void returned() {
		boolean last;
		synchronized (this) {
			this.phase = this.resolved ? Phase.DONE : Phase.RETURNED;
			last = this.resolved;
		}
		if (last) {
			this.permit.release();
		}
		this.gate.leave();
	}

	@Override
	public FrameListener opened(TransportSession session) {
		synchronized (this) {
			this.opening = true;
		}
		FailsafeSession failsafe = new FailsafeSession(session, this::ended, this::warn);
		Established connection = isAnswered(failsafe) ? establish(failsafe) : null;
		if (connection == null) {
			failsafe.abort(CloseStatus.GOING_AWAY);
			return new IgnoredFrames();
		}
		TransportEnd early;
		synchronized (this) {
			this.connection = connection;
			early = this.early;
		}
		resolve();
		// A container may keep the thread of the handshake for the first frames, and no
		// other client is to wait for those who listen to them
		this.permit.release();
		connection.activate();
		if (early != null) {
			connection.ended(early);
		}
		return connection.frames();
	}

	private @Nullable Established establish(FailsafeSession session) {
		try {
			return this.listener.opened(this, session);
		}
		catch (Throwable ex) {
			fail(this.disconnects.connectFailed(ex));
			return null;
		}
	}

	// Who asks for the answer later may hold a lock
	private boolean isAnswered(FailsafeSession session) {
		try {
			session.readHandshakeResponse();
			return true;
		}
		catch (Throwable ex) {
			fail(this.disconnects.connectFailed(ex));
			return false;
		}
	}

	@Override
	public void ended(TransportEnd end) {
		Established connection;
		synchronized (this) {
			connection = this.connection;
			if (connection == null && this.opening) {
				// Another thread is in the call that tells of the open
				this.early = end;
				return;
			}
		}
		if (connection != null) {
			connection.ended(end);
		}
		else {
			fail(this.disconnects.ended(end));
		}
	}

	List<HeartbeatConnectionInitializer> initializers() {
		return this.initializers;
	}

	/**
	 * Give the attempt up, if it is still under way. Safe to repeat.
	 */
	void abandon() {
		TransportAttempt transportAttempt;
		synchronized (this) {
			if (this.resolved) {
				return;
			}
			transportAttempt = this.transportAttempt;
			if (transportAttempt == null && this.thread != null && this.thread != Thread.currentThread()) {
				this.thread.interrupt();
			}
		}
		resolve();
		if (transportAttempt != null) {
			abandon(transportAttempt);
		}
	}

	private void abandon(TransportAttempt transportAttempt) {
		try {
			transportAttempt.abandon();
		}
		catch (Throwable ex) {
			// Whoever gives the attempt up has more to do
			warn("the attempt could not be abandoned", ex);
		}
	}

	// The thread may be the timer's, or one that reads
	private void warn(String what, Throwable failure) {
		logger.warn(this.context.dispatch(), "Connection '" + this.id + "': " + what, this.disconnects.redact(failure));
	}

	private void resolve() {
		Phase phase;
		EngineTimer.Task deadline;
		synchronized (this) {
			this.resolved = true;
			this.transportAttempt = null;
			deadline = takeDeadline();
			phase = this.phase;
			this.phase = (phase == Phase.RUNNING) ? phase : Phase.DONE;
		}
		cancel(deadline);
		switch (phase) {
			case ENTERED -> {
				this.permit.release();
				this.gate.leave();
			}
			case WAITING -> this.gate.forget(this.entry);
			case RETURNED -> this.permit.release();
			case NEW, RUNNING, DONE -> {
			}
		}
	}

	// Called under the lock: the timer is called after it
	private EngineTimer.@Nullable Task takeDeadline() {
		EngineTimer.Task deadline = this.deadline;
		this.deadline = null;
		return deadline;
	}

	/**
	 * Step of an attempt. The gate is occupied while {@code ENTERED} and {@code RUNNING},
	 * and so is the permit held, until the attempt succeeds; {@code RETURNED} has left
	 * the gate only.
	 */
	private enum Phase {

		/** Not started. */
		NEW,

		/** Waits to enter the gate. */
		WAITING,

		/** Waits for its permit. */
		ENTERED,

		/** Has a thread, or is about to. */
		RUNNING,

		/** Has let its thread go, and waits for the transport. */
		RETURNED,

		/** Is over. */
		DONE

	}

	/**
	 * Callback interface for what comes of an attempt. It decides what counts; an end may
	 * be told more than once.
	 */
	interface Listener {

		/**
		 * The attempt has succeeded.
		 * @param attempt the attempt
		 * @param session the session
		 * @return the connection, or {@code null} if nobody wants it any more
		 */
		@Nullable Established opened(ConnectAttempt attempt, TransportSession session);

		/**
		 * The attempt has failed, or taken too long. It may have succeeded while the
		 * timer was on its way here: then it stays.
		 * @param attempt the attempt
		 * @param disconnect what ended it
		 */
		void failed(ConnectAttempt attempt, Disconnect disconnect);

	}

	/**
	 * The connection that has come of an attempt.
	 */
	interface Established {

		/**
		 * Begin with what is to be done on an open connection.
		 */
		void activate();

		/**
		 * Return what reads the connection.
		 * @return told of what arrives
		 */
		FrameListener frames();

		/**
		 * The transport tells that the connection has ended.
		 * @param end how it ended
		 */
		void ended(TransportEnd end);

	}

}
