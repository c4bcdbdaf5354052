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

package io.github.heartbeat.integration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User code of one client that does not return is the business of that client only.
 */
@Timeout(120)
class UserCodeThatHangsTests {

	private static final Duration INTERVAL = Duration.ofMillis(100);

	/** An interval and what a busy machine adds. */
	private static final Duration LONGEST_GAP = Duration.ofSeconds(2);

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(500);

	private final Hanging hanging = new Hanging();

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void whenUserCodeOfOneClientHangsThenTheOtherGoesOn(Case hangs) throws Exception {
		CapturedLog log = CapturedLog.open();
		try (HeartbeatTestServer server = server();
				HeartbeatTestServer neighbour = server();
				TestEngine engine = engine(server, neighbour)) {
			hangs.prepare().accept(engine, this.hanging);
			engine.start();
			hangs.trigger().accept(engine, server);
			this.hanging.awaitBegun();
			assertNeighbourLives(engine, neighbour);
			if (hangs.hasHeartbeat()) {
				takePings(server, 5);
			}
			assertNeighbourStops(engine, neighbour);
			assertDestroyed(engine);
			assertThat(log.lines()).noneMatch((line) -> line.contains("stood still"));
		}
		finally {
			this.hanging.release();
			log.close();
		}
	}

	@ParameterizedTest
	@MethodSource("appenders")
	void whenAppenderHangsAtLinesOfOneClientThenTheOtherGoesOn(Appender<ILoggingEvent> appender) throws Exception {
		CapturedLog log = CapturedLog.open();
		Logger logger = (Logger) LoggerFactory.getLogger("io.github.heartbeat");
		appender.setContext(logger.getLoggerContext());
		appender.start();
		logger.addAppender(appender);
		try (HeartbeatTestServer server = server();
				HeartbeatTestServer neighbour = server();
				TestEngine engine = engine(server, neighbour)) {
			((HangingAppender) appender).hanging(this.hanging);
			engine.start();
			this.hanging.awaitBegun();
			assertNeighbourLives(engine, neighbour);
			takePings(server, 5);
			assertNeighbourStops(engine, neighbour);
			assertDestroyed(engine);
			assertThat(log.lines()).noneMatch((line) -> line.contains("stood still"));
		}
		finally {
			this.hanging.release();
			logger.detachAppender(appender);
			log.close();
		}
	}

	@Test
	void whenCustomizerHangsThenAttemptsThatFollowTakeNoThreadAndSaySo() throws Exception {
		try (HeartbeatTestServer server = server();
				TestEngine engine = TestEngine.to(server.url())
					.with((settings) -> settings.withConnectTimeout(Duration.ofMillis(50))
						.withShutdownTimeout(SHUTDOWN_TIMEOUT))
					.withReconnect((reconnect) -> reconnect.withMaxDelay(Duration.ofMillis(20)))
					.customize((builder) -> builder
						.handshakeCustomizers(() -> List.of((clientName, headers) -> this.hanging.hang())))
					.start()) {
			this.hanging.awaitBegun();
			engine.await(HeartbeatErrorEvent.class);
			long threads = threads();
			engine.await(HeartbeatErrorEvent.class, 21);
			assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + 2);
			List<HeartbeatErrorEvent> errors = engine.events(HeartbeatErrorEvent.class);
			assertThat(errors).extracting(HeartbeatErrorEvent::getCause).containsOnly(DisconnectCause.CONNECT_TIMEOUT);
			assertThat(errors.get(0).getThrowable()).hasMessageContaining("A HeartbeatHandshakeCustomizer took longer");
			assertThat(errors.subList(1, 21)).allSatisfy((error) -> assertThat(error.getThrowable())
				.hasMessageContaining("the attempt before, whose thread is in a HeartbeatHandshakeCustomizer"));
			assertThat(server.counts().accepted()).isZero();
			this.hanging.release();
			engine.await(HeartbeatOpenEvent.class);
		}
		finally {
			this.hanging.release();
		}
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("heartbeat-io-")
					|| thread.getName().startsWith("heartbeat-dispatch-"))
			.count();
	}

	private static HeartbeatTestServer server() {
		return HeartbeatTestServer.start().onText((connection, text) -> {
			if (text.equals("request")) {
				connection.sendText("reply");
			}
		});
	}

	private static TestEngine engine(HeartbeatTestServer server, HeartbeatTestServer neighbour) {
		return TestEngine.to(server.url())
			.with(UserCodeThatHangsTests::withShortTimes)
			.client("neighbour", neighbour.url())
			.with("neighbour", UserCodeThatHangsTests::withShortTimes);
	}

	private static HeartbeatClientSettings withShortTimes(HeartbeatClientSettings settings) {
		return settings.withPing(settings.ping().withInterval(INTERVAL).withTimeout(LONGEST_GAP))
			.withObserveMessages(true)
			.withReady(settings.ready().withTimeout(TestEngine.PATIENCE))
			.withShutdownTimeout(SHUTDOWN_TIMEOUT);
	}

	private static void assertNeighbourLives(TestEngine engine, HeartbeatTestServer neighbour) throws Exception {
		engine.log("neighbour").await(HeartbeatOpenEvent.class);
		HeartbeatTestConnection first = neighbour.takeConnection(TestEngine.PATIENCE);
		takePings(neighbour, 5);
		assertNeighbourTalks(engine, first);
		engine.client("neighbour").reconnect();
		HeartbeatTestConnection second = neighbour.takeConnection(TestEngine.PATIENCE);
		engine.log("neighbour").await(HeartbeatOpenEvent.class, 2);
		assertNeighbourTalks(engine, second);
		takePings(neighbour, 5);
		assertThat(engine.log("neighbour").story()).doesNotContain("Error");
	}

	private static void assertNeighbourTalks(TestEngine engine, HeartbeatTestConnection connection) {
		int messages = engine.log("neighbour").texts().size();
		connection.sendText("news");
		assertThat(engine.log("neighbour").awaitTexts(messages + 1)).endsWith("news");
		HeartbeatClient client = engine.client("neighbour");
		assertThat(client.send("message")).succeedsWithin(TestEngine.PATIENCE);
		assertThat(client.sendAndAwait("request", (message) -> message.getText().equals("reply"), TestEngine.PATIENCE))
			.succeedsWithin(TestEngine.PATIENCE);
	}

	private static void takePings(HeartbeatTestServer server, int count) throws InterruptedException {
		long last = System.nanoTime();
		server.takeFrame((frame) -> isPing(frame, last), TestEngine.PATIENCE);
		long before = last;
		for (int i = 0; i < count; i++) {
			RecordedFrame ping = server.takeFrame((frame) -> isPing(frame, last), TestEngine.PATIENCE);
			assertThat(Duration.ofNanos(ping.nanoTime() - before)).as("time between two pings").isLessThan(LONGEST_GAP);
			before = ping.nanoTime();
		}
	}

	private static boolean isPing(RecordedFrame frame, long since) {
		return frame.opcode() == Opcodes.PING && frame.nanoTime() - since > 0;
	}

	private static void assertNeighbourStops(TestEngine engine, HeartbeatTestServer neighbour) throws Exception {
		CompletableFuture<Void> last = engine.client("neighbour").send("last");
		engine.client("neighbour").close();
		assertThat(engine.client("neighbour").getState()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(last).succeedsWithin(TestEngine.PATIENCE);
		RecordedFrame close = neighbour
			.takeFrame((frame) -> frame.opcode() == Opcodes.CLOSE && frame.closeCode() == 1000, TestEngine.PATIENCE);
		assertThat(close.closeCode()).isEqualTo(1000);
		TestEngine.await("the close event",
				() -> engine.log("neighbour").story().stream().filter("Close"::equals).count() == 2);
		TestEngine.await("the socket is closed", () -> neighbour.counts().held() == 0);
	}

	private static void assertDestroyed(TestEngine engine) {
		long begin = System.nanoTime();
		engine.engine().destroy();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("time it takes to end the engine")
			.isLessThan(SHUTDOWN_TIMEOUT.plusSeconds(2));
	}

	static Stream<Case> cases() {
		return Stream.of(observers(), attempts(), messages(), futures()).flatMap((cases) -> cases);
	}

	private static Stream<Case> observers() {
		return Stream.of(observer("transition STARTED"), observer("transition OPENED"),
				observer("transition LOST").when(UserCodeThatHangsTests::disconnect), observer("roundTrip"),
				observer("aroundConnect").withoutHeartbeat(), observer("aroundDelivery"),
				observer("aroundMessage").when(UserCodeThatHangsTests::receive));
	}

	private static Stream<Case> attempts() {
		return Stream.of(
				new Case("HeartbeatHandshakeCustomizer",
						(engine, call) -> engine.customize((builder) -> builder
							.handshakeCustomizers(() -> List.of((clientName, headers) -> call.hang(clientName)))))
					.withoutHeartbeat(),
				new Case("HeartbeatWebSocketClientFactory", (engine, call) -> engine.through((clientName) -> {
					call.hang(clientName);
					return new StandardWebSocketClient();
				})).withoutHeartbeat(),
				new Case("HeartbeatConnectionInitializer",
						(engine, call) -> engine.customize((builder) -> builder.connectionInitializers(
								() -> List.of((connection) -> call.hang(connection.getClient().getName()))))));
	}

	private static Stream<Case> messages() {
		return Stream.of(new Case("HeartbeatPingMessageSupplier", (engine, call) -> {
			engine.withPing(PingMode.MESSAGE, INTERVAL, Duration.ofMillis(500));
			engine.customize((builder) -> builder.pingMessageSupplier(() -> (clientName) -> {
				call.hang(clientName);
				return "ping";
			}));
		}), new Case("HeartbeatReadyPredicate", (engine, call) -> {
			engine.with((settings) -> settings.withReady(settings.ready().withWhen(ReadyWhen.PREDICATE)));
			engine.customize((builder) -> builder.readyPredicate(() -> (clientName, message) -> {
				call.hang(clientName);
				return true;
			}));
		}).when(UserCodeThatHangsTests::receive), new Case("HeartbeatMessageKeyExtractor", (engine, call) -> {
			engine.withReceive((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			engine.customize((builder) -> builder.messageKeyExtractor(() -> (clientName, message) -> {
				call.hang(clientName);
				return null;
			}));
		}).when(UserCodeThatHangsTests::receive), new Case("comparison of keys", (engine, call) -> {
			engine.withReceive((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE));
			engine.customize(
					(builder) -> builder.messageKeyExtractor(() -> (clientName, message) -> new HangingKey(call)));
		}).when(UserCodeThatHangsTests::receive),
				new Case("listener of messages", (engine, call) -> engine.on((event) -> {
					if (event instanceof HeartbeatMessageEvent) {
						call.hang(event.getClientName());
					}
				})).when(UserCodeThatHangsTests::receive));
	}

	private static Stream<Case> futures() {
		return Stream.of(
				new Case("listener of the open event", (engine, call) -> onOpen(engine, (client) -> call.hang())),
				new Case("callback of a send future",
						(engine, call) -> onOpen(engine,
								(client) -> client.send("message").whenComplete((result, failure) -> call.hang()))),
				new Case("predicate of sendAndAwait",
						(engine, call) -> onOpen(engine, (client) -> client.sendAndAwait("request", (message) -> {
							call.hang();
							return true;
						}, TestEngine.PATIENCE))),
				new Case("HeartbeatCorrelator.replyKey", (engine, call) -> {
					engine.customize((builder) -> builder.correlators(() -> List.of(new HangingCorrelator(call))));
					onOpen(engine, (client) -> client.request("request", String.class, TestEngine.PATIENCE));
				}));
	}

	private static void onOpen(TestEngine engine, Consumer<HeartbeatClient> action) {
		engine.on((event) -> {
			if (event instanceof HeartbeatOpenEvent && event.getClientName().equals("test")) {
				action.accept(event.getSource());
			}
		});
	}

	private static Case observer(String method) {
		return new Case("observer's " + method, (engine, call) -> engine
			.customize((builder) -> builder.observers(List.of(new HangingObserver(method, call)))));
	}

	private static void receive(TestEngine engine, HeartbeatTestServer server) {
		HeartbeatTestConnection connection = engine.awaitOpen(server);
		for (int i = 0; i < 20; i++) {
			connection.sendText("news");
		}
	}

	private static void disconnect(TestEngine engine, HeartbeatTestServer server) {
		engine.awaitOpen(server).cut();
	}

	static Stream<Appender<ILoggingEvent>> appenders() {
		return Stream.of(new OwnAppender(), new SharedAppender());
	}

	/**
	 * User code that hangs.
	 *
	 * @param name what it is
	 * @param hasHeartbeat whether its own client pings all the same
	 * @param prepare puts it into an engine
	 * @param trigger lets it be called, if a connection alone does not
	 */
	private record Case(String name, boolean hasHeartbeat, BiConsumer<TestEngine, Hanging> prepare,
			BiConsumer<TestEngine, HeartbeatTestServer> trigger) {

		Case(String name, BiConsumer<TestEngine, Hanging> prepare) {
			this(name, true, prepare, (engine, server) -> {
			});
		}

		Case when(BiConsumer<TestEngine, HeartbeatTestServer> trigger) {
			return new Case(this.name, this.hasHeartbeat, this.prepare, trigger);
		}

		Case withoutHeartbeat() {
			return new Case(this.name, false, this.prepare, this.trigger);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Observer and interceptor of which one method hangs.
	 */
	private static final class HangingObserver implements HeartbeatInterceptor {

		private final String method;

		private final Hanging call;

		HangingObserver(String method, Hanging call) {
			this.method = method;
			this.call = call;
		}

		@Override
		public void transition(HeartbeatClient client, HeartbeatTransition transition) {
			called("transition " + transition.kind(), client);
		}

		@Override
		public void roundTrip(HeartbeatClient client, Duration roundTrip) {
			called("roundTrip", client);
		}

		@Override
		public void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
			called("aroundConnect", client);
			attempt.run();
		}

		@Override
		public void aroundDelivery(HeartbeatClient client, Runnable delivery) {
			called("aroundDelivery", client);
			delivery.run();
		}

		@Override
		public void aroundMessage(HeartbeatClient client, String connectionId, HeartbeatMessage message,
				Runnable delivery) {
			called("aroundMessage", client);
			delivery.run();
		}

		private void called(String method, HeartbeatClient client) {
			if (method.equals(this.method)) {
				this.call.hang(client.getName());
			}
		}

	}

	/**
	 * Correlator that hangs at each reply.
	 *
	 * @param call the call
	 */
	private record HangingCorrelator(Hanging call) implements HeartbeatCorrelator {

		@Override
		public Object requestKey(Object payload) {
			return payload;
		}

		@Override
		public Object replyKey(HeartbeatMessage message) {
			this.call.hang();
			return message.getText();
		}

	}

	/**
	 * Key that hangs when it is compared.
	 *
	 * @param call the call
	 */
	private record HangingKey(Hanging call) {

		@Override
		public boolean equals(@Nullable Object other) {
			this.call.hang();
			return false;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	/**
	 * Appender that hangs.
	 */
	private interface HangingAppender {

		void hanging(Hanging hanging);

	}

	/**
	 * Appender that hangs at the lines of one client, and takes others meanwhile.
	 */
	private static final class OwnAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
			implements HangingAppender {

		private @Nullable Hanging hanging;

		@Override
		public void hanging(Hanging hanging) {
			this.hanging = hanging;
		}

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getFormattedMessage().contains("'test'")) {
				this.hanging.hang();
			}
		}

	}

	/**
	 * Appender that hangs at the lines of one client, and takes no other before it goes
	 * on.
	 */
	private static final class SharedAppender extends AppenderBase<ILoggingEvent> implements HangingAppender {

		private @Nullable Hanging hanging;

		@Override
		public void hanging(Hanging hanging) {
			this.hanging = hanging;
		}

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getFormattedMessage().contains("'test'")) {
				this.hanging.hang();
			}
		}

	}

}
