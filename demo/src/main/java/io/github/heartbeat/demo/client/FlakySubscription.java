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

package io.github.heartbeat.demo.client;

import java.time.Duration;

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;

import org.springframework.stereotype.Component;

/**
 * Subscribes anew on each connection of {@code flaky}, whose server sends nothing to
 * those who have not. The connection is ready with the answer, which is the first vitals.
 */
@Component
class FlakySubscription implements HeartbeatConnectionInitializer {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	@Override
	public boolean supports(String clientName) {
		return clientName.equals("flaky");
	}

	@Override
	public void initialize(HeartbeatConnection connection) throws Exception {
		connection.sendAndAwait("subscribe", (message) -> message.isText(), TIMEOUT).get();
	}

}
