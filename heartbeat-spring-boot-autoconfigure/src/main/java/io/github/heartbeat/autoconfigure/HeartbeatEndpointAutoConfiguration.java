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

import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.actuate.HeartbeatEndpoint;
import io.github.heartbeat.actuate.HeartbeatEndpointWebExtension;
import io.github.heartbeat.actuate.HeartbeatJournal;
import io.github.heartbeat.record.HeartbeatRecorder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link HeartbeatEndpoint}
 * and the journal behind it.
 */
@AutoConfiguration(after = HeartbeatAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(HeartbeatEndpoint.class)
@ConditionalOnBean(HeartbeatClients.class)
public final class HeartbeatEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HeartbeatJournal heartbeatJournal(HeartbeatProperties properties) {
		int size = properties.getJournalSize();
		if (size < 0) {
			throw new InvalidHeartbeatPropertyException("heartbeat.journal-size", String.valueOf(size), true,
					"The number must not be negative; 0 means that there is no journal.",
					"Review the value of the property 'heartbeat.journal-size' with the provided reason.");
		}
		return new HeartbeatJournal(size);
	}

	@Bean
	@ConditionalOnMissingBean
	HeartbeatEndpoint heartbeatEndpoint(HeartbeatClients clients, HeartbeatJournal journal,
			ObjectProvider<HeartbeatRecorder> recorder) {
		return new HeartbeatEndpoint(clients, journal, recorder.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(HeartbeatEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	HeartbeatEndpointWebExtension heartbeatEndpointWebExtension(HeartbeatEndpoint endpoint) {
		return new HeartbeatEndpointWebExtension(endpoint);
	}

}
