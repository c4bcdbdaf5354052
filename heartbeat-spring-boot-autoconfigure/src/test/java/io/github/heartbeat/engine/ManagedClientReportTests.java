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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManagedClient}: what observers are told when more has happened than is
 * kept for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagedClientReportTests {

	private static final int TOO_MANY = 300;

	private final ClientHarness harness = new ClientHarness();

	private final List<String> told = new ArrayList<>();

	ManagedClientReportTests() {
		this.harness.observer().delegate(new HeartbeatObserver() {

			@Override
			public void transition(HeartbeatClient client, HeartbeatTransition transition) {
				ManagedClientReportTests.this.told.add("transition");
			}

			@Override
			public void removed(HeartbeatClient client) {
				ManagedClientReportTests.this.told.add("removed");
			}

		});
	}

	@Test
	void whenTooManyTransitionsWaitThenTheirNumberIsLogged(CapturedOutput output) {
		this.harness.start();
		reconnectTooOften();
		this.harness.settle();
		this.harness.reconnect();
		assertThat(this.told.size()).isLessThan(TOO_MANY);
		assertThat(output).contains("transitions were not told");
	}

	@Test
	void whenTooManyTransitionsWaitThenRemovalIsToldBehindThem() {
		this.harness.start();
		reconnectTooOften();
		CompletableFuture<Void> quiet = this.harness.client().remove();
		assertThat(quiet).isNotDone();
		this.harness.settle();
		assertThat(this.told).endsWith("transition", "removed");
		assertThat(quiet).isDone();
	}

	// Nothing is told before the harness lets the threads run
	private void reconnectTooOften() {
		for (int i = 0; i < TOO_MANY; i++) {
			this.harness.client().reconnect();
		}
	}

}
