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

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatSettingsException;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.standard.StandardTransport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for clients that come and go while an engine runs.
 */
class RuntimeClientsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	private final HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(this.server.url()));

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private final List<String> membership = new CopyOnWriteArrayList<>();

	private final HeartbeatEngine engine = HeartbeatEngine
		.builder(this.events::add, (threads) -> new StandardTransport(threads, () -> null))
		.keepAlive(false)
		.client("configured", this.settings.withAutoStartup(false))
		.defaults((url) -> HeartbeatClientSettings.of(url).withCloseOnMessage("of defaults"))
		.observers(List.of(new MembershipObserver()))
		.build();

	@AfterEach
	void stop() {
		this.engine.destroy();
		this.server.close();
	}

	@Test
	void whenAddedToARunningEngineThenConnects() {
		this.engine.start();
		HeartbeatClient client = this.engine.add("tenant-1", this.settings);
		assertThat(this.engine.get("tenant-1")).isSameAs(client);
		assertThat(this.engine.getNames()).containsExactly("configured", "tenant-1");
		assertThat(this.membership).containsExactly("+configured", "+tenant-1");
		Awaitility.await().atMost(PATIENCE).until(client::isOpen);
	}

	@Test
	void whenAddedWithNothingButAUrlThenSettingsAreTheDefaults() {
		HeartbeatClient client = this.engine.add("tenant", this.settings.url());
		assertThat(client.getSettings()).isEqualTo(this.settings.withCloseOnMessage("of defaults"));
	}

	@Test
	void whenAddedWithACustomizerThenItChangesTheDefaults() {
		HeartbeatClient client = this.engine.add("tenant", this.settings.url(),
				(defaults) -> defaults.withCompression(true));
		assertThat(client.getSettings())
			.isEqualTo(this.settings.withCloseOnMessage("of defaults").withCompression(true));
	}

	@Test
	void whenCustomizerReturnsNothingThenItFailsAndTheNameIsFree() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.engine.add("tenant", this.settings.url(), (defaults) -> null))
			.withMessageContaining("'settings' must not be null");
		assertThat(this.engine.add("tenant", this.settings)).isNotNull();
	}

	@Test
	void whenAddedWithAUrlThatIsNoneOfAWebSocketThenItFails() {
		assertThatExceptionOfType(HeartbeatSettingsException.class)
			.isThrownBy(() -> this.engine.add("tenant", URI.create("https://feed.example.com")))
			.withMessageContaining("The scheme must be 'ws' or 'wss'.");
	}

	@Test
	void whenAddedWithoutAutoStartupThenWaitsForStart() {
		this.engine.start();
		HeartbeatClient client = this.engine.add("tenant", this.settings.withAutoStartup(false));
		assertThat(client.getState()).isEqualTo(HeartbeatState.STOPPED);
	}

	@Test
	void whenAddedBeforeTheEngineStartsThenStartsWithIt() {
		HeartbeatClient client = this.engine.add("tenant", this.settings);
		assertThat(client.getState()).isEqualTo(HeartbeatState.STOPPED);
		this.engine.start();
		Awaitility.await().atMost(PATIENCE).until(client::isOpen);
	}

	@Test
	void whenNameIsTakenThenFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.add("configured", this.settings))
			.withMessageContaining("'configured'");
		assertThat(this.membership).containsExactly("+configured");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/b", "1a", "a--b", "a-", "a b", "ä" })
	void whenNameIsNotAllowedThenFails(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.add(name, this.settings))
			.withMessageContaining("must start with a letter");
	}

	@Test
	void whenRemovedThenIsClosedInAnOrderlyWayAndGone() throws Exception {
		this.engine.start();
		HeartbeatClient client = this.engine.add("tenant", this.settings);
		Awaitility.await().atMost(PATIENCE).until(client::isOpen);
		this.engine.remove("tenant");
		assertThat(this.engine.getNames()).containsExactly("configured");
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.get("tenant"));
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.membership).containsExactly("+configured", "+tenant", "-tenant"));
		assertThat(client.getState()).isEqualTo(HeartbeatState.STOPPED);
		RecordedFrame close = this.server.takeFrame((frame) -> frame.opcode() == 8, PATIENCE);
		assertThat(close.payload()).startsWith((byte) 0x03, (byte) 0xE8);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.events.stream().anyMatch(HeartbeatCloseEvent.class::isInstance));
	}

	@Test
	void whenRemovedThenCanNotBeStartedAgain() {
		this.engine.start();
		HeartbeatClient client = this.engine.add("tenant", this.settings);
		this.engine.remove("tenant");
		assertThatIllegalStateException().isThrownBy(client::start).withMessageContaining("removed");
		client.reconnect();
		assertThat(client.getState()).isEqualTo(HeartbeatState.STOPPED);
	}

	@Test
	void whenRemovedThenNameIsFree() {
		this.engine.start();
		HeartbeatClient first = this.engine.add("tenant", this.settings);
		this.engine.remove("tenant");
		HeartbeatClient second = this.engine.add("tenant", this.settings);
		assertThat(second).isNotSameAs(first);
		Awaitility.await().atMost(PATIENCE).until(second::isOpen);
	}

	@Test
	void whenConfiguredOneIsRemovedThenIsGone() {
		this.engine.remove("configured");
		assertThat(this.engine.getNames()).isEmpty();
	}

	@Test
	void whenUnknownOneIsRemovedThenFailsWithTheKnownNames() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.remove("nobody"))
			.withMessageContaining("[configured]");
	}

	@Test
	void whenAddedDuringIterationThenIterationIsASnapshot() {
		for (HeartbeatClient client : this.engine) {
			this.engine.add(client.getName() + "2", this.settings);
		}
		assertThat(this.engine.getNames()).containsExactly("configured", "configured2");
	}

	@Test
	void whenEngineIsDestroyedThenNothingCanBeAdded() {
		this.engine.destroy();
		assertThatIllegalStateException().isThrownBy(() -> this.engine.add("tenant", this.settings));
	}

	/**
	 * Keeps who came and went.
	 */
	private final class MembershipObserver implements HeartbeatObserver {

		@Override
		public void added(HeartbeatClient client) {
			RuntimeClientsTests.this.membership.add("+" + client.getName());
		}

		@Override
		public void removed(HeartbeatClient client) {
			RuntimeClientsTests.this.membership.add("-" + client.getName());
		}

	}

}
