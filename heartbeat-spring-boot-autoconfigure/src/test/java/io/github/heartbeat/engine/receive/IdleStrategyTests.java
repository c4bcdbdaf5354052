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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdleStrategy}.
 */
class IdleStrategyTests {

	private static final long MILLISECOND = 1_000_000;

	private final IdleStrategy idleStrategy = new IdleStrategy(0);

	@Test
	void whenManyMessagesComeInShortTimeThenFast() {
		assertThat(this.idleStrategy.isFast(100, MILLISECOND)).isTrue();
	}

	@Test
	void whenFewMessagesComeThenNothingIsSaid() {
		assertThat(this.idleStrategy.isFast(31, 1)).isFalse();
		assertThat(this.idleStrategy.isFast(32, 1)).isTrue();
	}

	@Test
	void whenMessagesComeSlowlyThenNotFast() {
		assertThat(this.idleStrategy.isFast(100, 2 * MILLISECOND)).isFalse();
		assertThat(this.idleStrategy.isFast(200, 3 * MILLISECOND)).isTrue();
		assertThat(this.idleStrategy.isFast(300, 9 * MILLISECOND)).isFalse();
	}

	@Test
	void whenNothingCameDuringRestThenNotFastUntilManyHaveCome() {
		assertThat(this.idleStrategy.isFast(100, MILLISECOND)).isTrue();
		this.idleStrategy.slow();
		assertThat(this.idleStrategy.isFast(101, MILLISECOND)).isFalse();
		assertThat(this.idleStrategy.isFast(200, 2 * MILLISECOND)).isTrue();
	}

	@Test
	void whenMessagesComeFastThenRestsOnce() {
		assertThat(this.idleStrategy.rest(100, MILLISECOND)).isTrue();
		assertThat(this.idleStrategy.rest(100, MILLISECOND)).isFalse();
	}

	@Test
	void whenMessagesCameDuringRestThenRestsAgain() {
		assertThat(this.idleStrategy.rest(100, MILLISECOND)).isTrue();
		this.idleStrategy.reset();
		assertThat(this.idleStrategy.rest(101, MILLISECOND)).isTrue();
	}

	@Test
	void whenMessagesComeSlowlyThenDoesNotRest() {
		assertThat(this.idleStrategy.rest(100, 3 * MILLISECOND)).isFalse();
	}

}
