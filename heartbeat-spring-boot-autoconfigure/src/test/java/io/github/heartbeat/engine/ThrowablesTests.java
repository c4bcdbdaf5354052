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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is thrown by a call out of the engine, nothing ends but that call.
 */
class ThrowablesTests {

	private static final List<Case> CASES = List.of(
			// Listeners
			always("listener of Open").counted(), always("listener of Ready").counted(),
			always("listener of Message").counted(), always("listener of Close").counted(),
			always("listener of Error").counted(), always("listener of Reconnect").counted(),
			always("listener of GiveUp").counted(),
			// Observers and interceptors
			always("observer of added"), always("observer of removed"), always("observer of transition"),
			always("observer of roundTrip"), always("interceptor before aroundConnect"),
			always("interceptor after aroundConnect"), always("interceptor before aroundDelivery"),
			always("interceptor after aroundDelivery"), always("interceptor before aroundMessage"),
			always("interceptor after aroundMessage"),
			// What an attempt and a connection need
			twice("lookup of customizers"), twice("customizer"), twice("lookup of initializers"),
			twice("initializer's supports"), twice("initializer"), twice("SSL bundle").with(ThrowablesTests::encrypted),
			twice("lookup of the ready predicate").counted().with(ThrowablesTests::readyByPredicate),
			twice("ready predicate").counted().with(ThrowablesTests::readyByPredicate),
			always("lookup of the ping message supplier").counted().with(ThrowablesTests::pingMessages),
			always("ping message supplier").counted().with(ThrowablesTests::pingMessages),
			// What a message needs
			always("lookup of the key extractor").counted().with(ThrowablesTests::conflating),
			always("key extractor").counted().with(ThrowablesTests::conflating),
			always("key's hashCode").counted().with(ThrowablesTests::conflating),
			always("key's equals").with(ThrowablesTests::conflating), always("predicate of sendAndAwait"),
			always("predicate of await"), always("lookup of the correlator"), always("correlator's requestKey"),
			always("correlator's replyKey"), always("request key's hashCode"), always("request key's equals"),
			always("reply key's hashCode"), always("reply key's equals"), always("lookup of the converter"),
			always("converter's toText"), always("converter's fromText"),
			// Futures
			always("callback of send"), always("callback of sendAndAwait"), always("callback of request"),
			always("callback of await"),
			// The transport
			twice("transport's createAttempt"), twice("attempt's connect"), always("attempt's abandon"),
			twice("session's getHandshakeResponse"), twice("session's sendText"), twice("session's sendBinary"),
			twice("session's sendPing"), always("session's suspendReading"), always("session's resumeReading"),
			always("session's close"), always("session's abort"),
			// The log
			always(ThrowingLog.APPENDER));

	private final ThrowingCalls calls = new ThrowingCalls();

	private @Nullable ThrowingLog log;

	@BeforeEach
	void openLog() {
		this.log = ThrowingLog.open(this.calls);
	}

	@AfterEach
	void closeLog() {
		this.log.close();
	}

	@ParameterizedTest(name = "{0} throws {1}")
	@MethodSource("cases")
	void whenCallThrowsThenNothingEndsButThatCall(Case call, Thrown thrown) {
		try {
			this.calls.fail(call.name(), thrown::create, call.times());
			ThrowingClient client = new ThrowingClient(this.calls, call.settings());
			client.live();
			client.checkAlive();
			client.close();
			client.remove();
			assertThat(this.calls.count(call.name())).as("calls").isPositive();
			if (call.isCounted()) {
				assertThat(client.client().getStatistics().listenerFailures()).as("failures").isPositive();
			}
			assertThat(this.calls.violations()).isEmpty();
		}
		catch (HostileException ex) {
			throw ex.escaped();
		}
	}

	@ParameterizedTest
	@MethodSource("callsOfTransport")
	void whenTransportThrowsTextWithSecretsThenLogHasNone(Case call) {
		String secret = "s3cr3t";
		URI url = URI.create("ws://localhost:4711/feed?token=" + secret);
		this.calls.fail(call.name(), () -> new IllegalStateException("Odd: " + url), call.times());
		ThrowingClient client = new ThrowingClient(this.calls,
				call.settings().with((settings) -> settings.withUrl(url)));
		client.live();
		client.checkAlive();
		client.close();
		client.remove();
		assertThat(this.log.texts()).anyMatch((text) -> text.contains("Odd: ws://localhost:4711/feed"))
			.noneMatch((text) -> text.contains(secret));
	}

	@Test
	void whenReadyPatternOverflowsTheStackThenNextMessageIsLookedAt() {
		TestSettings settings = new TestSettings().with((client) -> client.withReady(client.ready()
			.withMessage("\\{(\"\\w+\":\"\\w+\",?)*\"type\":\"welcome\".*")
			.withWhen(ReadyWhen.MESSAGE)));
		ClientHarness harness = new ClientHarness(settings);
		FakeSession session = harness.open();
		session.receive("{" + "\"key\":\"value\",".repeat(20_000) + "}");
		harness.settle();
		assertThat(harness.client().isReady()).isFalse();
		assertThat(harness.client().getStatistics().listenerFailures()).isOne();
		session.receive("{\"type\":\"welcome\"}");
		harness.settle();
		assertThat(harness.client().isReady()).isTrue();
		assertThat(harness.events().texts()).hasSize(2);
	}

	@Test
	void whenKeyOfRequestCannotBeComparedAtItsEndThenFutureEndsAllTheSame() {
		ClientHarness harness = new ClientHarness();
		boolean[] incomparable = new boolean[1];
		harness.correlator(new HeartbeatCorrelator() {

			@Override
			public Object requestKey(Object payload) {
				return new CollidingKey((String) payload, incomparable);
			}

			@Override
			public Object replyKey(HeartbeatMessage message) {
				return new CollidingKey(message.getText(), new boolean[1]);
			}

		});
		FakeSession session = harness.open();
		CompletableFuture<String> first = harness.client().request("a", String.class, Duration.ofSeconds(3));
		CompletableFuture<String> second = harness.client().request("b", String.class, Duration.ofSeconds(3));
		harness.settle();
		incomparable[0] = true;
		session.receive("b");
		harness.settle();
		assertThat(second).isCompletedWithValue("b");
		session.receive("a");
		harness.settle();
		assertThat(first).isCompletedWithValue("a");
	}

	static Stream<Arguments> cases() {
		return CASES.stream()
			.flatMap((call) -> Arrays.stream(Thrown.values()).map((thrown) -> Arguments.of(call, thrown)));
	}

	static Stream<Case> callsOfTransport() {
		return CASES.stream().filter((call) -> call.name().matches("(transport|attempt|session)'s .*"));
	}

	private static Case always(String name) {
		return new Case(name, Long.MAX_VALUE, false, UnaryOperator.identity());
	}

	private static Case twice(String name) {
		return new Case(name, 2, false, UnaryOperator.identity());
	}

	private static TestSettings readyByPredicate(TestSettings settings) {
		return settings.with((client) -> client.withReady(client.ready().withWhen(ReadyWhen.PREDICATE)));
	}

	private static TestSettings encrypted(TestSettings settings) {
		return settings.with((client) -> client.withSsl(new HeartbeatClientSettings.Ssl("bundle")));
	}

	private static TestSettings pingMessages(TestSettings settings) {
		return settings.ping((ping) -> ping.withMode(PingMode.MESSAGE));
	}

	private static TestSettings conflating(TestSettings settings) {
		return settings.receive((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
	}

	/**
	 * One call, and how often it throws.
	 */
	private record Case(String name, long times, boolean isCounted, UnaryOperator<TestSettings> change) {

		/**
		 * Say that what the call throws is counted as a failure of a listener.
		 * @return another case
		 */
		Case counted() {
			return new Case(this.name, this.times, true, this.change);
		}

		Case with(UnaryOperator<TestSettings> change) {
			return new Case(this.name, this.times, this.isCounted, change);
		}

		TestSettings settings() {
			return this.change.apply(ThrowingClient.settings());
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Key that has to be compared with all others, and at some time can't.
	 *
	 * @param value the key
	 * @param incomparable whether that time has come
	 */
	private record CollidingKey(String value, boolean[] incomparable) {

		@Override
		public boolean equals(@Nullable Object other) {
			if (this.incomparable[0]) {
				throw new IllegalStateException("odd");
			}
			return other instanceof CollidingKey that && this.value.equals(that.value);
		}

		@Override
		public int hashCode() {
			return 7;
		}

	}

	/**
	 * What is thrown.
	 */
	private enum Thrown {

		STACK_OVERFLOW(StackOverflowError::new),

		ERROR(() -> new LinkageError("injected")),

		CHECKED(() -> new InterruptedException("injected")),

		HOSTILE(HostileException::new);

		private final Supplier<Throwable> supplier;

		Thrown(Supplier<Throwable> supplier) {
			this.supplier = supplier;
		}

		Throwable create() {
			return this.supplier.get();
		}

	}

	/**
	 * Exception that can't be looked at.
	 */
	private static final class HostileException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create an error to be looked at in the place of this exception.
		 * @return an error with the same stack trace
		 */
		AssertionError escaped() {
			AssertionError error = new AssertionError("What a call has thrown has come out of the engine");
			error.setStackTrace(super.getStackTrace());
			return error;
		}

		@Override
		public @Nullable String getMessage() {
			throw new HostileException();
		}

		@Override
		public synchronized @Nullable Throwable getCause() {
			throw new HostileException();
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new HostileException();
		}

		@Override
		public String toString() {
			throw new HostileException();
		}

	}

}
