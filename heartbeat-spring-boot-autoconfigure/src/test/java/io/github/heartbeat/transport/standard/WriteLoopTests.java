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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WriteLoop}.
 */
class WriteLoopTests {

	private final ManualThreads threads = new ManualThreads();

	private final WriteLoop loop = new WriteLoop(this.threads.io());

	private final List<String> written = new ArrayList<>();

	@Test
	void whenWriteIsGivenThenItDoesNotRunOnCaller() {
		this.loop.execute(() -> this.written.add("one"));
		assertThat(this.written).isEmpty();
		this.threads.runTasks();
		assertThat(this.written).containsExactly("one");
	}

	@Test
	void whenNextIsGivenWithinWriteThenItRunsInSameTaskAfterIt() {
		this.loop.execute(() -> {
			this.loop.execute(() -> this.written.add("two"));
			this.written.add("one");
		});
		assertThat(this.threads.tasks()).isOne();
		this.threads.runTasks();
		assertThat(this.written).containsExactly("one", "two");
	}

	@Test
	void whenBurstIsLongThenStackDoesNotGrow() {
		int count = 100_000;
		this.loop.execute(new Runnable() {

			@Override
			public void run() {
				WriteLoopTests.this.written.add("");
				if (WriteLoopTests.this.written.size() < count) {
					WriteLoopTests.this.loop.execute(this);
				}
			}

		});
		this.threads.runTasks();
		assertThat(this.written).hasSize(count);
	}

	@Test
	void whenNextIsGivenByOtherThreadThenItGetsTaskOfItsOwn() throws Exception {
		this.loop.execute(() -> {
			Thread other = new Thread(() -> this.loop.execute(() -> this.written.add("two")));
			other.start();
			join(other);
			this.written.add("one");
		});
		this.threads.runTasks();
		assertThat(this.written).containsExactly("one", "two");
	}

	@Test
	void whenBurstIsOverThenNextOneGetsTask() {
		this.loop.execute(() -> this.written.add("one"));
		this.threads.runTasks();
		this.loop.execute(() -> this.written.add("two"));
		assertThat(this.threads.tasks()).isOne();
		this.threads.runTasks();
		assertThat(this.written).containsExactly("one", "two");
	}

	@Test
	void whenThereIsNoThreadThenCallerIsTold() {
		this.threads.rejecting(true);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.loop.execute(() -> this.written.add("one")));
		this.threads.rejecting(false);
		this.loop.execute(() -> this.written.add("two"));
		this.threads.runTasks();
		assertThat(this.written).containsExactly("two");
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
