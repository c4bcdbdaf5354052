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

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

/**
 * WebSocket client that keeps one connection to one endpoint: it proves that the
 * connection is alive, and connects again when it is not.
 * <p>
 * There is a bean for each client that is configured, and {@link HeartbeatClients} knows
 * them all. All methods are safe for use by several threads. None waits for the network,
 * except for those that send where {@code send.overflow} is {@code block} and the queue
 * is full. The interface is implemented by Heartbeat only; a later release may add
 * methods.
 *
 * @see HeartbeatConnection
 * @see HeartbeatClients
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
	 * @return {@code true} if the state is {@link HeartbeatState#OPEN}
	 */
	default boolean isOpen() {
		return getState() == HeartbeatState.OPEN;
	}

	/**
	 * Return whether there is a connection that is ready, as configured with
	 * {@code ready.when}.
	 * @return {@code true} if the client is open and ready
	 */
	boolean isReady();

	/**
	 * Return the connection there is now.
	 * @return the connection, or {@code null} while there is none
	 */
	@Nullable HeartbeatConnection getConnection();

	/**
	 * Send a text message. It is queued, and written to whatever connection is ready.
	 * While there is no connection it is refused, unless {@code send.when-closed} is
	 * {@code queue}: the first message is best sent by a
	 * {@link HeartbeatConnectionInitializer}, or when the client is ready. What is part
	 * of a login is sent over the {@link HeartbeatConnection}.
	 * @param text the message
	 * @return a future that is completed when the message is written, or exceptionally
	 * with a {@link HeartbeatSendException}, which has the reason. It ends on a thread of
	 * the client's own, but at once if the message is refused
	 */
	CompletableFuture<Void> send(String text);

	/**
	 * Send a binary message.
	 * @param bytes the message; what remains in the buffer is copied before this method
	 * returns, and its position is left alone
	 * @return a future, as for {@link #send(String)}
	 */
	CompletableFuture<Void> send(ByteBuffer bytes);

	/**
	 * Send an object: a {@code String} as text, a {@code byte[]} or {@code ByteBuffer} as
	 * a binary message, anything else as JSON.
	 * @param payload the object, which is read before this method returns
	 * @return a future, as for {@link #send(String)}; an object that can't be written as
	 * JSON is refused
	 */
	CompletableFuture<Void> send(Object payload);

	/**
	 * Send a request and wait for the message that answers it. The message is delivered
	 * to the listeners, too.
	 * @param request the request, as for {@link #send(Object)}
	 * @param predicate accepts the answer. It is given the messages that arrive on the
	 * connection to which the request is written, from the moment of the write on, in
	 * order and before the listeners, and should return at once
	 * @param timeout how long to wait, positive
	 * @return a future of the answer; completed exceptionally with a
	 * {@link java.util.concurrent.TimeoutException}, with a
	 * {@link HeartbeatSendException} if the request could not be sent or its connection
	 * was lost, or with what the predicate threw. At most 1,024 such requests of a client
	 * wait; more are refused
	 * @throws IllegalArgumentException if the time-out is not positive
	 */
	CompletableFuture<HeartbeatMessage> sendAndAwait(Object request, Predicate<? super HeartbeatMessage> predicate,
			Duration timeout);

	/**
	 * Send a request and wait for the reply that has its key, 30 seconds at most.
	 * @param request the request, as for {@link #send(Object)}
	 * @param replyType the type of the reply, as for
	 * {@link #request(Object, Class, Duration)}
	 * @param <T> the type of the reply
	 * @return a future of the reply, as for {@link #request(Object, Class, Duration)}
	 */
	default <T> CompletableFuture<T> request(Object request, Class<T> replyType) {
		return request(request, replyType, Duration.ofSeconds(30));
	}

	/**
	 * Send a request and wait for the reply that has its key, as the
	 * {@link HeartbeatCorrelator} bean tells. Any number of requests may be under way, up
	 * to 65,536. The reply is delivered to the listeners, too.
	 * @param request the request, as for {@link #send(Object)}
	 * @param replyType the type of the reply: {@code String}, {@code byte[]} and
	 * {@link HeartbeatMessage} as it came, any other is read from JSON
	 * @param timeout how long to wait, positive
	 * @param <T> the type of the reply
	 * @return a future of the reply, completed exceptionally as that of
	 * {@link #sendAndAwait}, and with what made the reply unreadable
	 * @throws IllegalArgumentException if the time-out is not positive
	 */
	<T> CompletableFuture<T> request(Object request, Class<T> replyType, Duration timeout);

	/**
	 * Start connecting, with no failures counted. Does nothing unless the client is
	 * stopped or has given up.
	 * @throws IllegalStateException if the client was removed, or the application context
	 * is closed
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
	 * Return a snapshot of what this client is doing, and has done.
	 * @return the statistics
	 */
	HeartbeatStatistics getStatistics();

}
