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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * {@link TestExecutionListener} that lets each test begin with connected clients and
 * without records of what was before, and after it reports what the handlers of the
 * server have thrown and lets the server behave well again.
 */
class HeartbeatTestServerExecutionListener extends AbstractTestExecutionListener {

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 100;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		ApplicationContext context = testContext.getApplicationContext();
		if (!hasServer(context)) {
			return;
		}
		context.getBeanProvider(HeartbeatTestClock.class).ifAvailable(HeartbeatTestClock::settle);
		context.getBeanProvider(HeartbeatClients.class)
			.ifAvailable((clients) -> clients.forEach(HeartbeatTestServerExecutionListener::connect));
		context.getBeanProvider(HeartbeatTestClock.class).ifAvailable(HeartbeatTestClock::settle);
		context.getBean(HeartbeatTestServer.class).forget();
	}

	private static void connect(HeartbeatClient client) {
		if (!client.getSettings().autoStartup()) {
			return;
		}
		HeartbeatState state = client.getState();
		if (state == HeartbeatState.STOPPED || state == HeartbeatState.GAVE_UP) {
			client.start();
		}
		else if (state == HeartbeatState.WAITING) {
			client.reconnect();
		}
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (!testContext.hasApplicationContext() || !hasServer(testContext.getApplicationContext())) {
			return;
		}
		ApplicationContext context = testContext.getApplicationContext();
		HeartbeatTestServer server = context.getBean(HeartbeatTestServer.class);
		try {
			server.verify();
		}
		finally {
			server.reset();
			context.getBeanProvider(HeartbeatTestServerCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(server));
		}
	}

	private static boolean hasServer(ApplicationContext context) {
		return context.containsBeanDefinition("heartbeatTestServer");
	}

}
