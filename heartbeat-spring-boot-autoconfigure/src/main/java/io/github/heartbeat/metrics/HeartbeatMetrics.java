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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * {@link MeterBinder} for the meters of all clients, under the names in
 * {@link HeartbeatMeterNames}. It learns of the clients as their
 * {@link HeartbeatObserver}, and may be bound to several registries, before or after
 * clients are added.
 */
public class HeartbeatMetrics implements MeterBinder, HeartbeatObserver {

	private final Set<MeterRegistry> registries = new LinkedHashSet<>();

	/**
	 * The clients, held here since meters only hold them weakly, and their meters in each
	 * registry. Written under the lock of {@code registries}, read without.
	 */
	private final Map<HeartbeatClient, List<ClientMeters>> meters = new ConcurrentHashMap<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		synchronized (this.registries) {
			if (this.registries.add(registry)) {
				this.meters.replaceAll((client, meters) -> with(meters, new ClientMeters(client, registry)));
			}
		}
	}

	private List<ClientMeters> with(List<ClientMeters> meters, ClientMeters added) {
		List<ClientMeters> result = new ArrayList<>(meters);
		result.add(added);
		return List.copyOf(result);
	}

	@Override
	public void added(HeartbeatClient client) {
		synchronized (this.registries) {
			if (!this.meters.containsKey(client)) {
				this.meters.put(client,
						this.registries.stream().map((registry) -> new ClientMeters(client, registry)).toList());
			}
		}
	}

	@Override
	public void removed(HeartbeatClient client) {
		List<ClientMeters> removed;
		synchronized (this.registries) {
			removed = this.meters.remove(client);
		}
		// Without the lock: when an application ends, thousands are removed at a time
		if (removed != null) {
			removed.forEach(ClientMeters::remove);
		}
	}

	@Override
	public void transition(HeartbeatClient client, HeartbeatTransition transition) {
		forEach(client, (meters) -> meters.transition(transition));
	}

	@Override
	public void roundTrip(HeartbeatClient client, Duration roundTrip) {
		forEach(client, (meters) -> meters.roundTrip(roundTrip));
	}

	private void forEach(HeartbeatClient client, Consumer<ClientMeters> action) {
		List<ClientMeters> meters = this.meters.get(client);
		if (meters != null) {
			meters.forEach(action);
		}
	}

}
