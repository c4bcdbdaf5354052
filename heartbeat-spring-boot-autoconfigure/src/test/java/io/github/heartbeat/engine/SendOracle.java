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

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.engine.Lives.Life;
import org.jspecify.annotations.Nullable;

/**
 * Oracle of what is sent: each message is written once at most, to a connection that may
 * have it and in its turn; its future says so; and it is counted once.
 */
final class SendOracle {

	private final History history;

	private final Lives lives;

	private final Readiness readiness;

	/** The messages that are written first on each connection. */
	private final List<String> first;

	private final Map<String, Sent> sent = new HashMap<>();

	private final List<Sent> onConnections = new ArrayList<>();

	private final List<Link> links = new ArrayList<>();

	SendOracle(History history, Lives lives, Readiness readiness, List<String> first) {
		this.history = history;
		this.lives = lives;
		this.readiness = readiness;
		this.first = first;
	}

	/**
	 * A connection is established.
	 * @param link the connection
	 */
	void opened(Link link) {
		this.links.add(link);
	}

	/**
	 * A message is about to be sent.
	 * @param life the client
	 * @param text the message
	 * @param connection the connection it is sent over, or {@code null} for the client
	 * @return the message
	 */
	Sent sending(Life life, String text, @Nullable HeartbeatConnection connection) {
		Sent sent = new Sent(life, text, (connection != null) ? connection.getId() : null);
		this.sent.put(text, sent);
		if (connection != null) {
			this.onConnections.add(sent);
		}
		return sent;
	}

	/**
	 * A message is handed to the transport.
	 * @param link the connection
	 * @param text the message
	 */
	void handedOver(Link link, String text) {
		Sent message = this.sent.get(text);
		if (message == null) {
			return;
		}
		message.handedOver++;
		if (message.life != link.life()) {
			this.history.violated(Rule.LIVES, "'" + text + "' of " + message.life + " is written by " + link.life());
		}
		if (message.connectionId == null) {
			checkTurn(link, message);
		}
		else if (!message.connectionId.equals(link.connectionId())) {
			this.history.violated(Rule.LANES,
					"'" + text + "' is sent over " + message.connectionId + " and written to " + link);
		}
	}

	private void checkTurn(Link link, Sent message) {
		if (!this.readiness.isReady(link.connectionId())) {
			this.history.violated(Rule.READY, "'" + message.text + "' is written to " + link + ", which is not ready");
		}
		for (Sent other : this.onConnections) {
			if (other.isDue(link) && this.history.isBeforeStep(other.accepted)) {
				this.history.violated(Rule.LANES,
						"'" + message.text + "' is written to " + link + " before '" + other.text + "'");
			}
		}
	}

	/**
	 * The history has ended.
	 */
	void ended() {
		Map<String, Integer> written = new HashMap<>();
		for (Link link : this.links) {
			List<String> messages = link.session().messages();
			messages.forEach((text) -> written.merge(text, 1, Integer::sum));
			checkFirst(messages);
		}
		this.sent.values().forEach((message) -> checkFuture(message, written.getOrDefault(message.text, 0)));
		this.lives.all().forEach(this::checkCounts);
	}

	private void checkFirst(List<String> messages) {
		List<String> sent = messages.stream()
			.filter((text) -> this.sent.containsKey(text) || this.first.contains(text))
			.toList();
		if (!this.first.isEmpty() && !sent.isEmpty() && !sent.get(0).equals(this.first.get(0))) {
			this.history.violated(Rule.SEND_ON_OPEN, sent + " begins with something else");
		}
	}

	private void checkFuture(Sent message, int times) {
		CompletableFuture<?> future = message.future;
		if (times > 1 || message.handedOver > 1) {
			this.history.violated(Rule.FUTURES, "'" + message.text + "' is written " + times + " times");
		}
		if (future == null) {
			// That of a request is that of its reply
			return;
		}
		if (!future.isDone()) {
			this.history.violated(Rule.FUTURES, "the future of '" + message.text + "' does not end");
			return;
		}
		Reason reason = reason(future);
		boolean right = (reason != null) ? times == 0 || (reason == Reason.UNKNOWN && times == 1)
				: times == 1 && !future.isCompletedExceptionally();
		boolean allowed = message.connectionId == null || reason != Reason.EXPIRED;
		if (!right || !allowed) {
			this.history.violated(Rule.FUTURES,
					"'" + message.text + "' is written " + times + " times, and its future says " + reason);
		}
	}

	private static @Nullable Reason reason(CompletableFuture<?> future) {
		Reason[] reason = new Reason[1];
		future.whenComplete((result, failure) -> {
			if (failure instanceof HeartbeatSendException ex) {
				reason[0] = ex.getReason();
			}
		});
		return reason[0];
	}

	private void checkCounts(Life life) {
		HeartbeatStatistics statistics = life.client().getStatistics();
		long expected = this.sent.values().stream().filter((sent) -> sent.life == life && !sent.refused).count()
				+ this.first.size() * statistics.connection().established();
		if (statistics.outbound().messages() + statistics.outbound().dropped() != expected) {
			this.history.violated(Rule.COUNTS, life + ": " + statistics.outbound().messages() + " sent, "
					+ statistics.outbound().dropped() + " dropped, of " + expected);
		}
	}

	/**
	 * Message that is sent.
	 */
	final class Sent {

		private final Life life;

		private final String text;

		private final @Nullable String connectionId;

		private @Nullable CompletableFuture<?> future;

		/** When it was accepted, or zero. */
		private long accepted;

		private int handedOver;

		/** Whether a request was refused before its message was made. */
		private boolean refused;

		private Sent(Life life, String text, @Nullable String connectionId) {
			this.life = life;
			this.text = text;
			this.connectionId = connectionId;
		}

		/**
		 * The message was sent.
		 * @param future its future
		 */
		void sent(CompletableFuture<?> future) {
			this.future = future;
			accepted(future);
		}

		/**
		 * The request was sent whose message this is.
		 * @param reply the future of its reply
		 * @param keyed whether it has its key
		 */
		void requested(CompletableFuture<?> reply, boolean keyed) {
			this.refused = !keyed;
			accepted(reply);
		}

		private void accepted(CompletableFuture<?> outcome) {
			if (!outcome.isDone()) {
				this.accepted = SendOracle.this.history.tick();
			}
		}

		private boolean isDue(Link link) {
			return this.accepted > 0 && this.handedOver == 0 && link.connectionId().equals(this.connectionId)
					&& this.future != null && !this.future.isDone();
		}

	}

}
