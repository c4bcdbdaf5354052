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

package io.github.heartbeat.test.autoconfigure;

import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The server side of the login.
 */
@TestConfiguration(proxyBeanMethods = false)
class OrderServer {

	@Bean
	HeartbeatTestServerCustomizer acceptingLogins() {
		return (server) -> server.onText(this::answer);
	}

	private void answer(HeartbeatTestConnection connection, String text) {
		if (text.equals("login")) {
			connection.sendText("welcome");
		}
	}

	static void refuseLogins(HeartbeatTestServer server) {
		server.onText((connection, text) -> connection.sendText("go away"));
	}

}
