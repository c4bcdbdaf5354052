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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One transition of a client as a fact: everything that is told of it, to whomever, was
 * known under the lock under which it was made.
 *
 * @param client the client
 * @param facts what observers are told of it
 * @param connection the connection that opened, became ready or ended, or {@code null}
 * where there was none
 * @param disconnect what ended a connection or an attempt, or {@code null}
 * @param attemptId identifies the attempt that follows, or {@code null}
 * @param readyAtOnce whether a connection is ready since it is open
 * @param readyDowntime how long no connection was ready, or {@code null}
 * @param retries how many times connecting again was tried in vain
 * @param lastMessageAt when the last message came before the connection, or {@code null}
 */
record Transition(HeartbeatClient client, HeartbeatTransition facts, @Nullable HeartbeatConnection connection,
		@Nullable Disconnect disconnect, @Nullable String attemptId, boolean readyAtOnce,
		@Nullable Duration readyDowntime, int retries, @Nullable Instant lastMessageAt) {

	Kind kind() {
		return this.facts.kind();
	}

	/**
	 * Return how long the connection has lived.
	 * @return the time, zero where there is no connection
	 */
	Duration lifetime() {
		HeartbeatTransition.Connection connection = this.facts.connection();
		return (connection != null) ? connection.lifetime() : Duration.ZERO;
	}

	/**
	 * Return how long there was no connection before.
	 * @return the time, or {@code null} where it is not known
	 */
	@Nullable Duration downtime() {
		HeartbeatTransition.Connection connection = this.facts.connection();
		return (connection != null) ? connection.downtime() : null;
	}

	/**
	 * Return how many attempts it took, or failures there are in a row.
	 * @return the number, zero where no attempt has succeeded or failed
	 */
	int attempts() {
		HeartbeatTransition.Attempt attempt = this.facts.attempt();
		return (attempt != null) ? attempt.number() : 0;
	}

	/**
	 * Return the wait before the next attempt.
	 * @return the time, or {@code null} if none is scheduled
	 */
	@Nullable Duration delay() {
		HeartbeatTransition.Reconnect reconnect = this.facts.reconnect();
		return (reconnect != null) ? reconnect.delay() : null;
	}

	/**
	 * Return what listeners are told.
	 * @return the events, in order
	 */
	List<HeartbeatEvent> events() {
		return switch (kind()) {
			case STARTED -> Collections.emptyList();
			case OPENED -> this.readyAtOnce ? List.of(open(), ready()) : List.of(open());
			case READY -> List.of(ready());
			case LOST -> ended(true);
			case FAILED -> ended(false);
			case GAVE_UP -> List.of(new HeartbeatGiveUpEvent(this.client, id(), cause(), this.retries));
			case RECONNECTING -> reconnecting();
			case STOPPED ->
				(this.connection != null) ? List.of(close(this.connection, false)) : Collections.emptyList();
		};
	}

	private HeartbeatEvent open() {
		return new HeartbeatOpenEvent(established(), attempts(), downtime(), this.lastMessageAt);
	}

	private HeartbeatEvent ready() {
		return new HeartbeatReadyEvent(established(), this.readyDowntime, this.lastMessageAt);
	}

	private List<HeartbeatEvent> ended(boolean lost) {
		List<HeartbeatEvent> events = new ArrayList<>(3);
		Throwable failure = disconnected().failure();
		Duration delay = delay();
		if (failure != null) {
			events.add(lost ? new HeartbeatErrorEvent(established(), cause(), failure)
					: new HeartbeatErrorEvent(this.client, id(), cause(), failure));
		}
		if (lost) {
			events.add(close(established(), delay != null));
		}
		if (delay != null) {
			events.add(new HeartbeatReconnectEvent(this.client, id(), this.retries, delay, cause()));
		}
		return events;
	}

	private List<HeartbeatEvent> reconnecting() {
		Assert.state(this.attemptId != null, "A reconnect has an attempt");
		HeartbeatEvent reconnect = new HeartbeatReconnectEvent(this.client, this.attemptId, 1, Duration.ZERO, cause());
		return (this.connection != null) ? List.of(close(this.connection, true), reconnect) : List.of(reconnect);
	}

	private HeartbeatEvent close(HeartbeatConnection connection, boolean reconnecting) {
		Disconnect disconnect = disconnected();
		return new HeartbeatCloseEvent(connection, disconnect.cause(), disconnect.code(), disconnect.reason(),
				lifetime(), reconnecting);
	}

	private HeartbeatConnection established() {
		Assert.state(this.connection != null, "There is a connection");
		return this.connection;
	}

	/**
	 * Return what ended.
	 * @return what ended the connection or the attempt
	 */
	Disconnect disconnected() {
		Assert.state(this.disconnect != null, "Something has ended");
		return this.disconnect;
	}

	private DisconnectCause cause() {
		return disconnected().cause();
	}

	private String id() {
		return String.valueOf(this.facts.connectionId());
	}

}
