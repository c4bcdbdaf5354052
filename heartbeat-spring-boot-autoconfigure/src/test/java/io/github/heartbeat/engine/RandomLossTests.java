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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbered messages flow both ways while the connection is lost at random points, a
 * thousand times over on the virtual clock: order holds, nothing comes twice, and the
 * futures account for every message.
 */
@ExtendWith(QuietLogs.class)
class RandomLossTests {

	private static final int RUNS = 1000;

	private static final int STEPS = 60;

	@Test
	void whenConnectionIsLostAnywhereThenOrderHoldsAndEveryMessageIsAccountedFor() {
		for (long seed = 0; seed < RUNS; seed++) {
			new Run(seed).play();
		}
	}

	/**
	 * One run.
	 */
	private static final class Run {

		private final long seed;

		private final Random random;

		private final ClientHarness harness;

		private final List<CompletableFuture<Void>> futures = new ArrayList<>();

		private int received;

		Run(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.harness = new ClientHarness(
					new TestSettings().send((send) -> send.withWhenClosed(WhenClosed.QUEUE).withQueueCapacity(1000)));
		}

		void play() {
			this.harness.open();
			for (int i = 0; i < STEPS; i++) {
				step(this.random.nextInt(10));
			}
			this.harness.advance(Duration.ofMinutes(2));
			assertThat(this.harness.state()).as("seed %s", this.seed).isEqualTo(HeartbeatState.OPEN);
			send();
			this.harness.settle();
			verify();
		}

		private void step(int step) {
			switch (step) {
				case 0, 1, 2 -> send();
				case 3, 4, 5 -> receive();
				case 6 -> this.harness.settle();
				case 7 -> runOne(this.harness.io());
				case 8 -> this.harness.advance(Duration.ofMillis(this.random.nextInt(3000)));
				default -> lose();
			}
		}

		private void send() {
			this.futures.add(this.harness.client().send(String.valueOf(this.futures.size())));
		}

		private void receive() {
			if (this.harness.state() == HeartbeatState.OPEN) {
				this.harness.session().receive(String.valueOf(this.received++));
			}
		}

		private void runOne(ManualExecutor executor) {
			if (executor.size() > 0) {
				executor.run(this.random.nextInt(executor.size()));
			}
		}

		private void lose() {
			FakeSession session = this.harness.session();
			switch (this.random.nextInt(4)) {
				case 0 -> session.fail();
				case 1 -> session.closeByPeer(CloseStatus.SERVICE_RESTARTED);
				case 2 -> session.failWrites();
				default -> this.harness.client().reconnect();
			}
		}

		private void verify() {
			List<Integer> written = new ArrayList<>();
			for (FakeSession session : this.harness.transport().sessions()) {
				session.messages().forEach((text) -> written.add(Integer.valueOf(text)));
			}
			assertThat(written).as("seed %s", this.seed).isSorted().doesNotHaveDuplicates();
			assertThat(this.harness.events().texts().stream().map(Integer::valueOf)).as("seed %s", this.seed)
				.isSorted()
				.doesNotHaveDuplicates();
			for (int i = 0; i < this.futures.size(); i++) {
				verify(i, written.contains(i));
			}
		}

		private void verify(int number, boolean written) {
			CompletableFuture<Void> future = this.futures.get(number);
			assertThat(future).as("message %s, seed %s", number, this.seed).isDone();
			try {
				future.join();
				assertThat(written).as("message %s, seed %s", number, this.seed).isTrue();
			}
			catch (CompletionException ex) {
				Reason reason = ((HeartbeatSendException) ex.getCause()).getReason();
				assertThat(reason).as("message %s, seed %s", number, this.seed).isEqualTo(Reason.UNKNOWN);
			}
		}

	}

}
