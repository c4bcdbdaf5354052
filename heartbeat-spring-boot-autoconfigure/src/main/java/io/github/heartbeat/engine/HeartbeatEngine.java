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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.engine.concurrent.EngineExecutors;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import io.github.heartbeat.engine.concurrent.ThreadEngineTimer;
import io.github.heartbeat.engine.send.PayloadConverter;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * All clients of an application and what they share: threads, the transport, the
 * lifecycle. Starting waits for nothing; stopping closes all clients in parallel and
 * takes no longer than the longest {@code shutdown-timeout}, once.
 */
public final class HeartbeatEngine implements HeartbeatClients, SmartLifecycle, DisposableBean {

	private static final FailsafeLog logger = FailsafeLog.of(HeartbeatEngine.class);

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*");

	/** How long the end of the engine waits for observers that were told of it. */
	private static final Duration FAREWELL = Duration.ofMillis(250);

	/**
	 * The clients in the order of definition. Each method of the map is atomic; to run
	 * over it, a copy is made.
	 */
	private final Map<String, ManagedClient> clients = Collections.synchronizedMap(new LinkedHashMap<>());

	/**
	 * Held while clients are put in or taken out, or the engine is started or stopped; as
	 * any lock, not while user code runs.
	 */
	private final Object membership = new Object();

	/** Names whose clients are being made. Guarded by the membership. */
	private final Set<String> reserved = new HashSet<>();

	/** Completed when the client that had a name is quiet. */
	private final Map<String, CompletableFuture<Void>> leaving = new ConcurrentHashMap<>();

	private final EngineTimer timer;

	private final EngineExecutors executors;

	private final Transport transport;

	private final EngineContext context;

	private final int phase;

	private final Function<URI, HeartbeatClientSettings> defaults;

	private final UnaryOperator<HeartbeatClientSettings> settings;

	private volatile boolean running;

	private boolean destroyed;

	private HeartbeatEngine(Builder builder) {
		this.timer = (builder.timer != null) ? builder.timer
				: new ThreadEngineTimer((task) -> executors().dispatch().execute(task));
		this.executors = (builder.executor != null) ? new EngineExecutors(builder.executor)
				: new EngineExecutors(this.timer, builder.virtualThreads);
		this.transport = builder.transport.create(new EngineThreads(this.timer, this.executors.io()));
		this.phase = builder.phase;
		this.defaults = builder.defaults;
		Callbacks callbacks = new Callbacks(cached(builder.handshakeCustomizers), lazily(builder.pingMessageSupplier),
				lazily(builder.messageKeyExtractor), lazily(builder.readyPredicate),
				cached(builder.connectionInitializers), cached(builder.correlators), lazily(builder.payloadConverter),
				builder.sslContexts);
		Observers observers = new Observers(builder.observers);
		this.context = new EngineContext(this.timer, this.executors.io(), this.executors.dispatch(), this.transport,
				new ConnectLimiter(this.timer, this.executors.dispatch(), builder.maxConcurrentConnects,
						builder.connectRate),
				new KeepAlive(builder.keepAlive), builder.publisher, observers,
				new RoundTrips(this.timer, this.executors.dispatch(), observers), callbacks, new ConnectionIds(),
				builder.random);
		this.settings = builder.settings;
		builder.clients.forEach((name, settings) -> this.clients.put(name, create(name, settings)));
	}

	private EngineExecutors executors() {
		return this.executors;
	}

	private ManagedClient create(String name, HeartbeatClientSettings settings) {
		CompletableFuture<Void> before = this.leaving.getOrDefault(name, CompletableFuture.completedFuture(null));
		ManagedClient client = new ManagedClient(name, this.settings.apply(settings), this.context, before);
		client.added();
		return client;
	}

	/**
	 * Return whether a client may have the name.
	 * @param name the plain name
	 * @return whether it is a letter, followed by letters and digits, with single dashes
	 * between them
	 */
	public static boolean isValidName(String name) {
		return NAME.matcher(name).matches();
	}

	private static <T> Supplier<@Nullable T> lazily(Supplier<? extends @Nullable T> supplier) {
		SingletonSupplier<T> singleton = SingletonSupplier.of(supplier::get);
		return () -> singleton.get();
	}

	// To look beans up costs as much as a good part of an attempt
	private static <T> Supplier<List<T>> cached(Supplier<? extends List<T>> beans) {
		return SingletonSupplier.of(() -> List.copyOf(beans.get()));
	}

	/**
	 * Begin to build an engine.
	 * @param publisher publishes the events of the clients
	 * @param transport makes what opens their connections
	 * @return a builder
	 */
	public static Builder builder(ApplicationEventPublisher publisher, TransportFactory transport) {
		return new Builder(publisher, transport);
	}

	@Override
	public HeartbeatClient get(String name) {
		HeartbeatClient client = this.clients.get(name);
		if (client == null) {
			throw unknown(name);
		}
		return client;
	}

	private IllegalArgumentException unknown(String name) {
		return new IllegalArgumentException("There is no client '" + name + "', the known names are " + getNames());
	}

	@Override
	public HeartbeatClient add(String name, URI url, UnaryOperator<HeartbeatClientSettings> customizer) {
		Assert.notNull(url, "'url' must not be null");
		Assert.notNull(customizer, "'customizer' must not be null");
		return add(name, customizer.apply(this.defaults.apply(url)));
	}

	@Override
	public HeartbeatClient add(String name, HeartbeatClientSettings settings) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		Assert.isTrue(isValidName(name), () -> "The name '" + name + "' is not allowed: the name of a client must "
				+ "start with a letter, followed by letters and digits, with single dashes between them");
		synchronized (this.membership) {
			Assert.state(!this.destroyed, "The application context is closed");
			Assert.isTrue(!this.clients.containsKey(name) && this.reserved.add(name),
					() -> "There is a client '" + name + "' already");
		}
		ManagedClient client;
		try {
			client = create(name, settings);
		}
		finally {
			synchronized (this.membership) {
				this.reserved.remove(name);
			}
		}
		put(client);
		return client;
	}

	private void put(ManagedClient client) {
		boolean late;
		synchronized (this.membership) {
			late = this.destroyed;
			if (!late) {
				this.clients.put(client.getName(), client);
				if (this.running && client.getSettings().autoStartup()) {
					client.start();
				}
			}
		}
		if (late) {
			client.remove();
			throw new IllegalStateException("The application context is closed");
		}
	}

	@Override
	public void remove(String name) {
		ManagedClient client;
		CompletableFuture<Void> quiet = new CompletableFuture<>();
		synchronized (this.membership) {
			client = this.clients.remove(name);
			if (client == null) {
				throw unknown(name);
			}
			this.leaving.put(name, quiet);
		}
		client.remove().whenComplete((result, failure) -> {
			this.leaving.remove(name, quiet);
			quiet.complete(null);
		});
	}

	@Override
	public Set<String> getNames() {
		synchronized (this.clients) {
			return Collections.unmodifiableSet(new LinkedHashSet<>(this.clients.keySet()));
		}
	}

	@Override
	public Iterator<HeartbeatClient> iterator() {
		return List.<HeartbeatClient>copyOf(snapshot()).iterator();
	}

	private List<ManagedClient> snapshot() {
		synchronized (this.clients) {
			return new ArrayList<>(this.clients.values());
		}
	}

	@Override
	public void start() {
		synchronized (this.membership) {
			this.running = true;
			for (ManagedClient client : snapshot()) {
				if (client.getSettings().autoStartup()) {
					client.start();
				}
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		List<ManagedClient> clients;
		synchronized (this.membership) {
			this.running = false;
			clients = snapshot();
		}
		try {
			// First all are told, so that no retry begins anywhere while others close
			CompletableFuture<?>[] stopped = clients.stream()
				.map(ManagedClient::shutdown)
				.toArray(CompletableFuture<?>[]::new);
			CompletableFuture.allOf(stopped).whenComplete((result, failure) -> runInBackground(callback));
		}
		catch (Throwable ex) {
			callback.run();
			logger.error("The clients could not be stopped", ex);
		}
	}

	// What completes the last of the futures may be the timer
	private void runInBackground(Runnable callback) {
		try {
			this.executors.dispatch().execute(callback);
		}
		catch (Throwable ex) {
			callback.run();
		}
	}

	@Override
	public void stop() {
		CountDownLatch latch = new CountDownLatch(1);
		stop(latch::countDown);
		try {
			long bound = snapshot().stream()
				.mapToLong((client) -> client.getSettings().shutdownTimeout().toMillis())
				.max()
				.orElse(0);
			latch.await(bound + 1000, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	@Override
	public void destroy() {
		synchronized (this.membership) {
			this.destroyed = true;
		}
		List<ManagedClient> clients = snapshot();
		clients.forEach(ManagedClient::retire);
		stop();
		awaitFarewell(clients);
		this.timer.shutdown();
		this.executors.shutdown();
		this.transport.destroy();
	}

	private void awaitFarewell(List<ManagedClient> clients) {
		CompletableFuture<Void> told = CompletableFuture
			.allOf(clients.stream().map(ManagedClient::removed).toArray(CompletableFuture<?>[]::new));
		try {
			told.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// Maybe it is the log that does not return
			logger.debug(this.executors.dispatch(), "Not all observers were told of the end", ex);
		}
	}

	/**
	 * Builds an engine.
	 */
	public static final class Builder {

		private final ApplicationEventPublisher publisher;

		private TransportFactory transport;

		private @Nullable EngineTimer timer;

		private @Nullable Executor executor;

		private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

		private UnaryOperator<HeartbeatClientSettings> settings = UnaryOperator.identity();

		private final Map<String, HeartbeatClientSettings> clients = new LinkedHashMap<>();

		private boolean virtualThreads;

		private boolean keepAlive = true;

		private int phase = SmartLifecycle.DEFAULT_PHASE;

		private Function<URI, HeartbeatClientSettings> defaults = HeartbeatClientSettings::of;

		private int maxConcurrentConnects = 32;

		private double connectRate;

		private Supplier<? extends List<HeartbeatHandshakeCustomizer>> handshakeCustomizers = List::of;

		private Supplier<? extends List<HeartbeatConnectionInitializer>> connectionInitializers = List::of;

		private Supplier<? extends List<HeartbeatCorrelator>> correlators = List::of;

		private Supplier<? extends @Nullable HeartbeatPingMessageSupplier> pingMessageSupplier = () -> null;

		private Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> messageKeyExtractor = () -> null;

		private Supplier<? extends @Nullable HeartbeatReadyPredicate> readyPredicate = () -> null;

		private Supplier<? extends @Nullable PayloadConverter> payloadConverter = () -> null;

		private List<HeartbeatObserver> observers = Collections.emptyList();

		private SslContextSource sslContexts = (bundleName) -> {
			throw new IllegalStateException("There are no SSL bundles");
		};

		private Builder(ApplicationEventPublisher publisher, TransportFactory transport) {
			Assert.notNull(publisher, "'publisher' must not be null");
			Assert.notNull(transport, "'transport' must not be null");
			this.publisher = publisher;
			this.transport = transport;
		}

		/**
		 * Change what opens the connections.
		 * @param change given what makes the transport so far, returns what is to make it
		 * @return this builder
		 */
		public Builder transport(UnaryOperator<TransportFactory> change) {
			this.transport = change.apply(this.transport);
			return this;
		}

		/**
		 * Set another time and other threads than those of the world, for tests.
		 * @param timer the time
		 * @param executor runs each task on a thread that may block
		 * @param random the source of jitter
		 * @return this builder
		 */
		public Builder time(EngineTimer timer, Executor executor, RandomGenerator random) {
			this.timer = timer;
			this.executor = executor;
			this.random = random;
			return this;
		}

		/**
		 * Change the settings of all clients, those that are added later included.
		 * @param change returns the settings to use instead of those it is given
		 * @return this builder
		 */
		public Builder settings(UnaryOperator<HeartbeatClientSettings> change) {
			this.settings = change;
			return this;
		}

		/**
		 * Set whether virtual threads are used for what may block.
		 * @param virtualThreads whether they are, which needs Java 21
		 * @return this builder
		 */
		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		/**
		 * Set whether the JVM is kept up while any client is started.
		 * @param keepAlive whether it is
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Set the phase of the lifecycle.
		 * @param phase the phase
		 * @return this builder
		 */
		public Builder phase(int phase) {
			this.phase = phase;
			return this;
		}

		/**
		 * Set what a client has by default that is added while the application runs.
		 * @param defaults makes the settings for a URL
		 * @return this builder
		 */
		public Builder defaults(Function<URI, HeartbeatClientSettings> defaults) {
			this.defaults = defaults;
			return this;
		}

		/**
		 * Set how many attempts to one host are under way at the same time.
		 * @param maxConcurrentConnects the number, positive
		 * @return this builder
		 */
		public Builder maxConcurrentConnects(int maxConcurrentConnects) {
			Assert.isTrue(maxConcurrentConnects > 0, "'maxConcurrentConnects' must be positive");
			this.maxConcurrentConnects = maxConcurrentConnects;
			return this;
		}

		/**
		 * Set how many attempts to one host begin in a second.
		 * @param connectRate the number, or 0 for no limit
		 * @return this builder
		 */
		public Builder connectRate(double connectRate) {
			Assert.isTrue(connectRate >= 0, "'connectRate' must not be negative");
			this.connectRate = connectRate;
			return this;
		}

		/**
		 * Set what customizes the headers of each handshake.
		 * @param handshakeCustomizers gives the customizers in order; called when the
		 * first attempt is made
		 * @return this builder
		 */
		public Builder handshakeCustomizers(
				Supplier<? extends List<HeartbeatHandshakeCustomizer>> handshakeCustomizers) {
			this.handshakeCustomizers = handshakeCustomizers;
			return this;
		}

		/**
		 * Set what initializes each connection.
		 * @param connectionInitializers gives the initializers in order; called when the
		 * first attempt is made
		 * @return this builder
		 */
		public Builder connectionInitializers(
				Supplier<? extends List<HeartbeatConnectionInitializer>> connectionInitializers) {
			this.connectionInitializers = connectionInitializers;
			return this;
		}

		/**
		 * Set what tells the keys of requests and replies.
		 * @param correlators gives the correlators in order; called when the first
		 * request is sent
		 * @return this builder
		 */
		public Builder correlators(Supplier<? extends List<HeartbeatCorrelator>> correlators) {
			this.correlators = correlators;
			return this;
		}

		/**
		 * Set what computes ping messages.
		 * @param pingMessageSupplier gives the supplier, or {@code null} for none; called
		 * for each message
		 * @return this builder
		 */
		public Builder pingMessageSupplier(
				Supplier<? extends @Nullable HeartbeatPingMessageSupplier> pingMessageSupplier) {
			this.pingMessageSupplier = pingMessageSupplier;
			return this;
		}

		/**
		 * Set what names the messages of which only the newest counts.
		 * @param messageKeyExtractor gives the extractor, or {@code null} for none;
		 * called for each message of a client that conflates
		 * @return this builder
		 */
		public Builder messageKeyExtractor(
				Supplier<? extends @Nullable HeartbeatMessageKeyExtractor> messageKeyExtractor) {
			this.messageKeyExtractor = messageKeyExtractor;
			return this;
		}

		/**
		 * Set what decides when a connection is ready.
		 * @param readyPredicate gives the predicate, or {@code null} for none; called for
		 * each message of a connection that is not ready
		 * @return this builder
		 */
		public Builder readyPredicate(Supplier<? extends @Nullable HeartbeatReadyPredicate> readyPredicate) {
			this.readyPredicate = readyPredicate;
			return this;
		}

		/**
		 * Set what writes objects as text messages.
		 * @param payloadConverter gives the converter, or {@code null} for none; called
		 * for each object
		 * @return this builder
		 */
		public Builder payloadConverter(Supplier<? extends @Nullable PayloadConverter> payloadConverter) {
			this.payloadConverter = payloadConverter;
			return this;
		}

		/**
		 * Set what follows the life of the clients.
		 * @param observers the observers
		 * @return this builder
		 */
		public Builder observers(List<HeartbeatObserver> observers) {
			this.observers = observers;
			return this;
		}

		/**
		 * Set what makes the context of an SSL bundle.
		 * @param sslContexts the source
		 * @return this builder
		 */
		public Builder sslContexts(SslContextSource sslContexts) {
			this.sslContexts = sslContexts;
			return this;
		}

		/**
		 * Add a client.
		 * @param name its plain name
		 * @param settings its settings
		 * @return this builder
		 */
		public Builder client(String name, HeartbeatClientSettings settings) {
			Assert.isTrue(isValidName(name), () -> "The name '" + name + "' is not allowed");
			this.clients.put(name, settings);
			return this;
		}

		/**
		 * Build the engine. Nothing connects before it is started.
		 * @return the engine
		 */
		public HeartbeatEngine build() {
			return new HeartbeatEngine(this);
		}

	}

}
