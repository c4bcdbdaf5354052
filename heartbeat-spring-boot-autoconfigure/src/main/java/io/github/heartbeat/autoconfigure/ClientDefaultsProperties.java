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

import io.github.heartbeat.HeartbeatClientSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * The keys below {@code heartbeat.defaults}, declared for the configuration metadata and
 * for those who look for keys. No bean: {@link ClientSettingsBinder} binds the defaults
 * together with each client, key by key.
 *
 * @param defaults Defaults for all clients.
 */
@ConfigurationProperties("heartbeat")
record ClientDefaultsProperties(@NestedConfigurationProperty HeartbeatClientSettings defaults) {

}
