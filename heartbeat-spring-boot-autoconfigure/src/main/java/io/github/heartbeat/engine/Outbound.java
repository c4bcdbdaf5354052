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
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.engine.receive.Requests;
import io.github.heartbeat.engine.send.MessageFactory;
import io.github.heartbeat.engine.send.OutboundMessage;
import io.github.heartbeat.engine.send.PayloadConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Way out for the messages and requests of the user, over the client or over one of its
 * connections: the only difference is the lane.
 */
final class Outbound {

	private final MessageFactory messages;

	private final Requests requests;

	private final Supplier<? extends @Nullable PayloadConverter> converter;

	Outbound(MessageFactory messages, Requests requests, Supplier<? extends @Nullable PayloadConverter> converter) {
		this.messages = messages;
		this.requests = requests;
		this.converter = converter;
	}

	/**
	 * Send an object.
	 * @param lane takes the message
	 * @param payload the object
	 * @return a future that is completed when the message is written
	 */
	CompletableFuture<Void> send(Lane lane, Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		try {
			return lane.apply(this.messages.create(payload));
		}
		catch (HeartbeatSendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Send a request and wait for the message that a predicate accepts.
	 * @param lane takes the request
	 * @param request the request
	 * @param predicate accepts the reply
	 * @param timeout the bound of the wait
	 * @return a future of the reply
	 */
	CompletableFuture<HeartbeatMessage> sendAndAwait(Lane lane, Object request,
			Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		Assert.notNull(request, "'request' must not be null");
		Assert.notNull(predicate, "'predicate' must not be null");
		checkTimeout(timeout);
		return this.requests.await(sending(lane, request), predicate, timeout);
	}

	/**
	 * Send a request and wait for the reply that has its key.
	 * @param lane takes the request
	 * @param request the request
	 * @param replyType the type of the reply
	 * @param timeout the bound of the wait
	 * @param <T> the type of the reply
	 * @return a future of the reply
	 */
	<T> CompletableFuture<T> request(Lane lane, Object request, Class<T> replyType, Duration timeout) {
		Assert.notNull(request, "'request' must not be null");
		Assert.notNull(replyType, "'replyType' must not be null");
		checkTimeout(timeout);
		return this.requests.request(sending(lane, request), request, timeout)
			.thenApply((reply) -> read(reply, replyType));
	}

	static void checkTimeout(Duration timeout) {
		Assert.notNull(timeout, "'timeout' must not be null");
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be positive");
	}

	private Requests.Sending sending(Lane lane, Object request) {
		return (writing) -> {
			try {
				return lane.apply(this.messages.create(request).onWriting(writing));
			}
			catch (HeartbeatSendException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		};
	}

	private <T> T read(HeartbeatMessage reply, Class<T> replyType) {
		if (replyType.isInstance(reply)) {
			return replyType.cast(reply);
		}
		if (replyType == byte[].class) {
			return replyType.cast(reply.getBytes());
		}
		if (replyType == String.class) {
			return replyType.cast(reply.getText());
		}
		PayloadConverter converter = this.converter.get();
		Assert.state(converter != null,
				"There is nothing to read JSON with: add Jackson (spring-boot-starter-jackson) to the class path");
		try {
			return converter.fromText(reply.getText(), replyType);
		}
		catch (Throwable ex) {
			if (ex instanceof RuntimeException failure && isReadable(failure)) {
				throw failure;
			}
			throw new IllegalStateException(
					"The reply can't be read as " + replyType.getName() + ": " + FailureText.rawOf(ex), ex);
		}
	}

	// A future does not end with an exception of which no text can be made
	private static boolean isReadable(Throwable failure) {
		try {
			return failure.toString() != null;
		}
		catch (Throwable ex) {
			return false;
		}
	}

	/**
	 * A way for a message: that of the client, or that of one connection.
	 */
	@FunctionalInterface
	interface Lane extends Function<OutboundMessage, CompletableFuture<Void>> {

	}

}
