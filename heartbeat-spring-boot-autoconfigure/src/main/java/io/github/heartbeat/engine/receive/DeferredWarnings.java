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

import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.heartbeat.engine.concurrent.FailsafeLog;
import org.jspecify.annotations.Nullable;

/**
 * Warnings that come up under a {@link DeferringLock} and are given out after it. Of each
 * kind there is one a minute at most.
 */
final class DeferredWarnings {

	private static final FailsafeLog logger = FailsafeLog.of(DeferredWarnings.class);

	/** Milliseconds between two warnings of a kind. */
	private static final long MIN_INTERVAL = 60_000;

	private final DeferringLock lock;

	private final Consumer<String> consumer;

	private final LongSupplier clock;

	/** When each kind was added last, once one was. */
	private long @Nullable [] addedAt;

	/**
	 * Create new warnings.
	 * @param lock the lock, under which the methods of this class are called
	 * @param consumer what to give them to
	 * @param clock the time in milliseconds since 1970
	 */
	DeferredWarnings(DeferringLock lock, Consumer<String> consumer, LongSupplier clock) {
		this.lock = lock;
		this.consumer = consumer;
		this.clock = clock;
	}

	/**
	 * Add a warning unless there was one of its kind in the last minute.
	 * @param kind the kind
	 * @param text the warning
	 */
	void add(Kind kind, String text) {
		long now = this.clock.getAsLong();
		long[] addedAt = (this.addedAt != null) ? this.addedAt : new long[Kind.values().length];
		this.addedAt = addedAt;
		if (now - addedAt[kind.ordinal()] >= MIN_INTERVAL) {
			addedAt[kind.ordinal()] = now;
			this.lock.defer(() -> giveOut(text));
		}
	}

	private void giveOut(String text) {
		try {
			this.consumer.accept(text);
		}
		catch (Throwable ex) {
			logger.warn(text, ex);
		}
	}

	/**
	 * Subject of a warning.
	 */
	enum Kind {

		/** Messages come faster than they are delivered. */
		OVERFLOW,

		/** Events other than messages were dropped. */
		EVENTS_DROPPED,

		/** An executor has refused a task. */
		NO_THREAD,

		/** The key of a message is of no use. */
		KEY,

		/** Messages were dropped at the end of the application. */
		DISCARDED

	}

}
