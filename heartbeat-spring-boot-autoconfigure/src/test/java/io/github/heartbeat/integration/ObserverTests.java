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

package io.github.heartbeat.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link HeartbeatObserver} that the README shows.
 */
class ObserverTests {

	@Test
	void whenServerClosesThenObserverIsToldWhomToAskAboutIt() throws Exception {
		Losses losses = new Losses();
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.customize((builder) -> builder.observers(List.of(losses)))
					.start()) {
			engine.awaitOpen(server).sendClose(1012, "restart");
			TestEngine.await("the loss is told", () -> !losses.lines.isEmpty());
		}
		assertThat(losses.lines).containsExactly("test: CLOSED_BY_SERVER, ask SERVER");
	}

	/**
	 * Tells whom to ask about a loss.
	 */
	private static final class Losses implements HeartbeatObserver {

		private final List<String> lines = new CopyOnWriteArrayList<>();

		@Override
		public void transition(HeartbeatClient client, HeartbeatTransition transition) {
			HeartbeatDisconnect disconnect = transition.disconnect();
			if (transition.kind() == Kind.LOST && disconnect != null) {
				this.lines.add(client.getName() + ": " + disconnect.cause() + ", ask " + disconnect.cause().getSide());
			}
		}

	}

}
