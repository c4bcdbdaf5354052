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

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatListener}: what happens when a payload can't be read or a
 * listener fails.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatListenerFailureTests {

	private static final String UNREADABLE = "{\"symbol\":\"SECRET\",\n\"price\":\"SECRET\"}";

	private final Feed feed = new Feed();

	@AfterEach
	void closeFeed() {
		this.feed.close();
	}

	@Test
	void whenPayloadIsUnreadableThenItIsCountedAndNextMessageIsDelivered() {
		this.feed.runner(Quotes.class).run((context) -> {
			this.feed.send("prices", UNREADABLE);
			this.feed.send("prices", "");
			this.feed.send("prices", "null");
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived(Quote.ACME);
			assertThat(Feed.statistics(context, "prices").listenerFailures()).isEqualTo(3);
			assertThat(Feed.statistics(context, "orders").listenerFailures()).isZero();
			assertThat(context.getBean(HeartbeatClients.class).get("prices").isOpen()).isTrue();
		});
	}

	@Test
	void whenPayloadIsUnreadableThenLogNamesClientTypeAndPlaceButNothingOfPayload(CapturedOutput output) {
		this.feed.runner(Quotes.class).run((context) -> {
			this.feed.send("prices", UNREADABLE);
			this.feed.send("prices", Quote.ACME_JSON);
			this.feed.awaitReceived(Quote.ACME);
		});
		assertThat(output).contains("WARN")
			.contains("Client 'prices': A text message can't be read as " + Quote.class.getName() + " for listener "
					+ Quotes.class.getName() + ".on(Quote): InvalidFormatException at line 2, column 9 (path $.price)")
			.doesNotContain("SECRET")
			.doesNotContain("at tools.jackson");
	}

	@Test
	void whenPayloadIsUnreadableThenOtherListenersGetIt() {
		this.feed.runner(SeveralListeners.class).run((context) -> {
			this.feed.send("prices", UNREADABLE);
			this.feed.awaitReceived("text", "event");
			assertThat(Feed.statistics(context, "prices").listenerFailures()).isEqualTo(2);
		});
	}

	@Test
	void whenTextHasAMeaningOfItsOwnThenItIsNoFailure() {
		this.feed.runner(Quotes.class)
			.withPropertyValues("heartbeat.client.prices.ping.message=alive",
					"heartbeat.client.prices.ready.when=message", "heartbeat.client.prices.ready.message=welcome")
			.run((context) -> {
				this.feed.send("prices", "welcome");
				this.feed.send("prices", "alive");
				this.feed.send("prices", Quote.ACME_JSON);
				this.feed.awaitReceived(Quote.ACME);
				assertThat(Feed.statistics(context, "prices").listenerFailures()).isZero();
			});
	}

	@Test
	void whenListenerThrowsThenItIsCountedAndNextMessageIsDelivered(CapturedOutput output) {
		this.feed.runner(ThrowingListener.class).run((context) -> {
			this.feed.send("prices", "bad");
			this.feed.send("prices", "good");
			this.feed.awaitReceived("good");
			assertThat(Feed.statistics(context, "prices").listenerFailures()).isEqualTo(1);
		});
		assertThat(output).contains("java.lang.IllegalStateException: Told so").contains("\tat ");
	}

	@Test
	void whenClientIsNotOfTheEngineThenFailureIsLogged(CapturedOutput output) {
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn("prices");
		given(client.getSettings()).willReturn(HeartbeatClientSettings.of(URI.create("wss://feed.example.com")));
		this.feed.runner(Quotes.class)
			.run((context) -> context.publishEvent(new HeartbeatMessageEvent(Feed.connection(client), UNREADABLE, 36)));
		assertThat(output).contains("Client 'prices': A text message can't be read as").doesNotContain("SECRET");
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

	static class SeveralListeners {

		private final Feed feed;

		SeveralListeners(Feed feed) {
			this.feed = feed;
		}

		@Order(1)
		@HeartbeatListener("prices")
		void on(Quote quote) {
			this.feed.receive(quote);
		}

		@Order(2)
		@HeartbeatListener("prices")
		void on(String text) {
			this.feed.receive("text");
		}

		@Order(3)
		@HeartbeatListener("prices")
		void on(Map<String, List<Quote>> quotes) {
			this.feed.receive(quotes);
		}

		@Order(4)
		@HeartbeatListener("prices")
		void on(HeartbeatMessageEvent event) {
			this.feed.receive("event");
		}

	}

	static class ThrowingListener {

		private final Feed feed;

		ThrowingListener(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		void on(String text) {
			if (text.equals("bad")) {
				throw new IllegalStateException("Told so");
			}
			this.feed.receive(text);
		}

	}

}
