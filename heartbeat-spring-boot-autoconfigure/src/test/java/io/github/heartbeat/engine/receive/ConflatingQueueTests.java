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

import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConflatingQueue}.
 */
class ConflatingQueueTests {

	private final TestEvents events = new TestEvents();

	private final TestSource feed1 = new TestSource(1);

	private final TestSource feed2 = new TestSource(2);

	private final KeyInterner keys = new KeyInterner(16);

	private final ConflatingQueue queue = new ConflatingQueue();

	@Test
	void whenKeysDifferThenOrderIsThatOfArrival() {
		HeartbeatMessageEvent first = message(this.feed1, "a");
		HeartbeatMessageEvent second = message(this.feed1, "b");
		put("A", first);
		put("B", second);
		assertThat(this.queue).containsExactly(first, second);
		assertThat(this.queue.remove()).isSameAs(first);
		assertThat(this.queue.remove()).isSameAs(second);
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void whenKeyIsTheSameThenNewerTakesThePlaceInTheLine() {
		HeartbeatMessageEvent first = message(this.feed1, "a1");
		HeartbeatMessageEvent second = message(this.feed1, "b");
		HeartbeatMessageEvent newer = message(this.feed1, "a2");
		put("A", first);
		put("B", second);
		assertThat(get("A", newer)).isSameAs(first);
		assertThat(put("A", newer)).isSameAs(first);
		assertThat(this.queue).containsExactly(newer, second);
	}

	@Test
	void whenConnectionDiffersThenKeyIsAnother() {
		HeartbeatMessageEvent first = message(this.feed1, "a1");
		HeartbeatMessageEvent second = message(this.feed2, "a2");
		put("A", first);
		assertThat(get("A", second)).isNull();
		assertThat(put("A", second)).isNull();
		assertThat(this.queue).containsExactly(first, second);
	}

	@Test
	void whenEventHasNoKeyThenItIsNeverReplaced() {
		HeartbeatEvent first = this.events.reconnect();
		HeartbeatEvent second = this.events.reconnect();
		this.queue.add(first);
		this.queue.add(second);
		assertThat(this.queue).containsExactly(first, second);
		assertThat(this.queue.peek()).isSameAs(first);
	}

	@Test
	void whenKeyIsRemovedThenItsPlaceIsGivenUp() {
		HeartbeatMessageEvent first = message(this.feed1, "a1");
		HeartbeatMessageEvent second = message(this.feed1, "b");
		HeartbeatMessageEvent newer = message(this.feed1, "a2");
		put("A", first);
		put("B", second);
		this.queue.removeKey(key("A", newer));
		put("A", newer);
		assertThat(this.queue).containsExactly(second, newer);
	}

	@Test
	void whenKeyCannotBeHashedThenThatIsKnownBeforeTheQueueIsTouched() {
		Object key = new Object() {

			@Override
			public int hashCode() {
				throw new IllegalStateException("odd");
			}

			@Override
			public boolean equals(Object other) {
				return this == other;
			}

		};
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.keys.intern(message(this.feed1, "a"), key));
	}

	private @Nullable HeartbeatMessageEvent put(String key, HeartbeatMessageEvent message) {
		return this.queue.put(key(key, message), message);
	}

	private @Nullable HeartbeatMessageEvent get(String key, HeartbeatMessageEvent message) {
		return this.queue.get(key(key, message));
	}

	private Key key(String key, HeartbeatMessageEvent message) {
		return this.keys.intern(message, key);
	}

	private HeartbeatMessageEvent message(TestSource source, String text) {
		return this.events.message(source, text);
	}

}
