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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ManagedClient} on a virtual clock and a fake transport. What it hands to its
 * executors waits until {@link #settle()}, which {@link #advance} does after each task of
 * the timer. An assertion that fails inside a hook, where the engine catches it, fails
 * the test there.
 */
final class ClientHarness {

	static final String NAME = "feed";

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor io = new ManualExecutor();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final FakeTransport transport = new FakeTransport(
			(task) -> this.io.execute(() -> this.transportThread.accept(task)));

	private final EventRecorder events = new EventRecorder();

	private final ObserverRecorder observer = new ObserverRecorder();

	private final ConnectLimiter limiter;

	private final KeepAlive keepAlive = new KeepAlive(false);

	private final List<AssertionError> failures = new ArrayList<>();

	private final EngineContext context;

	private final ManagedClient client;

	private Consumer<Runnable> transportThread = Runnable::run;

	private List<HeartbeatHandshakeCustomizer> handshakeCustomizers = List.of();

	private List<HeartbeatConnectionInitializer> initializers = List.of();

	private List<HeartbeatCorrelator> correlators = List.of();

	private @Nullable HeartbeatPingMessageSupplier pingMessageSupplier;

	private @Nullable HeartbeatMessageKeyExtractor messageKeyExtractor;

	private @Nullable HeartbeatReadyPredicate readyPredicate;

	ClientHarness() {
		this(new TestSettings());
	}

	ClientHarness(TestSettings settings) {
		this(settings.get(), null);
	}

	ClientHarness(HeartbeatClientSettings settings, @Nullable Executor dispatch) {
		Callbacks callbacks = new Callbacks(() -> this.handshakeCustomizers, () -> this.pingMessageSupplier,
				() -> this.messageKeyExtractor, () -> this.readyPredicate, () -> this.initializers,
				() -> this.correlators, () -> null, (bundleName) -> {
					throw new IllegalStateException("There are no SSL bundles");
				});
		Executor dispatcher = (dispatch != null) ? dispatch : this.dispatch;
		this.limiter = new ConnectLimiter(this.timer, dispatcher, 1, 0);
		Observers observers = new Observers(List.of(this.observer));
		this.context = new EngineContext(this.timer, this.io, dispatcher, this.transport, this.limiter, this.keepAlive,
				this.events, observers, new RoundTrips(this.timer, dispatcher, observers), callbacks,
				new ConnectionIds(), new Random(42));
		this.client = new ManagedClient(NAME, settings, this.context, CompletableFuture.completedFuture(null));
		this.timer.afterEach(this::settle);
	}

	/**
	 * Run all that waits in the executors, and what follows from it.
	 */
	void settle() {
		int count;
		do {
			count = this.io.runAll() + this.dispatch.runAll();
		}
		while (count > 0);
		verify();
	}

	private void verify() {
		this.transport.sessions().forEach(FakeSession::verify);
		this.events.verify();
		this.failures.forEach((failure) -> {
			throw failure;
		});
	}

	/**
	 * Let time pass; the executors run what each task of the timer hands them.
	 * @param duration how long
	 */
	void advance(Duration duration) {
		settle();
		this.timer.advance(duration);
		settle();
	}

	void advanceSeconds(double seconds) {
		advance(Duration.ofNanos((long) (seconds * 1_000_000_000)));
	}

	void start() {
		this.client.start();
		settle();
	}

	/**
	 * Start the client against a server that accepts every attempt.
	 * @return the session
	 */
	FakeSession open() {
		this.transport.then(FakeTransport.ACCEPT);
		start();
		return session();
	}

	void close() {
		this.client.close();
		settle();
	}

	void reconnect() {
		this.client.reconnect();
		settle();
	}

	/**
	 * Accept the attempt that was made last.
	 * @return the session
	 */
	FakeSession accept() {
		FakeSession session = this.transport.lastAttempt().accept();
		settle();
		return session;
	}

	/**
	 * Return the session that was opened last.
	 * @return the session
	 */
	FakeSession session() {
		List<FakeSession> sessions = this.transport.sessions();
		return sessions.get(sessions.size() - 1);
	}

	HeartbeatState state() {
		return this.client.getState();
	}

	int attempts() {
		return this.transport.attempts().size();
	}

	/**
	 * Set what runs the writes and the closes of the transport, whose threads are those
	 * of {@link #io()}.
	 * @param transportThread runs a task
	 */
	void transportThread(Consumer<Runnable> transportThread) {
		this.transportThread = transportThread;
	}

	void pingMessageSupplier(@Nullable HeartbeatPingMessageSupplier pingMessageSupplier) {
		this.pingMessageSupplier = (pingMessageSupplier != null) ? (clientName) -> {
			try {
				return pingMessageSupplier.getPingMessage(clientName);
			}
			catch (AssertionError ex) {
				this.failures.add(ex);
				throw ex;
			}
		} : null;
	}

	void messageKeyExtractor(HeartbeatMessageKeyExtractor messageKeyExtractor) {
		this.messageKeyExtractor = messageKeyExtractor;
	}

	void handshakeCustomizer(HeartbeatHandshakeCustomizer customizer) {
		this.handshakeCustomizers = List.of(customizer);
	}

	void initializer(HeartbeatConnectionInitializer initializer) {
		this.initializers = List.of(initializer);
	}

	void initializers(List<HeartbeatConnectionInitializer> initializers) {
		this.initializers = initializers;
	}

	void correlator(HeartbeatCorrelator correlator) {
		this.correlators = List.of(correlator);
	}

	void readyPredicate(HeartbeatReadyPredicate readyPredicate) {
		this.readyPredicate = readyPredicate;
	}

	VirtualTimer timer() {
		return this.timer;
	}

	ManualExecutor io() {
		return this.io;
	}

	ManualExecutor dispatch() {
		return this.dispatch;
	}

	FakeTransport transport() {
		return this.transport;
	}

	EventRecorder events() {
		return this.events;
	}

	ObserverRecorder observer() {
		return this.observer;
	}

	ConnectLimiter limiter() {
		return this.limiter;
	}

	KeepAlive keepAlive() {
		return this.keepAlive;
	}

	EngineContext context() {
		return this.context;
	}

	ManagedClient client() {
		return this.client;
	}

}
