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

package io.github.heartbeat.health;

import java.time.InstantSource;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.util.Assert;

/**
 * {@link CompositeHealthContributor} with one {@link HeartbeatHealthIndicator} for each
 * client that is part of health. It is a composite even for one client, so that the path
 * to a client does not depend on how many there are.
 */
public class HeartbeatHealthContributor implements CompositeHealthContributor {

	private final HeartbeatClients clients;

	private final InstantSource clock;

	/**
	 * Create a new contributor.
	 * @param clients the clients
	 */
	public HeartbeatHealthContributor(HeartbeatClients clients) {
		this(clients, InstantSource.system());
	}

	HeartbeatHealthContributor(HeartbeatClients clients, InstantSource clock) {
		Assert.notNull(clients, "'clients' must not be null");
		this.clients = clients;
		this.clock = clock;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return clients().filter((client) -> client.getName().equals(name))
			.findFirst()
			.map(this::indicator)
			.orElse(null);
	}

	@Override
	public Stream<Entry> stream() {
		return clients().map((client) -> new Entry(client.getName(), indicator(client)));
	}

	private Stream<HeartbeatClient> clients() {
		return this.clients.stream().filter((client) -> client.getSettings().health().enabled());
	}

	private HeartbeatHealthIndicator indicator(HeartbeatClient client) {
		return new HeartbeatHealthIndicator(client, this.clock);
	}

}
