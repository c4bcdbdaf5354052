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

package io.github.heartbeat.metrics;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.HeartbeatStatistics.Connection;
import io.github.heartbeat.HeartbeatStatistics.Inbound;
import io.github.heartbeat.HeartbeatStatistics.Outbound;
import io.github.heartbeat.HeartbeatStatistics.Pings;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.github.heartbeat.HeartbeatTransition.Kind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatMetrics}.
 */
class HeartbeatMetricsTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final HeartbeatMetrics metrics = new HeartbeatMetrics();

	private final HeartbeatClient client = client("prices");

	@Test
	void whenClientIsAddedAfterBindingThenItsMetersAreThere() {
		this.metrics.bindTo(this.registry);
		this.metrics.added(this.client);
		assertHasMeters(this.registry, "prices");
	}

	@Test
	void whenClientIsAddedBeforeBindingThenItsMetersAreThere() {
		this.metrics.added(this.client);
		this.metrics.bindTo(this.registry);
		assertHasMeters(this.registry, "prices");
	}

	@Test
	void whenBoundToSeveralRegistriesThenEachHasTheMeters() {
		MeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.added(this.client);
		this.metrics.bindTo(other);
		opened(Duration.ofSeconds(1));
		assertThat(this.registry.get("heartbeat.connects").tag("outcome", "success").timer().count()).isOne();
		assertThat(other.get("heartbeat.connects").tag("outcome", "success").timer().count()).isOne();
	}

	@Test
	void whenBoundTwiceToOneRegistryThenNothingIsCountedTwice() {
		bindAndAdd();
		this.metrics.bindTo(this.registry);
		this.metrics.added(this.client);
		lost(DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.get("heartbeat.disconnects").counter().count()).isOne();
	}

	@Test
	void whenClientIsRemovedThenItsMetersAreRemoved() {
		HeartbeatClient orders = client("orders");
		bindAndAdd();
		this.metrics.added(orders);
		lost(DisconnectCause.PING_TIMEOUT);
		this.metrics.removed(this.client);
		assertThat(this.registry.find("heartbeat.connected").tag("name", "prices").meter()).isNull();
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("name")).isEqualTo("orders"));
		assertHasMeters(this.registry, "orders");
	}

	@Test
	void whenSomeMetersAreDeniedThenTheOthersAreRemovedWithTheirClient() {
		this.registry.config().meterFilter(MeterFilter.denyNameStartsWith("heartbeat.bytes"));
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.find("heartbeat.bytes").meter()).isNull();
		assertThat(this.registry.find("heartbeat.messages").meter()).isNotNull();
		this.metrics.removed(this.client);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenSomethingHappensToARemovedClientThenNoMeterAppears() {
		bindAndAdd();
		this.metrics.removed(this.client);
		lost(DisconnectCause.SHUTDOWN);
		opened(Duration.ofSeconds(1));
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenClientIsRemovedThenItsMetersAreRemovedFromEachRegistry() {
		SimpleMeterRegistry inner = new SimpleMeterRegistry();
		CompositeMeterRegistry composite = new CompositeMeterRegistry().add(inner);
		composite.config().commonTags("application", "test");
		this.metrics.bindTo(composite);
		this.metrics.bindTo(this.registry);
		this.metrics.added(this.client);
		this.metrics.removed(this.client);
		assertThat(composite.getMeters()).isEmpty();
		assertThat(inner.getMeters()).isEmpty();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void whenClientIsAddedAgainThenItsMetersAreThereAgain() {
		bindAndAdd();
		this.metrics.removed(this.client);
		HeartbeatClient successor = client("prices");
		given(successor.isOpen()).willReturn(true);
		this.metrics.added(successor);
		assertThat(this.registry.get("heartbeat.connected").tag("name", "prices").gauge().value()).isOne();
	}

	@Test
	void whenStateChangesThenOnlyItsGaugeIsOne() {
		bindAndAdd();
		given(this.client.getState()).willReturn(HeartbeatState.GAVE_UP);
		Set<String> states = this.registry.get("heartbeat.state")
			.gauges()
			.stream()
			.filter((gauge) -> gauge.value() == 1)
			.map((gauge) -> gauge.getId().getTag("state"))
			.collect(Collectors.toSet());
		assertThat(states).containsExactly("gave-up");
	}

	@Test
	void whenClientIsThereThenEachStateHasAGauge() {
		bindAndAdd();
		assertThat(this.registry.get("heartbeat.state").gauges()).extracting((gauge) -> gauge.getId().getTag("state"))
			.containsExactlyInAnyOrder("stopped", "connecting", "open", "waiting", "gave-up");
	}

	@Test
	void whenThereIsAConnectionThenConnectedIsOne() {
		bindAndAdd();
		given(this.client.isOpen()).willReturn(true);
		assertThat(this.registry.get("heartbeat.connected").gauge().value()).isOne();
	}

	@Test
	void whenAttemptSucceedsThenItIsTimed() {
		bindAndAdd();
		opened(Duration.ofMillis(250));
		assertThat(this.registry.get("heartbeat.connects")
			.tag("outcome", "success")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
		assertThat(this.registry.get("heartbeat.connects").tag("outcome", "failure").timer().count()).isZero();
	}

	@Test
	void whenAttemptFailsThenItIsTimed() {
		bindAndAdd();
		failed(DisconnectCause.CONNECTION_REFUSED, Duration.ofMillis(5));
		assertThat(this.registry.get("heartbeat.connects").tag("outcome", "failure").timer().count()).isOne();
	}

	@Test
	void whenConnectionEndsThenItIsCountedByCause() {
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		lost(DisconnectCause.PING_TIMEOUT);
		lost(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(this.registry.get("heartbeat.disconnects").tag("cause", "ping-timeout").counter().count())
			.isEqualTo(2);
		assertThat(this.registry.get("heartbeat.disconnects").tag("cause", "closed-by-server").counter().count())
			.isOne();
		assertThat(this.registry.get("heartbeat.disconnects").counters()).hasSize(2);
	}

	@Test
	void whenClientIsStoppedThenItsConnectionIsCountedAndItsAttemptTimed() {
		bindAndAdd();
		tell(Kind.STOPPED, null, connection(), DisconnectCause.CLOSED_BY_CLIENT);
		tell(Kind.STOPPED, new Attempt(0, Duration.ofMillis(7)), null, DisconnectCause.CLOSED_BY_CLIENT);
		tell(Kind.STOPPED, null, null, DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(this.registry.get("heartbeat.disconnects").tag("cause", "closed-by-client").counter().count())
			.isOne();
		assertThat(this.registry.get("heartbeat.connects").tag("outcome", "failure").timer().count()).isOne();
	}

	@Test
	void whenClientGivesUpThenTheLossBeforeIsCountedOnce() {
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		tell(Kind.GAVE_UP, null, null, DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.get("heartbeat.disconnects").tag("cause", "ping-timeout").counter().count()).isOne();
		assertThat(this.registry.get("heartbeat.connects").tag("outcome", "failure").timer().count()).isZero();
	}

	@Test
	void whenHeartbeatIsAnsweredThenRoundTripIsTimed() {
		bindAndAdd();
		this.metrics.roundTrip(this.client, Duration.ofMillis(12));
		assertThat(this.registry.get("heartbeat.rtt").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(12);
	}

	@ParameterizedTest
	@CsvSource({ "heartbeat.retries,,,5", "heartbeat.idle,,,1.5", "heartbeat.queue,direction,inbound,16",
			"heartbeat.queue,direction,outbound,17" })
	void whenStatisticsChangeThenGaugeFollows(String name, @Nullable String tag, @Nullable String value,
			double expected) {
		bindAndAdd();
		statistics(this.client, Duration.ofMillis(1500));
		assertThat(this.registry.get(name).tags(tags(tag, value)).gauge().value()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "heartbeat.pings,outcome,answered,14", "heartbeat.pings,outcome,missed,15",
			"heartbeat.messages,direction,inbound,10", "heartbeat.messages,direction,outbound,11",
			"heartbeat.bytes,direction,inbound,12", "heartbeat.bytes,direction,outbound,13",
			"heartbeat.dropped,direction,inbound,18", "heartbeat.dropped,direction,outbound,19",
			"heartbeat.listener.failures,,,20" })
	void whenStatisticsChangeThenCounterFollows(String name, @Nullable String tag, @Nullable String value,
			double expected) {
		bindAndAdd();
		statistics(this.client, Duration.ofMillis(1500));
		assertThat(this.registry.get(name).tags(tags(tag, value)).functionCounter().count()).isEqualTo(expected);
	}

	@Test
	void whenThereIsNoConnectionThenIdleIsNotANumber() {
		bindAndAdd();
		assertThat(this.registry.get("heartbeat.idle").gauge().value()).isNaN();
	}

	@Test
	void whenNothingElseHoldsTheClientThenItsMetersStillWork() {
		this.metrics.bindTo(this.registry);
		this.metrics.added(openClient());
		System.gc();
		assertThat(this.registry.get("heartbeat.connected").tag("name", "open").gauge().value()).isOne();
	}

	@Test
	void eachMeterHasADescription() {
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void eachMeterThatIsNoTruthValueHasABaseUnit() {
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.getMeters())
			.filteredOn((meter) -> !Set.of("heartbeat.state", "heartbeat.connected").contains(meter.getId().getName()))
			.allSatisfy((meter) -> assertThat(meter.getId().getBaseUnit()).isNotBlank());
	}

	@Test
	void eachMeterHasTheTagsThatAreDocumented() {
		bindAndAdd();
		lost(DisconnectCause.PING_TIMEOUT);
		assertThat(this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.map((id) -> id.getName() + id.getTags().stream().map((tag) -> tag.getKey()).sorted().toList())
			.distinct()).containsExactlyInAnyOrder("heartbeat.state[name, state]", "heartbeat.connected[name]",
					"heartbeat.connects[name, outcome]", "heartbeat.disconnects[cause, name]",
					"heartbeat.retries[name]", "heartbeat.rtt[name]", "heartbeat.pings[name, outcome]",
					"heartbeat.messages[direction, name]", "heartbeat.bytes[direction, name]", "heartbeat.idle[name]",
					"heartbeat.queue[direction, name]", "heartbeat.dropped[direction, name]",
					"heartbeat.listener.failures[name]");
	}

	@Test
	void whenScrapedByPrometheusThenNamesAreReadable() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		this.metrics.bindTo(prometheus);
		this.metrics.added(this.client);
		lost(DisconnectCause.PING_TIMEOUT);
		Set<String> names = Arrays.stream(prometheus.scrape().split("\n"))
			.filter((line) -> line.startsWith("# TYPE"))
			.map((line) -> line.split(" ")[2])
			.collect(Collectors.toSet());
		assertThat(names).contains("heartbeat_state", "heartbeat_connected", "heartbeat_connects_seconds",
				"heartbeat_disconnects_total", "heartbeat_retries", "heartbeat_rtt_seconds", "heartbeat_pings_total",
				"heartbeat_messages_total", "heartbeat_bytes_total", "heartbeat_idle_seconds",
				"heartbeat_queue_messages", "heartbeat_dropped_messages_total", "heartbeat_listener_failures_total");
	}

	@Test
	void whenMetersAreDeniedThenNothingFails() {
		this.registry.config().meterFilter(MeterFilter.denyNameStartsWith("heartbeat"));
		bindAndAdd();
		opened(Duration.ofSeconds(1));
		lost(DisconnectCause.PING_TIMEOUT);
		this.metrics.removed(this.client);
		assertThat(this.registry.getMeters()).isEmpty();
	}

	private void bindAndAdd() {
		this.metrics.bindTo(this.registry);
		this.metrics.added(this.client);
	}

	private void assertHasMeters(MeterRegistry registry, String name) {
		assertThat(registry.find("heartbeat.connected").tag("name", name).gauge()).isNotNull();
		assertThat(registry.find("heartbeat.messages").tag("name", name).functionCounters()).hasSize(2);
	}

	private String[] tags(@Nullable String tag, @Nullable String value) {
		return (tag != null && value != null) ? new String[] { tag, value } : new String[0];
	}

	private static HeartbeatClient openClient() {
		return (HeartbeatClient) Proxy.newProxyInstance(HeartbeatClient.class.getClassLoader(),
				new Class<?>[] { HeartbeatClient.class }, (proxy, method, args) -> switch (method.getName()) {
					case "getName" -> "open";
					case "isOpen" -> true;
					case "hashCode" -> 1;
					case "equals" -> proxy == args[0];
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

	private static HeartbeatClient client(String name) {
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn(name);
		given(client.getState()).willReturn(HeartbeatState.STOPPED);
		statistics(client, null);
		return client;
	}

	private static void statistics(HeartbeatClient client, @Nullable Duration idle) {
		given(client.getStatistics()).willReturn(new HeartbeatStatistics(HeartbeatState.OPEN, Instant.EPOCH,
				new Connection(null, true, null, idle, 9, 5, null), null, new Inbound(10, 12, 16, 18, null),
				new Outbound(11, 13, 17, 19), new Pings(14, 15, null), 20));
	}

	private void opened(Duration duration) {
		tell(Kind.OPENED, new Attempt(1, duration), connection(), null);
	}

	private void failed(DisconnectCause cause, Duration duration) {
		tell(Kind.FAILED, new Attempt(1, duration), null, cause);
	}

	private void lost(DisconnectCause cause) {
		tell(Kind.LOST, null, connection(), cause);
	}

	private void tell(Kind kind, @Nullable Attempt attempt, HeartbeatTransition.@Nullable Connection connection,
			@Nullable DisconnectCause cause) {
		this.metrics.transition(this.client, new HeartbeatTransition(1, Instant.EPOCH, kind, HeartbeatState.WAITING,
				"prices-1", attempt, connection, (cause != null) ? new HeartbeatDisconnect(cause) : null, null, null));
	}

	private static HeartbeatTransition.Connection connection() {
		return new HeartbeatTransition.Connection(Duration.ofMinutes(3), null, 0, 0, 0, 0, null);
	}

}
