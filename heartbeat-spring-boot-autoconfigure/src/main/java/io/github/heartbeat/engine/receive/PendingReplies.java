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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Replies that may come over one connection: those to the requests that were written to
 * it, and the messages that somebody waits for. A message counts for those that waited
 * when it arrived, which may be some time before it is looked at: the thread that reads
 * takes its {@link #mark()}, another one, on which user code may run, looks at it.
 */
public final class PendingReplies implements PendingReply.Place {

	private static final FailsafeLog logger = FailsafeLog.of(PendingReplies.class);

	private static final PendingReply[] NONE = {};

	private final String connectionId;

	private final Supplier<ReplyRegistry> registry;

	/** Whether a correlator has failed on this connection. */
	private boolean correlatorFailed;

	/**
	 * Those with a predicate, in order, or {@code null} if there are none; guarded by
	 * this object, as all that follows.
	 */
	private @Nullable Set<PendingReply> predicates;

	/** The predicates as they were last looked at, until they change. */
	private PendingReply @Nullable [] snapshot;

	/** What is kept for those that begin to wait later, while that is of use. */
	private volatile @Nullable EarlyMessages early;

	/** How many wait by their key. */
	private volatile int keys;

	/** The number of those that have come so far. */
	private volatile long last;

	private volatile boolean waiting;

	/** Not {@code null} when the connection has ended. */
	private volatile @Nullable Supplier<? extends Exception> awaitFailure;

	PendingReplies(String connectionId, Supplier<ReplyRegistry> registry) {
		this.connectionId = connectionId;
		this.registry = registry;
	}

	String connectionId() {
		return this.connectionId;
	}

	boolean hasEnded() {
		return this.awaitFailure != null;
	}

	/**
	 * Keep what arrives for those that {@linkplain #await wait} for it later. Called
	 * before anything arrives.
	 */
	public void keepEarly() {
		this.early = new EarlyMessages();
	}

	/**
	 * Keep nothing any more.
	 */
	public void forgetEarly() {
		this.early = null;
	}

	/**
	 * Return whether anybody waits for a message on this connection, or may do so after
	 * it has arrived.
	 * @return whether messages have to be looked at
	 */
	public boolean isWaiting() {
		return this.waiting || this.early != null;
	}

	/**
	 * Return the mark of a message that arrives at this moment.
	 * @return the mark, which tells those that wait now from those that come later
	 */
	public long mark() {
		return this.last;
	}

	/**
	 * Look at a message that arrives at this moment.
	 * @param message the message
	 */
	public void received(HeartbeatMessage message) {
		received(message, mark());
	}

	/**
	 * Look at a message. User code runs here, so the thread must be one that may block;
	 * messages are looked at one at a time and in order of arrival.
	 * @param message the message
	 * @param mark the {@link #mark()} when the message arrived
	 */
	public void received(HeartbeatMessage message, long mark) {
		EarlyMessages early = this.early;
		if (early != null) {
			offer(message, mark, early.add(message, this::predicates), early::clear);
		}
		else {
			offer(message, mark, predicates(), () -> {
			});
		}
	}

	private void offer(HeartbeatMessage message, long mark, PendingReply[] predicates, Runnable accepted) {
		for (PendingReply reply : predicates) {
			if (reply.isWaiting(this, mark)) {
				reply.offer(message, accepted);
			}
		}
		if (this.keys > 0) {
			PendingReply reply = find(message);
			if (reply != null && reply.isWaiting(this, mark)) {
				reply.offer(message, accepted);
			}
		}
	}

	private synchronized PendingReply[] predicates() {
		if (this.predicates == null) {
			return NONE;
		}
		if (this.snapshot == null) {
			this.snapshot = this.predicates.toArray(NONE);
		}
		return this.snapshot;
	}

	private @Nullable PendingReply find(HeartbeatMessage message) {
		try {
			return this.registry.get().find(message);
		}
		catch (Throwable ex) {
			if (!this.correlatorFailed) {
				this.correlatorFailed = true;
				logger.warn(
						"The HeartbeatCorrelator failed for a message of connection '" + this.connectionId
								+ "', which is taken for no reply. Further failures on this connection are not logged",
						ex);
			}
			return null;
		}
	}

	/**
	 * Wait for the next message that a predicate accepts, the early ones included.
	 * @param predicate accepts the message
	 * @param timeout the bound of the wait
	 * @return a future of the message
	 */
	public CompletableFuture<HeartbeatMessage> await(Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		try {
			PendingReply reply = this.registry.get().register(predicate, timeout);
			EarlyMessages early = this.early;
			if (early != null) {
				reply.countEarlier();
				early.offerTo(reply, () -> reply.enter(this, this::awaitFailure));
				closeIfEnded(reply);
			}
			else {
				admit(reply, this::awaitFailure);
			}
			return reply.future();
		}
		catch (HeartbeatSendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Count messages that arrive from now on for a request, which is about to be written
	 * to this connection.
	 * @param reply the reply to the request
	 */
	void admit(PendingReply reply) {
		admit(reply, () -> this.registry.get().lost());
	}

	private void admit(PendingReply reply, Supplier<? extends Throwable> failure) {
		reply.enter(this, failure);
		closeIfEnded(reply);
	}

	private void closeIfEnded(PendingReply reply) {
		if (hasEnded()) {
			reply.placeClosed(this);
		}
	}

	/**
	 * End all that wait here, since the connection has ended. They are told in the
	 * background, behind the replies that were accepted before.
	 * @param awaitFailure makes the failure of those that wait for a message without a
	 * request
	 */
	public void end(Supplier<? extends Exception> awaitFailure) {
		synchronized (this) {
			if (hasEnded()) {
				return;
			}
			this.awaitFailure = awaitFailure;
			if (!this.waiting) {
				return;
			}
		}
		this.registry.get().execute(this::endAll);
	}

	private void endAll() {
		for (PendingReply reply : predicates()) {
			reply.placeClosed(this);
		}
		if (this.keys > 0) {
			this.registry.get().withKeys().forEach((reply) -> reply.placeClosed(this));
		}
	}

	private Throwable awaitFailure() {
		Supplier<? extends Exception> awaitFailure = this.awaitFailure;
		Assert.state(awaitFailure != null, "The connection has not ended");
		return awaitFailure.get();
	}

	@Override
	public synchronized long add(PendingReply reply) {
		if (reply.hasKey()) {
			this.keys = this.keys + 1;
		}
		else {
			if (this.predicates == null) {
				this.predicates = new LinkedHashSet<>();
			}
			this.predicates.add(reply);
			this.snapshot = null;
		}
		this.waiting = true;
		this.last = this.last + 1;
		return this.last;
	}

	@Override
	public synchronized void remove(PendingReply reply) {
		if (reply.hasKey()) {
			this.keys = this.keys - 1;
		}
		else if (this.predicates != null) {
			this.predicates.remove(reply);
			this.snapshot = null;
			if (this.predicates.isEmpty()) {
				this.predicates = null;
			}
		}
		this.waiting = this.keys > 0 || this.predicates != null;
	}

}
