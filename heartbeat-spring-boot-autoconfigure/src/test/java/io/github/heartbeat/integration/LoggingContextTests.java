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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.autoconfigure.HeartbeatListenerAutoConfiguration;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener finds the name of its client in the logging context, and nothing that
 * another listener has left there.
 */
@Timeout(120)
class LoggingContextTests {

	private static final Map<String, String> CONTEXT = Map.of("heartbeat.client", "prices");

	@Test
	void whenListenerClearsTheContextThenThatOfTheNextMessageIsComplete() {
		List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
		run(new Meddler(contexts, MDC::clear), 3);
		assertThat(contexts).containsExactly(CONTEXT, CONTEXT, CONTEXT);
	}

	@Test
	void whenListenerLeavesKeysThenTheyAreGoneAtTheNextMessage() {
		List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
		run(new Meddler(contexts, () -> {
			MDC.put("order", "4711");
			MDC.put("heartbeat.client", "another");
		}), 3);
		assertThat(contexts).containsExactly(CONTEXT, CONTEXT, CONTEXT);
	}

	@Test
	void whenListenerFailsThenContextOfTheNextMessageIsComplete() {
		List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
		run(new Meddler(contexts, () -> {
			MDC.clear();
			throw new IllegalStateException("Expected by the test");
		}), 3);
		assertThat(contexts).containsExactly(CONTEXT, CONTEXT, CONTEXT);
	}

	@Test
	void whenHeartbeatListenerMeddlesWithTheContextThenThatOfTheNextIsComplete() {
		List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
		run(new TwoHeartbeatListeners(contexts), 1);
		assertThat(contexts).containsExactly(CONTEXT);
	}

	private static void run(Contexts listener, int messages) {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(HeartbeatAutoConfiguration.class,
						HeartbeatListenerAutoConfiguration.class))
				.withBean(Contexts.class, () -> listener)
				.withPropertyValues("heartbeat.keep-alive=false", "heartbeat.client.prices.url=" + server.url())
				.run((context) -> {
					TestEngine.await("the client is open", context.getBean(HeartbeatClient.class)::isReady);
					for (int i = 1; i <= messages; i++) {
						server.broadcast("message " + i);
					}
					TestEngine.await("all are delivered", () -> listener.contexts.size() == messages);
				});
		}
	}

	/**
	 * Logging contexts that listeners have seen.
	 */
	static class Contexts {

		private final List<Map<String, String>> contexts;

		Contexts(List<Map<String, String>> contexts) {
			this.contexts = contexts;
		}

		void note() {
			Map<String, String> context = MDC.getCopyOfContextMap();
			this.contexts.add((context != null) ? context : Map.of());
		}

	}

	/**
	 * Listener that does something to the context it has seen.
	 */
	static class Meddler extends Contexts {

		private final Runnable action;

		Meddler(List<Map<String, String>> contexts, Runnable action) {
			super(contexts);
			this.action = action;
		}

		@EventListener
		void message(HeartbeatMessageEvent event) {
			note();
			this.action.run();
		}

	}

	/**
	 * Listeners by the project's annotation, the first of which clears the context.
	 */
	static class TwoHeartbeatListeners extends Contexts {

		TwoHeartbeatListeners(List<Map<String, String>> contexts) {
			super(contexts);
		}

		@Order(1)
		@HeartbeatListener("prices")
		void first(HeartbeatMessage message) {
			MDC.clear();
			MDC.put("order", "4711");
		}

		@Order(2)
		@HeartbeatListener("prices")
		void second(HeartbeatMessage message) {
			note();
		}

	}

}
