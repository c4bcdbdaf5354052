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

package io.github.heartbeat.engine.receive;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * Registry of all replies that one client waits for, whatever the connection: their
 * bounds, deadlines and keys.
 */
final class ReplyRegistry {

	static final int MAX_PREDICATES = 1024;

	static final int MAX_KEYS = 65_536;

	private final String clientName;

	private final EngineTimer timer;

	private final CompletionExecutor completions;

	private final Supplier<? extends @Nullable HeartbeatCorrelator> correlators;

	private final Semaphore roomForPredicates = new Semaphore(MAX_PREDICATES);

	private final Semaphore roomForKeys = new Semaphore(MAX_KEYS);

	private final Map<Key, PendingReply> replies = new ConcurrentHashMap<>();

	private volatile @Nullable HeartbeatCorrelator correlator;

	/**
	 * Create a new registry.
	 * @param clientName the plain name of the client
	 * @param timer the timer
	 * @param completions runs what completes futures
	 * @param correlators supplies the correlator that supports the client
	 */
	ReplyRegistry(String clientName, EngineTimer timer, CompletionExecutor completions,
			Supplier<? extends @Nullable HeartbeatCorrelator> correlators) {
		this.clientName = clientName;
		this.timer = timer;
		this.completions = completions;
		this.correlators = correlators;
	}

	/**
	 * Run something where futures are completed, after what is to be completed before.
	 * @param task the task
	 */
	void execute(Runnable task) {
		this.completions.execute(task);
	}

	/**
	 * Begin to wait for a message that a predicate accepts.
	 * @param predicate the predicate
	 * @param timeout the bound of the wait
	 * @return the reply
	 * @throws HeartbeatSendException if too many wait already
	 */
	PendingReply register(Predicate<? super HeartbeatMessage> predicate, Duration timeout)
			throws HeartbeatSendException {
		if (!this.roomForPredicates.tryAcquire()) {
			throw refused(MAX_PREDICATES + " wait with a predicate already, which is the most. "
					+ "Define a HeartbeatCorrelator bean and send requests with a key, of which " + MAX_KEYS
					+ " may wait", null);
		}
		PendingReply reply = new PendingReply(predicate, this.roomForPredicates::release, this.completions);
		schedule(reply, timeout);
		return reply;
	}

	/**
	 * Begin to wait for the message that has the key of a request.
	 * @param payload the request
	 * @param timeout the bound of the wait
	 * @return the reply
	 * @throws HeartbeatSendException if the request has no key, another waits that has
	 * the same, or too many wait already
	 */
	PendingReply registerKey(Object payload, Duration timeout) throws HeartbeatSendException {
		Key key = key(payload);
		if (!this.roomForKeys.tryAcquire()) {
			throw refused(MAX_KEYS + " requests with a key wait already, which is the most", null);
		}
		PendingReply reply = new PendingReply(null, () -> release(key), this.completions);
		if (!add(key, reply)) {
			this.roomForKeys.release();
			throw refused("another request with the same key waits for its reply. Give each request a key of its own",
					null);
		}
		schedule(reply, timeout);
		return reply;
	}

	private Key key(Object payload) throws HeartbeatSendException {
		Object key;
		try {
			HeartbeatCorrelator correlator = correlator();
			if (correlator == null) {
				throw refused("there is no HeartbeatCorrelator for this client. Define a bean that supports it, "
						+ "or use sendAndAwait with a predicate", null);
			}
			key = correlator.requestKey(payload);
			if (key != null) {
				return new Key(key);
			}
		}
		catch (HeartbeatSendException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw refused("the key of the request could not be determined", ex);
		}
		throw refused("the request has no key. The HeartbeatCorrelator has to return one for a "
				+ payload.getClass().getName(), null);
	}

	private boolean add(Key key, PendingReply reply) throws HeartbeatSendException {
		try {
			return this.replies.putIfAbsent(key, reply) == null;
		}
		catch (Throwable ex) {
			this.roomForKeys.release();
			throw refused("the key of the request could not be compared with those of others", ex);
		}
	}

	private void release(Key key) {
		try {
			this.replies.remove(key);
		}
		finally {
			this.roomForKeys.release();
		}
	}

	private void schedule(PendingReply reply, Duration timeout) {
		Duration time = (timeout.compareTo(EngineTimer.MAX_DELAY) < 0) ? timeout : EngineTimer.MAX_DELAY;
		try {
			reply.setDeadline(this.timer.schedule(() -> reply.fail(() -> timedOut(time)), time));
		}
		catch (Throwable ex) {
			reply.abandon();
			throw ex;
		}
	}

	/**
	 * Return all replies that are found by their key.
	 * @return the replies, those of other connections included
	 */
	Collection<PendingReply> withKeys() {
		return this.replies.values();
	}

	/**
	 * Find the reply that a message is. What the user's code throws is passed on.
	 * @param message the message
	 * @return the reply, or {@code null} if nobody waits for the message by its key
	 */
	@Nullable PendingReply find(HeartbeatMessage message) {
		HeartbeatCorrelator correlator = correlator();
		Object key = (correlator != null) ? correlator.replyKey(message) : null;
		return (key != null) ? this.replies.get(new Key(key)) : null;
	}

	private @Nullable HeartbeatCorrelator correlator() {
		HeartbeatCorrelator correlator = this.correlator;
		if (correlator == null) {
			correlator = this.correlators.get();
			this.correlator = correlator;
		}
		return correlator;
	}

	/**
	 * Return the failure of a request whose connection has ended.
	 * @return the failure
	 */
	HeartbeatSendException lost() {
		return new HeartbeatSendException(this.clientName, Reason.UNKNOWN,
				"The connection was lost before the reply came", null);
	}

	private HeartbeatSendException refused(String why, @Nullable Throwable cause) {
		return new HeartbeatSendException(this.clientName, Reason.REJECTED, "Refused: " + why, cause);
	}

	private TimeoutException timedOut(Duration time) {
		return new TimeoutException(
				"Client '" + this.clientName + "': no message was accepted as reply within " + time.toMillis() + " ms");
	}

	/**
	 * Key that asks the user's object for its hash code once, so that it is found again
	 * when its request ends even if that has changed.
	 */
	private static final class Key {

		private final Object value;

		private final int hash;

		Key(Object value) {
			this.value = value;
			this.hash = value.hashCode();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other
					|| (other instanceof Key that && this.hash == that.hash && this.value.equals(that.value));
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
