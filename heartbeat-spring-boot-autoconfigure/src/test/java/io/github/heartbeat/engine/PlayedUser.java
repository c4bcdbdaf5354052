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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.Lives.Life;
import io.github.heartbeat.engine.ReplyOracle.Wait;
import io.github.heartbeat.engine.SendOracle.Sent;
import org.jspecify.annotations.Nullable;

/**
 * User of the clients, and of connections whether they are open or not.
 */
final class PlayedUser {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final Mood mood;

	private final Lives lives;

	private final UserCode code;

	private final PlayedPeer peer;

	private final Oracles oracles;

	private final List<HeartbeatConnection> connections = new ArrayList<>();

	private int starts;

	private int messages;

	PlayedUser(Mood mood, Lives lives, UserCode code, PlayedPeer peer, Oracles oracles) {
		this.mood = mood;
		this.lives = lives;
		this.code = code;
		this.peer = peer;
		this.oracles = oracles;
	}

	boolean start() {
		Life life = this.lives.current();
		boolean started = life.state() == HeartbeatState.STOPPED || life.state() == HeartbeatState.GAVE_UP;
		this.starts += started ? 1 : 0;
		try {
			life.client().start();
		}
		catch (IllegalStateException ex) {
			if (!this.lives.isLeaving(life)) {
				throw ex;
			}
		}
		return started;
	}

	boolean close() {
		Life life = life();
		boolean closing = life.state() != HeartbeatState.STOPPED;
		life.client().close();
		return closing;
	}

	boolean reconnect() {
		Life life = life();
		boolean reconnecting = life.state() != HeartbeatState.STOPPED;
		life.client().reconnect();
		return reconnecting;
	}

	boolean replace() {
		boolean replaced = this.lives.next(this.mood.oneIn(2));
		if (replaced && this.mood.oneIn(2)) {
			start();
		}
		return replaced;
	}

	// Sometimes one that was removed
	private Life life() {
		return this.mood.oneIn(6) ? this.mood.oneOf(this.lives.all()) : this.lives.current();
	}

	boolean send() {
		send("message", null);
		return true;
	}

	boolean sendAndAwait() {
		Life life = life();
		String text = next("any");
		Wait wait = this.oracles.replies().requesting(text, null);
		Sent sent = this.oracles.sends().sending(life, text, null);
		CompletableFuture<HeartbeatMessage> reply = life.client()
			.sendAndAwait(text, (message) -> this.code.accepts(), TIMEOUT);
		sent.requested(reply, true);
		waitFor(wait, reply);
		return true;
	}

	boolean request() {
		request("request", null);
		return true;
	}

	boolean sendOverConnection() {
		HeartbeatConnection connection = connection();
		if (connection != null) {
			send("connection message", connection);
		}
		return connection != null;
	}

	boolean requestOverConnection() {
		HeartbeatConnection connection = connection();
		if (connection != null) {
			request("connection request", connection);
		}
		return connection != null;
	}

	boolean await() {
		HeartbeatConnection connection = connection();
		if (connection == null) {
			return false;
		}
		Wait wait = this.oracles.replies().awaiting(connection.getId(), this.code.isInitializing());
		waitFor(wait, connection.await((message) -> this.code.acceptsAwaited(), TIMEOUT));
		return true;
	}

	/**
	 * Send a message.
	 * @param name what it begins with
	 * @param connection the connection to send it over, or {@code null} for the client
	 * @return its future
	 */
	CompletableFuture<Void> send(String name, @Nullable HeartbeatConnection connection) {
		String text = next(name);
		Life life = life(connection);
		Sent sent = this.oracles.sends().sending(life, text, connection);
		CompletableFuture<Void> future = (connection != null) ? connection.send(text) : life.client().send(text);
		sent.sent(future);
		this.code.follow(future);
		return future;
	}

	/**
	 * Send a request that has a key.
	 * @param name what it begins with
	 * @param connection the connection to send it over, or {@code null} for the client
	 * @return the future of its reply
	 */
	CompletableFuture<HeartbeatMessage> request(String name, @Nullable HeartbeatConnection connection) {
		String text = next(name);
		String key = UserCode.keyOf(text);
		Life life = life(connection);
		Wait wait = this.oracles.replies().requesting(text, key);
		Sent sent = this.oracles.sends().sending(life, text, connection);
		this.peer.requested(key);
		CompletableFuture<HeartbeatMessage> reply = (connection != null)
				? connection.request(text, HeartbeatMessage.class, TIMEOUT)
				: life.client().request(text, HeartbeatMessage.class, TIMEOUT);
		sent.requested(reply, this.code.hasTold(key));
		waitFor(wait, reply);
		return reply;
	}

	private Life life(@Nullable HeartbeatConnection connection) {
		return (connection != null) ? this.lives.of(connection.getClient()) : life();
	}

	private void waitFor(Wait wait, CompletableFuture<HeartbeatMessage> future) {
		wait.sent(future);
		this.code.follow(future);
	}

	private String next(String name) {
		return name + " " + ++this.messages;
	}

	private @Nullable HeartbeatConnection connection() {
		HeartbeatConnection present = this.lives.current().client().getConnection();
		if (present != null && !this.connections.contains(present)) {
			this.connections.add(present);
		}
		return this.connections.isEmpty() ? null : this.mood.oneOf(this.connections);
	}

	int starts() {
		return this.starts;
	}

}
