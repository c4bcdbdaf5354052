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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatInterceptor;
import org.slf4j.MDC;

/**
 * {@link HeartbeatInterceptor} that puts the name of the client into the logging context
 * while the user's code runs.
 */
class ClientNameMdc implements HeartbeatInterceptor {

	static final String KEY = "heartbeat.client";

	@Override
	public void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
		run(client, attempt);
	}

	@Override
	public void aroundDelivery(HeartbeatClient client, Runnable delivery) {
		run(client, delivery);
	}

	private static void run(HeartbeatClient client, Runnable action) {
		MDC.put(KEY, client.getName());
		try {
			action.run();
		}
		finally {
			MDC.remove(KEY);
		}
	}

}
