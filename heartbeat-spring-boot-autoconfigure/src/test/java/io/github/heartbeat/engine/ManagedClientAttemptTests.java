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
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectAttempt}: one at a time, however it hangs.
 */
@ExtendWith(QuietLogs.class)
class ManagedClientAttemptTests {

	private final ClientHarness harness = new ClientHarness();

	private final List<String> calls = new ArrayList<>();

	/**
	 * Let the first call of the customizer hang for a time; the timer goes on meanwhile,
	 * and whatever wants a thread of its own gets one.
	 */
	private void hangFor(Duration duration) {
		this.harness.handshakeCustomizer((clientName, headers) -> {
			this.calls.add("begin");
			if (this.calls.size() == 1) {
				this.harness.timer().advance(duration);
			}
			this.calls.add("end");
		});
	}

	// The state was OPEN, there was no connection, and nothing ended that
	@Test
	void whenConnectionCanNotBeMadeThenAttemptFailsAndTheNextOneConnects() {
		AtomicInteger looks = new AtomicInteger();
		this.harness.initializers(new AbstractList<>() {

			@Override
			public boolean isEmpty() {
				if (looks.incrementAndGet() == 2) {
					throw new StackOverflowError();
				}
				return true;
			}

			@Override
			public HeartbeatConnectionInitializer get(int index) {
				throw new IndexOutOfBoundsException(index);
			}

			@Override
			public int size() {
				return 0;
			}

		});
		FakeSession session = this.harness.open();
		assertThat(session.isLive()).isFalse();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		this.harness.advanceSeconds(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.events().kinds()).containsExactly("Error", "Reconnect", "Open");
	}

	@Test
	void whenCustomizerHangsThenAttemptFailsInTimeAndSaysWhy() {
		hangFor(Duration.ofSeconds(10));
		this.harness.start();
		HeartbeatErrorEvent error = this.harness.events().all(HeartbeatErrorEvent.class).get(0);
		assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
		assertThat(error.getThrowable()).hasMessageContaining("HeartbeatHandshakeCustomizer")
			.hasMessageContaining("connect-timeout");
	}

	// T1 is in the customizer of attempt 1, which is over; the timer makes attempt 2, 3
	// …:
	// each took another thread, and a permit that attempt 1 had given back
	@Test
	void whenCustomizerHangsThenLaterAttemptsNeitherCallItNorTakeThread() {
		hangFor(Duration.ofSeconds(60));
		this.harness.start();
		assertThat(this.calls.subList(0, 2)).containsExactly("begin", "end");
		assertThat(this.harness.events().all(HeartbeatErrorEvent.class)).hasSizeGreaterThan(2)
			.allSatisfy((error) -> assertThat(error.getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT));
		assertThat(this.harness.events().all(HeartbeatErrorEvent.class).get(1).getThrowable())
			.hasMessageContaining("the attempt before");
	}

	@Test
	void whenCustomizerReturnsAtLastThenNextAttemptConnects() {
		hangFor(Duration.ofSeconds(60));
		this.harness.transport().then(FakeTransport.ALIVE);
		this.harness.start();
		this.harness.advanceSeconds(60);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.attempts()).isOne();
	}

	@Test
	void whenCustomizerHangsThenItsPermitIsNotGivenBackBeforeItReturns() {
		boolean[] granted = new boolean[1];
		this.harness.handshakeCustomizer((clientName, headers) -> {
			this.harness.timer().advance(Duration.ofSeconds(10));
			this.harness.limiter().permit("localhost", () -> granted[0] = true).request();
			this.calls.add("granted " + granted[0]);
		});
		this.harness.start();
		assertThat(this.calls.get(0)).isEqualTo("granted false");
		assertThat(granted[0]).isTrue();
	}

	@Test
	void whenClosedWhileCustomizerHangsThenNothingConnectsAfterwards() {
		this.harness.handshakeCustomizer((clientName, headers) -> this.harness.client().close());
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.start();
		this.harness.advance(Duration.ofMinutes(1));
		assertThat(this.harness.attempts()).isZero();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.timer().pending()).isZero();
	}

}
