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

package io.github.heartbeat.listener;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeartbeatClient#send(Object)} and {@link HeartbeatClient#sendAndAwait}
 * with JSON.
 */
class JsonMessageTests {

	private final Feed feed = new Feed();

	@AfterEach
	void closeFeed() {
		this.feed.close();
	}

	@Test
	void whenObjectIsSentThenServerReceivesJson() {
		run((client) -> {
			client.send(Quote.ACME).get(15, TimeUnit.SECONDS);
			assertThat(this.feed.takeMessage().text()).isEqualTo(Quote.ACME_JSON);
			client.send(Map.of("op", "subscribe")).get(15, TimeUnit.SECONDS);
			assertThat(this.feed.takeMessage().text()).isEqualTo("{\"op\":\"subscribe\"}");
		});
	}

	@Test
	void whenObjectHasNonAsciiTextThenItArrives() {
		run((client) -> {
			client.send(new Quote("Ä€😀", 1)).get(15, TimeUnit.SECONDS);
			assertThat(this.feed.takeMessage().text()).isEqualTo("{\"symbol\":\"Ä€😀\",\"price\":1}");
			this.feed.send("prices", "{\"symbol\":\"Ä€😀\",\"price\":1}");
			this.feed.awaitReceived(new Quote("Ä€😀", 1));
		});
	}

	@Test
	void whenObjectCannotBeWrittenThenFutureFailsAndNothingIsSent() {
		run((client) -> {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> client.send(new Unwritable("")).get(15, TimeUnit.SECONDS))
				.withCauseInstanceOf(HeartbeatSendException.class)
				.satisfies((ex) -> assertThat(((HeartbeatSendException) ex.getCause()).getReason())
					.isEqualTo(Reason.REJECTED));
			assertThat(client.getStatistics().outbound().messages()).isZero();
		});
	}

	@Test
	void whenReplyComesThenItIsReturnedAndDeliveredToListeners() {
		this.feed.server()
			.onText((connection, text) -> connection.sendText("{\"symbol\":\"ACK\",\"price\":" + text.length() + "}"));
		run((client) -> {
			HeartbeatMessage reply = client
				.sendAndAwait(Quote.ACME, (message) -> message.getText().contains("ACK"), Feed.PATIENCE)
				.get(15, TimeUnit.SECONDS);
			assertThat(reply.getText()).isEqualTo("{\"symbol\":\"ACK\",\"price\":" + Quote.ACME_JSON.length() + "}");
			this.feed.awaitReceived(new Quote("ACK", Quote.ACME_JSON.length()));
		});
	}

	@Test
	void whenNoReplyIsAcceptedInTimeThenFutureFailsWithTimeout() {
		this.feed.server().onText((connection, text) -> connection.sendText(Quote.ACME_JSON));
		run((client) -> {
			CompletableFuture<HeartbeatMessage> reply = client.sendAndAwait("login", (message) -> false,
					Duration.ofMillis(200));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(15, TimeUnit.SECONDS))
				.withCauseInstanceOf(TimeoutException.class)
				.withMessageContaining("prices");
			this.feed.awaitReceived(Quote.ACME);
		});
	}

	@Test
	void whenConnectionIsLostBeforeReplyThenFutureFailsWithUnknown() {
		this.feed.server().onText((connection, text) -> connection.cut());
		run((client) -> {
			CompletableFuture<HeartbeatMessage> reply = client.sendAndAwait(Quote.ACME, (message) -> true,
					Feed.PATIENCE);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(15, TimeUnit.SECONDS))
				.withCauseInstanceOf(HeartbeatSendException.class)
				.satisfies((ex) -> assertThat(((HeartbeatSendException) ex.getCause()).getReason())
					.isEqualTo(Reason.UNKNOWN));
		});
	}

	@Test
	void whenRequestCannotBeWrittenThenReplyFailsAtOnce() {
		run((client) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> client.sendAndAwait(new Unwritable(""), (message) -> true, Feed.PATIENCE)
				.get(5, TimeUnit.SECONDS))
			.withCauseInstanceOf(HeartbeatSendException.class));
	}

	@Test
	void whenStartedAgainThenReplyIsAwaitedOnTheNewConnection() {
		this.feed.server().onText((connection, text) -> connection.sendText(Quote.ACME_JSON));
		run((client) -> {
			client.close();
			Feed.await().until(() -> this.feed.server().connections().size(), (count) -> count == 1);
			client.start();
			this.feed.connection("prices");
			HeartbeatMessage reply = client.sendAndAwait("login", HeartbeatMessage::isText, Feed.PATIENCE)
				.get(15, TimeUnit.SECONDS);
			assertThat(reply.getText()).isEqualTo(Quote.ACME_JSON);
		});
	}

	private void run(ClientTest test) {
		this.feed.runner(Quotes.class)
			.withPropertyValues("heartbeat.client.prices.send.when-closed=queue",
					"heartbeat.client.prices.reconnect.delay=50ms")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				HeartbeatClient client = context.getBean(HeartbeatClients.class).get("prices");
				Feed.await().until(client::isReady);
				test.run(client);
			});
	}

	@FunctionalInterface
	interface ClientTest {

		void run(HeartbeatClient client) throws Exception;

	}

	static class Quotes {

		private final Feed feed;

		Quotes(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(Quote quote) {
			this.feed.receive(quote);
		}

	}

	record Unwritable(String text) {

		@Override
		public String text() {
			throw new IllegalStateException("Told so");
		}

	}

}
