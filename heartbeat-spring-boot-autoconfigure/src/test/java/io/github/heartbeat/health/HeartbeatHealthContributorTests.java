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

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.HealthContributors.Entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatHealthContributor}.
 */
class HeartbeatHealthContributorTests {

	private final List<HeartbeatClient> list = new ArrayList<>();

	private final HeartbeatClients clients = mock(HeartbeatClients.class);

	private final HeartbeatHealthContributor contributor = new HeartbeatHealthContributor(this.clients);

	@BeforeEach
	void setUp() {
		willAnswer((invocation) -> this.list.stream()).given(this.clients).stream();
	}

	@Test
	void whenThereAreClientsThenEachHasAnIndicator() {
		this.list.add(client("prices", true));
		this.list.add(client("orders", true));
		assertThat(this.contributor.stream().map(Entry::name)).containsExactly("prices", "orders");
		assertThat(this.contributor.getContributor("orders")).isInstanceOf(HeartbeatHealthIndicator.class);
	}

	@Test
	void whenClientIsNotPartOfHealthThenItHasNoIndicator() {
		this.list.add(client("prices", false));
		assertThat(this.contributor.stream()).isEmpty();
		assertThat(this.contributor.getContributor("prices")).isNull();
	}

	@Test
	void whenClientIsUnknownThenThereIsNoIndicator() {
		assertThat(this.contributor.getContributor("prices")).isNull();
	}

	@Test
	void whenClientIsAddedLaterThenItHasAnIndicator() {
		assertThat(this.contributor).isEmpty();
		this.list.add(client("prices", true));
		assertThat(this.contributor).hasSize(1);
	}

	private HeartbeatClient client(String name, boolean enabled) {
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("wss://feed.example.com"));
		HeartbeatClient client = mock(HeartbeatClient.class);
		given(client.getName()).willReturn(name);
		given(client.getSettings()).willReturn(settings.withHealth(settings.health().withEnabled(enabled)));
		return client;
	}

}
