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

package io.github.heartbeat.engine.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.heartbeat.HeartbeatClientSettings.Receive;
import io.github.heartbeat.HeartbeatClientSettings.ReceiveOverflow;
import io.github.heartbeat.engine.TestSettings;
import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link KeyInterner}.
 */
class KeyInternerTests {

	private final TestEvents events = new TestEvents();

	private final TestSource feed1 = new TestSource(1);

	private final TestSource feed2 = new TestSource(2);

	private final KeyInterner keys = new KeyInterner(4);

	@Test
	void whenKeysAreEqualThenTheyBecomeTheSame() {
		assertThat(intern(this.feed1, "A")).isSameAs(intern(this.feed1, new String("A")))
			.isNotSameAs(intern(this.feed1, "B"));
	}

	@Test
	void whenConnectionsDifferThenKeysDo() {
		assertThat(intern(this.feed1, "A")).isNotSameAs(intern(this.feed2, "A"));
	}

	@Test
	void whenKeyCannotBeComparedThenItsFailureIsPassedOnAndOthersAreKept() {
		Key first = intern(this.feed1, new Incomparable());
		assertThatIllegalStateException().isThrownBy(() -> intern(this.feed1, new Incomparable()));
		Key other = intern(this.feed1, "A");
		assertThat(first).isNotSameAs(other);
		assertThat(intern(this.feed1, "A")).isSameAs(other);
	}

	@Test
	void whenMoreKeysComeThanMayWaitThenOldestAreForgotten() {
		Key first = intern(this.feed1, "A");
		IntStream.range(0, 8).forEach((number) -> intern(this.feed1, number));
		assertThat(intern(this.feed1, "A")).isNotSameAs(first);
	}

	@Test
	void whenKeysAreForgottenThenNoneOfMessageThatWaitsIs() {
		int capacity = 5;
		Receive settings = new TestSettings()
			.receive((receive) -> receive.withOverflow(ReceiveOverflow.CONFLATE)
				.withQueueCapacity(capacity)
				.withQueueSize(DataSize.ofBytes(12)))
			.get()
			.receive();
		Random random = new Random(42);
		Line forgetting = new Line(settings, new KeyInterner(capacity));
		Line remembering = new Line(settings, new KeyInterner(Integer.MAX_VALUE));
		for (int i = 0; i < 100_000; i++) {
			if (random.nextInt(3) > 0) {
				// Now a few keys come, now others
				Integer key = i / 500 + random.nextInt(1 + random.nextInt(30));
				HeartbeatMessageEvent message = this.events.message(this.feed1, "x".repeat(1 + random.nextInt(3)));
				forgetting.add(message, key);
				remembering.add(message, key);
			}
			else {
				assertThat(forgetting.take()).isEqualTo(remembering.take());
			}
		}
	}

	private Key intern(TestSource source, Object key) {
		return this.keys.intern(this.events.message(source, "a"), key);
	}

	/**
	 * What waits for the listeners.
	 */
	private static final class Line {

		private final EventBacklog backlog;

		private final OverflowPolicy policy;

		private final KeyInterner keys;

		Line(Receive settings, KeyInterner keys) {
			DeferringLock lock = new DeferringLock();
			this.backlog = new EventBacklog(settings);
			this.policy = new OverflowPolicy(settings, this.backlog, new ArrivalQueue(settings),
					new DeferredWarnings(lock, (warning) -> {
					}, System::currentTimeMillis));
			this.keys = keys;
		}

		void add(HeartbeatMessageEvent message, Object key) {
			this.policy.add(message, this.keys.intern(message, key), true);
		}

		List<HeartbeatEvent> take() {
			List<HeartbeatEvent> batch = new ArrayList<>();
			this.backlog.take(batch);
			return batch;
		}

	}

	/**
	 * Key that throws when it is compared.
	 */
	private static final class Incomparable {

		@Override
		public boolean equals(Object other) {
			throw new IllegalStateException("odd");
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

}
