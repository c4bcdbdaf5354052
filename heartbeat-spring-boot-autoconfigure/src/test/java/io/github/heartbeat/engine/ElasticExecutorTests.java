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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On real threads, since threads are what it is about.
 */
class ElasticExecutorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final ThreadEngineTimer timer = new ThreadEngineTimer();

	private final ElasticExecutor executor = new ElasticExecutor(this.timer, 2, (task) -> {
		Thread thread = new Thread(task, "elastic");
		thread.setDaemon(true);
		return thread;
	});

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.release.countDown();
		this.executor.shutdown();
		this.timer.shutdown();
	}

	@Test
	void whenAllThreadsAreStuckThenFurtherTasksRunAllTheSame() {
		for (int i = 0; i < 50; i++) {
			this.executor.execute(this::block);
		}
		AtomicInteger ran = new AtomicInteger();
		this.executor.execute(ran::incrementAndGet);
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 1);
		assertThat(this.executor.getPoolSize()).isGreaterThan(50);
	}

	@Test
	void whenThreadsKeepUpThenTheirNumberStays() {
		VirtualTimer virtual = new VirtualTimer();
		ElasticExecutor keepingUp = new ElasticExecutor(virtual, 2, Thread::new);
		AtomicInteger ran = new AtomicInteger();
		for (int i = 0; i < 100; i++) {
			keepingUp.execute(ran::incrementAndGet);
		}
		Awaitility.await().atMost(PATIENCE).until(() -> ran.get() == 100);
		virtual.advance(Duration.ofMinutes(1));
		assertThat(keepingUp.getPoolSize()).isLessThanOrEqualTo(2);
		keepingUp.shutdown();
	}

	private void block() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
