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

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * {@link DockerComposeConnectionDetailsFactory} to create
 * {@link HeartbeatConnectionDetails} for a service whose label
 * {@code org.springframework.boot.service-connection} is {@code heartbeat}, with its
 * {@link UrlLabels}.
 */
class HeartbeatDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<HeartbeatConnectionDetails> {

	HeartbeatDockerComposeConnectionDetailsFactory() {
		super("heartbeat");
	}

	@Override
	protected HeartbeatConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new HeartbeatDockerComposeConnectionDetails(source.getRunningService());
	}

	private static final class HeartbeatDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements HeartbeatConnectionDetails {

		private final UrlLabels labels;

		private final @Nullable SslBundle sslBundle;

		HeartbeatDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.labels = new UrlLabels(service.labels(), service.host(), service.ports().getAll(),
					service.ports()::get);
			this.sslBundle = getSslBundle(service);
		}

		@Override
		public @Nullable URI getUrl(String clientName) {
			return this.labels.getUrl(clientName);
		}

		@Override
		public @Nullable SslBundle getSslBundle(String clientName) {
			return this.sslBundle;
		}

	}

}
