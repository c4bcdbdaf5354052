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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * What one client has to send, in three lanes: heartbeats; what a connection sends first,
 * that is {@code send-on-open} and the messages of the listeners of the open event; and
 * the queue of everything else, which waits until the connection is ready. Bounded by
 * count, bytes and age. Who writes is the {@link ConnectionWriter} of the present
 * connection.
 */
final class SendQueue {

	private final Send settings;

	private final EngineTimer timer;

	private final Listener listener;

	private final ReentrantLock lock = new ReentrantLock();

	/** Signalled when there is room, or no hope of it. */
	private final Condition changed = this.lock.newCondition();

	// All lanes begin small: of ten thousand clients most have nothing to send

	private final ArrayDeque<OutboundMessage> heartbeats = new ArrayDeque<>(1);

	private final ArrayDeque<OutboundMessage> first = new ArrayDeque<>(1);

	private final ArrayDeque<OutboundMessage> queue = new ArrayDeque<>(1);

	/** Bytes that wait in {@link #first} and {@link #queue}. */
	private long bytes;

	/** Whether the client is started. */
	private boolean started;

	/** The writer of the present connection. */
	private @Nullable ConnectionWriter writer;

	/** Whether that writer has a thread, or is about to. */
	private boolean writing;

	/** Whether the queue may be written. */
	private boolean queueOpen;

	/** Whether the timer watches the age of the queue. */
	private boolean expiryScheduled;

	/** Completed when everything is written, once nothing more is accepted. */
	private @Nullable CompletableFuture<Void> finished;

	SendQueue(Send settings, EngineTimer timer, Listener listener) {
		this.settings = settings;
		this.timer = timer;
		this.listener = listener;
	}

	void start() {
		this.lock.lock();
		try {
			this.started = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept a message, or end it. May wait where the overflow is {@code block}.
	 * @param message the message
	 * @param opening the writer of the connection whose open event the sender listens to,
	 * or {@code null}; as long as that is the present one, the message goes ahead of the
	 * queue
	 */
	void offer(OutboundMessage message, @Nullable ConnectionWriter opening) {
		ConnectionWriter wake = null;
		List<OutboundMessage> dropped = new ArrayList<>();
		Refusal refusal;
		this.lock.lock();
		try {
			refusal = admit(message, dropped);
			if (refusal == null) {
				message.acceptedAt(this.timer.nanoTime());
				((opening != null && opening == this.writer) ? this.first : this.queue).add(message);
				this.bytes += message.size();
				watchAge();
				wake = wake();
			}
		}
		finally {
			this.lock.unlock();
		}
		dropped.forEach((oldest) -> this.listener.ended(oldest, Reason.DROPPED,
				"The message was dropped for a newer one (send.overflow: drop-oldest)"));
		if (refusal != null) {
			this.listener.ended(message, refusal.reason(), "The message is refused: " + refusal.text());
		}
		if (wake != null) {
			wake.start();
		}
	}

	private @Nullable Refusal admit(OutboundMessage message, List<OutboundMessage> dropped) {
		Refusal refusal = refusal(message);
		if (refusal == null || !refusal.full()) {
			return refusal;
		}
		return switch (this.settings.overflow()) {
			case REJECT -> refusal;
			case DROP_NEWEST -> new Refusal(Reason.DROPPED, refusal.text(), true);
			case DROP_OLDEST -> dropOldest(message, dropped);
			case BLOCK -> waitForRoom(message);
		};
	}

	private @Nullable Refusal refusal(OutboundMessage message) {
		if (!this.started) {
			return new Refusal(Reason.REJECTED, "the client is not started, or has given up", false);
		}
		if (this.writer == null && this.settings.whenClosed() == WhenClosed.REJECT) {
			return new Refusal(Reason.REJECTED, "there is no connection (send.when-closed: reject)", false);
		}
		int waiting = this.first.size() + this.queue.size();
		if (waiting >= this.settings.queueCapacity()) {
			return new Refusal(Reason.REJECTED, waiting + " messages wait to be written already (send.queue-capacity)",
					true);
		}
		if (waiting > 0 && this.bytes + message.size() > this.settings.queueSize().toBytes()) {
			return new Refusal(Reason.REJECTED, this.bytes + " bytes wait to be written already (send.queue-size)",
					true);
		}
		return null;
	}

	private @Nullable Refusal dropOldest(OutboundMessage message, List<OutboundMessage> dropped) {
		Refusal refusal = refusal(message);
		while (refusal != null && refusal.full() && !this.queue.isEmpty()) {
			dropped.add(remove(this.queue));
			refusal = refusal(message);
		}
		return refusal;
	}

	private @Nullable Refusal waitForRoom(OutboundMessage message) {
		long left = this.settings.timeout().toNanos();
		Refusal refusal = refusal(message);
		try {
			while (refusal != null && refusal.full() && left > 0) {
				left = this.changed.awaitNanos(left);
				refusal = refusal(message);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return refusal;
	}

	/**
	 * Put a heartbeat ahead of everything else.
	 * @param writer the writer of the connection it is for
	 * @param heartbeat the heartbeat
	 */
	void offerHeartbeat(ConnectionWriter writer, OutboundMessage heartbeat) {
		ConnectionWriter wake = null;
		this.lock.lock();
		try {
			if (this.writer == writer) {
				this.heartbeats.clear();
				this.heartbeats.add(heartbeat);
				wake = wake();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (wake != null) {
			wake.start();
		}
	}

	/**
	 * Begin with a connection.
	 * @param writer the writer of the connection
	 * @param messages what it sends first
	 */
	void attach(ConnectionWriter writer, List<OutboundMessage> messages) {
		this.lock.lock();
		try {
			this.writer = writer;
			this.writing = false;
			this.queueOpen = false;
			for (OutboundMessage message : messages) {
				this.first.add(message);
				this.bytes += message.size();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let the writer begin if there is something to write.
	 * @param writer the writer of the connection
	 * @param queueOpen whether the queue may be written from now on
	 */
	void wake(ConnectionWriter writer, boolean queueOpen) {
		ConnectionWriter wake = null;
		this.lock.lock();
		try {
			if (this.writer == writer) {
				this.queueOpen |= queueOpen;
				wake = wake();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (wake != null) {
			wake.start();
		}
	}

	/**
	 * End with a connection that is lost.
	 * @param writer the writer of the connection
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> detach(@Nullable ConnectionWriter writer) {
		if (writer == null) {
			return Collections.emptyList();
		}
		this.lock.lock();
		try {
			List<OutboundMessage> abandoned = new ArrayList<>();
			if (this.writer == writer) {
				this.writer = null;
				this.heartbeats.clear();
				moveTo(abandoned, this.first);
				if (this.settings.whenClosed() == WhenClosed.REJECT) {
					moveTo(abandoned, this.queue);
				}
				this.changed.signalAll();
			}
			return abandoned;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more, and end with whatever connection there is, since the client is
	 * stopped or has given up.
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> stop() {
		this.lock.lock();
		try {
			List<OutboundMessage> abandoned = new ArrayList<>(detach(this.writer));
			this.started = false;
			this.finished = null;
			moveTo(abandoned, this.queue);
			this.changed.signalAll();
			return abandoned;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more, unless there is another connection by now.
	 * @param writer the writer of the connection that is closed
	 * @return the messages that will not be written, to be ended by the caller
	 */
	List<OutboundMessage> stop(ConnectionWriter writer) {
		this.lock.lock();
		try {
			return (this.writer == writer) ? stop() : Collections.emptyList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more, but write what there is.
	 * @param writer the writer of the connection
	 * @return a future that is completed when all is written
	 */
	CompletableFuture<Void> finish(ConnectionWriter writer) {
		ConnectionWriter wake;
		CompletableFuture<Void> finished = new CompletableFuture<>();
		this.lock.lock();
		try {
			if (this.writer != writer) {
				return CompletableFuture.completedFuture(null);
			}
			this.started = false;
			this.changed.signalAll();
			this.queueOpen = true;
			wake = wake();
			if (!this.writing) {
				return CompletableFuture.completedFuture(null);
			}
			this.finished = finished;
		}
		finally {
			this.lock.unlock();
		}
		if (wake != null) {
			wake.start();
		}
		return finished;
	}

	/**
	 * Take the next message to write.
	 * @param writer the writer that asks
	 * @return the message or {@code null} if the writer has to let its thread go
	 */
	@Nullable OutboundMessage next(ConnectionWriter writer) {
		CompletableFuture<Void> finished;
		List<OutboundMessage> expired = new ArrayList<>(0);
		this.lock.lock();
		try {
			if (this.writer != writer) {
				return null;
			}
			OutboundMessage message = poll(expired);
			if (message != null) {
				return message;
			}
			this.writing = false;
			finished = this.finished;
			this.finished = null;
		}
		finally {
			this.lock.unlock();
			expire(expired);
		}
		if (finished != null) {
			finished.complete(null);
		}
		return null;
	}

	int size() {
		this.lock.lock();
		try {
			return this.first.size() + this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable OutboundMessage poll(List<OutboundMessage> expired) {
		if (!this.heartbeats.isEmpty()) {
			return this.heartbeats.remove();
		}
		if (!this.first.isEmpty()) {
			return remove(this.first);
		}
		removeExpired(expired);
		return (this.queueOpen && !this.queue.isEmpty()) ? remove(this.queue) : null;
	}

	private OutboundMessage remove(ArrayDeque<OutboundMessage> lane) {
		OutboundMessage message = lane.remove();
		this.bytes -= message.size();
		this.changed.signalAll();
		return message;
	}

	private void removeExpired(List<OutboundMessage> expired) {
		Duration ttl = this.settings.queueTtl();
		long now = (ttl != null) ? this.timer.nanoTime() : 0;
		while (ttl != null && !this.queue.isEmpty() && now - this.queue.element().acceptedAt() >= ttl.toNanos()) {
			expired.add(remove(this.queue));
		}
	}

	private void watchAge() {
		Duration ttl = this.settings.queueTtl();
		if (ttl != null && !this.expiryScheduled && !this.queue.isEmpty()) {
			this.expiryScheduled = true;
			long age = this.timer.nanoTime() - this.queue.element().acceptedAt();
			this.timer.schedule(this::checkAge, Duration.ofNanos(Math.max(ttl.toNanos() - age, 0)));
		}
	}

	private void checkAge() {
		List<OutboundMessage> expired = new ArrayList<>();
		this.lock.lock();
		try {
			this.expiryScheduled = false;
			removeExpired(expired);
			watchAge();
		}
		finally {
			this.lock.unlock();
		}
		expire(expired);
	}

	private void expire(List<OutboundMessage> expired) {
		expired.forEach((message) -> this.listener.ended(message, Reason.EXPIRED,
				"The message could not be written within send.queue-ttl"));
	}

	private @Nullable ConnectionWriter wake() {
		boolean work = !this.heartbeats.isEmpty() || !this.first.isEmpty() || (this.queueOpen && !this.queue.isEmpty());
		if (this.writer == null || this.writing || !work) {
			return null;
		}
		this.writing = true;
		return this.writer;
	}

	private void moveTo(List<OutboundMessage> abandoned, ArrayDeque<OutboundMessage> lane) {
		while (!lane.isEmpty()) {
			abandoned.add(remove(lane));
		}
	}

	/**
	 * Why a message is not accepted.
	 *
	 * @param reason the reason
	 * @param text the reason in words
	 * @param full whether it is for lack of room
	 */
	private record Refusal(Reason reason, String text, boolean full) {
	}

	/**
	 * Is told of messages that end without being written.
	 */
	@FunctionalInterface
	interface Listener {

		/**
		 * A message has ended.
		 * @param message the message
		 * @param reason why
		 * @param text why, in words
		 */
		void ended(OutboundMessage message, Reason reason, String text);

	}

}
