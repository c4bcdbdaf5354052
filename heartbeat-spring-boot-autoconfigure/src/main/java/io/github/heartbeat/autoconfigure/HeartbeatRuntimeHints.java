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

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.event.HeartbeatEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * {@link RuntimeHintsRegistrar} for what the {@code condition} of an event listener, an
 * expression in SpEL, may call, and for the settings of clients.
 */
class HeartbeatRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(HeartbeatEvent.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		for (Class<?> eventType : HeartbeatEvent.class.getPermittedSubclasses()) {
			hints.reflection().registerType(eventType, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		hints.reflection().registerType(HeartbeatClient.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.reflection().registerType(DisconnectCause.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		// Keys and default values are read from the parameters of their constructors
		for (Class<?> nested : HeartbeatClientSettings.class.getDeclaredClasses()) {
			if (nested.isRecord()) {
				hints.reflection()
					.registerType(nested, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
							MemberCategory.INVOKE_PUBLIC_METHODS);
			}
		}
		hints.reflection().registerType(ClientDefaultsProperties.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		hints.reflection()
			.registerType(HeartbeatClientSettings.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
					MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
