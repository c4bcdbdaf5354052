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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConflatingQueue}.
 */
class ConflatingQueueTests {

	private final ManagedClient client = new ClientHarness().client();

	private final ConflatingQueue queue = new ConflatingQueue();

	@Test
	void whenKeysDifferThenOrderIsThatOfArrival() {
		HeartbeatMessageEvent first = message("feed-1", "a");
		HeartbeatMessageEvent second = message("feed-1", "b");
		this.queue.put("A", first);
		this.queue.put("B", second);
		assertThat(this.queue).containsExactly(first, second);
		assertThat(this.queue.remove()).isSameAs(first);
		assertThat(this.queue.remove()).isSameAs(second);
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void whenKeyIsTheSameThenNewerTakesThePlaceInTheLine() {
		HeartbeatMessageEvent first = message("feed-1", "a1");
		HeartbeatMessageEvent second = message("feed-1", "b");
		HeartbeatMessageEvent newer = message("feed-1", "a2");
		this.queue.put("A", first);
		this.queue.put("B", second);
		assertThat(this.queue.get("A", newer)).isSameAs(first);
		assertThat(this.queue.put("A", newer)).isSameAs(first);
		assertThat(this.queue).containsExactly(newer, second);
	}

	@Test
	void whenConnectionDiffersThenKeyIsAnother() {
		HeartbeatMessageEvent first = message("feed-1", "a1");
		HeartbeatMessageEvent second = message("feed-2", "a2");
		this.queue.put("A", first);
		assertThat(this.queue.get("A", second)).isNull();
		assertThat(this.queue.put("A", second)).isNull();
		assertThat(this.queue).containsExactly(first, second);
	}

	@Test
	void whenEventHasNoKeyThenItIsNeverReplaced() {
		HeartbeatEvent first = new HeartbeatGiveUpEvent(this.client, "feed-1", DisconnectCause.CONNECT_FAILED, 1);
		HeartbeatEvent second = new HeartbeatGiveUpEvent(this.client, "feed-1", DisconnectCause.CONNECT_FAILED, 1);
		this.queue.add(first);
		this.queue.add(second);
		assertThat(this.queue).containsExactly(first, second);
		assertThat(this.queue.peek()).isSameAs(first);
	}

	private HeartbeatMessageEvent message(String connectionId, String text) {
		return new HeartbeatMessageEvent(this.client, connectionId, text, text.length());
	}

}
