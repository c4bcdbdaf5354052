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

package io.github.heartbeat.transport.standard;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ReadingGate}.
 */
@Timeout(30)
class ReadingGateTests {

	private final ReadingGate gate = new ReadingGate();

	private final List<String> told = new CopyOnWriteArrayList<>();

	@Test
	void whenOpenThenFrameEnters() {
		assertThat(this.gate.enter()).isTrue();
		this.gate.leave();
		assertThat(this.gate.enter()).isTrue();
	}

	@Test
	void whenShutThenReaderWaitsUntilOpened() throws Exception {
		this.gate.shut();
		this.gate.shut();
		Thread reader = startReader();
		awaitWaiting(reader);
		assertThat(this.told).isEmpty();
		this.gate.open();
		reader.join();
		assertThat(this.told).containsExactly("entered");
	}

	@Test
	void whenReaderIsInterruptedThenItWaitsOnAndStaysInterrupted() throws Exception {
		this.gate.shut();
		Thread reader = startReader();
		awaitWaiting(reader);
		reader.interrupt();
		await().during(Duration.ofMillis(100)).until(this.told::isEmpty);
		this.gate.open();
		reader.join();
		assertThat(this.told).containsExactly("entered, interrupted");
	}

	@Test
	void whenShutFromWithinThenCallerGoesOn() {
		assertThat(this.gate.enter()).isTrue();
		this.gate.shut();
		this.gate.leave();
		this.gate.open();
		assertThat(this.gate.enter()).isTrue();
	}

	@Test
	void whenReleasedThenItCannotBeShut() {
		this.gate.shut();
		this.gate.release();
		this.gate.shut();
		assertThat(this.gate.enter()).isTrue();
	}

	@Test
	void whenEndedThenNobodyEntersAndEndIsToldAtOnce() {
		this.gate.end(() -> this.told.add("ended"));
		assertThat(this.told).containsExactly("ended");
		assertThat(this.gate.enter()).isFalse();
		assertThat(this.told).containsExactly("ended");
	}

	@Test
	void whenEndedWhileFrameIsInsideThenEndIsToldWhenItLeaves() {
		this.gate.enter();
		this.gate.end(() -> this.told.add("ended"));
		assertThat(this.told).isEmpty();
		this.gate.leave();
		assertThat(this.told).containsExactly("ended");
	}

	@Test
	void whenEndedWhileReaderWaitsThenItDoesNotEnter() throws Exception {
		this.gate.shut();
		Thread reader = startReader();
		awaitWaiting(reader);
		this.gate.end(() -> this.told.add("ended"));
		reader.join();
		assertThat(this.told).containsExactlyInAnyOrder("ended", "refused");
	}

	@Test
	void whenEndAndFramesMeetThenNothingIsToldAfterEnd() throws Exception {
		for (int i = 0; i < 2000; i++) {
			ReadingGate gate = new ReadingGate();
			List<String> told = new CopyOnWriteArrayList<>();
			Thread reader = new Thread(() -> {
				while (gate.enter()) {
					if (told.isEmpty() || told.size() < 3) {
						told.add("frame");
					}
					gate.leave();
				}
			});
			reader.start();
			gate.end(() -> told.add("ended"));
			reader.join();
			assertThat(told).endsWith("ended").containsOnlyOnce("ended");
		}
	}

	private Thread startReader() {
		Thread reader = new Thread(() -> {
			boolean entered = this.gate.enter();
			this.told.add((entered ? "entered" : "refused") + (Thread.interrupted() ? ", interrupted" : ""));
		});
		reader.setDaemon(true);
		reader.start();
		return reader;
	}

	private static void awaitWaiting(Thread thread) {
		await().atMost(Duration.ofSeconds(10)).until(() -> thread.getState() == Thread.State.WAITING);
	}

}
