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

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketSession;

/**
 * Established connection of a {@link HeartbeatClient}. What is sent over it belongs to
 * it: it goes out ahead of what is sent over the client, also before the connection is
 * ready, and is never written to another connection. A login, an answer to a challenge, a
 * subscription are sent here; everything else over the client.
 * <p>
 * All methods are safe for use by several threads and return without waiting for the
 * network. When the connection has ended the object only tells what it was, and what is
 * sent over it is refused. The interface is implemented by Heartbeat only; a later
 * release may add methods.
 */
public interface HeartbeatConnection {

	/**
	 * Return the identifier of this connection: unique for the life of the application,
	 * also if its client is removed and added again.
	 * @return the identifier, for instance {@code prices-3}
	 */
	String getId();

	/**
	 * Return the client whose connection this is.
	 * @return the client
	 */
	HeartbeatClient getClient();

	/**
	 * Return whether the connection is open.
	 * @return {@code false} once it has ended
	 */
	boolean isOpen();

	/**
	 * Return whether the connection is open and ready, as configured with
	 * {@code ready.when}.
	 * @return {@code true} if it is, {@code false} once it has ended
	 */
	boolean isReady();

	/**
	 * Return the URL of the connection, fit to be shown.
	 * @return the URL without user-info and query
	 */
	String getUrl();

	/**
	 * Return the subprotocol both sides agreed on.
	 * @return the subprotocol or {@code null} if there is none
	 */
	@Nullable String getSubprotocol();

	/**
	 * Return the headers of the server's answer to the opening handshake. They may carry
	 * secrets, such as cookies.
	 * @return the headers, read-only; empty where the WebSocket client of a
	 * {@link HeartbeatWebSocketClientFactory} does not tell them
	 */
	HttpHeaders getHandshakeHeaders();

	/**
	 * Send a text message over this connection.
	 * @param text the message
	 * @return a future that is completed when the message is written, or exceptionally
	 * with a {@link HeartbeatSendException}: {@code REJECTED} if the connection has ended
	 * or too much waits to be written to it, {@code DROPPED} or {@code UNKNOWN} if it
	 * ends before the message is written
	 */
	CompletableFuture<Void> send(String text);

	/**
	 * Send a binary message over this connection.
	 * @param bytes the message; what remains in the buffer is copied before this method
	 * returns, and its position is left alone
	 * @return a future, as for {@link #send(String)}
	 */
	CompletableFuture<Void> send(ByteBuffer bytes);

	/**
	 * Send an object over this connection: a {@code String} as text, a {@code byte[]} or
	 * {@code ByteBuffer} as a binary message, anything else as JSON.
	 * @param payload the object, which is read before this method returns
	 * @return a future, as for {@link #send(String)}
	 */
	CompletableFuture<Void> send(Object payload);

	/**
	 * Send a request over this connection and wait for the message that answers it.
	 * @param request the request, as for {@link #send(Object)}
	 * @param predicate accepts the answer. It is given the messages that arrive after the
	 * write of the request has begun, in order and before the listeners, and should
	 * return at once
	 * @param timeout how long to wait, positive
	 * @return a future, as for
	 * {@link HeartbeatClient#sendAndAwait(Object, Predicate, Duration)}
	 */
	CompletableFuture<HeartbeatMessage> sendAndAwait(Object request, Predicate<? super HeartbeatMessage> predicate,
			Duration timeout);

	/**
	 * Send a request over this connection and wait for the reply that has its key.
	 * @param request the request, as for {@link #send(Object)}
	 * @param replyType the type of the reply, as for
	 * {@link HeartbeatClient#request(Object, Class, Duration)}
	 * @param timeout how long to wait, positive
	 * @param <T> the type of the reply
	 * @return a future of the reply, as for
	 * {@link HeartbeatClient#request(Object, Class, Duration)}
	 */
	<T> CompletableFuture<T> request(Object request, Class<T> replyType, Duration timeout);

	/**
	 * Return the next message that a predicate accepts, once it has arrived. The
	 * listeners get that message, too. While a {@link HeartbeatConnectionInitializer}
	 * runs, messages that have arrived before are looked at first, 256 or 1 MB of them at
	 * most: those behind the last one that was accepted. So the initializer does not miss
	 * what a server says first.
	 * @param predicate accepts the message. It is given the messages that arrive from now
	 * on, in order and before the listeners, and should return at once
	 * @param timeout how long to wait, positive
	 * @return a future of the message; completed exceptionally with a
	 * {@link java.util.concurrent.TimeoutException} if there is none in time, with a
	 * {@link HeartbeatConnectionException} if the connection ends before, or with what
	 * the predicate threw
	 */
	CompletableFuture<HeartbeatMessage> await(Predicate<? super HeartbeatMessage> predicate, Duration timeout);

	/**
	 * Set the times of the heartbeat for the rest of this connection, for instance those
	 * that the server told. The next connection begins with the configured ones.
	 * @param interval the time that takes the place of {@code ping.interval}, positive
	 * @param timeout the time that takes the place of {@code ping.timeout}, positive
	 * @throws IllegalArgumentException if one of them is not positive
	 */
	void setPing(Duration interval, Duration timeout);

	/**
	 * Return the native session. What is registered on it is lost with the connection,
	 * and what is written through it directly is not in order with what is sent here.
	 * @return the session or an empty optional when the connection has ended
	 */
	Optional<WebSocketSession> getSession();

}
