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

import io.github.heartbeat.HeartbeatConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ConnectionInitialization}.
 */
class ConnectionInitializationTests {

	private final List<Runnable> threads = new ArrayList<>();

	private final ConnectionInitialization initialization = new ConnectionInitialization(this.threads::add);

	private final List<String> told = new ArrayList<>();

	@Test
	void whenInitializerReturnsThenConnectionIsInitialized() {
		begin("feed-1");
		assertThat(this.told).isEmpty();
		this.threads.remove(0).run();
		assertThat(this.told).containsExactly("feed-1 initialized");
	}

	// What is not told is waited for in vain where 'ready.when' sets no deadline
	@Test
	void whenTooManyConnectionsWaitThenTheNextFailsAtOnce() {
		for (int i = 1; i <= ConnectionInitialization.CAPACITY; i++) {
			begin("feed-" + i);
		}
		assertThat(this.told).isEmpty();
		begin("feed-last");
		assertThat(this.told)
			.containsExactly("feed-last failed: The HeartbeatConnectionInitializer of connections before has not "
					+ "returned, and as many as may wait for it already");
	}

	private void begin(String id) {
		HeartbeatConnection connection = mock();
		given(connection.isOpen()).willReturn(true);
		this.initialization.begin(connection, List.of((initialized) -> {
		}), new ConnectionInitialization.Callback() {

			@Override
			public void initialized() {
				ConnectionInitializationTests.this.told.add(id + " initialized");
			}

			@Override
			public void initializerFailed(Throwable failure) {
				ConnectionInitializationTests.this.told.add(id + " failed: " + failure.getMessage());
			}

		});
	}

}
