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

package io.github.heartbeat.engine.concurrent;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last times when this process stood still. Not safe for use by several threads.
 */
final class StallHistory {

	private static final int MAX_STALLS = 16;

	/** In order, none of them overlaps another. */
	private final Deque<Stall> stalls = new ArrayDeque<>(MAX_STALLS);

	/**
	 * Add a stall that is over. Several may tell of the same one.
	 * @param begin when it began, in monotonic time
	 * @param end when it ended
	 */
	void add(long begin, long end) {
		Stall stall = new Stall(begin, end);
		Stall last = this.stalls.peekLast();
		while (last != null && last.end - begin >= 0) {
			this.stalls.removeLast();
			stall = stall.merge(last);
			last = this.stalls.peekLast();
		}
		this.stalls.addLast(stall);
		if (this.stalls.size() > MAX_STALLS) {
			this.stalls.removeFirst();
		}
	}

	/**
	 * Return for how long the process stood still.
	 * @param since the moment to begin with, in monotonic time
	 * @return nanoseconds
	 */
	long since(long since) {
		long total = 0;
		for (Stall stall : this.stalls) {
			total += stall.since(since);
		}
		return total;
	}

	/**
	 * A time when this process stood still. Monotonic times are compared by their
	 * difference, since they may overflow.
	 *
	 * @param begin when it began
	 * @param end when it ended
	 */
	private record Stall(long begin, long end) {

		Stall merge(Stall other) {
			return new Stall((other.begin - this.begin < 0) ? other.begin : this.begin,
					(other.end - this.end > 0) ? other.end : this.end);
		}

		long since(long since) {
			return Math.max(0, this.end - ((this.begin - since > 0) ? this.begin : since));
		}

	}

}
