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

import io.github.heartbeat.engine.receive.DeferredWarnings.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link DeferredWarnings}.
 */
class DeferredWarningsTests {

	private final DeferringLock lock = new DeferringLock();

	private final List<String> told = new ArrayList<>();

	private final DeferredWarnings warnings = new DeferredWarnings(this.lock, this.told::add, () -> this.now);

	private long now = 1_000_000;

	@Test
	void whenLockIsHeldThenWarningIsGivenOutAfterwards() {
		this.lock.run(() -> {
			this.warnings.add(Kind.OVERFLOW, "full");
			assertThat(this.told).isEmpty();
		});
		assertThat(this.told).containsExactly("full");
	}

	@Test
	void whenWarnedWithinMinuteThenNotAgain() {
		warn(Kind.OVERFLOW, "first");
		this.now += 59_999;
		warn(Kind.OVERFLOW, "second");
		this.now += 1;
		warn(Kind.OVERFLOW, "third");
		assertThat(this.told).containsExactly("first", "third");
	}

	@Test
	void whenKindsDifferThenEachHasItsMinute() {
		warn(Kind.OVERFLOW, "full");
		warn(Kind.EVENTS_DROPPED, "dropped");
		assertThat(this.told).containsExactly("full", "dropped");
	}

	@Test
	void whenWarningCannotBeTakenThenNobodyIsDisturbed() {
		DeferredWarnings warnings = new DeferredWarnings(this.lock, (text) -> {
			throw new IllegalStateException("odd");
		}, () -> this.now);
		assertThatNoException().isThrownBy(() -> this.lock.run(() -> warnings.add(Kind.OVERFLOW, "full")));
	}

	private void warn(Kind kind, String text) {
		this.lock.run(() -> this.warnings.add(kind, text));
	}

}
