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

package io.github.heartbeat.engine.send;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Messages of one client that wait to be written: what belongs to the present connection,
 * in its {@link ConnectionLane}, and behind that the {@link ClientQueue}, which waits
 * until the connection is ready. The lock of both is here; nothing is called out under
 * it.
 */
final class SendQueue {

	private final Outcomes outcomes;

	private final boolean keptWithoutConnection;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock, as all that follows. */
	private final ClientQueue queue;

	/** What was refused since there was a connection. */
	private final RefusedMessages refused = new RefusedMessages();

	/** Whether the client is started. */
	private boolean started;

	/** The lane of the present connection. */
	private @Nullable ConnectionLane present;

	/**
	 * Create a new queue.
	 * @param settings the bounds
	 * @param timer the timer
	 * @param outcomes told of messages that end here
	 * @param completions completes the futures of messages that have ended
	 */
	SendQueue(Send settings, EngineTimer timer, Outcomes outcomes, CompletionExecutor completions) {
		this.outcomes = outcomes;
		this.keptWithoutConnection = settings.whenClosed() == WhenClosed.QUEUE;
		this.queue = new ClientQueue(settings, timer, this.lock, completions, this::closed, this::checkAge);
	}

	private @Nullable Refusal closed() {
		if (!this.started) {
			return Refusal.NOT_STARTED;
		}
		if (this.present == null && !this.keptWithoutConnection) {
			return Refusal.NO_CONNECTION;
		}
		return null;
	}

	private void checkAge() {
		this.outcomes.expired(locked(this.queue::checkAge));
	}

	/**
	 * Accept messages from now on.
	 */
	void start() {
		locked(() -> this.started = true);
	}

	/**
	 * Accept a message that is sent over the client, or end it. May wait where the
	 * overflow is {@code block}.
	 * @param message the message
	 * @return the reason why it was refused, if it is the first message since there was a
	 * connection that was refused for lack of one, or {@code null}
	 */
	@Nullable Refusal offer(OutboundMessage message) {
		List<OutboundMessage> dropped = new ArrayList<>(0);
		Refusal refusal;
		boolean first;
		ConnectionLane wake;
		this.lock.lock();
		try {
			refusal = this.queue.offer(message, dropped);
			first = refusal != null && this.refused.add(refusal);
			wake = wake();
		}
		finally {
			this.lock.unlock();
		}
		this.outcomes.dropped(dropped);
		proceed(message, refusal, wake);
		return first ? refusal : null;
	}

	/**
	 * Accept a message that is sent over a connection, or end it.
	 * @param connection the lane of the connection
	 * @param message the message
	 */
	void offer(ConnectionLane connection, OutboundMessage message) {
		Refusal refusal;
		ConnectionLane wake;
		this.lock.lock();
		try {
			refusal = (this.present == connection) ? connection.offer(message) : connection.ended();
			wake = wake();
		}
		finally {
			this.lock.unlock();
		}
		proceed(message, refusal, wake);
	}

	private void proceed(OutboundMessage message, @Nullable Refusal refusal, @Nullable ConnectionLane wake) {
		if (refusal != null) {
			this.outcomes.refused(message, refusal);
		}
		start(wake);
	}

	/**
	 * Put a heartbeat ahead of everything else.
	 * @param connection the lane of the connection it is for
	 * @param heartbeat the heartbeat
	 */
	void offerHeartbeat(ConnectionLane connection, OutboundMessage heartbeat) {
		change(connection, () -> connection.setHeartbeat(heartbeat));
	}

	/**
	 * Begin with a connection.
	 * @param connection the lane of the connection
	 * @param first the messages to be written first
	 * @return the number of messages that were refused since there was no connection
	 */
	long attach(ConnectionLane connection, List<OutboundMessage> first) {
		this.lock.lock();
		try {
			Assert.state(this.present == null, "The connection before must have been detached");
			this.present = connection;
			first.forEach(connection::add);
			return this.refused.reset();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let what belongs to a connection be written.
	 * @param connection the lane of the connection
	 */
	void begin(ConnectionLane connection) {
		change(connection, connection::begin);
	}

	/**
	 * Let what is sent over the client be written to a connection.
	 * @param connection the lane of the connection
	 */
	void open(ConnectionLane connection) {
		change(connection, connection::openQueue);
	}

	private void change(ConnectionLane connection, Runnable change) {
		start(locked(() -> {
			if (this.present == connection) {
				change.run();
			}
			return wake();
		}));
	}

	private @Nullable ConnectionLane wake() {
		ConnectionLane present = this.present;
		return (present != null && present.startsWriting(!this.queue.isEmpty())) ? present : null;
	}

	private static void start(@Nullable ConnectionLane wake) {
		if (wake != null) {
			wake.startWriter();
		}
	}

	/**
	 * End with a connection that is lost.
	 * @param connection the lane of the connection
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> detach(@Nullable ConnectionLane connection) {
		return locked(() -> (connection != null && this.present == connection) ? endPresent(this.keptWithoutConnection)
				: Collections.emptyList());
	}

	/**
	 * Accept no more, and end with whatever connection there is, since the client is
	 * stopped or has given up.
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> stop() {
		return locked(() -> {
			this.started = false;
			return endPresent(false);
		});
	}

	/**
	 * Accept no more, unless there is another connection by now.
	 * @param connection the lane of the connection that is closed
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> stop(ConnectionLane connection) {
		return locked(() -> (this.present == connection) ? stop() : Collections.emptyList());
	}

	private List<OutboundMessage> endPresent(boolean keepQueue) {
		List<OutboundMessage> abandoned = new ArrayList<>(0);
		if (this.present != null) {
			this.present.moveTo(abandoned);
			this.present = null;
		}
		if (!keepQueue) {
			this.queue.moveTo(abandoned);
		}
		this.queue.changed();
		return abandoned;
	}

	/**
	 * Accept no more, but write what there is.
	 * @param connection the lane of the connection
	 * @param ready whether what is sent over the client is written, too
	 * @return a future, completed by the thread that ends the last write, and never if
	 * the connection ends before
	 */
	CompletableFuture<Void> finish(ConnectionLane connection, boolean ready) {
		CompletableFuture<Void> written;
		ConnectionLane wake;
		this.lock.lock();
		try {
			if (this.present != connection) {
				return CompletableFuture.completedFuture(null);
			}
			this.started = false;
			this.queue.changed();
			connection.finish(ready);
			wake = wake();
			written = connection.whenWritten();
		}
		finally {
			this.lock.unlock();
		}
		start(wake);
		return written;
	}

	/**
	 * Take the next message to write.
	 * @param connection the lane of the connection
	 * @return the message, or {@code null} if the writer has nothing to do
	 */
	@Nullable OutboundMessage next(ConnectionLane connection) {
		CompletableFuture<Void> finished = null;
		List<OutboundMessage> expired;
		OutboundMessage message;
		this.lock.lock();
		try {
			if (this.present != connection) {
				return null;
			}
			expired = this.queue.removeExpired();
			message = connection.poll();
			if (message == null && connection.isQueueOpen()) {
				message = this.queue.poll();
			}
			if (message == null) {
				finished = connection.endWriting();
			}
		}
		finally {
			this.lock.unlock();
		}
		this.outcomes.expired(expired);
		if (finished != null) {
			finished.complete(null);
		}
		return message;
	}

	/**
	 * Let senders that wait look again: completions have made room.
	 */
	void roomForCompletions() {
		this.lock.lock();
		try {
			this.queue.changed();
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		return locked(() -> this.queue.size() + ((this.present != null) ? this.present.size() : 0));
	}

	private <T extends @Nullable Object> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
