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

import java.time.Duration;

import io.github.heartbeat.HeartbeatState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient} with handshakes that succeed after their attempt was
 * given up, and before the transport has told its end.
 */
class LateHandshakeTests {

	private final ClientHarness harness = new ClientHarness();

	@Test
	void whenAttemptHasTimedOutThenSocketIsAbortedAndNotPublished() {
		this.harness.start();
		this.harness.timer().afterEach(() -> {
		});
		this.harness.timer().advance(Duration.ofSeconds(10));
		assertLateSocketIsAborted();
		assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect");
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
	}

	@Test
	void whenClientIsClosedThenSocketIsAbortedAndNotPublished() {
		this.harness.start();
		this.harness.client().close();
		assertLateSocketIsAborted();
		assertThat(this.harness.events().all()).isEmpty();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.client().getStatistics().connection().established()).isZero();
	}

	@Test
	void whenReconnectIsAskedForThenSocketIsAbortedAndNextAttemptGoesOn() {
		this.harness.start();
		this.harness.client().reconnect();
		assertLateSocketIsAborted();
		FakeSession session = this.harness.accept();
		assertThat(session.isLive()).isTrue();
		assertThat(this.harness.client().getSession()).containsSame(session.getNative());
	}

	private void assertLateSocketIsAborted() {
		assertThat(this.harness.transport().lastAttempt().isResolved()).isFalse();
		FakeSession late = this.harness.transport().lastAttempt().accept();
		this.harness.settle();
		assertThat(late.aborts()).isNotEmpty();
		assertThat(late.isLive()).isFalse();
	}

}
