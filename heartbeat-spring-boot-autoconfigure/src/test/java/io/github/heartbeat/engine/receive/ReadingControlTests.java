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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ReadingControl}.
 */
class ReadingControlTests {

	private final List<String> calls = new ArrayList<>();

	private Consumer<String> transport = this.calls::add;

	private final ReadingControl reading = new ReadingControl(() -> this.transport.accept("suspend"),
			() -> this.transport.accept("resume"));

	@Test
	void whenNothingIsNewThenThereIsNothingToTell() {
		assertThat(this.reading.setSuspended(false)).isFalse();
		assertThat(this.reading.setSuspended(true)).isTrue();
		assertThat(this.reading.setSuspended(true)).isFalse();
	}

	@Test
	void whenSuspendedAndResumedThenBothAreToldInOrder() {
		set(true);
		set(false);
		assertThat(this.calls).containsExactly("suspend", "resume");
	}

	@Test
	void whenResumedBeforeSuspendIsToldThenResumeIsLast() {
		this.reading.setSuspended(true);
		set(false);
		this.reading.tell();
		assertThat(this.calls).containsOnly("resume");
	}

	/**
	 * The reading thread fills the queue before the call that has resumed it returns:
	 *
	 * <pre>
	 * delivering  wanted: resume   resume ──────────────────────▶ returns   suspend ──▶
	 * reading                             wanted: suspend   suspend ──▶
	 * </pre>
	 */
	@Test
	void whenSuspendedWhileResumeHasNotReturnedThenSuspendIsToldAtOnceAndIsLast() {
		set(true);
		this.transport = (call) -> {
			this.calls.add(call);
			if (call.equals("resume")) {
				set(true);
				assertThat(this.calls).as("nobody waits for the resume to return").endsWith("suspend");
			}
		};
		set(false);
		assertThat(this.calls).containsExactly("suspend", "resume", "suspend", "suspend");
	}

	/**
	 * A suspend that takes effect late, after the queue was emptied and reading resumed:
	 *
	 * <pre>
	 * reading     wanted: suspend   suspend ────────────────────▶ takes effect   resume ──▶
	 * delivering                            wanted: resume   resume ──▶
	 * </pre>
	 */
	@Test
	void whenResumeOvertakesSuspendThenItIsToldAgain() throws Exception {
		CountDownLatch suspending = new CountDownLatch(1);
		CountDownLatch resumed = new CountDownLatch(1);
		this.transport = (call) -> {
			if (call.equals("suspend")) {
				suspending.countDown();
				await(resumed);
			}
			synchronized (this.calls) {
				this.calls.add(call);
			}
		};
		CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> set(true));
		await(suspending);
		set(false);
		resumed.countDown();
		reader.get(10, TimeUnit.SECONDS);
		assertThat(this.calls).containsExactly("resume", "suspend", "resume");
	}

	@Test
	void whenThreadsRaceThenLastCallIsWhatIsWanted() {
		AtomicInteger state = new AtomicInteger();
		ReadingControl reading = new ReadingControl(() -> state.set(1), () -> state.set(0));
		for (int i = 0; i < 2000; i++) {
			boolean last = i % 2 == 0;
			CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
				if (reading.setSuspended(!last)) {
					reading.tell();
				}
			});
			reading.setSuspended(last);
			reading.tell();
			other.join();
			assertThat(state.get() == 1).isEqualTo(reading.isSuspended());
		}
	}

	@Test
	void whenReleasedThenNothingIsTold() {
		set(true);
		this.reading.release();
		set(false);
		assertThat(this.calls).containsExactly("suspend");
	}

	@Test
	void whenCallFailsThenNobodyIsDisturbed() {
		this.transport = (call) -> {
			throw new IllegalStateException("odd");
		};
		assertThatNoException().isThrownBy(() -> set(true));
	}

	private void set(boolean suspended) {
		if (this.reading.setSuspended(suspended)) {
			this.reading.tell();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
