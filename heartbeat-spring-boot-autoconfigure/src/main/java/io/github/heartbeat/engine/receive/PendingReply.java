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

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.jspecify.annotations.Nullable;

/**
 * One reply that is waited for. It waits nowhere until its request is written, and then
 * in one {@link Place}; whatever ends it first decides, and takes it from there.
 */
final class PendingReply {

	private final @Nullable Predicate<? super HeartbeatMessage> predicate;

	private final Runnable release;

	private final CompletionExecutor completions;

	/** Whether a callback of another future waits, maybe on its thread. */
	private final boolean nested;

	private final CompletableFuture<HeartbeatMessage> future = new CompletableFuture<>();

	/** Guarded by this object, as all that follows. */
	private @Nullable Place place;

	private @Nullable Supplier<? extends Throwable> closeFailure;

	/** Whether messages count that arrived before the reply was waited for. */
	private boolean countingEarlier;

	/** Counted by the place. */
	private long number;

	private EngineTimer.@Nullable Task deadline;

	private boolean ended;

	/**
	 * Create a new reply to wait for.
	 * @param predicate accepts the reply, or {@code null} if it is found by its key
	 * @param release gives back what the reply holds, called once
	 * @param completions completes the future
	 */
	PendingReply(@Nullable Predicate<? super HeartbeatMessage> predicate, Runnable release,
			CompletionExecutor completions) {
		this.predicate = predicate;
		this.release = release;
		this.completions = completions;
		this.nested = completions.isRunByCurrentThread();
		this.future.whenComplete((message, failure) -> abandon());
	}

	CompletableFuture<HeartbeatMessage> future() {
		return this.future;
	}

	boolean hasKey() {
		return this.predicate == null;
	}

	/**
	 * Set the task that ends the wait, which is called off with any other end.
	 * @param deadline the task
	 */
	void setDeadline(EngineTimer.Task deadline) {
		synchronized (this) {
			if (!this.ended) {
				this.deadline = deadline;
				return;
			}
		}
		deadline.cancel();
	}

	/**
	 * Count messages that arrived before the reply is waited for, too.
	 */
	synchronized void countEarlier() {
		this.countingEarlier = true;
	}

	/**
	 * Begin to wait in a place, unless the reply has ended or waits already.
	 * @param place the place
	 * @param closeFailure makes the failure with which the wait ends if the place is
	 * closed
	 */
	synchronized void enter(Place place, Supplier<? extends Throwable> closeFailure) {
		if (!this.ended && this.place == null) {
			this.place = place;
			this.closeFailure = closeFailure;
			this.number = place.add(this);
		}
	}

	/**
	 * Return whether the reply waits in a place since before a moment.
	 * @param place the place
	 * @param last the number of the reply that came last to the place before that moment
	 * @return whether the reply waits there
	 */
	synchronized boolean isWaiting(Place place, long last) {
		return !this.ended && this.place == place && (this.countingEarlier || this.number <= last);
	}

	synchronized boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Take a message if it is the reply. The caller has found it by its key if there is
	 * no predicate.
	 * @param message the message
	 * @param accepted run if the message is the reply, before its future is completed
	 */
	void offer(HeartbeatMessage message, Runnable accepted) {
		try {
			if (this.predicate != null && !this.predicate.test(message)) {
				return;
			}
		}
		catch (Throwable ex) {
			fail(() -> ex);
			return;
		}
		if (end()) {
			accepted.run();
			complete(() -> this.future.complete(message));
		}
	}

	/**
	 * End the wait if it is in a place that is closed.
	 * @param place the place
	 */
	void placeClosed(Place place) {
		Supplier<? extends Throwable> failure;
		synchronized (this) {
			failure = (this.place == place) ? this.closeFailure : null;
		}
		if (failure != null) {
			fail(failure);
		}
	}

	/**
	 * End the wait with a failure.
	 * @param failure makes the failure, on the thread that completes the future
	 */
	void fail(Supplier<? extends Throwable> failure) {
		if (end()) {
			complete(() -> this.future.completeExceptionally(failure.get()));
		}
	}

	private void complete(Runnable completion) {
		this.completions.execute(() -> {
			try {
				// What the future's user does next finds the key and the room free
				this.release.run();
			}
			finally {
				completion.run();
			}
		}, this.nested);
	}

	/**
	 * End the wait: nobody waits for the future any more.
	 */
	void abandon() {
		if (end()) {
			this.release.run();
		}
	}

	private boolean end() {
		EngineTimer.Task deadline;
		synchronized (this) {
			if (this.ended) {
				return false;
			}
			this.ended = true;
			if (this.place != null) {
				this.place.remove(this);
			}
			deadline = this.deadline;
			this.deadline = null;
		}
		if (deadline != null) {
			deadline.cancel();
		}
		return true;
	}

	/**
	 * Place where replies wait. It is called under the lock of the reply.
	 */
	interface Place {

		/**
		 * Add a reply.
		 * @param reply the reply
		 * @return its number, which is higher than those of the replies that came before
		 */
		long add(PendingReply reply);

		/**
		 * Remove a reply that was added.
		 * @param reply the reply
		 */
		void remove(PendingReply reply);

	}

}
