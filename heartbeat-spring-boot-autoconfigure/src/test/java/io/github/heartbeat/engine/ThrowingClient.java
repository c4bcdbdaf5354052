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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.send.PayloadConverter;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link ManagedClient} with all that it may call, each of them a {@link ThrowingCalls
 * call} that can be made to throw, and a server that answers whatever it is sent.
 */
final class ThrowingClient {

	static final Duration PING_INTERVAL = Duration.ofSeconds(5);

	static final Duration PING_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final String HEARTBEAT = "heartbeat";

	private final ThrowingCalls calls;

	private final ClientHarness harness;

	private final ManagedClient client;

	private final List<CompletableFuture<?>> futures = new ArrayList<>();

	private boolean silent;

	private boolean givingUp;

	private int number;

	ThrowingClient(ThrowingCalls calls, TestSettings settings) {
		this.calls = calls;
		this.harness = new ClientHarness(settings);
		EngineContext context = this.harness.context();
		EngineTimer timer = new Timer(context.timer());
		Observers observers = new Observers(List.of(new Interceptor()));
		this.client = new ManagedClient(ClientHarness.NAME, settings.get(),
				new EngineContext(timer, context.io(), context.dispatch(), new ProbedTransport(context.transport()),
						context.limiter(), context.keepAlive(), this::publish, observers,
						new RoundTrips(timer, context.dispatch(), observers), callbacks(), context.ids(),
						context.random()),
				CompletableFuture.completedFuture(null));
		calls.locked(new LockProbe(this.client, this.harness.limiter())::isHeld);
		this.harness.transport().then((attempt) -> attempt.accept(this::prepare));
		this.client.added();
	}

	/**
	 * Return settings with short times.
	 * @return the settings
	 */
	static TestSettings settings() {
		return new TestSettings().ping((ping) -> ping.withInterval(PING_INTERVAL).withTimeout(PING_TIMEOUT))
			.reconnect((reconnect) -> reconnect.withMaxDelay(Duration.ofSeconds(4)))
			.receive((receive) -> receive.withQueueCapacity(4))
			.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(3))
				.withShutdownTimeout(Duration.ofSeconds(2))
				.withObserveMessages(true)
				.withSendOnOpen(List.of("login"))
				.withReady(settings.ready().withTimeout(Duration.ofSeconds(5))));
	}

	private Callbacks callbacks() {
		return new Callbacks(() -> {
			this.calls.make("lookup of customizers");
			return List.of((clientName, headers) -> this.calls.make("customizer"));
		}, () -> {
			this.calls.make("lookup of the ping message supplier");
			return (clientName) -> {
				this.calls.make("ping message supplier");
				return HEARTBEAT;
			};
		}, () -> {
			this.calls.make("lookup of the key extractor");
			return (clientName, message) -> {
				this.calls.make("key extractor");
				return new Key("key", message.getText());
			};
		}, () -> {
			this.calls.make("lookup of the ready predicate");
			return (clientName, message) -> {
				this.calls.make("ready predicate");
				return message.getText().equals("welcome");
			};
		}, () -> {
			this.calls.make("lookup of initializers");
			return List.of(new Initializer());
		}, () -> {
			this.calls.make("lookup of the correlator");
			return List.of(new Correlator());
		}, () -> {
			this.calls.make("lookup of the converter");
			return new Converter();
		}, (bundleName) -> {
			this.calls.make("SSL bundle");
			return SSLContext.getDefault();
		});
	}

	private void publish(Object event) {
		this.harness.events().publishEvent(event);
		this.calls.make("listener of " + EventRecorder.kind((HeartbeatEvent) event));
	}

	private void prepare(FakeSession session) {
		session.onWrite((what) -> {
			if (!this.silent) {
				this.calls.on("the thread that reads", () -> answer(session, what));
			}
		});
	}

	private static void answer(FakeSession session, String what) {
		if (what.equals(FakeSession.PING)) {
			session.pong();
		}
		else if (what.equals(HEARTBEAT)) {
			session.receive("alive");
		}
		else if (what.equals("login")) {
			session.receive("welcome");
		}
		else if (what.startsWith("request ")) {
			session.receive(what.replace("request", "reply"));
		}
		else if (what.startsWith("query ")) {
			session.receive(what.replace("query", "answer"));
		}
	}

	/**
	 * Live through all there is: connect, receive, send, ask, ping, lose the connection
	 * in each way, give up, close, and start again.
	 */
	void live() {
		this.client.start();
		awaitReady();
		for (int i = 0; i < 3; i++) {
			traffic();
		}
		this.harness.transport().next(FakeTransport.REFUSE);
		session().fail();
		awaitReady();
		noticeDeadPeer();
		this.client.reconnect();
		awaitReady();
		abandonAttempt();
		giveUp();
		close();
		this.client.start();
		awaitReady();
		traffic();
	}

	private void traffic() {
		for (int i = 0; i < 6; i++) {
			receive("news");
		}
		callBack("send", this.client.send("text"));
		callBack("send", this.client.send(ByteBuffer.allocate(3)));
		callBack("send", this.client.send(new Query(++this.number)));
		callBack("sendAndAwait", this.client.sendAndAwait("request " + ++this.number, (message) -> {
			this.calls.make("predicate of sendAndAwait");
			return message.getText().startsWith("reply ");
		}, TIMEOUT));
		callBack("request", this.client.request(new Query(++this.number), Answer.class, TIMEOUT));
		callBack("request", this.client.request(new Query(++this.number), Answer.class, TIMEOUT));
		HeartbeatConnection connection = this.client.getConnection();
		if (connection != null) {
			callBack("await", connection.await((message) -> {
				this.calls.make("predicate of await");
				return message.getText().startsWith("reply ");
			}, TIMEOUT));
		}
		this.harness.advanceSeconds(10);
	}

	private void callBack(String what, CompletableFuture<?> future) {
		future.whenComplete((result, failure) -> this.calls.make("callback of " + what));
		this.futures.add(future);
	}

	private void receive(String text) {
		this.calls.on("the thread that reads", () -> session().receive(text));
	}

	private void abandonAttempt() {
		this.harness.transport().next(FakeTransport.HANG);
		session().fail();
		this.harness.advanceSeconds(5);
		this.harness.transport().lastAttempt().fail(new IllegalStateException("late"));
		awaitReady();
	}

	private void giveUp() {
		this.givingUp = true;
		this.client.reconnect();
		awaitState(HeartbeatState.GAVE_UP);
		this.givingUp = false;
		this.client.start();
		awaitReady();
	}

	private void awaitState(HeartbeatState state) {
		for (int i = 0; i < 60 && this.client.getState() != state; i++) {
			this.harness.advanceSeconds(1);
		}
		assertThat(this.client.getState()).isEqualTo(state);
	}

	private void awaitReady() {
		for (int i = 0; i < 60 && !this.client.isReady(); i++) {
			this.harness.advanceSeconds(1);
		}
		assertThat(this.client.isReady()).as("%s is ready", this.client).isTrue();
		this.harness.settle();
	}

	/**
	 * Check that the client does all it has to.
	 */
	void checkAlive() {
		awaitReady();
		receive("next");
		this.harness.settle();
		assertThat(this.harness.events().texts()).as("messages").contains("next");
		CompletableFuture<Void> sent = this.client.send("last");
		CompletableFuture<HeartbeatMessage> reply = this.client.sendAndAwait("request last",
				(message) -> message.getText().equals("reply last"), TIMEOUT);
		this.harness.settle();
		assertThat(sent).as("future of a message").isCompleted();
		assertThat(session().written()).contains("last");
		assertThat(reply).as("reply").isCompleted();
		FakeSession session = session();
		long heartbeats = heartbeats(session);
		this.harness.advance(PING_INTERVAL);
		assertThat(heartbeats(session)).as("pings").isGreaterThan(heartbeats);
		noticeDeadPeer();
		this.client.reconnect();
		awaitReady();
	}

	private static long heartbeats(FakeSession session) {
		return session.pings() + session.written().stream().filter(HEARTBEAT::equals).count();
	}

	private void noticeDeadPeer() {
		int sessions = this.harness.transport().sessions().size();
		this.silent = true;
		this.harness.advance(PING_INTERVAL.plus(PING_TIMEOUT).plusMillis(1));
		assertThat(this.client.isReady()).as("ready with a dead peer").isFalse();
		this.silent = false;
		awaitReady();
		assertThat(this.harness.transport().sessions()).hasSizeGreaterThan(sessions);
	}

	/**
	 * Close, and check that nothing is left.
	 */
	void close() {
		this.client.close();
		assertThat(this.client.getState()).isEqualTo(HeartbeatState.STOPPED);
		this.harness.advanceSeconds(10);
		assertThat(this.harness.timer().pending()).as("timers").isZero();
		assertThat((Map<?, ?>) ReflectionTestUtils.getField(this.harness.limiter(), "hosts")).as("permits").isEmpty();
		assertThat(this.futures).as("futures").allMatch(CompletableFuture::isDone);
		assertThat(this.client.getStatistics().inbound().queued()).isZero();
		assertThat(this.client.getStatistics().outbound().queued()).isZero();
	}

	/**
	 * Remove the client, and check that this comes to an end.
	 */
	void remove() {
		CompletableFuture<Void> removed = this.client.remove();
		this.harness.advanceSeconds(10);
		assertThat(removed).isCompleted();
	}

	ManagedClient client() {
		return this.client;
	}

	ClientHarness harness() {
		return this.harness;
	}

	private FakeSession session() {
		return this.harness.session();
	}

	/**
	 * The clock, which knows when a task runs.
	 *
	 * @param timer the clock behind it
	 */
	private final class Timer implements EngineTimer {

		private final EngineTimer timer;

		Timer(EngineTimer timer) {
			this.timer = timer;
		}

		@Override
		public long nanoTime() {
			return this.timer.nanoTime();
		}

		@Override
		public Instant now() {
			return this.timer.now();
		}

		@Override
		public Task schedule(Runnable task, Duration delay) {
			return this.timer.schedule(() -> ThrowingClient.this.calls.on("the timer", task), delay);
		}

		@Override
		public long stalledSince(long since) {
			return this.timer.stalledSince(since);
		}

	}

	/**
	 * Observer and interceptor.
	 */
	private final class Interceptor implements HeartbeatInterceptor {

		@Override
		public void added(HeartbeatClient client) {
			ThrowingClient.this.calls.make("observer of added");
		}

		@Override
		public void removed(HeartbeatClient client) {
			ThrowingClient.this.calls.make("observer of removed");
		}

		@Override
		public void transition(HeartbeatClient client, HeartbeatTransition transition) {
			ThrowingClient.this.calls.make("observer of transition");
		}

		@Override
		public void roundTrip(HeartbeatClient client, Duration roundTrip) {
			ThrowingClient.this.calls.make("observer of roundTrip");
		}

		@Override
		public void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
			around("aroundConnect", attempt);
		}

		@Override
		public void aroundDelivery(HeartbeatClient client, Runnable delivery) {
			around("aroundDelivery", delivery);
		}

		@Override
		public void aroundMessage(HeartbeatClient client, String connectionId, HeartbeatMessage message,
				Runnable delivery) {
			around("aroundMessage", delivery);
		}

		private void around(String what, Runnable action) {
			ThrowingClient.this.calls.make("interceptor before " + what);
			action.run();
			ThrowingClient.this.calls.make("interceptor after " + what);
		}

	}

	/**
	 * Initializer that gives up if it is told to.
	 */
	private final class Initializer implements HeartbeatConnectionInitializer {

		@Override
		public boolean supports(String clientName) {
			ThrowingClient.this.calls.make("initializer's supports");
			return true;
		}

		@Override
		public void initialize(HeartbeatConnection connection) throws HeartbeatGiveUpException {
			ThrowingClient.this.calls.make("initializer");
			if (ThrowingClient.this.givingUp) {
				throw new HeartbeatGiveUpException("enough");
			}
		}

	}

	/**
	 * Correlator by number.
	 */
	private final class Correlator implements HeartbeatCorrelator {

		@Override
		public @Nullable Object requestKey(Object payload) {
			ThrowingClient.this.calls.make("correlator's requestKey");
			return (payload instanceof Query query) ? new Key("request key", String.valueOf(query.number())) : null;
		}

		@Override
		public @Nullable Object replyKey(HeartbeatMessage message) {
			ThrowingClient.this.calls.make("correlator's replyKey");
			return message.getText().startsWith("answer ") ? new Key("reply key", message.getText().substring(7))
					: null;
		}

	}

	/**
	 * Key whose hash code says nothing, so that it has to be compared.
	 */
	private final class Key {

		private final String name;

		private final String value;

		Key(String name, String value) {
			this.name = name;
			this.value = value;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			ThrowingClient.this.calls.make(this.name + "'s equals");
			return other instanceof Key that && this.value.equals(that.value);
		}

		@Override
		public int hashCode() {
			ThrowingClient.this.calls.make(this.name + "'s hashCode");
			return 7;
		}

	}

	/**
	 * Converter of queries and answers.
	 */
	private final class Converter implements PayloadConverter {

		@Override
		public String toText(Object payload) {
			ThrowingClient.this.calls.make("converter's toText");
			return "query " + ((Query) payload).number();
		}

		@Override
		public <T> T fromText(String text, Class<T> type) {
			ThrowingClient.this.calls.make("converter's fromText");
			return type.cast(new Answer(text));
		}

	}

	/**
	 * A request.
	 *
	 * @param number its number
	 */
	private record Query(int number) {

	}

	/**
	 * A reply.
	 *
	 * @param text its text
	 */
	private record Answer(String text) {

	}

	/**
	 * The transport.
	 */
	private final class ProbedTransport implements Transport {

		private final Transport transport;

		ProbedTransport(Transport transport) {
			this.transport = transport;
		}

		@Override
		public TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener) {
			ThrowingClient.this.calls.make("transport's createAttempt");
			TransportAttempt attempt = this.transport.createAttempt(request, new TransportListener() {

				@Override
				public FrameListener opened(TransportSession session) {
					return listener.opened(new ProbedSession(session));
				}

				@Override
				public void ended(TransportEnd end) {
					ThrowingClient.this.calls.on("the thread that reads", () -> listener.ended(end));
				}

			});
			return new TransportAttempt() {

				@Override
				public void connect() {
					ThrowingClient.this.calls.make("attempt's connect");
					attempt.connect();
				}

				@Override
				public void abandon() {
					ThrowingClient.this.calls.makeQuick("attempt's abandon");
					attempt.abandon();
				}

			};
		}

		@Override
		public void destroy() {
		}

	}

	/**
	 * A connection.
	 */
	private final class ProbedSession implements TransportSession {

		private final TransportSession session;

		ProbedSession(TransportSession session) {
			this.session = session;
		}

		@Override
		public HandshakeResponse getHandshakeResponse() {
			ThrowingClient.this.calls.makeQuick("session's getHandshakeResponse");
			return this.session.getHandshakeResponse();
		}

		@Override
		public WebSocketSession getNative() {
			return this.session.getNative();
		}

		@Override
		public void sendText(String text, WriteListener listener) {
			ThrowingClient.this.calls.makeQuick("session's sendText");
			this.session.sendText(text, listener);
		}

		@Override
		public void sendBinary(ByteBuffer bytes, WriteListener listener) {
			ThrowingClient.this.calls.makeQuick("session's sendBinary");
			this.session.sendBinary(bytes, listener);
		}

		@Override
		public void sendPing(ByteBuffer payload, WriteListener listener) {
			ThrowingClient.this.calls.makeQuick("session's sendPing");
			this.session.sendPing(payload, listener);
		}

		@Override
		public void suspendReading() {
			ThrowingClient.this.calls.makeQuick("session's suspendReading");
			this.session.suspendReading();
		}

		@Override
		public void resumeReading() {
			ThrowingClient.this.calls.makeQuick("session's resumeReading");
			this.session.resumeReading();
		}

		@Override
		public void close(CloseStatus status) {
			ThrowingClient.this.calls.makeQuick("session's close");
			this.session.close(status);
		}

		@Override
		public void abort(CloseStatus status) {
			ThrowingClient.this.calls.makeQuick("session's abort");
			this.session.abort(status);
		}

	}

}
