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

package io.github.heartbeat.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClients;
import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.autoconfigure.HeartbeatListenerAutoConfiguration;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A server, contexts with clients {@code prices} and {@code orders} that connect to it,
 * and what their listeners have received.
 */
final class Feed implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(15);

	private final HeartbeatTestServer server = HeartbeatTestServer.start();

	private final List<Object> received = new CopyOnWriteArrayList<>();

	HeartbeatTestServer server() {
		return this.server;
	}

	/**
	 * Return a runner of contexts with both clients.
	 * @param configuration has the listeners
	 * @return the runner
	 */
	ApplicationContextRunner runner(Class<?>... configuration) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HeartbeatAutoConfiguration.class, HeartbeatListenerAutoConfiguration.class))
			.withBean(Feed.class, () -> this)
			.withUserConfiguration(configuration)
			.withPropertyValues("heartbeat.keep-alive=false",
					"heartbeat.client.prices.url=" + this.server.url("/prices"),
					"heartbeat.client.orders.url=" + this.server.url("/orders"));
	}

	/**
	 * Wait for the connection of a client.
	 * @param clientName the client
	 * @return the server's side of it
	 */
	HeartbeatTestConnection connection(String clientName) {
		return await()
			.until(() -> this.server.connections()
				.stream()
				.filter((connection) -> connection.handshake().path().equals("/" + clientName))
				.findFirst(), (connection) -> connection.isPresent())
			.orElseThrow();
	}

	void send(String clientName, String text) {
		assertThat(connection(clientName).sendText(text)).isTrue();
	}

	void send(String clientName, byte[] bytes) {
		assertThat(connection(clientName).sendBinary(bytes)).isTrue();
	}

	/**
	 * Wait for a message of a client.
	 * @return the frame, text or binary
	 * @throws InterruptedException if interrupted while waiting
	 */
	RecordedFrame takeMessage() throws InterruptedException {
		return this.server.takeFrame((frame) -> frame.opcode() == Opcodes.TEXT || frame.opcode() == Opcodes.BINARY,
				PATIENCE);
	}

	void receive(Object payload) {
		this.received.add(payload);
	}

	List<Object> received() {
		return this.received;
	}

	void awaitReceived(Object... payloads) {
		await().untilAsserted(() -> assertThat(this.received).containsExactly(payloads));
	}

	/**
	 * Return a connection that no server knows of.
	 * @param client the client whose connection it is
	 * @return the connection
	 */
	static HeartbeatConnection connection(HeartbeatClient client) {
		String id = client.getName() + "-1";
		HeartbeatConnection connection = mock(HeartbeatConnection.class);
		given(connection.getClient()).willReturn(client);
		given(connection.getId()).willReturn(id);
		return connection;
	}

	static HeartbeatStatistics statistics(BeanFactory beans, String clientName) {
		return beans.getBean(HeartbeatClients.class).get(clientName).getStatistics();
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE);
	}

	@Override
	public void close() {
		this.server.close();
	}

}
