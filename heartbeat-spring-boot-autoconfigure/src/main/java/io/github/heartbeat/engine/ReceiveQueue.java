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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * What one client has to tell its listeners: delivered one after the other, in order, by
 * a thread that may block, and bounded by count and bytes. Messages are let in between
 * the open and the close of the connection they belong to, and at no other time.
 */
final class ReceiveQueue {

	private static final Log logger = LogFactory.getLog(ReceiveQueue.class);

	/** Most events a thread takes at a time. */
	private static final int BATCH = 64;

	/**
	 * Most events other than messages that may wait. A listener that never returns would
	 * otherwise collect those of every attempt.
	 */
	private static final int LIFECYCLE_CAPACITY = 256;

	/** Least milliseconds between two warnings of an overflow. */
	private static final long WARN_INTERVAL = 60_000;

	/** Milliseconds after which a reader that waits looks for a thread to deliver. */
	private static final long RETRY = 100;

	private final String clientName;

	private final Receive settings;

	private final Executor executor;

	private final Consumer<HeartbeatEvent> delivery;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final IdleStrategy pace = new IdleStrategy(System.nanoTime());

	/** Events not yet taken by the thread that delivers. */
	private final Queue<HeartbeatEvent> queue;

	/** Messages that wait or are being delivered. */
	private int messages;

	/** Bytes of those messages. */
	private long bytes;

	/** The connection whose messages are let in. */
	private @Nullable Connection window;

	/** Whether a thread delivers, or is about to. */
	private boolean draining;

	/** Whether that thread has just rested, with nothing to deliver. */
	private boolean rested;

	/** Whether what the delivering thread has taken is to be dropped as well. */
	private volatile boolean discarding;

	/** Events other than messages that wait. */
	private int lifecycleEvents;

	/** Whether there has been lack of room since the queue was last empty. */
	private boolean overflowing;

	/** When that was last warned about. */
	private long warnedAt;

	/** Completed when nothing waits and nothing is being delivered. */
	private @Nullable CompletableFuture<Void> idle;

	private long received;

	private long bytesReceived;

	private long dropped;

	private long lastMessageAt;

	ReceiveQueue(String clientName, Receive settings, Executor executor, Consumer<HeartbeatEvent> delivery) {
		this.clientName = clientName;
		this.settings = settings;
		this.executor = executor;
		this.delivery = delivery;
		this.queue = (settings.overflow() == ReceiveOverflow.CONFLATE) ? new ConflatingQueue() : new ArrayDeque<>(1);
	}

	/**
	 * Let the messages of a connection in. Where a listener does not return, older events
	 * give way: a connection that lives must not be mute.
	 * @param connection the connection
	 * @param event what is delivered before them
	 */
	void open(Connection connection, HeartbeatOpenEvent event) {
		this.lock.lock();
		try {
			if (!hasLifecycleRoom()) {
				makeLifecycleRoom();
			}
			this.window = connection;
			addLifecycle(event);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void makeLifecycleRoom() {
		String unseen = null;
		for (HeartbeatEvent event : this.queue) {
			boolean part = event instanceof HeartbeatMessageEvent || event instanceof HeartbeatOpenEvent
					|| event instanceof HeartbeatCloseEvent;
			if (!part) {
				remove((other) -> other == event);
				return;
			}
			if (event instanceof HeartbeatOpenEvent && unseen == null) {
				unseen = event.getConnectionId();
			}
		}
		if (unseen != null) {
			// A connection that came and went while the listener did not return
			String connectionId = unseen;
			remove((event) -> event.getConnectionId().equals(connectionId));
		}
	}

	private void remove(Predicate<HeartbeatEvent> condition) {
		Iterator<HeartbeatEvent> iterator = this.queue.iterator();
		while (iterator.hasNext()) {
			HeartbeatEvent event = iterator.next();
			if (condition.test(event)) {
				iterator.remove();
				this.dropped++;
				if (event instanceof HeartbeatMessageEvent message) {
					forget(message);
				}
				else {
					this.lifecycleEvents--;
				}
			}
		}
	}

	/**
	 * Let no more messages of a connection in. One that waits for room is dropped.
	 * @param connection the connection
	 * @param event what is delivered after its messages
	 */
	void close(Connection connection, HeartbeatCloseEvent event) {
		this.lock.lock();
		try {
			if (this.window == connection) {
				this.window = null;
				addLifecycle(event);
				this.room.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Add an event that is neither message, open nor close.
	 * @param event the event
	 */
	void post(HeartbeatEvent event) {
		this.lock.lock();
		try {
			if (hasLifecycleRoom()) {
				addLifecycle(event);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Add a message. Where the overflow is {@code block}, wait for room: the container's
	 * thread that waits here reads nothing meanwhile.
	 * @param connection the connection it belongs to
	 * @param message the message
	 * @param key of the messages with this key only the newest counts, or {@code null}
	 */
	void add(Connection connection, HeartbeatMessageEvent message, @Nullable Object key) {
		this.lock.lock();
		try {
			this.received++;
			this.bytesReceived += message.getPayloadLength();
			this.lastMessageAt = message.getTimestamp();
			if (this.window == connection && !supersede(message, key) && !hasRoom(message)) {
				makeRoom(connection, message);
			}
			if (this.window == connection && hasRoom(message)) {
				addMessage(message, key);
			}
			else {
				this.dropped++;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasRoom(HeartbeatMessageEvent message) {
		return this.messages == 0 || (this.messages < this.settings.queueCapacity()
				&& this.bytes + message.getPayloadLength() <= this.settings.queueSize().toBytes());
	}

	private void makeRoom(Connection connection, HeartbeatMessageEvent message) {
		warn(message);
		switch (this.settings.overflow()) {
			case BLOCK -> waitForRoom(connection, message);
			case DROP_OLDEST, CONFLATE -> dropOldest(message);
			case DROP_NEWEST -> logger.trace("The newest message is dropped");
		}
	}

	private void warn(HeartbeatMessageEvent message) {
		if (!this.overflowing && message.getTimestamp() - this.warnedAt >= WARN_INTERVAL) {
			this.warnedAt = message.getTimestamp();
			logger.warn(
					LogMessage.format(
							"Client '%s': the listeners are slower than the server, %s"
									+ " (receive.overflow: %s; see receive.queue-capacity and receive.queue-size)",
							this.clientName,
							(this.settings.overflow() == ReceiveOverflow.BLOCK)
									? "reading is stopped until there is room" : "messages are dropped",
							this.settings.overflow()));
		}
		this.overflowing = true;
	}

	private void waitForRoom(Connection connection, HeartbeatMessageEvent message) {
		boolean interrupted = false;
		connection.readingPaused(true);
		while (this.window == connection && !hasRoom(message)) {
			try {
				// If there was no thread to deliver, nothing else would try again
				drainInBackground();
				this.room.await(RETRY, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		connection.readingPaused(false);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void dropOldest(HeartbeatMessageEvent message) {
		Iterator<HeartbeatEvent> iterator = this.queue.iterator();
		while (!hasRoom(message) && iterator.hasNext()) {
			if (iterator.next() instanceof HeartbeatMessageEvent oldest) {
				iterator.remove();
				forget(oldest);
				this.dropped++;
			}
		}
	}

	/**
	 * Make the place of an earlier message of the same key free.
	 * @param message the message
	 * @param key its key
	 * @return whether the message can be put there
	 */
	private boolean supersede(HeartbeatMessageEvent message, @Nullable Object key) {
		if (key == null || !(this.queue instanceof ConflatingQueue conflating)) {
			return false;
		}
		HeartbeatMessageEvent earlier = conflating.get(key, message);
		if (earlier == null) {
			return false;
		}
		forget(earlier);
		this.dropped++;
		if (!hasRoom(message)) {
			conflating.removeIf((event) -> event == earlier);
			return false;
		}
		return true;
	}

	private void forget(HeartbeatMessageEvent message) {
		this.messages--;
		this.bytes -= message.getPayloadLength();
	}

	private boolean hasLifecycleRoom() {
		if (this.lifecycleEvents < LIFECYCLE_CAPACITY) {
			return true;
		}
		this.dropped++;
		logger.warn(LogMessage.format("Client '%s': a listener does not return, events are dropped", this.clientName));
		return false;
	}

	private void addLifecycle(HeartbeatEvent event) {
		this.lifecycleEvents++;
		this.queue.add(event);
		drainInBackground();
	}

	private void addMessage(HeartbeatMessageEvent message, @Nullable Object key) {
		this.messages++;
		this.bytes += message.getPayloadLength();
		if (key != null && this.queue instanceof ConflatingQueue conflating) {
			conflating.put(key, message);
		}
		else {
			this.queue.add(message);
		}
		drainInBackground();
	}

	private void drainInBackground() {
		if (!this.draining) {
			try {
				this.draining = true;
				this.executor.execute(this::drain);
			}
			catch (Throwable ex) {
				// The next event tries again
				this.draining = false;
				logger.error(LogMessage.format("Client '%s': no thread to deliver events", this.clientName), ex);
			}
		}
	}

	private void drain() {
		List<HeartbeatEvent> batch = new ArrayList<>();
		int delivered = 0;
		while (next(batch, delivered)) {
			delivered = 0;
			if (batch.isEmpty()) {
				LockSupport.parkNanos(IdleStrategy.REST);
			}
			while (delivered < batch.size() && !this.discarding) {
				this.delivery.accept(batch.get(delivered));
				delivered++;
			}
		}
	}

	private boolean next(List<HeartbeatEvent> batch, int delivered) {
		CompletableFuture<Void> idle;
		this.lock.lock();
		try {
			release(batch, delivered);
			if (take(batch)) {
				this.rested = false;
				return true;
			}
			this.overflowing = false;
			if (mayRest()) {
				this.rested = true;
				return true;
			}
			this.rested = false;
			this.draining = false;
			idle = this.idle;
			this.idle = null;
		}
		finally {
			this.lock.unlock();
		}
		if (idle != null) {
			idle.complete(null);
		}
		return false;
	}

	private boolean mayRest() {
		if (this.rested) {
			this.pace.slow();
		}
		return this.idle == null && this.pace.isFast(this.received, System.nanoTime());
	}

	private void release(List<HeartbeatEvent> batch, int delivered) {
		for (int i = 0; i < batch.size(); i++) {
			if (batch.get(i) instanceof HeartbeatMessageEvent message) {
				if (isBatching()) {
					forget(message);
				}
				this.dropped += (i < delivered) ? 0 : 1;
			}
		}
		batch.clear();
		this.discarding = false;
		// Not for each place that gets free: a reader that is woken has a batch to do
		if (this.queue.isEmpty() || isHalfEmpty()) {
			this.room.signalAll();
		}
	}

	private boolean isHalfEmpty() {
		return this.messages <= this.settings.queueCapacity() / 2
				&& this.bytes <= this.settings.queueSize().toBytes() / 2;
	}

	private boolean take(List<HeartbeatEvent> batch) {
		int limit = isBatching() ? BATCH : 1;
		while (batch.size() < limit && !this.queue.isEmpty()) {
			HeartbeatEvent event = this.queue.remove();
			if (!(event instanceof HeartbeatMessageEvent message)) {
				this.lifecycleEvents--;
			}
			else if (!isBatching()) {
				forget(message);
			}
			batch.add(event);
		}
		return !batch.isEmpty();
	}

	/**
	 * Whether several events are taken at a time, and count until they are delivered.
	 * What is taken can't be dropped for a newer message any more, hence not where that
	 * may happen.
	 * @return whether they are
	 */
	private boolean isBatching() {
		return this.settings.overflow() == ReceiveOverflow.BLOCK;
	}

	/**
	 * Return a future that is completed when nothing waits and nothing is being
	 * delivered.
	 * @return the future
	 */
	CompletableFuture<Void> whenIdle() {
		this.lock.lock();
		try {
			if (!this.draining) {
				return CompletableFuture.completedFuture(null);
			}
			if (this.idle == null) {
				this.idle = new CompletableFuture<>();
			}
			return this.idle;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drop all that waits, since the application does not want to wait any longer.
	 */
	void discard() {
		this.lock.lock();
		try {
			int discarded = 0;
			this.discarding = this.draining;
			for (HeartbeatEvent event : this.queue) {
				if (event instanceof HeartbeatMessageEvent message) {
					forget(message);
					discarded++;
				}
			}
			this.queue.clear();
			this.lifecycleEvents = 0;
			this.dropped += discarded;
			this.room.signalAll();
			if (discarded > 0) {
				logger.warn(LogMessage.format(
						"Client '%s': %s received messages were not delivered within shutdown-timeout, and are dropped",
						this.clientName, discarded));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the numbers of this mailbox.
	 * @return the numbers at this moment
	 */
	Numbers numbers() {
		this.lock.lock();
		try {
			return new Numbers(this.messages, this.received, this.bytesReceived, this.dropped,
					(this.lastMessageAt != 0) ? Instant.ofEpochMilli(this.lastMessageAt) : null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Numbers of a mailbox.
	 *
	 * @param queued messages that wait or are being delivered
	 * @param received messages received
	 * @param bytesReceived their bytes
	 * @param dropped what was not delivered
	 * @param lastMessageAt when the last message came, or {@code null}
	 */
	record Numbers(int queued, long received, long bytesReceived, long dropped, @Nullable Instant lastMessageAt) {
	}

}
