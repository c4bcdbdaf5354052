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

import java.util.Collection;

import io.github.heartbeat.HeartbeatListener;
import io.github.heartbeat.listener.HeartbeatListenerFactory;
import io.github.heartbeat.listener.JacksonPayloadConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for methods with
 * {@link HeartbeatListener} and for messages in JSON. It does not depend on
 * {@code heartbeat.enabled}: without it the methods would be taken for ordinary listeners
 * of whatever type their parameter has.
 */
@AutoConfiguration(after = HeartbeatAutoConfiguration.class)
@ConditionalOnClass(WebSocketClient.class)
public final class HeartbeatListenerAutoConfiguration {

	private static final boolean MDC_PRESENT = ClassUtils.isPresent("org.slf4j.MDC",
			HeartbeatListenerAutoConfiguration.class.getClassLoader());

	@Bean
	static HeartbeatListenerFactory heartbeatListenerFactory(ObjectProvider<ClientNames> clientNames) {
		return new HeartbeatListenerFactory(() -> names(clientNames.getIfAvailable()),
				MDC_PRESENT ? ClientNameMdc::restoreCurrent : () -> {
				});
	}

	private static @Nullable Collection<String> names(@Nullable ClientNames clientNames) {
		return (clientNames != null) ? clientNames.getNames() : null;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonConfiguration {

		// Lazy, so that an application with several mappers, none of them primary, has to
		// choose only if there is anything to convert
		@Bean
		@Lazy
		@ConditionalOnMissingBean
		JacksonPayloadConverter heartbeatPayloadConverter(ObjectProvider<JsonMapper> jsonMapper) {
			return new JacksonPayloadConverter(
					jsonMapper.getIfAvailable(() -> JsonMapper.builder().findAndAddModules().build()));
		}

	}

}
