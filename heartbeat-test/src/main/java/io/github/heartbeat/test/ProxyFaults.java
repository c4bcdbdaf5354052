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

package io.github.heartbeat.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy does to the bytes of all its links: set by tests, read by its threads.
 */
final class ProxyFaults {

	private static final long NO_LIMIT = Long.MAX_VALUE;

	private volatile Duration delay = Duration.ZERO;

	private volatile Trickle trickle = new Trickle(Integer.MAX_VALUE, Duration.ZERO);

	private volatile Duration connectionDelay = Duration.ZERO;

	private volatile @Nullable HandshakeResponse refusal;

	private long downstreamLimit = NO_LIMIT;

	Duration delay() {
		return this.delay;
	}

	void delay(Duration delay) {
		this.delay = delay;
	}

	Trickle trickle() {
		return this.trickle;
	}

	void trickle(Trickle trickle) {
		this.trickle = trickle;
	}

	Duration connectionDelay() {
		return this.connectionDelay;
	}

	void connectionDelay(Duration connectionDelay) {
		this.connectionDelay = connectionDelay;
	}

	@Nullable HandshakeResponse refusal() {
		return this.refusal;
	}

	void refusal(@Nullable HandshakeResponse refusal) {
		this.refusal = refusal;
	}

	synchronized void limitDownstream(long bytes) {
		this.downstreamLimit = bytes;
	}

	/**
	 * Take bytes from the limit. Reaching it ends it, so that only one link is cut.
	 * @param wanted how many bytes are to be sent
	 * @return how many bytes could be sent before; the link is to be cut after them if
	 * not more than wanted
	 */
	synchronized long takeDownstream(int wanted) {
		long limit = this.downstreamLimit;
		if (limit != NO_LIMIT) {
			this.downstreamLimit = (limit > wanted) ? limit - wanted : NO_LIMIT;
		}
		return limit;
	}

	void clear() {
		this.delay = Duration.ZERO;
		this.connectionDelay = Duration.ZERO;
		this.refusal = null;
		this.trickle = new Trickle(Integer.MAX_VALUE, Duration.ZERO);
		limitDownstream(NO_LIMIT);
	}

	/**
	 * How bytes dribble.
	 *
	 * @param bytesPerChunk the bytes in each piece
	 * @param pause the time after each piece
	 */
	record Trickle(int bytesPerChunk, Duration pause) {

	}

}
