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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.event.HeartbeatEvent;
import org.jspecify.annotations.Nullable;

/**
 * Delivery of events in batches, by one thread at a time, as long as there are any. What
 * a delivery throws ends nothing but that delivery.
 */
final class DeliveryLoop implements Runnable {

	private static final FailsafeLog logger = FailsafeLog.of(DeliveryLoop.class);

	private final Batches batches;

	private final Consumer<HeartbeatEvent> delivery;

	/** Whether the rest of the batch is to be dropped. */
	private volatile boolean discarding;

	/** The thread that delivers a batch. */
	private volatile @Nullable Thread thread;

	/**
	 * Events of the batch behind the one that is being delivered, for that thread only.
	 */
	private int behind;

	DeliveryLoop(Batches batches, Consumer<HeartbeatEvent> delivery) {
		this.batches = batches;
		this.delivery = delivery;
	}

	@Override
	public void run() {
		List<HeartbeatEvent> batch = new ArrayList<>();
		int delivered = 0;
		while (this.batches.next(batch, delivered)) {
			delivered = 0;
			if (batch.isEmpty()) {
				LockSupport.parkNanos(IdleStrategy.REST);
			}
			else {
				delivered = deliver(batch);
			}
		}
	}

	private int deliver(List<HeartbeatEvent> batch) {
		this.thread = Thread.currentThread();
		int delivered = 0;
		while (delivered < batch.size() && !this.discarding) {
			this.behind = batch.size() - delivered - 1;
			deliver(batch.get(delivered));
			delivered++;
		}
		this.thread = null;
		return delivered;
	}

	private void deliver(HeartbeatEvent event) {
		try {
			this.delivery.accept(event);
		}
		catch (Throwable ex) {
			logger.error("The delivery of an event failed", ex);
		}
	}

	/**
	 * Set whether what was taken is dropped after the event that is being delivered.
	 * @param discarding {@code true} to drop it
	 */
	void setDiscarding(boolean discarding) {
		this.discarding = discarding;
	}

	/**
	 * Return whether the present thread is the one that delivers.
	 * @return {@code true} if it is
	 */
	boolean isDelivering() {
		return this.thread == Thread.currentThread();
	}

	/**
	 * Return whether the present thread is the one that delivers, and this the last event
	 * that it has taken.
	 * @return {@code true} if it is
	 */
	boolean isDeliveringLast() {
		return isDelivering() && this.behind == 0;
	}

	/**
	 * Source of the batches.
	 */
	interface Batches {

		/**
		 * Take the next batch.
		 * @param batch the one before, replaced by the next, which is empty if there is
		 * nothing to deliver at this moment
		 * @param delivered how many events of the one before were delivered
		 * @return whether to go on; if not, another thread may have begun already
		 */
		boolean next(List<HeartbeatEvent> batch, int delivered);

	}

}
