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
import java.util.Collections;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

/**
 * {@link ContainerConnectionDetailsFactory} to create {@link HeartbeatConnectionDetails}
 * from a {@link ServiceConnection @ServiceConnection} that has them as its type. A
 * container named {@code heartbeat/<client>} is that of one client and is asked for its
 * root, whatever port it exposes first; {@link UrlLabels} name other paths and further
 * clients.
 */
class HeartbeatContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, HeartbeatConnectionDetails> {

	private static final String NAME_PREFIX = "heartbeat/";

	/**
	 * Any container may be that of a WebSocket server, so that the annotation has to say
	 * so.
	 */
	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		boolean anyType = source.accepts(ANY_CONNECTION_NAME, requiredContainerType, OtherConnectionDetails.class);
		return !anyType && super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType);
	}

	@Override
	protected HeartbeatConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new HeartbeatContainerConnectionDetails(source);
	}

	private static final class HeartbeatContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements HeartbeatConnectionDetails {

		private final ContainerConnectionSource<Container<?>> source;

		HeartbeatContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
			this.source = source;
		}

		@Override
		public @Nullable URI getUrl(String clientName) {
			Container<?> container = getContainer();
			UrlLabels labels = new UrlLabels(labels(container), container.getHost(), container.getExposedPorts(),
					container::getMappedPort);
			URI url = labels.getUrl(clientName);
			if (url == null && isNamedAfter(clientName)) {
				String scheme = (getSslBundle() != null) ? "wss" : "ws";
				url = URI.create(scheme + "://" + container.getHost() + ":" + container.getFirstMappedPort() + "/");
			}
			return url;
		}

		private boolean isNamedAfter(String clientName) {
			return this.source.accepts(NAME_PREFIX + clientName, Container.class, HeartbeatConnectionDetails.class);
		}

		private static Map<String, String> labels(Container<?> container) {
			return (container instanceof GenericContainer<?> genericContainer) ? genericContainer.getLabels()
					: Collections.emptyMap();
		}

		@Override
		public @Nullable SslBundle getSslBundle(String clientName) {
			return getSslBundle();
		}

	}

	/**
	 * Stands for the details that an annotation without a type would have as well.
	 */
	private interface OtherConnectionDetails extends ConnectionDetails {

	}

}
