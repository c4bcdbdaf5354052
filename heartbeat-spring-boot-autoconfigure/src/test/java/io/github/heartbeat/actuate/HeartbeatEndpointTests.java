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
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.DisconnectCause.Side;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.github.heartbeat.actuate.HeartbeatClientDescriptor.DirectionsDescriptor;
import io.github.heartbeat.actuate.HeartbeatClientDescriptor.RoundTripDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link HeartbeatEndpoint} and {@link HeartbeatEndpointWebExtension}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatEndpointTests {

	private final HeartbeatClient prices = TestTransitions.client("prices");

	private final HeartbeatClient orders = TestTransitions.client("orders");

	private final HeartbeatClients clients = mock(HeartbeatClients.class);

	private final HeartbeatJournal journal = new HeartbeatJournal(50);

	private final HeartbeatEndpoint endpoint = new HeartbeatEndpoint(this.clients, this.journal);

	private final HeartbeatEndpointWebExtension extension = new HeartbeatEndpointWebExtension(this.endpoint);

	@BeforeEach
	void defineClients() {
		given(this.clients.get(any())).willThrow(new IllegalArgumentException("unknown"));
		willAnswer((invocation) -> this.prices).given(this.clients).get("prices");
		willAnswer((invocation) -> {
			List.of(this.prices, this.orders).forEach(invocation.getArgument(0));
			return null;
		}).given(this.clients).forEach(any());
		this.journal.added(this.prices);
		this.journal.added(this.orders);
	}

	@Test
	void whenListedThenAllClientsAreThereWithoutDetails() {
		assertThat(this.endpoint.clients().clients()).containsOnlyKeys("prices", "orders")
			.allSatisfy((name, client) -> {
				Map<?, ?> shown = new JsonMapper().convertValue(client, Map.class);
				assertThat(shown.get("settings")).isNull();
				assertThat(shown.get("journal")).isNull();
			});
	}

	@Test
	void whenListedThenStatisticsAreThere() {
		HeartbeatClientDescriptor client = this.endpoint.clients().clients().get("prices");
		assertThat(client.state()).isEqualTo(HeartbeatState.OPEN);
		assertThat(client.ready()).isTrue();
		assertThat(client.since()).isEqualTo(TestTransitions.START);
		assertThat(client.connection().idleMillis()).isEqualTo(1500);
		assertThat(client.heartbeat().roundTripMillis()).isEqualTo(new RoundTripDescriptor(12.345, null, null, 0));
		assertThat(client.traffic().messages()).isEqualTo(new DirectionsDescriptor(10, 11));
		assertThat(client.traffic().bytes()).isEqualTo(new DirectionsDescriptor(12, 13));
		assertThat(client.traffic().queued()).isEqualTo(new DirectionsDescriptor(16, 17));
		assertThat(client.traffic().dropped()).isEqualTo(new DirectionsDescriptor(18, 19));
		assertThat(client.listenerFailures()).isEqualTo(20);
	}

	@Test
	void whenClientIsUnknownThenThereIsNoDescription() {
		assertThat(this.endpoint.client("nobody")).isNull();
	}

	@Test
	void whenOneClientIsDescribedThenJournalTellsWhatHappened() {
		this.journal.transition(this.prices, TestTransitions.of(1, Kind.OPENED));
		this.journal.transition(this.prices, TestTransitions.lost(2));
		List<HeartbeatJournalEntryDescriptor> entries = details().journal();
		assertThat(entries).hasSize(2);
		HeartbeatTransitionDescriptor lost = (HeartbeatTransitionDescriptor) entries.get(0);
		assertThat(lost.event()).isEqualTo("LOST");
		assertThat(lost.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(lost.end().side()).isEqualTo(Side.SERVER);
		assertThat(lost.end().closeCode()).isEqualTo(1012);
		assertThat(lost.end().closeReason()).isEqualTo("restart");
		assertThat(lost.course().durationMillis()).isEqualTo(180_000);
		assertThat(lost.course().nextAttemptMillis()).isEqualTo(750);
		assertThat(lost.traffic().roundTripMillis()).isEqualTo(8);
		assertThat(lost.traffic().messagesReceived()).isEqualTo(100);
		assertThat(lost.traffic().messagesSent()).isEqualTo(7);
		assertThat(lost.traffic().inboundQueued()).isEqualTo(3);
		assertThat(lost.traffic().outboundQueued()).isEqualTo(2);
		assertThat(lost.stalledMillis()).isEqualTo(4000);
		HeartbeatTransitionDescriptor opened = (HeartbeatTransitionDescriptor) entries.get(1);
		assertThat(opened.end()).isNull();
		assertThat(opened.traffic()).isNull();
	}

	@Test
	void whenShownAsJsonThenFieldsOfAllPartsAreFieldsOfTheClientAndOfTheEntry() {
		this.journal.transition(this.prices, TestTransitions.lost(1));
		this.endpoint.steer("prices", "pause");
		JsonNode client = new JsonMapper().valueToTree(details());
		assertThat(client.propertyNames()).containsExactlyInAnyOrder("state", "ready", "paused", "url", "since",
				"downSince", "connectionId", "consecutiveFailures", "nextAttempt", "connections", "lastMessageAt",
				"idleMillis", "lastCause", "lastCloseCode", "lastHttpStatus", "roundTripMillis", "pings", "messages",
				"bytes", "queued", "dropped", "listenerFailures", "settings", "journal");
		assertThat(client.at("/journal/0").propertyNames()).containsExactlyInAnyOrder("time", "event", "action", "by");
		assertThat(client.at("/journal/1").propertyNames()).containsExactlyInAnyOrder("time", "event", "connectionId",
				"cause", "side", "closeCode", "closeReason", "httpStatus", "message", "attempt", "durationMillis",
				"downMillis", "nextAttemptMillis", "roundTripMillis", "messagesReceived", "messagesSent",
				"inboundQueued", "outboundQueued", "stalledMillis");
	}

	@Test
	void whenProcessedAheadOfTimeThenBothKindsOfEntriesCanBeWritten() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, HeartbeatEndpoint.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatTransitionDescriptor.class, "event"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatOperatorDescriptor.class, "action"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(HeartbeatClientDescriptor.TrafficDescriptor.class, "messages")).accepts(hints);
	}

	@Test
	void whenOneClientIsDescribedThenSettingsHaveTheKeysOfTheConfiguration() {
		assertThat(details().settings()).contains(entry("url", "wss://feed.example.com/prices"),
				entry("ping.mode", "frame"), entry("ping.interval", "15s"), entry("reconnect.max-retries", "unlimited"),
				entry("receive.max-message-size", "1MB"), entry("receive.buffer-size", "8KB"),
				entry("send.when-closed", "reject"), entry("observe-messages", false));
	}

	@Test
	void whenOneClientIsDescribedThenEachKeyThatHasAValueIsThere() {
		assertThat(details().settings().keySet()).contains("url", "auto-startup", "connect-timeout", "headers",
				"subprotocols", "ping.mode", "ping.interval", "ping.timeout", "reconnect.enabled", "reconnect.delay",
				"reconnect.multiplier", "reconnect.max-delay", "reconnect.jitter", "reconnect.max-retries",
				"reconnect.stable-after", "reconnect.fatal-close-codes", "reconnect.fatal-statuses", "send.timeout",
				"send.queue-capacity", "send.queue-size", "send.when-closed", "send.overflow",
				"receive.max-message-size", "receive.buffer-size", "receive.queue-capacity", "receive.queue-size",
				"receive.overflow", "ready.when", "ready.timeout", "compression", "shutdown-timeout", "health.enabled",
				"health.down-after", "observe-messages");
		assertThat(details().settings()).contains(entry("ready.when", "default"))
			.doesNotContainKeys("ping.message", "send-on-open", "ready.message");
	}

	@Test
	void whenSettingsHaveSecretsThenTheyAreNotShown() {
		String secret = "correct-horse-battery-staple-correct-horse";
		HeartbeatClientSettings settings = HeartbeatClientSettings
			.of(URI.create("wss://user:" + secret + "@feed.example.com/prices?token=" + secret))
			.withHeaders(Map.of("Authorization", "Bearer " + secret))
			.withSubprotocols(List.of("v1", "bearer." + secret))
			.withCloseOnMessage(secret)
			.withSendOnOpen(List.of("login " + secret));
		settings = settings.withPing(settings.ping().withMode(PingMode.MESSAGE).withMessage(secret))
			.withReady(settings.ready().withMessage(secret));
		given(this.prices.getSettings()).willReturn(settings);
		Map<String, Object> shown = details().settings();
		assertThat(shown.toString()).doesNotContain(secret);
		assertThat(shown).contains(entry("url", "wss://feed.example.com/prices"),
				entry("headers", List.of("Authorization")), entry("send-on-open", "(hidden, 1 message)"),
				entry("ping.message", "(hidden, 42 characters)"), entry("ready.message", "(hidden, 42 characters)"),
				entry("close-on-message", "(hidden, 42 characters)"));
	}

	@Test
	void whenActionIsUnknownThenFails() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.steer("prices", "explode"))
			.withMessageContaining("reconnect, close, start, pause, resume");
	}

	@Test
	void whenActionIsUnknownOnTheWebThenStatusIs400AndNamesTheAllowedOnes() {
		WebEndpointResponse<Object> response = this.extension.steer(SecurityContext.NONE, "prices", "explode");
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(response.getBody()).asString().contains("[reconnect, close, start, pause, resume, record]");
	}

	@Test
	void whenClientIsUnknownOnTheWebThenStatusIs404() {
		assertThat(this.extension.steer(SecurityContext.NONE, "nobody", "close").getStatus()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reconnect", "close", "start" })
	void whenActionIsAskedForThenItIsDone(String action) {
		assertThat(this.extension.steer(SecurityContext.NONE, "prices", action).getStatus()).isEqualTo(200);
		switch (action) {
			case "reconnect" -> then(this.prices).should().reconnect();
			case "close" -> then(this.prices).should().close();
			default -> then(this.prices).should().start();
		}
	}

	@Test
	void whenPausedThenClientIsClosedAndJournalSaysSo() {
		this.endpoint.steer("prices", "pause");
		then(this.prices).should().close();
		assertThat(client().paused()).isTrue();
		assertThat(details().journal().get(0).event()).isEqualTo("OPERATOR");
		assertThat(operator().action()).isEqualTo("pause");
	}

	@Test
	void whenPausedAndResumedThenClientIsStarted() {
		this.endpoint.steer("prices", "pause");
		this.endpoint.steer("prices", "resume");
		then(this.prices).should().start();
	}

	@Test
	void whenStartIsToldAfterThePauseThatFollowedItThenClientStaysPaused() {
		Instant started = Instant.now();
		this.endpoint.steer("prices", "pause");
		this.journal.transition(this.prices, TestTransitions.started(1, started));
		assertThat(client().paused()).isTrue();
		this.endpoint.steer("prices", "resume");
		then(this.prices).should().start();
	}

	@Test
	void whenStartIsToldAfterThePauseThatFollowedItThenItStandsBeforeThePause() {
		Instant started = Instant.now().minusMillis(1);
		this.endpoint.steer("prices", "pause");
		this.journal.transition(this.prices, TestTransitions.started(1, started));
		assertThat(details().journal()).extracting(HeartbeatJournalEntryDescriptor::event)
			.containsExactly("OPERATOR", "STARTED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "resume", "start" })
	void whenPausedClientIsStartedThenItIsNoLongerPaused(String action) {
		this.endpoint.steer("prices", "pause");
		HeartbeatClientDescriptor started = this.endpoint.steer("prices", action);
		assertThat(started).isNotNull();
		assertThat(started.paused()).isFalse();
	}

	@Test
	void whenResumedWithoutPauseThenClientIsLeftAlone() {
		this.endpoint.steer("prices", "resume");
		then(this.prices).should(never()).start();
	}

	@Test
	void whenStoppedClientIsPausedThenItCanNotBeResumed() {
		given(this.prices.getState()).willReturn(HeartbeatState.STOPPED);
		this.endpoint.steer("prices", "pause");
		this.endpoint.steer("prices", "resume");
		then(this.prices).should(never()).start();
		assertThat(client().paused()).isFalse();
	}

	@Test
	void whenPausedAndClosedThenItCanNotBeResumed() {
		this.endpoint.steer("prices", "pause");
		this.endpoint.steer("prices", "close");
		this.endpoint.steer("prices", "resume");
		then(this.prices).should(never()).start();
	}

	@Test
	void whenUserIsKnownThenLogAndJournalNameThem(CapturedOutput output) {
		SecurityContext alice = mock(SecurityContext.class);
		given(alice.getPrincipal()).willReturn(() -> "alice\nroot");
		this.extension.steer(alice, "prices", "reconnect");
		assertThat(output).contains("Client 'prices': reconnect as asked for by 'alice?root'");
		assertThat(operator().by()).isEqualTo("alice?root");
	}

	@Test
	void whenUserIsNotKnownThenLogSaysSo(CapturedOutput output) {
		this.extension.steer(SecurityContext.NONE, "prices", "reconnect");
		assertThat(output).contains("Client 'prices': reconnect as asked for by somebody unknown");
	}

	private HeartbeatClientDescriptor client() {
		return details().client();
	}

	private HeartbeatOperatorDescriptor operator() {
		return (HeartbeatOperatorDescriptor) details().journal().get(0);
	}

	private HeartbeatClientDetailsDescriptor details() {
		HeartbeatClientDetailsDescriptor details = this.endpoint.client("prices");
		assertThat(details).isNotNull();
		return details;
	}

}
