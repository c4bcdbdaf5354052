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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatListener}: what becomes of its result.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatListenerResultTests {

	private final Feed feed = new Feed();

	@AfterEach
	void closeFeed() {
		this.feed.close();
	}

	@Test
	void whenResultIsTextThenItIsSentOverTheSameClient() {
		this.feed.runner(Answers.class).run((context) -> {
			this.feed.send("prices", "text");
			RecordedFrame frame = this.feed.takeMessage();
			assertThat(frame.opcode()).isEqualTo(Opcodes.TEXT);
			assertThat(frame.text()).isEqualTo("answer");
			assertThat(frame.connectionId()).isEqualTo(this.feed.connection("prices").id());
		});
	}

	@Test
	void whenResultIsBytesThenBinaryIsSent() {
		this.feed.runner(Answers.class).run((context) -> {
			this.feed.send("prices", "bytes");
			this.feed.send("prices", "buffer");
			for (int i = 0; i < 2; i++) {
				RecordedFrame frame = this.feed.takeMessage();
				assertThat(frame.opcode()).isEqualTo(Opcodes.BINARY);
				assertThat(frame.payload()).containsExactly(1, 2);
			}
		});
	}

	@Test
	void whenResultIsObjectThenJsonIsSent() {
		this.feed.runner(Answers.class).run((context) -> {
			this.feed.send("prices", "object");
			assertThat(this.feed.takeMessage().text()).isEqualTo(Quote.ACME_JSON);
		});
	}

	@Test
	void whenResultIsCollectionThenItIsOneMessage() {
		this.feed.runner(Answers.class).run((context) -> {
			this.feed.send("prices", "list");
			assertThat(this.feed.takeMessage().text()).isEqualTo("[" + Quote.ACME_JSON + "," + Quote.ACME_JSON + "]");
		});
	}

	@Test
	void whenResultIsNullThenNothingIsSent() {
		this.feed.runner(Answers.class).run((context) -> {
			this.feed.send("prices", "null");
			this.feed.send("prices", "null stage");
			this.feed.send("prices", "text");
			assertThat(this.feed.takeMessage().text()).isEqualTo("answer");
			Feed.await().until(() -> Feed.statistics(context, "prices").outbound().messages(), (sent) -> sent > 0);
			assertThat(Feed.statistics(context, "prices").outbound().messages()).isEqualTo(1);
			assertThat(Feed.statistics(context, "prices").listenerFailures()).isZero();
		});
	}

	@Test
	void whenResultIsStageThenItIsSentOnceItIsThere() {
		this.feed.runner(LaterAnswers.class).run((context) -> {
			LaterAnswers answers = context.getBean(LaterAnswers.class);
			this.feed.send("prices", "1");
			this.feed.awaitReceived("1");
			this.feed.send("prices", "2");
			this.feed.awaitReceived("1", "2");
			answers.later.complete(Quote.ACME);
			assertThat(this.feed.takeMessage().text()).isEqualTo(Quote.ACME_JSON);
		});
	}

	@Test
	void whenStageFailsThenItIsLoggedAndCounted(CapturedOutput output) {
		this.feed.runner(LaterAnswers.class).run((context) -> {
			this.feed.send("prices", "1");
			this.feed.awaitReceived("1");
			context.getBean(LaterAnswers.class).later.completeExceptionally(new IllegalStateException("Told so"));
			Feed.await()
				.until(() -> Feed.statistics(context, "prices").listenerFailures(), (failures) -> failures == 1);
		});
		assertThat(output).contains("Client 'prices': Listener " + LaterAnswers.class.getName() + ".on(String) failed")
			.contains("java.lang.IllegalStateException: Told so");
	}

	@Test
	void whenAsynchronousListenerReturnsFutureThenItsResultIsSent() {
		this.feed.runner(Asynchronous.class).run((context) -> {
			this.feed.send("prices", "1");
			assertThat(this.feed.takeMessage().text()).isEqualTo("later 1");
		});
	}

	@Test
	void whenListenerOfOpenReturnsTextThenItIsSentFirst() {
		this.feed.runner(Login.class)
			.withPropertyValues("heartbeat.client.prices.send.when-closed=queue",
					"heartbeat.client.prices.auto-startup=false")
			.run((context) -> {
				HeartbeatClient client = context.getBean(HeartbeatClients.class).get("prices");
				client.start();
				client.send("queued");
				assertThat(this.feed.takeMessage().text()).isEqualTo("login");
				assertThat(this.feed.takeMessage().text()).isEqualTo("queued");
			});
	}

	@Test
	void whenResultCannotBeWrittenAsJsonThenItIsLoggedAndCounted(CapturedOutput output) {
		this.feed.runner(Unwritable.class).run((context) -> {
			this.feed.send("prices", "1");
			Feed.await()
				.until(() -> Feed.statistics(context, "prices").listenerFailures(), (failures) -> failures == 1);
		});
		assertThat(output).contains("Client 'prices': The result of listener " + Unwritable.class.getName()
				+ ".on(String) was not sent: Client 'prices': An object of type " + Unwritable.Result.class.getName()
				+ " can't be written as a message (HttpMessageNotWritableException)")
			.doesNotContain("SECRET");
	}

	@Test
	void whenResultIsRejectedThenItIsLoggedAndCounted(CapturedOutput output) {
		this.feed.runner(LaterAnswers.class).run((context) -> {
			this.feed.send("prices", "1");
			this.feed.awaitReceived("1");
			context.getBean(HeartbeatClients.class).get("prices").close();
			context.getBean(LaterAnswers.class).later.complete(Quote.ACME);
			Feed.await()
				.until(() -> Feed.statistics(context, "prices").listenerFailures(), (failures) -> failures == 1);
		});
		assertThat(output)
			.contains("The result of listener " + LaterAnswers.class.getName() + ".on(String) was not sent");
	}

	static class Answers {

		@HeartbeatListener("prices")
		@Nullable Object on(String text) {
			return switch (text) {
				case "text" -> "answer";
				case "bytes" -> new byte[] { 1, 2 };
				case "buffer" -> ByteBuffer.wrap(new byte[] { 1, 2 });
				case "object" -> Quote.ACME;
				case "list" -> List.of(Quote.ACME, Quote.ACME);
				case "null stage" -> CompletableFuture.completedFuture(null);
				default -> null;
			};
		}

	}

	static class LaterAnswers {

		private final CompletableFuture<Quote> later = new CompletableFuture<>();

		private final Feed feed;

		LaterAnswers(Feed feed) {
			this.feed = feed;
		}

		@HeartbeatListener("prices")
		@Nullable CompletionStage<Quote> on(String text) {
			this.feed.receive(text);
			return text.equals("1") ? this.later : null;
		}

	}

	@EnableAsync
	@Configuration(proxyBeanMethods = false)
	@Import(AsynchronousAnswers.class)
	static class Asynchronous {

	}

	static class AsynchronousAnswers {

		@Async
		@HeartbeatListener("prices")
		CompletableFuture<String> on(String text) {
			return CompletableFuture.completedFuture("later " + text);
		}

	}

	static class Login {

		@HeartbeatListener("prices")
		String on(HeartbeatOpenEvent event) {
			return "login";
		}

	}

	static class Unwritable {

		@HeartbeatListener("prices")
		Result on(String text) {
			return new Result("");
		}

		record Result(String text) {

			@Override
			public String text() {
				throw new IllegalStateException("SECRET");
			}

		}

	}

}
