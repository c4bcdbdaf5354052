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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client as its users see it: puts together the parts of which each has one thing to
 * do, and passes on to them what is called and what arrives.
 */
final class ManagedClient implements HeartbeatClient, ListenerErrorHandler {

	private final String name;

	private final HeartbeatClientSettings settings;

	private final EngineContext context;

	private final ClientState state;

	private final MessageLog messageLog;

	private final UserCodeFailures userCodeFailures;

	private final PingStatistics pings = new PingStatistics();

	private final ReceiveQueue mailbox;

	private final MessageSender sender;

	private final PayloadSender payloadSender;

	private final PendingReplies replies;

	private final ConnectionLifecycle lifecycle;

	private final EventDelivery delivery;

	ManagedClient(String name, HeartbeatClientSettings settings, EngineContext context, Transport transport) {
		this.name = name;
		this.settings = settings;
		this.context = context;
		this.state = new ClientState(context.timer());
		this.messageLog = new MessageLog(name);
		ClientLog log = new ClientLog(name, settings);
		this.userCodeFailures = new UserCodeFailures(log);
		Redactor redactor = new Redactor(settings);
		this.mailbox = new ReceiveQueue(name, settings.receive(), this::dispatch, this::deliver);
		this.sender = new MessageSender(name, settings, redactor, this.messageLog, context.timer(), this::dispatch);
		this.payloadSender = new PayloadSender(name, this.sender, context.callbacks().payloadConverter());
		this.replies = new PendingReplies(name, context.timer(), this::isOpen, this::dispatchOrRun);
		this.lifecycle = new ConnectionLifecycle(this, context, connectionFactory(transport, redactor), this.state,
				this.sender, this.replies, new LifecycleEvents(this, this.mailbox),
				new TransitionRecorder(this.state, context.timer(), this.mailbox, this.sender, this.pings),
				new LifecycleReport(this, context, log));
		this.delivery = new EventDelivery(this, context, this.sender,
				ReadyCheck.of(name, settings.ready(), context.callbacks(), this.userCodeFailures),
				this.userCodeFailures, this.lifecycle);
	}

	private ConnectionFactory connectionFactory(Transport transport, Redactor redactor) {
		PingMessages pingMessages = PingMessages.of(this.name, this.settings.ping(), this.context,
				this.userCodeFailures);
		DisconnectTranslator disconnects = new DisconnectTranslator(this.name, this.settings, redactor);
		return (generation, listener) -> new Connection(this, this.context, transport, pingMessages, disconnects,
				generation, listener);
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String getUrl() {
		return this.settings.displayUrl();
	}

	@Override
	public HeartbeatClientSettings getSettings() {
		return this.settings;
	}

	@Override
	public HeartbeatState getState() {
		return this.state.get();
	}

	@Override
	public boolean isReady() {
		synchronized (this.state) {
			Connection connection = this.lifecycle.current();
			return connection != null && connection.isReady();
		}
	}

	MessageSender sender() {
		return this.sender;
	}

	PingStatistics pings() {
		return this.pings;
	}

	private void dispatch(Runnable task) {
		this.context.dispatch()
			.execute(() -> this.context.intercept((interceptor, delivery) -> interceptor.aroundDelivery(this, delivery),
					task));
	}

	private void dispatchOrRun(Runnable task) {
		try {
			dispatch(task);
		}
		catch (Throwable ex) {
			task.run();
		}
	}

	@Override
	public void start() {
		this.lifecycle.start();
	}

	@Override
	public void reconnect() {
		this.lifecycle.reconnect();
	}

	@Override
	public void close() {
		stop(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NORMAL);
	}

	/**
	 * Stop since the application stops.
	 * @return a future that is completed when the connection is closed and all events are
	 * delivered, and not later than after {@code shutdown-timeout}
	 */
	CompletableFuture<Void> shutdown() {
		return shutdown(DisconnectCause.SHUTDOWN, CloseStatus.GOING_AWAY);
	}

	/**
	 * Never start again.
	 */
	void retire() {
		this.lifecycle.retire();
	}

	/**
	 * Stop since the client is no longer one of the engine's, and never start again.
	 */
	void remove() {
		retire();
		shutdown(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NORMAL);
	}

	private CompletableFuture<Void> shutdown(DisconnectCause cause, CloseStatus status) {
		return new Shutdown(this.state, this.mailbox, this.context.timer()).await(stop(cause, status),
				this.settings.shutdownTimeout());
	}

	private CompletableFuture<Void> stop(DisconnectCause cause, CloseStatus status) {
		return this.lifecycle.stop(cause, status);
	}

	/**
	 * A message has arrived.
	 * @param connection the connection
	 * @param message the message
	 */
	void received(Connection connection, HeartbeatMessageEvent message) {
		this.messageLog.received(message);
		this.replies.received(message);
		try {
			this.mailbox.add(connection, message, extractKey(message));
		}
		catch (Throwable ex) {
			userCodeFailed("The key of a message can't be compared", ex);
		}
		String closeOnMessage = this.settings.closeOnMessage();
		if (closeOnMessage != null && message.isText() && message.getText().equals(closeOnMessage)) {
			stop(DisconnectCause.CLOSE_MESSAGE, CloseStatus.NORMAL);
		}
	}

	private @Nullable Object extractKey(HeartbeatMessageEvent message) {
		if (this.settings.receive().overflow() != ReceiveOverflow.CONFLATE) {
			return null;
		}
		try {
			HeartbeatMessageKeyExtractor extractor = this.context.callbacks().messageKeyExtractor().get();
			return (extractor != null) ? extractor.extractKey(this.name, message) : null;
		}
		catch (Throwable ex) {
			userCodeFailed("The HeartbeatMessageKeyExtractor failed", ex);
			return null;
		}
	}

	void roundTrip(Duration roundTrip) {
		this.pings.roundTrip(roundTrip);
		this.context.observe((observer) -> observer.roundTrip(this, roundTrip));
	}

	private void deliver(HeartbeatEvent event) {
		this.delivery.deliver(event);
	}

	@Override
	public void listenerFailed(String description, @Nullable Throwable failure) {
		userCodeFailed(description, failure);
	}

	private void userCodeFailed(String what, @Nullable Throwable failure) {
		this.userCodeFailures.add(what, failure);
	}

	@Override
	public CompletableFuture<Void> send(String text) {
		Assert.notNull(text, "'text' must not be null");
		return this.sender.send(text);
	}

	@Override
	public CompletableFuture<Void> send(ByteBuffer bytes) {
		Assert.notNull(bytes, "'bytes' must not be null");
		return this.sender.send(bytes);
	}

	@Override
	public CompletableFuture<Void> send(Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		return this.payloadSender.send(payload);
	}

	@Override
	public CompletableFuture<HeartbeatMessage> sendAndAwait(Object request,
			Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		Assert.notNull(request, "'request' must not be null");
		Assert.notNull(predicate, "'predicate' must not be null");
		Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "'timeout' must be positive");
		return this.replies.await(() -> send(request), predicate, timeout);
	}

	@Override
	public Optional<WebSocketSession> getSession() {
		synchronized (this.state) {
			Connection connection = this.lifecycle.current();
			TransportSession session = (isOpen() && connection != null) ? connection.session() : null;
			return (session != null) ? Optional.of(session.getNative()) : Optional.empty();
		}
	}

	@Override
	public HeartbeatStatistics getStatistics() {
		ReceiveQueue.Numbers inbound = this.mailbox.numbers();
		synchronized (this.state) {
			Connection connection = this.lifecycle.current();
			ConnectionLifecycle.Numbers connections = this.lifecycle.numbers();
			Disconnect last = connections.lastDisconnect();
			return new HeartbeatStatistics(this.state.get(), isReady(), this.state.since(), connections.downSince(),
					(connection != null) ? connection.id() : null, connections.failures(), connections.nextAttempt(),
					(last != null) ? last.cause() : null, (last != null) ? last.code() : null,
					(last != null) ? last.httpStatus() : null, this.pings.roundTrip(),
					(isOpen() && connection != null) ? connection.idle() : null, inbound.lastMessageAt(),
					connections.established(), inbound.received(), this.sender.messages(), inbound.bytesReceived(),
					this.sender.bytes(), this.pings.answeredCount(), this.pings.missedCount(), inbound.queued(),
					this.sender.outbox().size(), inbound.dropped(), this.sender.dropped(),
					this.userCodeFailures.count());
		}
	}

	@Override
	public String toString() {
		return "HeartbeatClient[name=" + this.name + ", url=" + getUrl() + ", state=" + getState() + "]";
	}

}
