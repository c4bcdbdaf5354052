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

import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.engine.receive.ArrivalInspector;
import io.github.heartbeat.engine.receive.PendingReplies;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Check of what arrives on one connection, ahead of the listeners: whether it is a reply
 * that somebody waits for, what its key is where messages are conflated, and whether the
 * connection is ready by it. All of that is the user's code.
 */
final class ArrivalCheck implements ArrivalInspector {

	private final String clientName;

	private final ConnectionStatus status;

	private final PendingReplies replies;

	private final ReadyRule readyRule;

	private final Runnable becomeReady;

	/** Gives the extractor, or {@code null} where messages are not conflated. */
	private final @Nullable Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> keyExtractor;

	private final UserCodeFailures failures;

	ArrivalCheck(String clientName, ConnectionStatus status, PendingReplies replies, ReadyRule readyRule,
			Runnable becomeReady, @Nullable Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> keyExtractor,
			UserCodeFailures failures) {
		this.clientName = clientName;
		this.status = status;
		this.replies = replies;
		this.readyRule = readyRule;
		this.becomeReady = becomeReady;
		this.keyExtractor = keyExtractor;
		this.failures = failures;
	}

	/**
	 * Return what inspects a message that arrives at this moment.
	 * @return this check, or one that knows who waits for a reply now
	 */
	ArrivalInspector atArrival() {
		return this.replies.isWaiting() ? new RequestsAtArrival(this.replies.mark()) : this;
	}

	@Override
	public boolean isNeeded() {
		return this.keyExtractor != null || isReadyTested();
	}

	private boolean isReadyTested() {
		return this.readyRule.hasTest() && !this.status.wasReady();
	}

	@Override
	public @Nullable Object inspect(HeartbeatMessageEvent message) {
		return (this.keyExtractor != null) ? extractKey(this.keyExtractor, message) : null;
	}

	@SuppressWarnings("ReturnValueIgnored")
	private @Nullable Object extractKey(Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> keyExtractor,
			HeartbeatMessageEvent message) {
		try {
			HeartbeatMessageKeyExtractor extractor = keyExtractor.get();
			Object key = (extractor != null) ? extractor.extractKey(this.clientName, message) : null;
			if (key != null) {
				// One that can't be hashed fails here
				key.hashCode();
			}
			return key;
		}
		catch (Throwable ex) {
			this.failures.add("The HeartbeatMessageKeyExtractor failed", ex);
			return null;
		}
	}

	@Override
	public void queued(HeartbeatMessageEvent message) {
		if (isReadyTested() && this.status.isOpen() && this.readyRule.accepts(message)) {
			this.becomeReady.run();
		}
	}

	/**
	 * The same check for a message on whose arrival requests waited. It may wait for its
	 * inspection, and is no reply to a request that is written meanwhile.
	 */
	private final class RequestsAtArrival implements ArrivalInspector {

		private final long mark;

		RequestsAtArrival(long mark) {
			this.mark = mark;
		}

		@Override
		public boolean isNeeded() {
			return true;
		}

		@Override
		public @Nullable Object inspect(HeartbeatMessageEvent message) {
			ArrivalCheck.this.replies.received(message, this.mark);
			return ArrivalCheck.this.inspect(message);
		}

		@Override
		public void queued(HeartbeatMessageEvent message) {
			ArrivalCheck.this.queued(message);
		}

	}

}
