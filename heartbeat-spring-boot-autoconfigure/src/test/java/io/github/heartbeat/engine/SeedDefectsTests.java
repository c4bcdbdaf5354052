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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatGiveUpEvent;
import io.github.heartbeat.event.HeartbeatReconnectEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The defects of the library this one descends from, one test for each, with its numbers
 * where they matter.
 */
@ExtendWith(QuietLogs.class)
class SeedDefectsTests {

	private ClientHarness harness = new ClientHarness(TestSettings.ofSeed());

	// 1. close() leaves the pending retry timer alive: a socket without an owner opens

	@Test
	void closeCancelsThePendingRetry() {
		this.harness.open().closeByPeer(CloseStatus.NORMAL);
		this.harness.settle();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		this.harness.close();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isOne();
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Close", "Reconnect");
	}

	// 2. The ping timer of a lost connection can hit, and close, the next connection

	@Test
	void pingTimerOfLostConnectionDoesNotHitTheNextWhileItConnects() {
		FakeSession lost = this.harness.open();
		this.harness.transport().then(FakeTransport.HANG);
		this.harness.advanceSeconds(14);
		lost.closeByPeer(CloseStatus.NORMAL);
		this.harness.advanceSeconds(2);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.CONNECTING);
		this.harness.advanceSeconds(9);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.CONNECTING);
		FakeSession next = this.harness.accept();
		this.harness.advanceSeconds(14.9);
		assertThat(next.isLive()).isTrue();
		assertThat(next.written()).isEmpty();
		assertThat(lost.written()).isEmpty();
	}

	// 3. A dead peer is closed with a close handshake that only the peer can finish

	@Test
	void deadPeerIsNotWaitedFor() {
		FakeSession dead = this.harness.open();
		this.harness.advanceSeconds(27);
		assertThat(dead.closes()).isEmpty();
		assertThat(dead.aborts()).hasSize(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(this.harness.attempts()).isEqualTo(2);
	}

	// 4. A handshake that hangs is never noticed

	@Test
	void handshakeThatHangsIsNoticed() {
		this.harness.start();
		this.harness.advanceSeconds(10);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.WAITING);
		this.harness.transport().then(FakeTransport.ACCEPT);
		this.harness.advanceSeconds(2);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	// 5. The attempt counter is reset by a mere open; reaching the limit is silent

	@Test
	void serverThatAcceptsAndDropsIsNotHammeredAndLimitIsReachedAloud() {
		this.harness = new ClientHarness(new TestSettings().reconnect((reconnect) -> reconnect.withMaxRetries(5L)));
		this.harness.transport().then((attempt) -> attempt.accept().closeByPeer(CloseStatus.SERVER_ERROR));
		this.harness.start();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.events().all(HeartbeatReconnectEvent.class))
			.extracting((event) -> event.getDelay().toSeconds())
			.containsExactly(1L, 2L, 4L, 8L, 16L);
		assertThat(this.harness.events().all(HeartbeatGiveUpEvent.class)).hasSize(1);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.GAVE_UP);
	}

	// 6. A failing connectSocket ends reconnecting for good

	@Test
	void failureToConnectAtAllIsFollowedByRetry() {
		this.harness.transport().then(FakeTransport.ACCEPT).next((attempt) -> {
			throw new IllegalStateException("connectSocket failed");
		}, (attempt) -> {
			throw new LinkageError("connectSocket failed");
		});
		this.harness.start();
		this.harness.advanceSeconds(4);
		assertThat(this.harness.events().all(HeartbeatErrorEvent.class)).hasSize(2);
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.OPEN);
	}

	// 7. Every client waits the same two seconds: a restart is answered by all at once

	@Test
	void restartIsNotAnsweredByAllAtOnce() {
		Random random = new Random(42);
		Map<Long, Integer> attemptsPerTenth = new HashMap<>();
		RetryPolicy policy = new RetryPolicy(
				new TestSettings().reconnect((reconnect) -> reconnect.withJitter(0.5)).get().reconnect(), random);
		Disconnect restart = Disconnect.by(DisconnectCause.CLOSED_BY_SERVER, CloseStatus.SERVICE_RESTARTED);
		for (int client = 0; client < 10_000; client++) {
			Duration wait = policy.next(restart, 1);
			assertThat(wait).isNotNull();
			attemptsPerTenth.merge(wait.toMillis() / 100, 1, Integer::sum);
		}
		assertThat(attemptsPerTenth).hasSizeGreaterThanOrEqualTo(5);
		assertThat(attemptsPerTenth.values()).allMatch((attempts) -> attempts < 2500);
	}

	@Test
	void longOutageIsNotAnsweredByAllAtOnce() {
		Random random = new Random(42);
		Map<Long, Integer> attemptsPerSecond = new HashMap<>();
		for (int client = 0; client < 1000; client++) {
			RetryPolicy policy = new RetryPolicy(
					new TestSettings().reconnect((reconnect) -> reconnect.withJitter(0.5)).get().reconnect(), random);
			Duration time = Duration.ZERO;
			for (int failures = 1; time.compareTo(Duration.ofMinutes(10)) < 0; failures++) {
				Duration wait = policy.next(Disconnect.failure(DisconnectCause.CONNECTION_REFUSED, new Exception()),
						failures);
				assertThat(wait).isNotNull();
				time = time.plus(wait);
			}
			attemptsPerSecond.merge(time.toSeconds(), 1, Integer::sum);
		}
		assertThat(attemptsPerSecond.values()).as("clients that come back in the same second, of 1000")
			.allMatch((attempts) -> attempts < 100);
	}

	// Its suite, what of it needs no socket

	@Test
	void serverThatSaysCloseIsObeyed() {
		this.harness = new ClientHarness(
				TestSettings.ofSeed().with((settings) -> settings.withCloseOnMessage("close")));
		this.harness.open().receive("close");
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Message", "Close");
	}

	@Test
	void heartbeatThatIsNotAnsweredIsFollowedByReconnectAfterIntervalAndTimeout() {
		this.harness.open();
		this.harness.advanceSeconds(24.9);
		assertThat(this.harness.session().written()).containsExactly("heartbeat");
		assertThat(this.harness.events().kinds()).containsExactly("Open");
		this.harness.advanceSeconds(0.1);
		assertThat(this.harness.events().kinds()).containsExactly("Open", "Error", "Close", "Reconnect");
		this.harness.advanceSeconds(2);
		assertThat(this.harness.events().kinds()).endsWith("Open").doesNotContain("Message");
	}

	@Test
	void withoutLimitMoreThanFiveAttemptsAreMadeUntilClosed() {
		this.harness.transport().then(FakeTransport.REFUSE);
		this.harness.start();
		this.harness.advanceSeconds(13);
		int attempts = this.harness.attempts();
		assertThat(attempts).isGreaterThan(5);
		this.harness.close();
		this.harness.advance(Duration.ofHours(1));
		assertThat(this.harness.attempts()).isEqualTo(attempts);
	}

	@Test
	void sameListenersGoOnWorkingAfterReconnect() {
		List<HeartbeatEvent> heard = new ArrayList<>();
		this.harness.events().listener(heard::add);
		for (int i = 0; i < 3; i++) {
			FakeSession session = (i == 0) ? this.harness.open() : this.harness.session();
			session.receive("message");
			session.closeByPeer(CloseStatus.NORMAL);
			this.harness.advanceSeconds(2);
		}
		assertThat(heard).extracting(EventRecorder::kind)
			.filteredOn((kind) -> !kind.equals("Ready"))
			.containsExactly("Open", "Message", "Close", "Reconnect", "Open", "Message", "Close", "Reconnect", "Open",
					"Message", "Close", "Reconnect", "Open");
	}

}
