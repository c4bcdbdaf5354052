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

import java.util.Map;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.context.ApplicationEventPublisher;

/**
 * {@link HeartbeatInterceptor} that puts the name of the client into the logging context
 * while the user's code runs. The listeners of an event, and each method with
 * {@code @HeartbeatListener}, are given that name and nothing else, whatever those before
 * them have left there. (Spring calls several {@code @EventListener} methods of one event
 * without a place for us between them.)
 */
class ClientNameMdc implements HeartbeatInterceptor {

	static final String KEY = "heartbeat.client";

	/** The name of the client whose user code runs on the present thread. */
	private static final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

	@Override
	public void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
		run(client, attempt);
	}

	@Override
	public void aroundDelivery(HeartbeatClient client, Runnable delivery) {
		run(client, delivery);
	}

	private static void run(HeartbeatClient client, Runnable action) {
		Map<String, String> before = MDC.getCopyOfContextMap();
		String outer = current.get();
		current.set(client.getName());
		MDC.put(KEY, client.getName());
		try {
			action.run();
		}
		finally {
			restore(before);
			setCurrent(outer);
		}
	}

	private static void setCurrent(@Nullable String clientName) {
		if (clientName != null) {
			current.set(clientName);
		}
		else {
			current.remove();
		}
	}

	private static void restore(@Nullable Map<String, String> context) {
		if (context != null && !context.isEmpty()) {
			MDC.setContextMap(context);
		}
		else {
			MDC.clear();
		}
	}

	/**
	 * Return a publisher that restores the context after the listeners of each event.
	 * @param publisher publishes the events
	 * @return the publisher for an engine
	 */
	static ApplicationEventPublisher restoring(ApplicationEventPublisher publisher) {
		return (event) -> {
			try {
				publisher.publishEvent(event);
			}
			finally {
				restoreCurrent();
			}
		};
	}

	/**
	 * Restore the context if user code of a client runs on the present thread.
	 */
	static void restoreCurrent() {
		String clientName = current.get();
		if (clientName != null) {
			restore(clientName);
		}
	}

	private static void restore(String clientName) {
		Map<String, String> context = MDC.getCopyOfContextMap();
		boolean unchanged = context != null && context.size() == 1 && clientName.equals(context.get(KEY));
		if (!unchanged) {
			restore(Map.of(KEY, clientName));
		}
	}

}
