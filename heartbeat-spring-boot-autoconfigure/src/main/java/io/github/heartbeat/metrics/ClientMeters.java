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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatDisconnect;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.HeartbeatTransition.Attempt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.noop.NoopMeter;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one client in one registry. There may be thousands of clients: what can
 * be read from the statistics of the client is kept nowhere else, and meters share their
 * tags and functions.
 */
final class ClientMeters {

	private static final Tag INBOUND = Tag.of(HeartbeatMeterNames.TAG_DIRECTION, "inbound");

	private static final Tag OUTBOUND = Tag.of(HeartbeatMeterNames.TAG_DIRECTION, "outbound");

	private static final Tag SUCCESS = Tag.of(HeartbeatMeterNames.TAG_OUTCOME, "success");

	private static final Tag FAILURE = Tag.of(HeartbeatMeterNames.TAG_OUTCOME, "failure");

	private static final Tag ANSWERED = Tag.of(HeartbeatMeterNames.TAG_OUTCOME, "answered");

	private static final Tag MISSED = Tag.of(HeartbeatMeterNames.TAG_OUTCOME, "missed");

	private static final List<StateGauge> STATES = Arrays.stream(HeartbeatState.values()).map(StateGauge::new).toList();

	private final HeartbeatClient client;

	private final MeterRegistry registry;

	private final Tags tags;

	private final List<Meter> meters = new ArrayList<>();

	private final Timer successes;

	private final Timer failures;

	private final Timer roundTrips;

	private boolean removed;

	ClientMeters(HeartbeatClient client, MeterRegistry registry) {
		this.client = client;
		this.registry = registry;
		this.tags = Tags.of(HeartbeatMeterNames.TAG_NAME, client.getName());
		for (StateGauge state : STATES) {
			addGauge(HeartbeatMeterNames.STATE, this.tags.and(state.tag()), null, "Whether the client is in the state",
					state);
		}
		addGauge(HeartbeatMeterNames.CONNECTED, this.tags, null, "Whether there is a connection",
				(candidate) -> candidate.isOpen() ? 1 : 0);
		addGauge(HeartbeatMeterNames.RETRIES, this.tags, "retries", "Consecutive failures",
				(candidate) -> candidate.getStatistics().connection().consecutiveFailures());
		add(TimeGauge.builder(HeartbeatMeterNames.IDLE, this.client, TimeUnit.SECONDS, ClientMeters::idleSeconds)
			.tags(this.tags)
			.description("Time since the last inbound frame")
			.register(this.registry));
		addCounter(HeartbeatMeterNames.PINGS, this.tags.and(ANSWERED), "pings", "Heartbeats",
				(candidate) -> candidate.getStatistics().pings().answered());
		addCounter(HeartbeatMeterNames.PINGS, this.tags.and(MISSED), "pings", "Heartbeats",
				(candidate) -> candidate.getStatistics().pings().missed());
		addInbound(this.tags.and(INBOUND));
		addOutbound(this.tags.and(OUTBOUND));
		addCounter(HeartbeatMeterNames.LISTENER_FAILURES, this.tags, "failures",
				"Failures of listeners and other user code",
				(candidate) -> candidate.getStatistics().listenerFailures());
		this.successes = addTimer(HeartbeatMeterNames.CONNECTS, this.tags.and(SUCCESS), "Attempts to connect");
		this.failures = addTimer(HeartbeatMeterNames.CONNECTS, this.tags.and(FAILURE), "Attempts to connect");
		this.roundTrips = addTimer(HeartbeatMeterNames.ROUND_TRIP, this.tags, "Round trips of the heartbeats");
	}

	private void addInbound(Tags tags) {
		addGauge(HeartbeatMeterNames.QUEUE, tags, BaseUnits.MESSAGES, "Messages that wait",
				(candidate) -> candidate.getStatistics().inbound().queued());
		addCounter(HeartbeatMeterNames.MESSAGES, tags, BaseUnits.MESSAGES, "Messages received and sent",
				(candidate) -> candidate.getStatistics().inbound().messages());
		addCounter(HeartbeatMeterNames.BYTES, tags, BaseUnits.BYTES, "Bytes of payload received and sent",
				(candidate) -> candidate.getStatistics().inbound().bytes());
		addCounter(HeartbeatMeterNames.DROPPED, tags, BaseUnits.MESSAGES, "Messages dropped",
				(candidate) -> candidate.getStatistics().inbound().dropped());
	}

	private void addOutbound(Tags tags) {
		addGauge(HeartbeatMeterNames.QUEUE, tags, BaseUnits.MESSAGES, "Messages that wait",
				(candidate) -> candidate.getStatistics().outbound().queued());
		addCounter(HeartbeatMeterNames.MESSAGES, tags, BaseUnits.MESSAGES, "Messages received and sent",
				(candidate) -> candidate.getStatistics().outbound().messages());
		addCounter(HeartbeatMeterNames.BYTES, tags, BaseUnits.BYTES, "Bytes of payload received and sent",
				(candidate) -> candidate.getStatistics().outbound().bytes());
		addCounter(HeartbeatMeterNames.DROPPED, tags, BaseUnits.MESSAGES, "Messages dropped",
				(candidate) -> candidate.getStatistics().outbound().dropped());
	}

	private static double idleSeconds(HeartbeatClient client) {
		Duration idle = client.getStatistics().connection().idle();
		return (idle != null) ? idle.toNanos() / 1e9 : Double.NaN;
	}

	private static String tagValue(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private void addGauge(String name, Tags tags, @Nullable String baseUnit, String description,
			ToDoubleFunction<HeartbeatClient> value) {
		add(Gauge.builder(name, this.client, value)
			.tags(tags)
			.baseUnit(baseUnit)
			.description(description)
			.register(this.registry));
	}

	private void addCounter(String name, Tags tags, String baseUnit, String description,
			ToDoubleFunction<HeartbeatClient> value) {
		add(FunctionCounter.builder(name, this.client, value)
			.tags(tags)
			.baseUnit(baseUnit)
			.description(description)
			.register(this.registry));
	}

	private Timer addTimer(String name, Tags tags, String description) {
		return add(Timer.builder(name).tags(tags).description(description).register(this.registry));
	}

	private <M extends Meter> M add(M meter) {
		// Denied by a filter: it is not in the registry, and need not be kept either
		if (!(meter instanceof NoopMeter)) {
			this.meters.add(meter);
		}
		return meter;
	}

	/**
	 * Measure a transition: the attempt that is over, and the connection that has ended.
	 * @param transition the transition
	 */
	void transition(HeartbeatTransition transition) {
		Attempt attempt = transition.attempt();
		HeartbeatDisconnect disconnect = transition.disconnect();
		if (attempt != null) {
			Timer timer = (disconnect != null) ? this.failures : this.successes;
			timer.record(attempt.duration());
		}
		if (transition.connection() != null && disconnect != null) {
			disconnected(disconnect.cause());
		}
	}

	private synchronized void disconnected(DisconnectCause cause) {
		if (!this.removed) {
			Counter counter = Counter.builder(HeartbeatMeterNames.DISCONNECTS)
				.tags(this.tags.and(HeartbeatMeterNames.TAG_CAUSE, tagValue(cause)))
				.baseUnit("disconnects")
				.description("Connections that ended")
				.register(this.registry);
			if (!this.meters.contains(counter)) {
				add(counter);
			}
			counter.increment();
		}
	}

	void roundTrip(Duration roundTrip) {
		this.roundTrips.record(roundTrip);
	}

	synchronized void remove() {
		this.removed = true;
		this.meters.forEach(this.registry::remove);
		this.meters.clear();
	}

	/**
	 * Whether a client is in a state, the same object for all clients.
	 *
	 * @param state the state
	 * @param tag the tag for it
	 */
	private record StateGauge(HeartbeatState state, Tag tag) implements ToDoubleFunction<HeartbeatClient> {

		StateGauge(HeartbeatState state) {
			this(state, Tag.of(HeartbeatMeterNames.TAG_STATE, tagValue(state)));
		}

		@Override
		public double applyAsDouble(HeartbeatClient client) {
			return (client.getState() == this.state) ? 1 : 0;
		}

	}

}
