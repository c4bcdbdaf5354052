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

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.event.HeartbeatEvent;
import org.jspecify.annotations.Nullable;

/**
 * User code of all kinds, at its worst: while it is called others go on, for a long time
 * if it hangs; it calls the client from within; and it throws anything.
 */
final class UserCode {

	static final String HEARTBEAT = "heartbeat";

	private final Mood mood;

	private final Interlude interlude;

	private final Oracles oracles;

	private final Readiness readiness;

	private boolean initializing;

	/** The keys that the correlator has told. */
	private final Set<String> keys = new HashSet<>();

	UserCode(Mood mood, Interlude interlude, Oracles oracles, Readiness readiness) {
		this.mood = mood;
		this.interlude = interlude;
		this.oracles = oracles;
		this.readiness = readiness;
	}

	/**
	 * Give the user's code to a client.
	 * @param harness the client
	 * @param initializing whether there is an initializer
	 */
	void install(ClientHarness harness, boolean initializing) {
		this.initializing = initializing;
		harness.events().listener(this::onEvent);
		harness.observer().delegate(new Observer());
		harness.handshakeCustomizer((clientName, headers) -> call("a customizer", PlayedThread.IO));
		harness.readyPredicate((clientName, message) -> isReady(message));
		harness.messageKeyExtractor((clientName, message) -> extractKey(message));
		harness.pingMessageSupplier((clientName) -> {
			call("a supplier of ping messages", PlayedThread.IO);
			return HEARTBEAT;
		});
		harness.correlator(new Correlator());
		if (initializing) {
			harness.initializer(new Initializer());
		}
	}

	boolean isInitializing() {
		return this.initializing;
	}

	/**
	 * User code is called.
	 * @param what what is called
	 * @param threads the threads that may call it
	 */
	void call(String what, PlayedThread... threads) {
		this.oracles.calls().called(what, threads);
		this.interlude.around(what);
		if (this.mood.oneIn(12)) {
			UserCode.<RuntimeException>sneakyThrow(this.mood.oneOf(List.<Throwable>of(new IllegalStateException("Odd"),
					new IOException("Odd"), new LinkageError("Odd"), new StackOverflowError(), new Unreadable())));
		}
	}

	/**
	 * Have a callback of the user's on a future.
	 * @param future the future
	 */
	void follow(CompletableFuture<?> future) {
		boolean[] registering = { true };
		if (this.mood.oneIn(3)) {
			future.whenComplete((result, failure) -> {
				if (!registering[0]) {
					call("a callback of a future", PlayedThread.DISPATCH);
				}
			});
		}
		registering[0] = false;
	}

	/**
	 * A predicate is asked whether a message is what somebody waits for.
	 * @return whether it is
	 */
	boolean accepts() {
		return accepts(PlayedThread.DISPATCH);
	}

	/**
	 * A predicate is asked whether a message is what is awaited on a connection, by the
	 * thread that awaits if the message came before it while the connection is
	 * initialized.
	 * @return whether it is
	 */
	boolean acceptsAwaited() {
		return this.initializing ? accepts(PlayedThread.values()) : accepts();
	}

	private boolean accepts(PlayedThread... threads) {
		call("a predicate", threads);
		return this.mood.isCalm() || this.mood.oneIn(2);
	}

	/**
	 * Return the key of a request.
	 * @param request the request
	 * @return its key
	 */
	static String keyOf(String request) {
		return request.substring(request.lastIndexOf(' ') + 1);
	}

	/**
	 * Return whether the correlator has told a key, or has failed.
	 * @param key the key
	 * @return whether it has told it
	 */
	boolean hasTold(String key) {
		return this.keys.contains(key);
	}

	private void onEvent(HeartbeatEvent event) {
		this.oracles.events().told(event);
		call("a listener of " + EventRecorder.kind(event), PlayedThread.DISPATCH);
	}

	private Object extractKey(HeartbeatMessage message) {
		PlayedMessage played = PlayedMessage.of(message);
		this.oracles.events().askingForKey(played);
		call("a key extractor", PlayedThread.DISPATCH);
		this.oracles.events().hasKey(played);
		return played.conflationKey();
	}

	private boolean isReady(HeartbeatMessage message) {
		call("a ready predicate", PlayedThread.DISPATCH);
		boolean ready = PlayedMessage.of(message).isWelcome();
		if (ready && message instanceof HeartbeatEvent event) {
			this.readiness.accepted(event.getConnectionId());
		}
		return ready;
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
		throw (T) failure;
	}

	/**
	 * Initializer that may also give up.
	 */
	private final class Initializer implements HeartbeatConnectionInitializer {

		@Override
		public boolean supports(String clientName) {
			call("an initializer that is asked", PlayedThread.IO);
			return true;
		}

		@Override
		public void initialize(HeartbeatConnection connection) throws Exception {
			call("an initializer", PlayedThread.DISPATCH);
			if (UserCode.this.mood.oneIn(20)) {
				throw new HeartbeatGiveUpException("Of no use");
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			UserCode.this.readiness.initialized(connection.getId());
		}

	}

	/**
	 * Correlator of requests that end with their key.
	 */
	private final class Correlator implements HeartbeatCorrelator {

		@Override
		public @Nullable Object requestKey(Object payload) {
			call("a correlator of requests", PlayedThread.values());
			String key = keyOf((String) payload);
			UserCode.this.keys.add(key);
			return key;
		}

		@Override
		public @Nullable Object replyKey(HeartbeatMessage message) {
			call("a correlator of replies", PlayedThread.DISPATCH);
			return PlayedMessage.of(message).suffix();
		}

	}

	/**
	 * Observer of all there is.
	 */
	private final class Observer implements HeartbeatObserver {

		@Override
		public void added(HeartbeatClient client) {
			tell(client, "added", PlayedThread.values());
		}

		@Override
		public void removed(HeartbeatClient client) {
			tell(client, "removed", PlayedThread.DISPATCH);
		}

		@Override
		public void transition(HeartbeatClient client, HeartbeatTransition transition) {
			UserCode.this.oracles.transitions().told(client, transition);
			tell(client, transition.kind().name(), PlayedThread.DISPATCH);
		}

		@Override
		public void roundTrip(HeartbeatClient client, Duration roundTrip) {
			call("an observer of round trips", PlayedThread.DISPATCH);
		}

		private void tell(HeartbeatClient client, String what, PlayedThread... threads) {
			UserCode.this.oracles.transitions().calls(client, what);
			try {
				call("an observer", threads);
			}
			finally {
				UserCode.this.oracles.transitions().returned();
			}
		}

	}

	/**
	 * Failure that can't be logged.
	 */
	private static final class Unreadable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("This exception has no message");
		}

	}

}
