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

import java.io.File;

import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatRecordRedactor;
import io.github.heartbeat.engine.HeartbeatEngineCustomizer;
import io.github.heartbeat.record.HeartbeatRecorder;
import io.github.heartbeat.record.RecordSettings;
import io.github.heartbeat.record.RecordingTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.system.ApplicationTemp;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for recordings of what connections
 * carry. Connections can be recorded where recordings are configured, or where the
 * endpoint may begin one; elsewhere nothing is in their way.
 */
@AutoConfiguration(after = HeartbeatAutoConfiguration.class)
@ConditionalOnBean(HeartbeatClients.class)
@EnableConfigurationProperties(HeartbeatRecordProperties.class)
public final class HeartbeatRecordAutoConfiguration {

	private static final String UNRESTRICTED = "unrestricted";

	@Bean
	HeartbeatRecorder heartbeatRecorder(HeartbeatRecordProperties properties,
			ObjectProvider<HeartbeatRecordRedactor> redactor) {
		long maxSize = properties.getMaxSize().toBytes();
		if (maxSize < RecordSettings.MIN_SIZE) {
			throw new InvalidHeartbeatPropertyException("heartbeat.record.max-size", properties.getMaxSize().toString(),
					true, "A recording needs 4KB or more.",
					"Review the value of the property 'heartbeat.record.max-size' with the provided reason.");
		}
		File directory = properties.getDirectory();
		return new HeartbeatRecorder(new RecordSettings(
				() -> (directory != null) ? directory.toPath()
						: new ApplicationTemp().getDir("heartbeat-recordings").toPath(),
				maxSize, properties.getDirection()), redactor::getIfAvailable);
	}

	// The last one, since it records whatever transport there is
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	HeartbeatEngineCustomizer heartbeatRecordEngineCustomizer(HeartbeatRecorder recorder,
			HeartbeatRecordProperties properties, Environment environment) {
		boolean possible = !properties.getClients().isEmpty() || isEndpointUnrestricted(environment);
		return (builder) -> {
			if (possible) {
				builder
					.transport((transport) -> (threads) -> new RecordingTransport(transport.create(threads), recorder));
			}
		};
	}

	private static boolean isEndpointUnrestricted(Environment environment) {
		Binder binder = Binder.get(environment);
		String access = binder.bind("management.endpoint.heartbeat.access", String.class)
			.orElseGet(() -> binder.bind("management.endpoints.access.default", String.class).orElse(""));
		return access.equalsIgnoreCase(UNRESTRICTED);
	}

	// When all beans are there, since the redactor may need a client, and before clients
	// are started
	@Bean
	SmartInitializingSingleton heartbeatRecordStarter(HeartbeatRecorder recorder, HeartbeatRecordProperties properties,
			HeartbeatClients clients) {
		return () -> properties.getClients().forEach((name) -> {
			if (!clients.getNames().contains(name)) {
				throw new InvalidHeartbeatPropertyException("heartbeat.record.clients", name, true,
						"There is no such client, the known names are " + clients.getNames() + ".",
						"Name clients that are defined below 'heartbeat.client'.");
			}
			recorder.record(name, null);
		});
	}

}
