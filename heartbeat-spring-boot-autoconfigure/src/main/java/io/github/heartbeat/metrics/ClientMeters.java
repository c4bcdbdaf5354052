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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatStatistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one client in one registry. There may be thousands of clients: what can
 * be read from the statistics of the client is kept nowhere else.
 */
final class ClientMeters {

	private static final Tags NONE = Tags.empty();

	private static final Tags INBOUND = Tags.of(HeartbeatMeterNames.TAG_DIRECTION, "inbound");

	private static final Tags OUTBOUND = Tags.of(HeartbeatMeterNames.TAG_DIRECTION, "outbound");

	private final HeartbeatClient client;

	private final MeterRegistry registry;

	private final Tags tags;

	private final List<Meter> meters = new ArrayList<>(26);

	private final Timer successes;

	private final Timer failures;

	private final Timer roundTrips;

	private boolean removed;

	ClientMeters(HeartbeatClient client, MeterRegistry registry) {
		this.client = client;
		this.registry = registry;
		this.tags = Tags.of(HeartbeatMeterNames.TAG_NAME, client.getName());
		for (HeartbeatState state : HeartbeatState.values()) {
			addGauge(HeartbeatMeterNames.STATE, Tags.of(HeartbeatMeterNames.TAG_STATE, tagValue(state)), null,
					"Whether the client is in the state", (candidate) -> (candidate.getState() == state) ? 1 : 0);
		}
		addGauge(HeartbeatMeterNames.CONNECTED, NONE, null, "Whether there is a connection",
				(candidate) -> candidate.isOpen() ? 1 : 0);
		addGauge(HeartbeatMeterNames.RETRIES, NONE, "retries", "Consecutive failures",
				statistic(HeartbeatStatistics::consecutiveFailures));
		addGauge(HeartbeatMeterNames.QUEUE, INBOUND, BaseUnits.MESSAGES, "Messages that wait for the listeners",
				statistic(HeartbeatStatistics::inboundQueued));
		addGauge(HeartbeatMeterNames.QUEUE, OUTBOUND, BaseUnits.MESSAGES, "Messages that wait to be written",
				statistic(HeartbeatStatistics::outboundQueued));
		addIdle();
		addPings();
		addTraffic();
		addCounter(HeartbeatMeterNames.LISTENER_FAILURES, NONE, "failures", "Failures of listeners and other user code",
				statistic(HeartbeatStatistics::listenerFailures));
		this.successes = addTimer(HeartbeatMeterNames.CONNECTS, outcome("success"), "Attempts to connect");
		this.failures = addTimer(HeartbeatMeterNames.CONNECTS, outcome("failure"), "Attempts to connect");
		this.roundTrips = addTimer(HeartbeatMeterNames.ROUND_TRIP, NONE, "Round trips of the heartbeats");
	}

	private void addIdle() {
		add(TimeGauge
			.builder(HeartbeatMeterNames.IDLE, this.client, TimeUnit.SECONDS, statistic(ClientMeters::idleSeconds))
			.tags(this.tags)
			.description("Time since the last inbound frame")
			.register(this.registry));
	}

	private void addPings() {
		String description = "Heartbeats";
		addCounter(HeartbeatMeterNames.PINGS, outcome("answered"), "pings", description,
				statistic(HeartbeatStatistics::pingsAnswered));
		addCounter(HeartbeatMeterNames.PINGS, outcome("missed"), "pings", description,
				statistic(HeartbeatStatistics::pingsMissed));
	}

	private void addTraffic() {
		addCounter(HeartbeatMeterNames.MESSAGES, INBOUND, BaseUnits.MESSAGES, "Messages received and sent",
				statistic(HeartbeatStatistics::messagesReceived));
		addCounter(HeartbeatMeterNames.MESSAGES, OUTBOUND, BaseUnits.MESSAGES, "Messages received and sent",
				statistic(HeartbeatStatistics::messagesSent));
		addCounter(HeartbeatMeterNames.BYTES, INBOUND, BaseUnits.BYTES, "Bytes of payload received and sent",
				statistic(HeartbeatStatistics::bytesReceived));
		addCounter(HeartbeatMeterNames.BYTES, OUTBOUND, BaseUnits.BYTES, "Bytes of payload received and sent",
				statistic(HeartbeatStatistics::bytesSent));
		addCounter(HeartbeatMeterNames.DROPPED, INBOUND, BaseUnits.MESSAGES, "Messages dropped",
				statistic(HeartbeatStatistics::inboundDropped));
		addCounter(HeartbeatMeterNames.DROPPED, OUTBOUND, BaseUnits.MESSAGES, "Messages dropped",
				statistic(HeartbeatStatistics::outboundDropped));
	}

	private static double idleSeconds(HeartbeatStatistics statistics) {
		return (statistics.idle() != null) ? statistics.idle().toNanos() / 1e9 : Double.NaN;
	}

	private static ToDoubleFunction<HeartbeatClient> statistic(ToDoubleFunction<HeartbeatStatistics> value) {
		return (client) -> value.applyAsDouble(client.getStatistics());
	}

	private static Tags outcome(String outcome) {
		return Tags.of(HeartbeatMeterNames.TAG_OUTCOME, outcome);
	}

	private static String tagValue(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private void addGauge(String name, Tags tags, @Nullable String baseUnit, String description,
			ToDoubleFunction<HeartbeatClient> value) {
		add(Gauge.builder(name, this.client, value)
			.tags(this.tags.and(tags))
			.baseUnit(baseUnit)
			.description(description)
			.register(this.registry));
	}

	private void addCounter(String name, Tags tags, String baseUnit, String description,
			ToDoubleFunction<HeartbeatClient> value) {
		add(FunctionCounter.builder(name, this.client, value)
			.tags(this.tags.and(tags))
			.baseUnit(baseUnit)
			.description(description)
			.register(this.registry));
	}

	private Timer addTimer(String name, Tags tags, String description) {
		return add(Timer.builder(name).tags(this.tags.and(tags)).description(description).register(this.registry));
	}

	private <M extends Meter> M add(M meter) {
		this.meters.add(meter);
		return meter;
	}

	void connected(Duration duration) {
		this.successes.record(duration);
	}

	void connectFailed(Duration duration) {
		this.failures.record(duration);
	}

	void roundTrip(Duration roundTrip) {
		this.roundTrips.record(roundTrip);
	}

	synchronized void disconnected(DisconnectCause cause) {
		if (!this.removed) {
			Counter counter = Counter.builder(HeartbeatMeterNames.DISCONNECTS)
				.tags(this.tags.and(HeartbeatMeterNames.TAG_CAUSE, tagValue(cause)))
				.baseUnit("disconnects")
				.description("Connections that ended")
				.register(this.registry);
			if (!this.meters.contains(counter)) {
				this.meters.add(counter);
			}
			counter.increment();
		}
	}

	synchronized void remove() {
		this.removed = true;
		this.meters.forEach(this.registry::remove);
		this.meters.clear();
	}

}
