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

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectingThread}.
 */
@Timeout(30)
class ConnectingThreadTests {

	private final ConnectingThread connecting = new ConnectingThread();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void whenThreadConnectsThenItIsWokenAndLeavesWithoutInterrupt() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		this.connecting.enter();
		wakeByOther();
		try {
			never.await();
		}
		catch (InterruptedException ex) {
			this.connecting.leave();
		}
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenInterruptCameTooLateThenItIsCleared() throws Exception {
		this.connecting.enter();
		wakeByOther();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.connecting.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenConnectedThenThreadIsNotWokenAnyMore() throws Exception {
		this.connecting.enter();
		this.connecting.release();
		wakeByOther();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.connecting.leave();
	}

	@Test
	void whenConnectedByOtherThreadThenInterruptIsClearedWhenThisOneLeaves() throws Exception {
		this.connecting.enter();
		wakeByOther();
		runByOther(this.connecting::release);
		this.connecting.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenNobodyConnectsThenNobodyIsWoken() throws Exception {
		wakeByOther();
		this.connecting.enter();
		this.connecting.leave();
		wakeByOther();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void whenThreadWakesItselfThenItIsNotInterrupted() {
		this.connecting.enter();
		this.connecting.wake();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.connecting.leave();
	}

	@Test
	void whenInterruptIsOfOthersThenItStays() {
		this.connecting.enter();
		Thread.currentThread().interrupt();
		this.connecting.leave();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	private void wakeByOther() throws InterruptedException {
		runByOther(this.connecting::wake);
	}

	private static void runByOther(Runnable task) throws InterruptedException {
		Thread other = new Thread(task);
		other.start();
		while (other.isAlive()) {
			join(other);
		}
	}

	// A join that keeps the interrupt that came meanwhile.
	private static void join(Thread other) {
		boolean interrupted = Thread.interrupted();
		try {
			other.join();
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
