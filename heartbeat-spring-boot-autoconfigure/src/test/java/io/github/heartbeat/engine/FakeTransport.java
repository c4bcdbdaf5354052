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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.transport.Transport;
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

	private final List<Attempt> attempts = new ArrayList<>();

	private final Deque<Script> next = new ArrayDeque<>();

	private Script script = HANG;

	private Script beforeEach = HANG;

	@Override
	public void connect(String clientName, TransportListener listener) throws Exception {
		Attempt attempt = new Attempt(listener, this.attempts.size() + 1);
		this.attempts.add(attempt);
		this.beforeEach.run(attempt);
		Script script = this.next.poll();
		((script != null) ? script : this.script).run(attempt);
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
	 * One attempt to connect.
	 */
	static final class Attempt {

		private final TransportListener listener;

		private final int number;

		private @Nullable FakeSession session;

		private boolean failed;

		Attempt(TransportListener listener, int number) {
			this.listener = listener;
			this.number = number;
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
		 * Let the opening handshake succeed.
		 * @param prepare prepares the session
		 * @return the session
		 */
		FakeSession accept(Consumer<FakeSession> prepare) {
			FakeSession session = new FakeSession(this.listener, this.number);
			prepare.accept(session);
			this.session = session;
			this.listener.opened(session);
			return session;
		}

		/**
		 * Report that the attempt has failed.
		 * @param failure the failure
		 */
		void fail(Throwable failure) {
			this.failed = true;
			this.listener.connectFailed(failure);
		}

		boolean isAccepted() {
			return this.session != null;
		}

		boolean isResolved() {
			return this.session != null || this.failed;
		}

		FakeSession session() {
			if (this.session == null) {
				throw new IllegalStateException("Attempt " + this.number + " was not accepted");
			}
			return this.session;
		}

	}

}
