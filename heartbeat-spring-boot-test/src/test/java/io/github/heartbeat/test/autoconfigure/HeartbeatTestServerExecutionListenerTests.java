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

import java.lang.reflect.Method;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.sample.SampleApplication;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HeartbeatTestServerExecutionListener}.
 */
@Timeout(60)
class HeartbeatTestServerExecutionListenerTests {

	private final Example example = new Example();

	private final Method method = Example.class.getDeclaredMethods()[0];

	private final TestContextManager manager = new TestContextManager(Example.class);

	@Test
	void whenHandlerHasFailedThenTestFailsAndTheNextOneDoesNot() throws Exception {
		begin();
		server().onText((connection, text) -> {
			throw new IllegalStateException("unexpected " + text);
		});
		client().send("x");
		clock().settle();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this::end).havingCause().withMessage("unexpected x");
		begin();
		end();
	}

	@Test
	void whenTestHasLeftClientsDownThenTheNextOneBeginsWithConnections() throws Exception {
		begin();
		client().close();
		server().stop();
		end();
		begin();
		assertThat(server().client("prices").isOpen()).isTrue();
		assertThat(server().client("orders").isOpen()).isTrue();
		end();
	}

	@Test
	void whenTestHasScriptedTheServerThenTheNextOneHasTheScriptOfItsConfiguration() throws Exception {
		begin();
		OrderServer.refuseLogins(server());
		end();
		begin();
		HeartbeatClient orders = context().getBean("ordersHeartbeatClient", HeartbeatClient.class);
		orders.reconnect();
		clock().settle();
		assertThat(orders.isReady()).isTrue();
		end();
	}

	private void begin() throws Exception {
		this.manager.prepareTestInstance(this.example);
		this.manager.beforeTestMethod(this.example, this.method);
	}

	private void end() throws Exception {
		this.manager.afterTestMethod(this.example, this.method, null);
	}

	private ApplicationContext context() {
		return this.manager.getTestContext().getApplicationContext();
	}

	private HeartbeatTestServer server() {
		return context().getBean(HeartbeatTestServer.class);
	}

	private HeartbeatTestClock clock() {
		return context().getBean(HeartbeatTestClock.class);
	}

	private HeartbeatClient client() {
		return context().getBean("pricesHeartbeatClient", HeartbeatClient.class);
	}

	@HeartbeatTest
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(OrderServer.class)
	static class Example {

		void test() {
		}

	}

}
