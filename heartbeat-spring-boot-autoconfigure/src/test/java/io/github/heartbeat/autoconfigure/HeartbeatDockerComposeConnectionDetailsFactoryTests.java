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

package io.github.heartbeat.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HeartbeatDockerComposeConnectionDetailsFactory}, with a service that
 * does not run.
 */
class HeartbeatDockerComposeConnectionDetailsFactoryTests {

	private static final String SERVICE_CONNECTION = "org.springframework.boot.service-connection";

	@Test
	void whenServiceHasLabelsThenClientsConnectToIt() {
		Map<Class<?>, ConnectionDetails> details = detailsOf(
				Map.of(SERVICE_CONNECTION, "heartbeat", "io.github.heartbeat.url.prices", "ws://{host}:{8080}/prices"));
		assertThat(details).containsOnlyKeys(HeartbeatConnectionDetails.class);
		HeartbeatConnectionDetails heartbeat = (HeartbeatConnectionDetails) details
			.get(HeartbeatConnectionDetails.class);
		assertThat(heartbeat.getUrl("prices")).hasToString("ws://docker.example:32768/prices");
		assertThat(heartbeat.getUrl("orders")).isNull();
		assertThat(heartbeat.getSslBundle("prices")).isNull();
	}

	@Test
	void whenServiceIsAnotherThenNothingConnectsToIt() {
		assertThat(detailsOf(Map.of(SERVICE_CONNECTION, "other"))).isEmpty();
	}

	private static Map<Class<?>, ConnectionDetails> detailsOf(Map<String, String> labels) {
		RunningService service = mock(RunningService.class);
		ConnectionPorts ports = mock(ConnectionPorts.class);
		given(service.labels()).willReturn(labels);
		given(service.host()).willReturn("docker.example");
		given(service.image()).willReturn(ImageReference.of("example/feed:1"));
		given(service.ports()).willReturn(ports);
		given(ports.getAll()).willReturn(List.of(8080));
		given(ports.get(8080)).willReturn(32768);
		DockerComposeConnectionSource source = mock(DockerComposeConnectionSource.class);
		given(source.getRunningService()).willReturn(service);
		return new ConnectionDetailsFactories(null).getConnectionDetails(source, false);
	}

}
