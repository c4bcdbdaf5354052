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
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.event.HeartbeatReadyEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client: takes what happens to its {@link Connection}, asks {@link ClientState}
 * whether it counts and {@link RetryPolicy} what follows, tells the {@link Mailbox}, and
 * connects again. It is the only place that begins or ends a connection.
 * <p>
 * A transition and the events that go with it are made under one lock, so that the events
 * are in the order of the transitions. Futures of messages are completed, and sockets
 * opened and closed, after it is released.
 */
final class ManagedClient implements HeartbeatClient, ListenerFailureHandler {

	/**
	 * How long a new connection waits for the one it replaces to be closed. A live peer
	 * should not see two; a dead one is not waited for.
	 */
	private static final Duration HANDOVER = Duration.ofMillis(250);

	private final String name;

	private final HeartbeatClientSettings settings;

	private final EngineContext context;

	private final Transport transport;

	private final RetryPolicy retryPolicy;

	private final DisconnectTranslator disconnects;

	private final ClientLog log;

	private final MessageLog messageLog;

	private final ClientState state;

	private final Mailbox mailbox;

	private final MessageSender sender;

	private final ReplyAwaiter replies;

	private final TransitionRecorder transitions;

	private final @Nullable ReadyMessage readyMessage;

	private final PingStatistics pings = new PingStatistics();

	private final PingMessages pingMessages;

	private final UserCodeFailures userCodeFailures;

	/**
	 * The connection or attempt that counts; guarded by the state, as all that follows.
	 */
	private @Nullable Connection connection;

	/** The connection that was closed last. */
	private @Nullable Connection closed;

	/** Completed when that connection is closed to the end. */
	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	private EngineTimer.@Nullable Task retry;

	private @Nullable Instant nextAttempt;

	private @Nullable Disconnect lastDisconnect;

	/** Attempts since the client was last open, or started. */
	private int attempts;

	/** Since when there is no connection. */
	private @Nullable Instant downSince;

	/** When the last connection was lost, in the time of the timer. */
	private @Nullable Long lostAt;

	/** When the last connection that was ready was lost, in the time of the timer. */
	private @Nullable Long unreadyAt;

	/** When the last message came before the present connection. */
	private @Nullable Instant lastMessageBefore;

	private long connections;

	/** Whether the client is no longer one of the engine's. */
	private boolean removed;

	ManagedClient(String name, HeartbeatClientSettings settings, EngineContext context, Transport transport) {
		this.name = name;
		this.settings = settings;
		this.context = context;
		this.transport = transport;
		this.retryPolicy = new RetryPolicy(settings.reconnect(), context.random());
		Redactor redactor = new Redactor(settings);
		this.disconnects = new DisconnectTranslator(redactor);
		this.log = new ClientLog(name, settings);
		this.userCodeFailures = new UserCodeFailures(this.log);
		this.pingMessages = new PingMessages(name, settings.ping(), context, this.userCodeFailures);
		this.messageLog = new MessageLog(name);
		this.state = new ClientState(context.timer());
		this.mailbox = new Mailbox(name, settings.receive(), this::dispatch, this::deliver);
		this.sender = new MessageSender(name, settings, redactor, context.timer(), this::dispatch);
		this.replies = new ReplyAwaiter(name, context.timer(), this::isOpen, this::dispatchOrRun);
		this.transitions = new TransitionRecorder(this.state, context.timer(), this.mailbox, this.sender, this.pings);
		this.readyMessage = ReadyMessage.of(settings.ready());
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
			return this.connection != null && this.connection.isReady();
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

	private void observe(HeartbeatTransition transition) {
		this.context.observe((observer) -> observer.transition(this, transition));
	}

	@Override
	public void start() {
		Connection next;
		Connection previous;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		synchronized (this.state) {
			Assert.state(!this.removed,
					() -> "The client '" + this.name + "' was removed, or the application context is closed");
			boolean stopped = this.state.get() == HeartbeatState.STOPPED;
			if (!this.state.start()) {
				return;
			}
			if (stopped) {
				this.context.keepAlive().clientStarted();
			}
			this.downSince = this.context.timer().now();
			this.lostAt = null;
			this.unreadyAt = null;
			this.attempts = 0;
			previous = this.closed;
			this.closed = null;
			closing = this.closing;
			abandoned = this.sender.outbox().stop();
			next = nextConnection();
			transition = this.transitions.started(next);
		}
		if (previous != null) {
			previous.discard(CloseStatus.GOING_AWAY);
		}
		this.sender.abandon(abandoned);
		observe(transition);
		connect(next, closing);
	}

	private Connection nextConnection() {
		this.attempts++;
		this.nextAttempt = null;
		this.sender.outbox().start();
		Connection next = new Connection(this, this.context, this.transport, this.pingMessages, this.disconnects,
				this.state.generation());
		this.connection = next;
		return next;
	}

	// Connect once the connection before is closed, or has had its time.
	private void connect(Connection next, CompletableFuture<Void> previous) {
		if (previous.isDone()) {
			next.open();
			return;
		}
		AtomicBoolean once = new AtomicBoolean();
		Runnable open = () -> {
			if (once.compareAndSet(false, true)) {
				next.open();
			}
		};
		previous.whenComplete((result, failure) -> open.run());
		this.context.timer().schedule(open, HANDOVER);
	}

	/**
	 * A connection is established.
	 * @param connection the connection
	 * @return whether it is the one that counts
	 */
	boolean opened(Connection connection) {
		TransportSession session = connection.session();
		Writer writer = connection.writer();
		Assert.state(session != null && writer != null, "An open connection has a session and a writer");
		int attempts;
		Duration downtime;
		HeartbeatTransition transition;
		synchronized (this.state) {
			if (!this.state.opened(connection.generation())) {
				return false;
			}
			attempts = this.attempts;
			downtime = (this.lostAt != null) ? Duration.ofNanos(this.context.timer().nanoTime() - this.lostAt) : null;
			this.attempts = 0;
			this.connections++;
			this.lastMessageBefore = this.mailbox.numbers().lastMessageAt();
			this.sender.outbox().attach(writer, connection.sendOnOpen());
			this.mailbox.open(connection, new HeartbeatOpenEvent(this, connection.id(), attempts,
					session.getSubprotocol(), downtime, this.lastMessageBefore));
			if (this.settings.ready().when() == ReadyWhen.OPEN) {
				ready(connection);
			}
			transition = this.transitions.opened(connection, attempts, downtime);
		}
		this.log.opened(attempts, downtime, session.getSubprotocol());
		observe(transition);
		this.context.observe((observer) -> observer.connected(this, connection.attemptDuration()));
		connection.activate();
		return true;
	}

	/**
	 * A connection is worth something from now on.
	 * @param connection the connection
	 * @return the transition, or {@code null} if there was none
	 */
	private @Nullable HeartbeatTransition ready(Connection connection) {
		synchronized (this.state) {
			if (!this.state.isCurrent(connection.generation()) || connection.isReady()) {
				return null;
			}
			connection.ready();
			this.downSince = null;
			Duration downtime = (this.unreadyAt != null)
					? Duration.ofNanos(this.context.timer().nanoTime() - this.unreadyAt) : null;
			this.mailbox.post(new HeartbeatReadyEvent(this, connection.id(), downtime, this.lastMessageBefore));
			return this.transitions.ready(connection, downtime);
		}
	}

	/**
	 * An attempt to connect has taken too long. It may have succeeded while the timer was
	 * on its way here: then it stays.
	 * @param connection the attempt
	 * @param disconnect what ended it
	 */
	void connectTimedOut(Connection connection, Disconnect disconnect) {
		ended(connection, disconnect, EnumSet.of(HeartbeatState.CONNECTING));
	}

	/**
	 * A connection is lost, or an attempt to connect has failed.
	 * @param connection the connection
	 * @param disconnect what ended it
	 */
	void lost(Connection connection, Disconnect disconnect) {
		ended(connection, disconnect, EnumSet.of(HeartbeatState.CONNECTING, HeartbeatState.OPEN));
	}

	private void ended(Connection connection, Disconnect disconnect, Set<HeartbeatState> states) {
		boolean wasOpen;
		int failures;
		Duration delay;
		Duration lifetime;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		HeartbeatTransition gaveUp = null;
		synchronized (this.state) {
			if (!this.state.isCurrent(connection.generation()) || !states.contains(this.state.get())) {
				// The same end was noticed in another way before, or nobody cares any
				// more
				return;
			}
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			lifetime = connection.lifetime();
			failures = isStable(connection) ? 1 : this.state.failures() + 1;
			delay = this.retryPolicy.next(disconnect, failures);
			this.connection = null;
			this.lastDisconnect = disconnect;
			if (wasOpen) {
				down(connection);
			}
			if (disconnect.failure() != null) {
				this.mailbox.post(new HeartbeatErrorEvent(this, connection.id(), disconnect.cause(),
						disconnect.failure(), !wasOpen));
			}
			if (wasOpen) {
				this.mailbox.close(connection, closeEvent(connection, disconnect, delay != null));
			}
			if (delay != null) {
				waitForRetry(connection, disconnect, failures, delay, wasOpen);
				transition = this.transitions.ended(connection, disconnect, wasOpen, failures, delay);
				abandoned = this.sender.outbox().detach(connection.writer());
			}
			else {
				this.state.gaveUp(connection.generation(), failures);
				transition = this.transitions.ended(connection, disconnect, wasOpen, failures, null);
				gaveUp = this.transitions.gaveUp(connection, disconnect);
				this.mailbox.post(new HeartbeatGiveUpEvent(this, connection.id(), disconnect.cause(), failures - 1));
				abandoned = this.sender.outbox().stop();
			}
		}
		connection.discard(closeStatus(disconnect));
		this.replies.connectionLost();
		this.sender.abandon(abandoned);
		report(connection, disconnect, wasOpen, failures, delay, lifetime);
		observe(transition);
		if (gaveUp != null) {
			observe(gaveUp);
		}
	}

	private boolean isStable(Connection connection) {
		Duration readyTime = connection.readyTime();
		return readyTime != null && this.retryPolicy.isStable(readyTime);
	}

	private void down(Connection connection) {
		this.lostAt = this.context.timer().nanoTime();
		if (connection.isReady()) {
			this.unreadyAt = this.lostAt;
			this.downSince = this.context.timer().now();
		}
	}

	private void waitForRetry(Connection connection, Disconnect disconnect, int failures, Duration delay,
			boolean wasOpen) {
		if (wasOpen) {
			this.state.lost(connection.generation(), failures);
		}
		else {
			this.state.failed(connection.generation(), failures);
		}
		this.mailbox.post(new HeartbeatReconnectEvent(this, connection.id(), failures, delay, disconnect.cause()));
		this.nextAttempt = this.context.timer().now().plus(delay);
		long generation = this.state.generation();
		this.retry = this.context.timer().schedule(() -> retry(generation), delay);
	}

	private void report(Connection connection, Disconnect disconnect, boolean wasOpen, int failures,
			@Nullable Duration delay, Duration lifetime) {
		if (wasOpen) {
			this.log.lost(disconnect, lifetime, delay);
			this.context.observe((observer) -> observer.disconnected(this, disconnect.cause()));
		}
		else {
			this.log.failed(disconnect, failures, delay);
			this.context
				.observe((observer) -> observer.connectFailed(this, disconnect.cause(), connection.attemptDuration()));
		}
		if (delay == null) {
			this.log.gaveUp(disconnect, failures - 1);
		}
	}

	private void retry(long generation) {
		Connection next;
		synchronized (this.state) {
			if (!this.state.retry(generation)) {
				return;
			}
			next = nextConnection();
		}
		next.open();
	}

	@Override
	public void reconnect() {
		Connection next;
		Connection previous;
		boolean wasOpen;
		List<OutboundMessage> abandoned;
		CompletableFuture<Void> closing;
		HeartbeatTransition transition;
		Disconnect disconnect = Disconnect.by(DisconnectCause.RECONNECT_REQUESTED, CloseStatus.NORMAL);
		synchronized (this.state) {
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			if (!this.state.reconnect()) {
				return;
			}
			cancelRetry();
			previous = this.connection;
			abandoned = this.sender.outbox().detach((previous != null) ? previous.writer() : null);
			if (wasOpen && previous != null) {
				down(previous);
				this.lastDisconnect = disconnect;
				this.mailbox.close(previous, closeEvent(previous, disconnect, true));
			}
			transition = this.transitions.reconnecting(previous, disconnect, wasOpen);
			next = nextConnection();
			this.mailbox.post(new HeartbeatReconnectEvent(this, next.id(), 1, Duration.ZERO, disconnect.cause()));
			closing = this.closing;
		}
		if (previous != null) {
			closing = CompletableFuture.allOf(closing, previous.handOver(CloseStatus.GOING_AWAY, HANDOVER));
		}
		this.sender.abandon(abandoned);
		this.replies.connectionLost();
		this.log.reconnecting();
		reportEnd(previous, wasOpen, disconnect.cause());
		observe(transition);
		connect(next, closing);
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
		synchronized (this.state) {
			this.removed = true;
		}
	}

	/**
	 * Stop since the client is no longer one of the engine's, and never start again.
	 */
	void remove() {
		retire();
		shutdown(DisconnectCause.CLOSED_BY_CLIENT, CloseStatus.NORMAL);
	}

	private CompletableFuture<Void> shutdown(DisconnectCause cause, CloseStatus status) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		CompletableFuture<Void> closed = stop(cause, status);
		EngineTimer.Task bound = this.context.timer().schedule(() -> {
			discardEvents();
			stopped.complete(null);
		}, this.settings.shutdownTimeout());
		closed.thenCompose((result) -> this.mailbox.whenIdle()).whenComplete((result, failure) -> {
			bound.cancel();
			stopped.complete(null);
		});
		return stopped;
	}

	// The client may have been started again meanwhile, with events of its own
	private void discardEvents() {
		synchronized (this.state) {
			if (this.state.get() == HeartbeatState.STOPPED) {
				this.mailbox.discard();
			}
		}
	}

	private CompletableFuture<Void> stop(DisconnectCause cause, CloseStatus status) {
		Connection previous;
		boolean wasOpen;
		CompletableFuture<Void> closing;
		List<OutboundMessage> abandoned;
		HeartbeatTransition transition;
		Disconnect disconnect = Disconnect.by(cause, status);
		synchronized (this.state) {
			wasOpen = this.state.get() == HeartbeatState.OPEN;
			if (!this.state.stop()) {
				return this.closing;
			}
			cancelRetry();
			this.context.keepAlive().clientStopped();
			previous = this.connection;
			this.connection = null;
			this.downSince = null;
			if (wasOpen && previous != null) {
				this.lastDisconnect = disconnect;
				this.mailbox.close(previous, closeEvent(previous, disconnect, false));
			}
			closing = new CompletableFuture<>();
			this.closing = closing;
			this.closed = previous;
			abandoned = wasOpen ? Collections.emptyList() : this.sender.outbox().stop();
			transition = this.transitions.stopped(previous, disconnect, wasOpen);
		}
		this.sender.abandon(abandoned);
		CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);
		if (previous != null) {
			closed = wasOpen ? previous.close(status) : previous.discard(status);
		}
		closed.whenComplete((result, failure) -> {
			abandonUnwritten(previous);
			closing.complete(null);
		});
		this.replies.connectionLost();
		this.log.stopped(cause);
		reportEnd(previous, wasOpen, cause);
		observe(transition);
		return closing;
	}

	// The client may have been started again meanwhile, with another writer
	private void abandonUnwritten(@Nullable Connection connection) {
		Writer writer = (connection != null) ? connection.writer() : null;
		if (writer != null) {
			this.sender.abandon(this.sender.outbox().stop(writer));
		}
	}

	private void reportEnd(@Nullable Connection connection, boolean wasOpen, DisconnectCause cause) {
		if (wasOpen) {
			this.context.observe((observer) -> observer.disconnected(this, cause));
		}
		else if (connection != null) {
			this.context.observe((observer) -> observer.connectFailed(this, cause, connection.attemptDuration()));
		}
	}

	private void cancelRetry() {
		if (this.retry != null) {
			this.retry.cancel();
			this.retry = null;
		}
		this.nextAttempt = null;
	}

	private HeartbeatCloseEvent closeEvent(Connection connection, Disconnect disconnect, boolean reconnecting) {
		return new HeartbeatCloseEvent(this, connection.id(), disconnect.cause(), disconnect.code(),
				disconnect.reason(), connection.lifetime(), reconnecting);
	}

	private static CloseStatus closeStatus(Disconnect disconnect) {
		return (disconnect.cause() == DisconnectCause.MESSAGE_TOO_BIG)
				? CloseStatus.TOO_BIG_TO_PROCESS.withReason(String.valueOf(disconnect.reason()))
				: CloseStatus.GOING_AWAY;
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
			HeartbeatMessageKeyExtractor extractor = this.context.collaborators().messageKeyExtractor().get();
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
		if (event instanceof HeartbeatOpenEvent) {
			Connection connection = current(event.getConnectionId());
			this.sender.runOpenListeners((connection != null) ? connection.writer() : null, () -> publish(event));
			releaseQueue(event.getConnectionId());
			return;
		}
		publish(event);
		if (event instanceof HeartbeatMessageEvent message && this.settings.ready().when() != ReadyWhen.OPEN) {
			checkReady(message);
		}
	}

	private void publish(HeartbeatEvent event) {
		try {
			if (this.settings.observeMessages() && event instanceof HeartbeatMessageEvent message) {
				this.context.intercept((interceptor, delivery) -> interceptor.aroundMessage(this,
						message.getConnectionId(), message, delivery),
						() -> this.context.publisher().publishEvent(message));
			}
			else {
				this.context.publisher().publishEvent(event);
			}
		}
		catch (Throwable ex) {
			userCodeFailed("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

	private void checkReady(HeartbeatMessageEvent message) {
		Connection connection = current(message.getConnectionId());
		if (connection != null && !connection.isReady() && isReady(message)) {
			HeartbeatTransition transition = ready(connection);
			if (transition != null) {
				observe(transition);
			}
			releaseQueue(message.getConnectionId());
		}
	}

	private boolean isReady(HeartbeatMessageEvent message) {
		if (this.readyMessage != null) {
			return this.readyMessage.matches(message);
		}
		try {
			HeartbeatReadyPredicate predicate = this.context.collaborators().readyPredicate().get();
			return predicate != null && predicate.isReady(this.name, message);
		}
		catch (Throwable ex) {
			userCodeFailed("The HeartbeatReadyPredicate failed", ex);
			return false;
		}
	}

	// Let the queue be written, if the connection is ready: not before the listeners of
	// its open event have returned
	private void releaseQueue(String connectionId) {
		Connection connection = current(connectionId);
		Writer writer = (connection != null && connection.isReady()) ? connection.writer() : null;
		if (writer != null) {
			this.sender.outbox().wake(writer, true);
		}
	}

	private @Nullable Connection current(String connectionId) {
		synchronized (this.state) {
			return (this.connection != null && this.connection.id().equals(connectionId)) ? this.connection : null;
		}
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
		if (payload instanceof String text) {
			return send(text);
		}
		if (payload instanceof ByteBuffer bytes) {
			return send(bytes);
		}
		if (payload instanceof byte[] bytes) {
			return send(ByteBuffer.wrap(bytes));
		}
		try {
			return send(toText(payload));
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(new HeartbeatSendException(this.name, Reason.REJECTED,
					"An object of type " + payload.getClass().getName() + " can't be written as a message", ex));
		}
	}

	private String toText(Object payload) throws Exception {
		PayloadConverter converter = this.context.collaborators().payloadConverter().get();
		Assert.state(converter != null,
				"There is nothing to write JSON with: add Jackson (spring-boot-starter-jackson) to the class path");
		return converter.toText(payload);
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
			TransportSession session = (isOpen() && this.connection != null) ? this.connection.session() : null;
			return (session != null) ? Optional.of(session.getNative()) : Optional.empty();
		}
	}

	@Override
	public HeartbeatStatistics getStatistics() {
		Mailbox.Numbers inbound = this.mailbox.numbers();
		synchronized (this.state) {
			Connection connection = this.connection;
			Disconnect last = this.lastDisconnect;
			boolean open = isOpen();
			boolean stable = open && connection != null && isStable(connection);
			return new HeartbeatStatistics(this.state.get(), isReady(), this.state.since(), this.downSince,
					(connection != null) ? connection.id() : null, stable ? 0 : this.state.failures(), this.nextAttempt,
					(last != null) ? last.cause() : null, (last != null) ? last.code() : null,
					(last != null) ? last.httpStatus() : null, this.pings.roundTrip(),
					(open && connection != null) ? connection.idle() : null, inbound.lastMessageAt(), this.connections,
					inbound.received(), this.sender.messages(), inbound.bytesReceived(), this.sender.bytes(),
					this.pings.answeredCount(), this.pings.missedCount(), inbound.queued(), this.sender.outbox().size(),
					inbound.dropped(), this.sender.dropped(), this.userCodeFailures.count());
		}
	}

	@Override
	public String toString() {
		return "HeartbeatClient[name=" + this.name + ", url=" + getUrl() + ", state=" + getState() + "]";
	}

}
