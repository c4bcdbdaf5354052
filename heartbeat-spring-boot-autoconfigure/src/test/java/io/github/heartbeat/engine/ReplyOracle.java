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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;

/**
 * Oracle of the replies: each comes over the connection to which its request was written,
 * after the write began; a message that is waited for, over its connection and, unless
 * that is initialized, after the wait began.
 */
final class ReplyOracle {

	private final History history;

	private final List<Wait> waits = new ArrayList<>();

	private final Map<String, Wait> requests = new HashMap<>();

	/** When each message had arrived. */
	private final Map<String, Long> arrivals = new HashMap<>();

	ReplyOracle(History history) {
		this.history = history;
	}

	/**
	 * A request is about to be sent.
	 * @param text the request
	 * @param key its key, or {@code null} if any message may be its reply
	 * @return the wait for the reply
	 */
	Wait requesting(String text, @Nullable String key) {
		Wait wait = new Wait(text, key);
		this.waits.add(wait);
		this.requests.put(text, wait);
		return wait;
	}

	/**
	 * A message is about to be waited for.
	 * @param connectionId the connection
	 * @param early whether it may have arrived before, while the connection was
	 * initialized
	 * @return the wait for the message
	 */
	Wait awaiting(String connectionId, boolean early) {
		Wait wait = new Wait("(await)", null);
		wait.early = early;
		wait.begin(connectionId);
		this.waits.add(wait);
		return wait;
	}

	/**
	 * A message is handed to the transport.
	 * @param link the connection
	 * @param text the message
	 */
	void handedOver(Link link, String text) {
		Wait wait = this.requests.get(text);
		if (wait != null) {
			wait.begin(link.connectionId());
		}
	}

	/**
	 * A message has arrived: those who begin to wait from now on are too late for it.
	 * @param link the connection
	 * @param message the message
	 */
	void arrived(Link link, String message) {
		this.arrivals.put(link.connectionId() + " " + message, this.history.tick());
	}

	/**
	 * A step was made, and nothing waits for a thread: nobody waits for a message of a
	 * connection that has ended.
	 * @param isOpen tells whether a connection is open
	 */
	void settled(Predicate<String> isOpen) {
		for (Wait wait : this.waits) {
			if (wait.connectionId != null && wait.isWaiting() && !isOpen.test(wait.connectionId)) {
				this.history.violated(Rule.FUTURES,
						"the future of the reply to '" + wait.text + "' outlives " + wait.connectionId);
			}
		}
	}

	/**
	 * The history has ended.
	 */
	void ended() {
		this.waits.forEach(this::check);
	}

	private void check(Wait wait) {
		CompletableFuture<HeartbeatMessage> future = wait.future;
		if (future == null || !future.isDone()) {
			this.history.violated(Rule.FUTURES, "the future of the reply to '" + wait.text + "' does not end");
			return;
		}
		if (future.isCompletedExceptionally()) {
			return;
		}
		HeartbeatMessage reply = future.join();
		Long arrived = this.arrivals.get(wait.connectionId + " " + reply.getText());
		boolean right = wait.began > 0 && arrived != null && (wait.early || arrived > wait.began)
				&& (wait.key == null || wait.key.equals(PlayedMessage.of(reply).suffix()));
		if (!right) {
			this.history.violated(Rule.REPLIES, "'" + reply.getText() + "', which arrived at " + arrived
					+ ", is the reply to '" + wait.text + "', written to " + wait.connectionId + " at " + wait.began);
		}
	}

	/**
	 * Wait for a reply or a message.
	 */
	final class Wait {

		private final String text;

		private final @Nullable String key;

		private @Nullable CompletableFuture<HeartbeatMessage> future;

		private @Nullable String connectionId;

		private boolean early;

		private long began;

		private Wait(String text, @Nullable String key) {
			this.text = text;
			this.key = key;
		}

		private void begin(String connectionId) {
			this.connectionId = connectionId;
			this.began = ReplyOracle.this.history.tick();
		}

		private boolean isWaiting() {
			return this.future != null && !this.future.isDone();
		}

		/**
		 * The request was sent.
		 * @param future the future of its reply
		 */
		void sent(CompletableFuture<HeartbeatMessage> future) {
			this.future = future;
		}

	}

}
