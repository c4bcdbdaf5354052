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

import io.github.heartbeat.transport.WriteRecorder;
import org.glassfish.tyrus.client.ClientManager;
import org.junit.jupiter.api.AfterAll;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StandardTransport} over a client of the user's that uses Tyrus.
 */
class TyrusTransportTests extends UserClientTransportSpecification {

	private static final ClientManager container = ClientManager
		.createClient("org.glassfish.tyrus.container.jdk.client.JdkClientContainer");

	TyrusTransportTests() {
		super(container);
	}

	@AfterAll
	static void stopContainer() {
		container.shutdown();
	}

	// Tyrus sends its Close frame behind what is being written: its write goes on until
	// the peer reads.
	@Override
	protected void assertStuckWriteEnded(WriteRecorder write) {
		this.peer.thaw();
		assertThat(write.awaitOutcomes(1)).hasSize(1);
	}

	// Tyrus tells the end when its own Close frame is written.
	@Override
	protected void assertEndWithoutAnswer() {
		this.recorder.awaitEnd();
	}

}
