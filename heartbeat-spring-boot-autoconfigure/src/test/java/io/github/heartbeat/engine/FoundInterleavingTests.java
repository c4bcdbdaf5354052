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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.ReadyWhen;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interleavings that once broke a {@link Rule}, found by {@link ClientInterleavingTests}
 * and written down as short as they go.
 */
@ExtendWith(QuietLogs.class)
class FoundInterleavingTests {

	private final TestSettings settings = new TestSettings().receive((receive) -> receive.withQueueCapacity(1))
		.with((settings) -> settings.withReady(settings.ready().withMessage("welcome").withWhen(ReadyWhen.MESSAGE)));

	private @Nullable ClientHarness harness;

	/**
	 * <pre>
	 * transport                                user
	 * a message fills the queue
	 *   suspendReading begins
	 *                                          close: the connection is read again
	 *   the session is suspended, for good
	 * </pre>
	 */
	@Test
	void whenClientIsClosedWhileReadingIsBeingSuspendedThenConnectionIsReadToItsEnd() {
		ClientHarness harness = open();
		FakeSession session = harness.session().ignoringClose();
		whenTimerIsCalled(() -> harness.client().getStatistics().inbound().queued() == 1, harness.client()::close);
		session.receive("fills the queue");
		assertThat(harness.state()).isEqualTo(HeartbeatState.STOPPED);
		assertThat(session.isSuspended()).isFalse();
	}

	/**
	 * <pre>
	 * timer                                    user
	 * not ready in time, but not read either
	 *   the time begins again
	 *                                          close: the time that ran is called off
	 *   the new time is kept, and begins again whenever it is over
	 * </pre>
	 */
	@Test
	void whenClientIsClosedWhileTimeUntilReadyBeginsAgainThenItIsCalledOff() {
		ClientHarness harness = open();
		harness.session().receive("fills the queue");
		assertThat(harness.session().isSuspended()).isTrue();
		Runnable deadline = harness.timer().begin().orElseThrow();
		AtomicInteger calls = new AtomicInteger();
		// First it is asked whether the time is over, then when the new one begins
		whenTimerIsCalled(() -> calls.incrementAndGet() == 2, harness.client()::close);
		deadline.run();
		assertThat(harness.state()).isEqualTo(HeartbeatState.STOPPED);
		harness.advanceSeconds(60);
		assertThat(harness.timer().pending()).isZero();
	}

	/**
	 * <pre>
	 * user                                     dispatch
	 * remove: the end is to be told
	 * add: the other is told of as added
	 *                                          the first is told of as removed
	 * </pre>
	 */
	@Test
	void whenClientIsReplacedThenObserversAreToldOfTheRemovalFirst() {
		ClientHarness harness = new ClientHarness();
		List<String> told = new ArrayList<>();
		harness.observer().delegate(new HeartbeatObserver() {

			@Override
			public void added(HeartbeatClient client) {
				told.add((client == harness.client()) ? "first added" : "second added");
			}

			@Override
			public void removed(HeartbeatClient client) {
				told.add((client == harness.client()) ? "first removed" : "second removed");
			}

		});
		harness.client().added();
		CompletableFuture<Void> quiet = harness.client().remove();
		ManagedClient second = new ManagedClient(ClientHarness.NAME, harness.client().getSettings(), harness.context(),
				quiet);
		second.added();
		harness.settle();
		assertThat(told).containsExactly("first added", "first removed", "second added");
	}

	private ClientHarness open() {
		ClientHarness harness = new ClientHarness(this.settings);
		this.harness = harness;
		harness.open();
		return harness;
	}

	// In that moment, and once
	private void whenTimerIsCalled(BooleanSupplier condition, Runnable action) {
		ClientHarness harness = this.harness;
		assertThat(harness).isNotNull();
		LockProbe locks = new LockProbe(harness.client());
		AtomicBoolean done = new AtomicBoolean();
		harness.timer().onCall(() -> {
			boolean free = !locks.isHeld() && !LockProbe.holdsMonitor();
			if (free && done.compareAndSet(false, true)) {
				done.set(condition.getAsBoolean());
				if (done.get()) {
					action.run();
				}
			}
		});
	}

}
