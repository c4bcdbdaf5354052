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

package io.github.heartbeat.transport.standard;

import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.WriteRecorder;
import org.eclipse.jetty.ee11.websocket.jakarta.client.JakartaWebSocketClientContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandardTransport} over a client of the user's that uses Jetty.
 */
class JettyTransportTests extends UserClientTransportSpecification {

	private static final JakartaWebSocketClientContainer container = new JakartaWebSocketClientContainer();

	JettyTransportTests() {
		super(container);
	}

	@BeforeAll
	static void startContainer() throws Exception {
		container.start();
	}

	@AfterAll
	static void stopContainer() throws Exception {
		container.stop();
	}

	// Jetty closes the socket only behind what is being written: its write goes on until
	// the peer reads.
	@Override
	protected void assertStuckWriteEnded(WriteRecorder write) {
		this.peer.thaw();
		assertThat(write.awaitOutcomes(1)).hasSize(1);
	}

	// Jetty's pool may open a socket more than it needs, and keeps that for its idle
	// time-out.
	@Override
	protected void awaitNoConnection() {
		TransportRecorder.await().until(() -> this.peer.connections() == 0);
	}

	// Jetty finds the fault itself, and keeps the socket for its idle time-out.
	@Override
	protected void awaitNoConnectionOfInvalidHandshake() {
		assertThat(this.peer.connections()).isPositive();
	}

}
