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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.autoconfigure.HeartbeatListenerAutoConfiguration;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipes of the README: what is nested here is printed there.
 */
@Timeout(120)
class RecipeTests {

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class))
		.withBean(JsonMapper.class)
		.withPropertyValues("heartbeat.keep-alive=false", "heartbeat.client.orders.url=" + this.server.url("/orders"),
				"heartbeat.client.orders.send.when-closed=queue", "heartbeat.client.orders.reconnect.delay=20ms");

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void whenLoggedInThenSubscribesAndFetchesBeforeTheQueueIsWritten() {
		new OrderServer(this.server);
		this.runner.withUserConfiguration(OrderFeed.class, Orders.class).run((context) -> {
			HeartbeatClient client = context.getBean(HeartbeatClient.class);
			client.send("{\"buy\":1}").join();
			assertThat(client.isReady()).isTrue();
			TestEngine.await("all messages", () -> texts(1).size() == 4);
			assertThat(texts(1)).containsExactly("{\"login\":\"17 signed\"}", "{\"subscribe\":\"orders\"}",
					"{\"after\":0}", "{\"buy\":1}");
		});
	}

	@Test
	void whenConnectionIsLostThenTheNextOneSubscribesAgainAndFetchesTheGap() {
		OrderServer orderServer = new OrderServer(this.server);
		this.runner.withUserConfiguration(OrderFeed.class, Orders.class).run((context) -> {
			Orders orders = context.getBean(Orders.class);
			HeartbeatClient client = context.getBean(HeartbeatClient.class);
			TestEngine.await("ready", client::isReady);
			orderServer.place(1);
			orderServer.place(2);
			TestEngine.await("orders", () -> orders.lastNumber() == 2);
			HeartbeatTestConnection first = this.server.takeConnection(TestEngine.PATIENCE);
			orderServer.missed.add(3);
			orderServer.missed.add(4);
			first.cut();
			this.server.takeConnection(TestEngine.PATIENCE);
			TestEngine.await("ready again", client::isReady);
			assertThat(orders.numbers).containsExactly(1L, 2L, 3L, 4L);
			assertThat(texts(2)).containsExactly("{\"login\":\"17 signed\"}", "{\"subscribe\":\"orders\"}",
					"{\"after\":2}");
		});
	}

	@Test
	void whenLoginIsRefusedThenGivesUp() {
		new OrderServer(this.server).refusing();
		this.runner.withUserConfiguration(OrderFeed.class, Orders.class).run((context) -> {
			HeartbeatClient client = context.getBean(HeartbeatClient.class);
			TestEngine.await("the end", () -> client.getState() == HeartbeatState.GAVE_UP);
			assertThat(client.getStatistics().lastDisconnect().cause()).isEqualTo(DisconnectCause.INITIALIZER_FAILED);
			assertThat(this.server.handshakes()).hasSize(1);
		});
	}

	@Test
	void whenReplyHasTheKeyOfTheRequestThenItIsTheReply() {
		this.server.onText((connection, text) -> {
			if (text.contains("\"id\":2")) {
				connection.sendText("{\"method\":\"news\"}");
				connection.sendText("{\"id\":2,\"result\":\"two\"}");
				connection.sendText("{\"id\":1,\"result\":\"one\"}");
			}
		});
		this.runner.withUserConfiguration(JsonRpc.class).run((context) -> {
			HeartbeatClient client = context.getBean(HeartbeatClient.class);
			CompletableFuture<Answer> first = client.request(new Call(1, "position", "ACME"), Answer.class);
			CompletableFuture<Answer> second = client.request(new Call(2, "position", "EMCA"), Answer.class);
			assertThat(first.join()).isEqualTo(new Answer(1, "one"));
			assertThat(second.join()).isEqualTo(new Answer(2, "two"));
		});
	}

	@Test
	void whenAnotherCorrelatorDoesNotSupportTheClientThenItIsNotAsked() {
		this.server.onText((connection, text) -> connection.sendText("{\"id\":1,\"result\":\"one\"}"));
		this.runner.withUserConfiguration(JsonRpc.class).withBean(OtherCorrelator.class).run((context) -> {
			HeartbeatClient client = context.getBean(HeartbeatClient.class);
			assertThat(client.request(new Call(1, "position", "ACME"), Answer.class).join().result()).isEqualTo("one");
		});
	}

	private List<String> texts(int connectionId) {
		return this.server.frames()
			.stream()
			.filter((frame) -> frame.connectionId() == connectionId && frame.opcode() == Opcodes.TEXT)
			.map((frame) -> frame.text())
			.toList();
	}

	@Component
	static class OrderFeed implements HeartbeatConnectionInitializer {

		private static final Duration TIMEOUT = Duration.ofSeconds(5);

		private final Orders orders;

		OrderFeed(Orders orders) {
			this.orders = orders;
		}

		@Override
		public boolean supports(String clientName) {
			return clientName.equals("orders");
		}

		@Override
		public void initialize(HeartbeatConnection connection) throws Exception {
			HeartbeatMessage challenge = connection.await(has("challenge"), TIMEOUT).get();
			HeartbeatMessage answer = connection
				.sendAndAwait(this.orders.login(challenge), has("welcome").or(has("refused")), TIMEOUT)
				.get();
			if (has("refused").test(answer)) {
				throw new HeartbeatGiveUpException("The server refuses the login");
			}
			connection.send("{\"subscribe\":\"orders\"}");
			// The listeners get what was missed, and it ends with 'complete'
			connection.sendAndAwait("{\"after\":" + this.orders.lastNumber() + "}", has("complete"), TIMEOUT).get();
		}

		private static Predicate<HeartbeatMessage> has(String field) {
			return (message) -> message.isText() && message.getText().startsWith("{\"" + field + "\":");
		}

	}

	@Component
	static class JsonRpc implements HeartbeatCorrelator {

		private final JsonMapper jsonMapper;

		JsonRpc(JsonMapper jsonMapper) {
			this.jsonMapper = jsonMapper;
		}

		@Override
		public @Nullable Object requestKey(Object payload) {
			return (payload instanceof Call call) ? call.id() : null;
		}

		@Override
		public @Nullable Object replyKey(HeartbeatMessage message) {
			JsonNode id = message.isText() ? this.jsonMapper.readTree(message.getText()).get("id") : null;
			return (id != null) ? id.asLong() : null;
		}

	}

	record Call(long id, String method, String params) {

	}

	record Answer(long id, String result) {

	}

	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class OtherCorrelator implements HeartbeatCorrelator {

		@Override
		public boolean supports(String clientName) {
			return !clientName.equals("orders");
		}

		@Override
		public @Nullable Object requestKey(Object payload) {
			return null;
		}

		@Override
		public @Nullable Object replyKey(HeartbeatMessage message) {
			return null;
		}

	}

	/**
	 * What the application knows of its orders.
	 */
	@Component
	static class Orders {

		private final List<Long> numbers = new CopyOnWriteArrayList<>();

		String login(HeartbeatMessage challenge) {
			return "{\"login\":\"" + challenge.getText().replaceAll("\\D", "") + " signed\"}";
		}

		@HeartbeatListener("orders")
		void on(String text) {
			if (text.startsWith("{\"order\":")) {
				long number = Long.parseLong(text.replaceAll("\\D", ""));
				if (number > lastNumber()) {
					this.numbers.add(number);
				}
			}
		}

		long lastNumber() {
			return this.numbers.isEmpty() ? 0 : this.numbers.get(this.numbers.size() - 1);
		}

	}

	/**
	 * A server that speaks first, wants a login, and knows what was missed.
	 */
	private static final class OrderServer {

		private final HeartbeatTestServer server;

		private final List<Integer> missed = new CopyOnWriteArrayList<>();

		private volatile String answerToLogin = "{\"welcome\":true}";

		OrderServer(HeartbeatTestServer server) {
			this.server = server;
			server.onConnect((connection) -> connection.sendText("{\"challenge\":17}")).onText(this::answer);
		}

		void refusing() {
			this.answerToLogin = "{\"refused\":true}";
		}

		void place(int number) {
			this.server.broadcast("{\"order\":" + number + "}");
		}

		private void answer(HeartbeatTestConnection connection, String text) {
			if (text.startsWith("{\"login\":")) {
				connection.sendText(this.answerToLogin);
			}
			else if (text.startsWith("{\"after\":")) {
				this.missed.forEach((number) -> connection.sendText("{\"order\":" + number + "}"));
				connection.sendText("{\"complete\":true}");
			}
		}

	}

}
