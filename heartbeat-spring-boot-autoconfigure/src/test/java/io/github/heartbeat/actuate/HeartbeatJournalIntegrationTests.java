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

package io.github.heartbeat.actuate;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.DisconnectCause.Side;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.standard.StandardTransport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the journal with the engine and real connections.
 */
class HeartbeatJournalIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	private final HeartbeatJournal journal = new HeartbeatJournal(50);

	private final HeartbeatEngine engine = HeartbeatEngine.builder((event) -> {
	}, (threads) -> new StandardTransport(threads, () -> null))
		.keepAlive(false)
		.observers(List.of(this.journal))
		.build();

	private final HeartbeatEndpoint endpoint = new HeartbeatEndpoint(this.engine, this.journal);

	@AfterEach
	void stop() {
		this.engine.destroy();
		this.server.close();
	}

	@Test
	void whenConnectionIsCutThenJournalNamesCauseAndSide() throws Exception {
		start((settings) -> settings);
		this.server.takeConnection(PATIENCE);
		this.server.broadcast("one");
		this.server.broadcast("two");
		awaitReceived(2);
		this.engine.get("prices").send("three").join();
		this.server.connections().forEach((connection) -> connection.cut());
		HeartbeatTransitionDescriptor lost = await("LOST");
		assertThat(lost.end().cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(lost.end().side()).isEqualTo(Side.NETWORK);
		assertThat(lost.end().closeCode()).isEqualTo(1006);
		assertThat(lost.traffic().messagesReceived()).isEqualTo(2);
		assertThat(lost.traffic().messagesSent()).isOne();
		assertThat(lost.course().nextAttemptMillis()).isNotNull();
		assertThat(lost.connectionId()).startsWith("prices-");
		Awaitility.await().atMost(PATIENCE).until(() -> events().startsWith("OPENED LOST OPENED STARTED"));
		HeartbeatTransitionDescriptor again = transition(0);
		assertThat(again.course().downMillis()).isNotNull();
		assertThat(again.course().attempt()).isOne();
		assertThat(again.connectionId()).isNotEqualTo(lost.connectionId());
	}

	@Test
	void whenServerSendsCloseThenJournalNamesCodeAndReason() throws Exception {
		start((settings) -> settings);
		this.server.takeConnection(PATIENCE).sendClose(1012, "see you");
		HeartbeatTransitionDescriptor lost = await("LOST");
		assertThat(lost.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(lost.end().side()).isEqualTo(Side.SERVER);
		assertThat(lost.end().closeCode()).isEqualTo(1012);
		assertThat(lost.end().closeReason()).isEqualTo("see you");
	}

	@Test
	void whenServerIsSilentThenJournalNamesPingTimeoutAndRoundTripBefore() throws Exception {
		start((settings) -> settings
			.withPing(settings.ping().withInterval(Duration.ofMillis(100)).withTimeout(Duration.ofMillis(300))));
		this.server.takeConnection(PATIENCE);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.engine.get("prices").getStatistics().pings().roundTrip() != null);
		this.server.ignorePings(true);
		HeartbeatTransitionDescriptor lost = await("LOST");
		assertThat(lost.end().cause()).isEqualTo(DisconnectCause.PING_TIMEOUT);
		assertThat(lost.traffic().roundTripMillis()).isPositive();
		assertThat(this.endpoint.clients().clients().get("prices").heartbeat().roundTripMillis().p99()).isPositive();
	}

	@Test
	void whenHandshakesAreRefusedThenJournalHasTheStatusInOneEntry() {
		this.server.respondWith(HandshakeResponse.refuseWith(503));
		start((settings) -> settings);
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> !entries().isEmpty() && transition(0).repetition() != null
					&& transition(0).repetition().times() >= 3);
		assertThat(events()).isEqualTo("FAILED STARTED");
		HeartbeatTransitionDescriptor failed = transition(0);
		assertThat(failed.end().cause()).isEqualTo(DisconnectCause.HANDSHAKE_REJECTED);
		assertThat(failed.end().side()).isEqualTo(Side.SERVER);
		assertThat(failed.end().httpStatus()).isEqualTo(503);
		assertThat(failed.course().attempt()).isGreaterThanOrEqualTo(3);
		assertThat(failed.end().message()).contains("503");
		assertThat(failed.end().closeCode()).isNull();
	}

	@Test
	void whenRetriesAreUsedUpThenJournalSaysSo() {
		this.server.respondWith(HandshakeResponse.refuseWith(401));
		start((settings) -> settings.withReconnect(settings.reconnect().withMaxRetries(0L)));
		await("GAVE_UP");
		assertThat(events()).isEqualTo("GAVE_UP FAILED STARTED");
	}

	@Test
	void whenPausedAndResumedThenJournalTellsTheStory() throws Exception {
		start((settings) -> settings);
		this.server.takeConnection(PATIENCE);
		await("OPENED");
		this.endpoint.steer("prices", "pause");
		await("STOPPED");
		this.endpoint.steer("prices", "resume");
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(events()).isEqualTo("OPENED STARTED OPERATOR STOPPED OPERATOR OPENED STARTED"));
		assertThat(this.endpoint.clients().clients().get("prices").paused()).isFalse();
	}

	@Test
	void whenReconnectIsAskedForThenJournalTellsTheStory() throws Exception {
		start((settings) -> settings);
		this.server.takeConnection(PATIENCE);
		await("OPENED");
		this.endpoint.steer("prices", "reconnect");
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(events()).isEqualTo("OPENED RECONNECTING OPERATOR OPENED STARTED"));
		assertThat(transition(1).end().cause()).isEqualTo(DisconnectCause.RECONNECT_REQUESTED);
	}

	@Test
	void whenReadyNeedsAMessageThenJournalHasIt() throws Exception {
		start((settings) -> settings
			.withReady(settings.ready().withMessage("welcome").withWhen(HeartbeatClientSettings.ReadyWhen.MESSAGE)));
		this.server.takeConnection(PATIENCE);
		await("OPENED");
		this.server.broadcast("welcome");
		await("READY");
		assertThat(events()).isEqualTo("READY OPENED STARTED");
	}

	private void start(UnaryOperator<HeartbeatClientSettings> settings) {
		HeartbeatClientSettings defaults = HeartbeatClientSettings.of(URI.create(this.server.url()));
		this.engine.start();
		this.engine.add("prices", settings.apply(defaults.withReconnect(
				defaults.reconnect().withDelay(Duration.ofMillis(50)).withMaxDelay(Duration.ofMillis(200)))));
	}

	private void awaitReceived(long count) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.engine.get("prices").getStatistics().inbound().messages() == count);
	}

	private HeartbeatTransitionDescriptor await(String event) {
		Awaitility.await().atMost(PATIENCE).until(() -> events().contains(event));
		return (HeartbeatTransitionDescriptor) entries().stream()
			.filter((entry) -> entry.event().equals(event))
			.findFirst()
			.orElseThrow();
	}

	private HeartbeatTransitionDescriptor transition(int index) {
		return (HeartbeatTransitionDescriptor) entries().get(index);
	}

	private String events() {
		return String.join(" ", entries().stream().map(HeartbeatJournalEntryDescriptor::event).toList());
	}

	private List<HeartbeatJournalEntryDescriptor> entries() {
		HeartbeatClientDetailsDescriptor client = this.endpoint.client("prices");
		assertThat(client).isNotNull();
		return client.journal();
	}

}
