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

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.engine.receive.ArrivalQueue.Arrival;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.engine.receive.DeferredWarnings.Kind;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.jspecify.annotations.Nullable;

/**
 * Queue of the events of one client: delivered to the listeners one after the other, in
 * order, by a thread that may block, and bounded by count and bytes. Messages are let in
 * between the open and the close of the connection they belong to, and at no other time.
 * No method blocks.
 * <p>
 * This class holds the lock of all its parts, and counts what arrives. What others do,
 * the transport among them, is done when the lock is given back.
 */
public final class ReceiveQueue {

	private final DeferringLock lock = new DeferringLock();

	private final DeferredWarnings warnings;

	private final EventBacklog backlog;

	private final OverflowPolicy overflowPolicy;

	private final IdleStrategy idleStrategy = new IdleStrategy(System.nanoTime());

	private final Consumer<HeartbeatEvent> listeners;

	private final DeliveryLoop deliveryLoop;

	private final BackgroundTask delivery;

	private final EventIntake intake;

	/** Completed when nothing waits and nothing is being delivered. */
	private @Nullable CompletableFuture<Void> idle;

	private long received;

	private long bytesReceived;

	private long lastMessageAt;

	/**
	 * Create a new queue.
	 * @param settings how messages are received
	 * @param executor the threads that deliver
	 * @param delivery delivers an event to the listeners
	 * @param warnings given what the user should know; called by any thread, without a
	 * lock
	 */
	public ReceiveQueue(Receive settings, Executor executor, Consumer<HeartbeatEvent> delivery,
			Consumer<String> warnings) {
		this.warnings = new DeferredWarnings(this.lock, warnings, System::currentTimeMillis);
		this.backlog = new EventBacklog(settings);
		ArrivalQueue arrivals = new ArrivalQueue(settings);
		this.overflowPolicy = new OverflowPolicy(settings, this.backlog, arrivals, this.warnings);
		this.listeners = delivery;
		this.deliveryLoop = new DeliveryLoop(this::nextBatch, this::deliver);
		this.delivery = new BackgroundTask(this.lock, this.warnings, executor, this.deliveryLoop, this::ended);
		this.intake = new EventIntake(this.lock, this.backlog, arrivals, this.overflowPolicy, this.warnings,
				this.delivery);
	}

	/**
	 * Set what inspects the messages of {@link #addToInspect}.
	 * @param executor the threads to do it
	 * @param inspection takes messages by {@link #nextArrival()} until there is none
	 */
	void inspectBy(Executor executor, Runnable inspection) {
		this.intake.setInspection(new BackgroundTask(this.lock, this.warnings, executor, inspection, this::ended));
	}

	/**
	 * Let the messages of a connection in. Where a listener does not return, older events
	 * give way: a connection that lives must not be mute.
	 * @param source the connection
	 * @param event what is delivered before them
	 */
	public void open(Source source, HeartbeatOpenEvent event) {
		ReadingControl reading = new ReadingControl(source::suspendReading, source::resumeReading);
		this.lock.run(() -> this.intake.open(new ConnectionWindow(source, event, reading), event));
	}

	/**
	 * Let no more messages of a connection in. Those that have arrived are delivered
	 * before the event, what comes later is dropped. The source is called no more, not
	 * even if it is suspended.
	 * @param source the connection
	 * @param event what is delivered after its messages
	 */
	public void close(Source source, HeartbeatCloseEvent event) {
		this.lock.run(() -> this.intake.close(source, event, source::inspectionEnded));
	}

	/**
	 * Add an event that is neither message, open nor close.
	 * @param event the event
	 */
	public void post(HeartbeatEvent event) {
		this.lock.run(() -> this.intake.post(event));
	}

	/**
	 * Add a message, behind those that are still to be inspected. Where the overflow is
	 * {@code block} it is taken in even if the bounds are reached: then the source is
	 * suspended.
	 * @param source the connection it belongs to
	 * @param message the message
	 * @param key of the messages with this key only the newest counts, or {@code null}
	 */
	void add(Source source, HeartbeatMessageEvent message, @Nullable Key key) {
		add(source, message, null, key);
	}

	/**
	 * Add a message that is to be inspected first.
	 * @param source the connection it belongs to
	 * @param message the message
	 * @param inspector what has to look at it
	 */
	void addToInspect(Source source, HeartbeatMessageEvent message, ArrivalInspector inspector) {
		add(source, message, inspector, null);
	}

	private void add(Source source, HeartbeatMessageEvent message, @Nullable ArrivalInspector inspector,
			@Nullable Key key) {
		this.lock.lock();
		try {
			this.received++;
			this.bytesReceived += message.getPayloadLength();
			this.lastMessageAt = message.getTimestamp();
			this.intake.add(source, message, inspector, key);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the next message to inspect.
	 * @return the next, to be given to {@link #inspected}, or {@code null} if there is
	 * none and the inspection has ended
	 */
	@Nullable Arrival nextArrival() {
		return this.lock.get(this.intake::nextArrival);
	}

	/**
	 * A message was inspected, and is added unless it was dropped meanwhile.
	 * @param arrival the message
	 * @param key its key or {@code null}
	 */
	void inspected(Arrival arrival, @Nullable Key key) {
		this.lock.run(() -> this.intake.inspected(arrival, key));
	}

	/**
	 * The key of a message is of no use, so that it has none.
	 * @param failure what it threw
	 */
	void keyFailed(Throwable failure) {
		this.lock.run(() -> this.warnings.add(Kind.KEY,
				"the key of a message can't be compared (" + failure.getClass().getName() + ")"));
	}

	private boolean nextBatch(List<HeartbeatEvent> batch, int delivered) {
		this.lock.lock();
		try {
			this.backlog.release(batch, delivered);
			this.deliveryLoop.setDiscarding(false);
			this.intake.updateReading();
			if (this.backlog.take(batch)) {
				this.idleStrategy.reset();
				return true;
			}
			this.overflowPolicy.emptied();
			if (this.idle == null && this.idleStrategy.rest(this.received, System.nanoTime())) {
				return true;
			}
			this.idleStrategy.reset();
			this.delivery.end();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ended() {
		this.intake.updateReading();
		CompletableFuture<Void> idle = this.idle;
		if (idle != null && !this.intake.isAttended()) {
			this.idle = null;
			this.lock.defer(() -> idle.complete(null));
		}
	}

	private void deliver(HeartbeatEvent event) {
		if (event instanceof HeartbeatOpenEvent) {
			this.lock.run(() -> this.intake.telling(event));
		}
		this.listeners.accept(event);
	}

	/**
	 * Return whether events of before a connection still keep its open event from the
	 * listeners.
	 * @param source the connection
	 * @return whether its open event waits; {@code false} for a connection that is closed
	 */
	public boolean isBehind(Source source) {
		return this.lock.get(() -> this.intake.isBehind(source));
	}

	/**
	 * Return whether the present thread is the one that delivers, so that nothing else is
	 * delivered before it returns.
	 * @return whether it is a listener's
	 */
	public boolean isDelivering() {
		return this.deliveryLoop.isDelivering();
	}

	/**
	 * Return a future that is completed when nothing waits and nothing is being
	 * delivered. A listener that asks is not waited for itself.
	 * @return the future
	 */
	public CompletableFuture<Void> whenIdle() {
		return this.lock.get(() -> {
			boolean nothingBehind = this.deliveryLoop.isDeliveringLast() && this.backlog.isEmpty();
			if (!this.intake.isInspecting() && (nothingBehind || !this.delivery.isActive())) {
				return CompletableFuture.completedFuture(null);
			}
			if (this.idle == null) {
				this.idle = new CompletableFuture<>();
			}
			return this.idle;
		});
	}

	/**
	 * Drop all that waits, since the application does not want to wait any longer.
	 */
	public void discard() {
		this.lock.run(() -> {
			this.deliveryLoop.setDiscarding(this.delivery.isActive());
			this.intake.discard();
		});
	}

	/**
	 * Return the statistics of this queue.
	 * @return the numbers at this moment
	 */
	public Statistics statistics() {
		return this.lock.get(() -> new Statistics(this.intake.messages(), this.received, this.bytesReceived,
				this.backlog.dropped(), (this.lastMessageAt != 0) ? Instant.ofEpochMilli(this.lastMessageAt) : null));
	}

	/**
	 * Source of the messages of one connection. No method may block. Both are called by
	 * any thread and without a lock of this class; they may be repeated, and two calls
	 * may overlap. The last one to begin tells what holds, and no contrary one overlaps
	 * it.
	 */
	public interface Source {

		/**
		 * Read no more. What was read before may still be added.
		 */
		void suspendReading();

		/**
		 * Go on reading.
		 */
		void resumeReading();

		/**
		 * All that had arrived before the connection was closed has been inspected, or
		 * was dropped. Called once.
		 */
		void inspectionEnded();

	}

	/**
	 * Statistics of a queue.
	 *
	 * @param queued messages that wait, to be inspected or to be delivered
	 * @param received messages received
	 * @param bytesReceived their bytes
	 * @param dropped what was not delivered
	 * @param lastMessageAt when the last message came, or {@code null}
	 */
	public record Statistics(int queued, long received, long bytesReceived, long dropped,
			@Nullable Instant lastMessageAt) {

	}

}
