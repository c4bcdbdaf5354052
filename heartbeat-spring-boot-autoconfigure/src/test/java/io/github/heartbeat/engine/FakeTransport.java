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

import java.net.ConnectException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Transport} without a network. A script says what becomes of an attempt; one
 * that is left hanging is accepted or failed by the test, at any later time.
 */
final class FakeTransport implements Transport {

	/** Leaves the attempt hanging, as a host does that swallows packets. */
	static final Script HANG = (attempt) -> {
	};

	/** Accepts the attempt. */
	static final Script ACCEPT = Attempt::accept;

	/** Accepts the attempt, and answers pings from then on. */
	static final Script ALIVE = (attempt) -> attempt.accept().answerPings();

	/** Refuses the attempt. */
	static final Script REFUSE = (attempt) -> {
		throw new ConnectException("Connection refused");
	};

	private final Executor io;

	private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

	private final Deque<Script> next = new ConcurrentLinkedDeque<>();

	private volatile Script script = HANG;

	private volatile Script beforeEach = HANG;

	FakeTransport(Executor io) {
		this.io = io;
	}

	@Override
	public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
		return new FakeAttempt(request, listener);
	}

	private Attempt begin(HandshakeRequest request, TransportListener listener) {
		synchronized (this.attempts) {
			Attempt attempt = new Attempt(request, listener, this.attempts.size() + 1, this.io);
			this.attempts.add(attempt);
			return attempt;
		}
	}

	private void run(Attempt attempt) throws Exception {
		this.beforeEach.run(attempt);
		Script script = this.next.poll();
		((script != null) ? script : this.script).run(attempt);
	}

	@Override
	public void destroy() {
	}

	/**
	 * Say what becomes of the attempts from now on.
	 * @param script the script
	 * @return this transport
	 */
	FakeTransport then(Script script) {
		this.script = script;
		return this;
	}

	/**
	 * Say what becomes of the next attempts, one after the other.
	 * @param scripts a script for each of them
	 * @return this transport
	 */
	FakeTransport next(Script... scripts) {
		this.next.addAll(List.of(scripts));
		return this;
	}

	/**
	 * Do something at the begin of each attempt.
	 * @param beforeEach what to do
	 */
	void beforeEach(Script beforeEach) {
		this.beforeEach = beforeEach;
	}

	List<Attempt> attempts() {
		return this.attempts;
	}

	Attempt lastAttempt() {
		return this.attempts.get(this.attempts.size() - 1);
	}

	/**
	 * Return the sessions of all attempts that were accepted.
	 * @return the sessions, in order of their attempts
	 */
	List<FakeSession> sessions() {
		return this.attempts.stream().filter(Attempt::isAccepted).map(Attempt::session).toList();
	}

	/**
	 * Return the sessions whose sockets are neither closed by the peer nor told to be
	 * closed by the engine.
	 * @return the sessions that live
	 */
	List<FakeSession> liveSessions() {
		return sessions().stream().filter(FakeSession::isLive).toList();
	}

	/**
	 * What becomes of an attempt.
	 */
	@FunctionalInterface
	interface Script {

		void run(Attempt attempt) throws Exception;

	}

	/**
	 * What the engine has of an attempt.
	 */
	private final class FakeAttempt implements TransportAttempt {

		private final HandshakeRequest request;

		private final TransportListener listener;

		/** Guarded by this object, as all below. */
		private boolean abandoned;

		private @Nullable Attempt attempt;

		/** The thread that is in {@link #connect()}. */
		private @Nullable Thread thread;

		FakeAttempt(HandshakeRequest request, TransportListener listener) {
			this.request = request;
			this.listener = listener;
		}

		@Override
		public void connect() {
			Attempt attempt = enter();
			if (attempt == null) {
				this.listener.ended(TransportEnd.closedByClient());
				return;
			}
			try {
				FakeTransport.this.run(attempt);
			}
			catch (Throwable ex) {
				attempt.fail(ex);
			}
			if (isAbandonedAtReturn()) {
				attempt.end(TransportEnd.closedByClient());
			}
		}

		private synchronized @Nullable Attempt enter() {
			if (this.abandoned) {
				return null;
			}
			this.thread = Thread.currentThread();
			this.attempt = begin(this.request, this.listener);
			return this.attempt;
		}

		private synchronized boolean isAbandonedAtReturn() {
			this.thread = null;
			return this.abandoned;
		}

		@Override
		public void abandon() {
			Attempt attempt;
			Thread thread;
			synchronized (this) {
				this.abandoned = true;
				attempt = this.attempt;
				thread = this.thread;
				if (thread != null && thread != Thread.currentThread()) {
					thread.interrupt();
				}
			}
			if (attempt != null) {
				attempt.abandon(thread == null);
			}
		}

	}

	/**
	 * One attempt to connect.
	 */
	static final class Attempt {

		private final HandshakeRequest request;

		private final TransportListener listener;

		private final int number;

		private final Executor io;

		private volatile boolean rejected;

		/** Guarded by this object, as all below. */
		private @Nullable FakeSession session;

		private boolean ended;

		private boolean abandoned;

		Attempt(HandshakeRequest request, TransportListener listener, int number, Executor io) {
			this.request = request;
			this.listener = listener;
			this.number = number;
			this.io = io;
		}

		HandshakeRequest request() {
			return this.request;
		}

		synchronized boolean isAbandoned() {
			return this.abandoned;
		}

		int number() {
			return this.number;
		}

		TransportListener listener() {
			return this.listener;
		}

		/**
		 * Let the opening handshake succeed.
		 * @return the session
		 */
		FakeSession accept() {
			return accept((session) -> {
			});
		}

		/**
		 * Let the opening handshake succeed. The connection of an attempt that has ended
		 * is closed, and not told of.
		 * @param prepare prepares the session
		 * @return the session
		 */
		FakeSession accept(Consumer<FakeSession> prepare) {
			FakeSession session = new FakeSession(this.listener, this.number, this.io);
			prepare.accept(session);
			if (establish(session)) {
				session.open();
			}
			else {
				session.discard();
			}
			return session;
		}

		private synchronized boolean establish(FakeSession session) {
			if (this.session != null) {
				throw new IllegalStateException("Attempt " + this.number + " is accepted already");
			}
			this.session = session;
			return !this.ended;
		}

		/**
		 * Report that the attempt has failed.
		 * @param failure the failure
		 */
		void fail(Throwable failure) {
			TransportEnd end = isAbandoned() ? TransportEnd.closedByClient() : translate(failure);
			if (endUnaccepted()) {
				this.listener.ended(end);
			}
		}

		/**
		 * End the attempt, or the connection that has come of it, unless it has ended.
		 * @param end how it ended
		 */
		void end(TransportEnd end) {
			if (endUnaccepted()) {
				this.listener.ended(end);
			}
			else if (isAccepted()) {
				session().end(end);
			}
		}

		private synchronized boolean endUnaccepted() {
			if (this.ended || this.session != null) {
				return false;
			}
			this.ended = true;
			return true;
		}

		/**
		 * Give the attempt up. Its end is told later: until then it may succeed.
		 * @param returned whether nobody is in the call that connects, who tells the end
		 */
		private void abandon(boolean returned) {
			synchronized (this) {
				if (this.abandoned) {
					return;
				}
				this.abandoned = true;
			}
			if (returned) {
				tellAbandoned();
			}
		}

		private void tellAbandoned() {
			try {
				this.io.execute(() -> end(TransportEnd.closedByClient()));
			}
			catch (RejectedExecutionException ex) {
				// As a transport that tries again until there is a thread
				this.rejected = true;
			}
		}

		/**
		 * Tell the end that found no thread.
		 */
		void retryRejected() {
			if (this.rejected) {
				this.rejected = false;
				tellAbandoned();
			}
		}

		private synchronized @Nullable FakeSession acceptedSession() {
			return this.session;
		}

		private static TransportEnd translate(Throwable failure) {
			if (failure instanceof HeartbeatConnectionException ours) {
				return TransportEnd.failed(ours.getDisconnectCause(), ours);
			}
			Throwable root = (failure.getCause() != null) ? failure.getCause() : failure;
			return TransportEnd.failed((root instanceof ConnectException) ? DisconnectCause.CONNECTION_REFUSED
					: DisconnectCause.CONNECT_FAILED, root);
		}

		boolean isAccepted() {
			return acceptedSession() != null;
		}

		synchronized boolean isResolved() {
			return this.session != null || this.ended;
		}

		FakeSession session() {
			FakeSession session = acceptedSession();
			if (session == null) {
				throw new IllegalStateException("Attempt " + this.number + " was not accepted");
			}
			return session;
		}

	}

}
