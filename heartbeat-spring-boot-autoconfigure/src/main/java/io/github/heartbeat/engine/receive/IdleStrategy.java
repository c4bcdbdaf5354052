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

/**
 * Decision whether the thread that has delivered all messages had better rest for a
 * moment than end, since they come fast: waking a thread costs more than delivering a
 * message, and the thread that pays for it is the one that reads from the socket. Network
 * cards hold interrupts back for the same reason.
 * <p>
 * A message that comes meanwhile is delivered {@link #REST} later, and a little more,
 * which happens above 50,000 messages a second only.
 */
final class IdleStrategy {

	/** Nanoseconds of rest. */
	static final long REST = 50_000;

	/** Fewer messages say nothing. */
	private static final int MIN_SAMPLE = 32;

	/** Nanoseconds from one message to the next, on the average. */
	private static final long FAST = 20_000;

	/** How many messages had come when the pace was last taken. */
	private long count;

	/** When that was. */
	private long takenAt;

	private boolean fast;

	/** Whether the thread rests, or has just rested. */
	private boolean resting;

	/**
	 * Create a new strategy.
	 * @param now the time in nanoseconds, when no message has come
	 */
	IdleStrategy(long now) {
		this.takenAt = now;
	}

	/**
	 * Return whether to rest, now that there is nothing to deliver. If nothing came
	 * during a rest, messages don't come fast any more.
	 * @param count how many messages have come
	 * @param now the time in nanoseconds
	 * @return whether to rest before looking again
	 */
	boolean rest(long count, long now) {
		if (this.resting) {
			slow();
		}
		this.resting = isFast(count, now);
		return this.resting;
	}

	/**
	 * The thread goes on, or ends.
	 */
	void reset() {
		this.resting = false;
	}

	/**
	 * Take the pace.
	 * @param count how many messages have come
	 * @param now the time in nanoseconds
	 * @return whether they come fast
	 */
	boolean isFast(long count, long now) {
		long messages = count - this.count;
		if (messages >= MIN_SAMPLE) {
			this.fast = now - this.takenAt < messages * FAST;
			this.count = count;
			this.takenAt = now;
		}
		return this.fast;
	}

	/**
	 * Nothing has come during a rest.
	 */
	void slow() {
		this.fast = false;
	}

}
