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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.engine.liveness.LivenessMonitor;
import io.github.heartbeat.engine.receive.PendingReplies;
import io.github.heartbeat.engine.send.ConnectionWriter;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@link HeartbeatConnection} as its users see it: what they send goes into the lane of
 * the connection, whatever thread they are on.
 */
final class ConnectionHandle implements HeartbeatConnection {

	private final ClientServices services;

	private final String id;

	private final TransportSession session;

	private final ConnectionStatus status;

	private final ConnectionWriter writer;

	private final PendingReplies replies;

	private final LivenessMonitor monitor;

	ConnectionHandle(ClientServices services, String id, TransportSession session, ConnectionStatus status,
			ConnectionWriter writer, PendingReplies replies, LivenessMonitor monitor) {
		this.services = services;
		this.id = id;
		this.session = session;
		this.status = status;
		this.writer = writer;
		this.replies = replies;
		this.monitor = monitor;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public HeartbeatClient getClient() {
		return this.services.client();
	}

	@Override
	public boolean isOpen() {
		return this.status.isOpen();
	}

	@Override
	public boolean isReady() {
		return this.status.isOpen() && this.status.wasReady();
	}

	@Override
	public String getUrl() {
		return this.services.settings().displayUrl();
	}

	@Override
	public @Nullable String getSubprotocol() {
		return this.session.getHandshakeResponse().subprotocol();
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.session.getHandshakeResponse().headers();
	}

	private Outbound.Lane lane() {
		return (message) -> this.services.sender().send(this.writer, message);
	}

	@Override
	public CompletableFuture<Void> send(String text) {
		Assert.notNull(text, "'text' must not be null");
		return this.services.outbound().send(lane(), text);
	}

	@Override
	public CompletableFuture<Void> send(ByteBuffer bytes) {
		Assert.notNull(bytes, "'bytes' must not be null");
		return this.services.outbound().send(lane(), bytes);
	}

	@Override
	public CompletableFuture<Void> send(Object payload) {
		return this.services.outbound().send(lane(), payload);
	}

	@Override
	public CompletableFuture<HeartbeatMessage> sendAndAwait(Object request,
			Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		return this.services.outbound().sendAndAwait(lane(), request, predicate, timeout);
	}

	@Override
	public <T> CompletableFuture<T> request(Object request, Class<T> replyType, Duration timeout) {
		return this.services.outbound().request(lane(), request, replyType, timeout);
	}

	@Override
	public CompletableFuture<HeartbeatMessage> await(Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		Assert.notNull(predicate, "'predicate' must not be null");
		Outbound.checkTimeout(timeout);
		return this.replies.await(predicate, timeout);
	}

	@Override
	public void setPing(Duration interval, Duration timeout) {
		Assert.isTrue(isPositive(interval), "'interval' must be positive");
		Assert.isTrue(isPositive(timeout), "'timeout' must be positive");
		this.monitor.setTimes(interval, timeout);
	}

	private static boolean isPositive(Duration duration) {
		return duration != null && !duration.isNegative() && !duration.isZero();
	}

	@Override
	public Optional<WebSocketSession> getSession() {
		return isOpen() ? Optional.of(this.session.getNative()) : Optional.empty();
	}

	@Override
	public String toString() {
		return "HeartbeatConnection[id=" + this.id + ", url=" + getUrl() + ", open=" + isOpen() + ", ready=" + isReady()
				+ "]";
	}

}
