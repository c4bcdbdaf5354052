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

package io.github.heartbeat.sample;

import java.time.Duration;

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatGiveUpException;
import io.github.heartbeat.HeartbeatMessage;

import org.springframework.stereotype.Component;

/**
 * Logs in, and waits for the answer.
 */
@Component
public class OrderLogin implements HeartbeatConnectionInitializer {

	@Override
	public boolean supports(String clientName) {
		return clientName.equals("orders");
	}

	@Override
	public void initialize(HeartbeatConnection connection) throws Exception {
		HeartbeatMessage answer = connection.sendAndAwait("login", (message) -> message.isText(), Duration.ofSeconds(8))
			.get();
		if (!answer.getText().equals("welcome")) {
			throw new HeartbeatGiveUpException("The server refuses the login");
		}
	}

}
