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

package io.github.heartbeat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.springframework.web.socket.WebSocketSession;

/**
 * A WebSocket client that keeps one connection to one endpoint: it proves that the
 * connection is alive, and connects again when it is not. All methods are safe for use by
 * several threads and return without waiting for the network.
 */
public interface HeartbeatClient {

	/**
	 * Return the plain name of this client, as in {@code heartbeat.client.<name>}.
	 * @return the name
	 */
	String getName();

	/**
	 * Return the URL this client connects to, fit to be shown.
	 * @return the URL without user-info and query
	 */
	String getUrl();

	/**
	 * Return the settings of this client.
	 * @return the settings, secrets included
	 */
	HeartbeatClientSettings getSettings();

	/**
	 * Return the present state.
	 * @return the state
	 */
	HeartbeatState getState();

	/**
	 * Return whether there is a connection now.
	 * @return whether the state is {@link HeartbeatState#OPEN}
	 */
	default boolean isOpen() {
		return getState() == HeartbeatState.OPEN;
	}

	/**
	 * Return whether there is a connection that is worth something, as configured with
	 * {@code ready.when}.
	 * @return whether the client is open and ready
	 */
	boolean isReady();

	/**
	 * Send a text message.
	 * @param text the message
	 * @return a future that is completed when the message is written, or exceptionally
	 * with a {@link HeartbeatSendException}
	 */
	CompletableFuture<Void> send(String text);

	/**
	 * Send a binary message.
	 * @param bytes the message; what remains in the buffer is copied before this method
	 * returns, and its position is left alone
	 * @return a future that is completed when the message is written, or exceptionally
	 * with a {@link HeartbeatSendException}
	 */
	CompletableFuture<Void> send(ByteBuffer bytes);

	/**
	 * Send an object: a {@code String} as text, a {@code byte[]} or {@code ByteBuffer} as
	 * a binary message, anything else as JSON.
	 * @param payload the object, which is read before this method returns
	 * @return a future that is completed when the message is written, or exceptionally
	 * with a {@link HeartbeatSendException}
	 */
	CompletableFuture<Void> send(Object payload);

	/**
	 * Send a request and wait for the message that answers it. The message is delivered
	 * to the listeners, too.
	 * @param request the request, as for {@link #send(Object)}
	 * @param predicate accepts the answer. It is given each message that arrives, on the
	 * thread that reads from the connection, and must return at once
	 * @param timeout how long to wait
	 * @return a future of the answer; completed exceptionally with a
	 * {@link java.util.concurrent.TimeoutException}, with a
	 * {@link HeartbeatSendException} if the request could not be sent or its connection
	 * was lost, or with what the predicate threw
	 */
	CompletableFuture<HeartbeatMessage> sendAndAwait(Object request, Predicate<? super HeartbeatMessage> predicate,
			Duration timeout);

	/**
	 * Start connecting, with no failures counted. Does nothing unless the client is
	 * stopped or has given up.
	 * @throws IllegalStateException if the application context is closed
	 */
	void start();

	/**
	 * Close the connection, if there is one, with close code 1000 and end retrying: no
	 * connection opens before {@link #start()} is called. What was accepted for sending
	 * is still written first, within {@code shutdown-timeout}.
	 */
	void close();

	/**
	 * Drop the connection or the attempt there is, skip any wait and connect now. Also
	 * the way back after the client gave up. Does nothing on a stopped client.
	 */
	void reconnect();

	/**
	 * Return the native session. What is registered on it is lost with the connection,
	 * and what is written through it directly is not in order with what is sent through
	 * this client.
	 * @return the session or an empty optional when there is no connection
	 */
	Optional<WebSocketSession> getSession();

	/**
	 * Return what there is to know about this client at this moment.
	 * @return a snapshot
	 */
	HeartbeatStatistics getStatistics();

}
