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

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.heartbeat.engine.Lives.Life;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.jspecify.annotations.Nullable;

/**
 * Oracle of the events: of each connection one open, its messages in the order of their
 * arrival, one close; and those of a client after all of the one before it.
 */
final class EventOracle {

	private final History history;

	private final Lives lives;

	/** Ids of the connections that were opened. */
	private final Set<String> opened = new HashSet<>();

	private final boolean conflating;

	/** The number of the last message of each key; without conflation there is one. */
	private final Map<Object, Integer> delivered = new HashMap<>();

	/** The numbers of the messages whose key could not be told. */
	private final Set<Integer> keyless = new HashSet<>();

	private @Nullable Life life;

	private @Nullable String open;

	private @Nullable String closeExpected;

	private int reconnects;

	EventOracle(History history, Lives lives, boolean conflating) {
		this.history = history;
		this.lives = lives;
		this.conflating = conflating;
	}

	/**
	 * The key of a message is asked for. Where messages are conflated only those keep
	 * their order that have the same key.
	 * @param message the message
	 */
	void askingForKey(PlayedMessage message) {
		this.keyless.add(message.number());
	}

	/**
	 * The message has a key.
	 * @param message the message
	 */
	void hasKey(PlayedMessage message) {
		this.keyless.remove(message.number());
	}

	/**
	 * An event is told.
	 * @param event the event
	 */
	void told(HeartbeatEvent event) {
		enter(this.lives.of(event.getSource()), event);
		String id = event.getConnectionId();
		if (this.closeExpected != null && !(event instanceof HeartbeatCloseEvent && id.equals(this.closeExpected))) {
			violated(event + " follows the error of " + this.closeExpected);
		}
		this.closeExpected = null;
		if (event instanceof HeartbeatOpenEvent) {
			open(event);
		}
		else if (belongsToOpen(event)) {
			ofOpen(event);
		}
		else if (this.open != null) {
			violated(event + " while " + this.open + " is open");
		}
		if (event instanceof HeartbeatReconnectEvent) {
			this.reconnects++;
		}
	}

	// What a client that was removed had no time for is not told
	private void enter(Life life, HeartbeatEvent event) {
		if (this.life != null && life.number() < this.life.number()) {
			this.history.violated(Rule.LIVES, event + " of " + life + " after those of " + this.life);
		}
		if (this.life != life) {
			this.life = life;
			this.open = null;
			this.closeExpected = null;
		}
	}

	private void open(HeartbeatEvent event) {
		if (this.open != null || !this.opened.add(event.getConnectionId())) {
			violated(event + " while " + this.open + " is open");
		}
		this.open = event.getConnectionId();
		this.delivered.clear();
	}

	private static boolean belongsToOpen(HeartbeatEvent event) {
		return event instanceof HeartbeatMessageEvent || event instanceof HeartbeatReadyEvent
				|| event instanceof HeartbeatCloseEvent
				|| (event instanceof HeartbeatErrorEvent error && !error.isAttempt());
	}

	private void ofOpen(HeartbeatEvent event) {
		if (!event.getConnectionId().equals(this.open)) {
			violated(event + " while " + this.open + " is open");
		}
		if (event instanceof HeartbeatMessageEvent message) {
			message(message);
		}
		else if (event instanceof HeartbeatCloseEvent) {
			this.open = null;
		}
		else if (event instanceof HeartbeatErrorEvent) {
			this.closeExpected = event.getConnectionId();
		}
	}

	private void message(HeartbeatMessageEvent message) {
		PlayedMessage played = PlayedMessage.of(message);
		if (played.number() == 0 || this.keyless.contains(played.number())) {
			return;
		}
		Object key = this.conflating ? played.conflationKey() : PlayedMessage.class;
		Integer last = this.delivered.put(key, played.number());
		if (last != null && played.number() <= last) {
			violated("message " + played.number() + " of " + message.getConnectionId() + " after " + last);
		}
	}

	private void violated(String what) {
		this.history.violated(Rule.EVENT_ORDER, what);
	}

	int reconnects() {
		return this.reconnects;
	}

	/**
	 * The history has ended.
	 */
	void ended() {
		if (this.open != null && this.life == this.lives.current()) {
			violated(this.open + " has no close event");
		}
	}

}
