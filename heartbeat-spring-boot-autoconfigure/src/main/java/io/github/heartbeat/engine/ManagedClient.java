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
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.engine.concurrent.CompletionExecutor;
import io.github.heartbeat.engine.concurrent.Sequencer;
import io.github.heartbeat.engine.liveness.PingMessages;
import io.github.heartbeat.engine.liveness.PingStatistics;
import io.github.heartbeat.engine.receive.MessageReceiver;
import io.github.heartbeat.engine.receive.ReceiveQueue;
import io.github.heartbeat.engine.receive.Requests;
import io.github.heartbeat.engine.send.MessageFactory;
import io.github.heartbeat.engine.send.MessageSender;
import io.github.heartbeat.transport.Redactor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client as its users see it: puts together the parts of which each has one thing to
 * do, and passes on to them what is called.
 */
final class ManagedClient implements HeartbeatClient, ListenerErrorHandler {

	/** Transitions that may wait for the log and the observers. */
	private static final int MAX_REPORTS = 256;

	private final String name;

	private final HeartbeatClientSettings settings;

	private final EngineContext context;

	/** Completed when the client that had this name before is quiet. */
	private final CompletableFuture<Void> before;

	private final ClientState state;

	private final ClientLog log;

	/** What is told to the log and the observers. */
	private final Sequencer reports;

	/** Where futures end. */
	private final CompletionExecutor completions;

	private final UserCodeFailures userCodeFailures;

	private final PingStatistics pings = new PingStatistics();

	private final ReceiveQueue receiveQueue;

	private final MessageSender sender;

	private final Outbound outbound;

	private final ConnectionLifecycle lifecycle;

	/** The shutdown that is under way or over, unless the client was started since. */
	private @Nullable CompletableFuture<Void> shutdown;

	/** The generation of the state to which that shutdown led. */
	private long shutdownGeneration;

	/**
	 * Create a new client.
	 * @param name its plain name
	 * @param settings its settings
	 * @param context what all clients share
	 * @param before completed when the client that had this name before is quiet: what
	 * this one has to tell begins after its last
	 */
	ManagedClient(String name, HeartbeatClientSettings settings, EngineContext context,
			CompletableFuture<Void> before) {
		this.name = name;
		this.settings = settings;
		this.context = context;
		this.before = before;
		this.state = new ClientState(context.timer());
		this.log = new ClientLog(name, settings);
		Executor dispatch = this::dispatch;
		this.reports = new Sequencer(after(before, context.dispatch()), MAX_REPORTS);
		this.completions = new CompletionExecutor(dispatch, context.timer(),
				MessageSender.maxCompletions(settings.send()));
		this.userCodeFailures = new UserCodeFailures(this.log);
		Redactor redactor = new Redactor(settings);
		EventDelivery delivery = new EventDelivery(this, context, this.userCodeFailures, this::openDelivered);
		this.receiveQueue = new ReceiveQueue(settings.receive(), after(before, dispatch), delivery::deliver,
				this::warn);
		this.sender = new MessageSender(name, settings.send(), redactor, context.timer(), this.completions,
				this::warnUnlessShutDown);
		Requests requests = new Requests(name, context.timer(), this.completions,
				() -> context.callbacks().correlator(name));
		this.outbound = new Outbound(new MessageFactory(name, context.callbacks().payloadConverter()), requests,
				context.callbacks().payloadConverter());
		PingMessages pingMessages = PingMessages.of(name, settings.ping(), context.io(),
				context.callbacks().pingMessageSupplier(), this::userCodeFailed);
		ClientServices services = new ClientServices(this, context, dispatch, this.sender, this.outbound,
				new MessageReceiver(settings.receive(), this.receiveQueue, dispatch), this.receiveQueue, requests,
				pingMessages, this.pings,
				new ReadyRule(name, settings.ready(), context.callbacks(), this.userCodeFailures),
				new DisconnectTranslator(name, settings, redactor), this.userCodeFailures,
				new ConnectionInitialization(dispatch));
		this.lifecycle = new ConnectionLifecycle(services, this.state,
				new HandshakeRequests(name, settings, context.callbacks()), new Transitions(this, this.state, context,
						this.receiveQueue, this.sender, this.pings, this.reports, this.log));
	}

	private static Executor after(CompletableFuture<Void> before, Executor executor) {
		return before.isDone() ? executor : (task) -> {
			if (before.isDone()) {
				executor.execute(task);
			}
			else {
				before.whenComplete((result, failure) -> executor.execute(task));
			}
		};
	}

	private void dispatch(Runnable task) {
		this.context.dispatch()
			.execute(() -> this.context.observers()
				.intercept((interceptor, delivery) -> interceptor.aroundDelivery(this, delivery), task));
	}

	private void openDelivered(String connectionId) {
		Connection connection = this.lifecycle.connection(connectionId);
		if (connection != null) {
			connection.openDelivered();
		}
	}

	private void warn(String what) {
		this.reports.execute(() -> this.log.warn(what));
	}

	// While the application stops there is nothing to be done about it
	private void warnUnlessShutDown(String what) {
		this.reports.execute(() -> {
			if (!isShutDown()) {
				this.log.warn(what);
			}
		});
	}

	private boolean isShutDown() {
		synchronized (this.state) {
			return this.shutdown != null && this.shutdownGeneration == this.state.generation();
		}
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
		Connection connection = this.lifecycle.connection();
		return connection != null && connection.isReady();
	}

	@Override
	public @Nullable HeartbeatConnection getConnection() {
		Connection connection = this.lifecycle.connection();
		return (connection != null) ? connection.handle() : null;
	}

	/**
	 * Tell the observers that the client is one of the engine's: at once, unless the
	 * client that had its name before is still being told of.
	 */
	void added() {
		Runnable telling = () -> this.context.observers().tell((observer) -> observer.added(this));
		if (this.before.isDone()) {
			this.reports.run(telling);
		}
		else {
			this.reports.execute(telling);
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
		this.lifecycle.stop(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NORMAL);
	}

	/**
	 * Stop since the application stops.
	 * @return a future that is completed when the connection is closed and everything is
	 * delivered and told, and not later than after {@code shutdown-timeout}, counted from
	 * the first call since the client was started
	 */
	CompletableFuture<Void> shutdown() {
		// A listener that closes the application waits for this
		boolean byListener = this.receiveQueue.isDelivering();
		CompletableFuture<Void> closed = this.lifecycle.stop(DisconnectCause.SHUTDOWN, CloseStatus.GOING_AWAY);
		synchronized (this.state) {
			CompletableFuture<Void> shutdown = this.shutdown;
			if (shutdown == null || !isShutDown()) {
				this.shutdownGeneration = this.state.generation();
				shutdown = new Shutdown(this.state, this.receiveQueue, this.completions, this.reports,
						this.context.timer())
					.await(closed, this.settings.shutdownTimeout(), byListener);
				this.shutdown = shutdown;
			}
			return shutdown;
		}
	}

	/**
	 * Never start again.
	 */
	void retire() {
		this.lifecycle.retire();
	}

	/**
	 * Stop since the client is no longer one of the engine's, never start again, and tell
	 * the observers last of all.
	 * @return a future that is completed when the client is quiet: nothing of it is, or
	 * will be, delivered or told
	 */
	CompletableFuture<Void> remove() {
		retire();
		// As close() does: what waits for the listeners is delivered, the close event
		// last
		CompletableFuture<Void> closed = this.lifecycle.stop(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NORMAL);
		CompletableFuture<Void> told = removed();
		return closed.thenCompose((result) -> told)
			.thenComposeAsync((result) -> this.receiveQueue.whenIdle(), this.context.dispatch());
	}

	/**
	 * Tell the observers, after all that is to be told of the client, that it is no
	 * longer one of the engine's.
	 * @return a future that is completed when they are told
	 */
	CompletableFuture<Void> removed() {
		CompletableFuture<Void> told = new CompletableFuture<>();
		this.reports.executeInAnyCase(() -> {
			this.context.observers().tell((observer) -> observer.removed(this));
			told.complete(null);
		});
		return told;
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
		return this.outbound.send(this.sender::send, text);
	}

	@Override
	public CompletableFuture<Void> send(ByteBuffer bytes) {
		Assert.notNull(bytes, "'bytes' must not be null");
		return this.outbound.send(this.sender::send, bytes);
	}

	@Override
	public CompletableFuture<Void> send(Object payload) {
		return this.outbound.send(this.sender::send, payload);
	}

	@Override
	public CompletableFuture<HeartbeatMessage> sendAndAwait(Object request,
			Predicate<? super HeartbeatMessage> predicate, Duration timeout) {
		return this.outbound.sendAndAwait(this.sender::send, request, predicate, timeout);
	}

	@Override
	public <T> CompletableFuture<T> request(Object request, Class<T> replyType, Duration timeout) {
		return this.outbound.request(this.sender::send, request, replyType, timeout);
	}

	@Override
	public Optional<WebSocketSession> getSession() {
		Connection connection = this.lifecycle.connection();
		return (connection != null) ? Optional.of(connection.session().getNative()) : Optional.empty();
	}

	@Override
	public HeartbeatStatistics getStatistics() {
		ReceiveQueue.Statistics inbound = this.receiveQueue.statistics();
		synchronized (this.state) {
			return new HeartbeatStatistics(this.state.get(), this.state.since(), this.lifecycle.statistics(),
					this.lifecycle.lastDisconnect(),
					new HeartbeatStatistics.Inbound(inbound.received(), inbound.bytesReceived(), inbound.queued(),
							inbound.dropped(), inbound.lastMessageAt()),
					new HeartbeatStatistics.Outbound(this.sender.messages(), this.sender.bytes(), this.sender.queued(),
							this.sender.dropped()),
					new HeartbeatStatistics.Pings(this.pings.answeredCount(), this.pings.missedCount(),
							this.pings.roundTrip()),
					this.userCodeFailures.count());
		}
	}

	@Override
	public String toString() {
		return "HeartbeatClient[name=" + this.name + ", url=" + getUrl() + ", state=" + getState() + "]";
	}

}
