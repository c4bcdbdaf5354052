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

package io.github.heartbeat;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.github.heartbeat.event.HeartbeatOpenEvent;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeartbeatListenerReflectiveProcessor}.
 */
class HeartbeatListenerReflectiveProcessorTests {

	private final RuntimeHints hints = new RuntimeHints();

	private final ReflectionHintsPredicates predicates = RuntimeHintsPredicates.reflection();

	@Test
	void whenProcessedThenListenersCanBeCalled() {
		process();
		assertThat(this.predicates.onMethodInvocation(Listeners.class, "on")).accepts(this.hints);
		assertThat(this.predicates.onMethodInvocation(Listeners.class, "onText")).accepts(this.hints);
		assertThat(this.predicates.onMethodInvocation(Listeners.class, "other")).rejects(this.hints);
	}

	@Test
	void whenProcessedThenPayloadsCanBeRead() {
		process();
		assertThat(this.predicates.onMethodInvocation(Order.class, "line")).accepts(this.hints);
		assertThat(this.predicates.onConstructorInvocation(Order.class.getDeclaredConstructors()[0]))
			.accepts(this.hints);
		assertThat(this.predicates.onMethodInvocation(Line.class, "item")).accepts(this.hints);
	}

	@Test
	void whenProcessedThenResultsCanBeWritten() {
		process();
		assertThat(this.predicates.onMethodInvocation(Receipt.class, "number")).accepts(this.hints);
		assertThat(this.predicates.onMethodInvocation(Invoice.class, "sum")).accepts(this.hints);
	}

	@Test
	void whenProcessedThenEventsAndClientsAreNoPayloads() {
		process();
		assertThat(this.predicates.onType(HeartbeatOpenEvent.class)).rejects(this.hints);
		assertThat(this.predicates.onType(HeartbeatClient.class)).rejects(this.hints);
	}

	private void process() {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, Listeners.class);
	}

	static class Listeners {

		@HeartbeatListener
		Receipt on(List<Order> orders, HeartbeatClient client) {
			return new Receipt(1);
		}

		@HeartbeatListener
		CompletionStage<Invoice> onText(String text) {
			throw new UnsupportedOperationException();
		}

		@HeartbeatListener
		void onOpen(HeartbeatOpenEvent event) {
		}

		void other() {
		}

	}

	record Order(Line line) {

	}

	record Line(String item) {

	}

	record Receipt(int number) {

	}

	record Invoice(int sum) {

	}

}
