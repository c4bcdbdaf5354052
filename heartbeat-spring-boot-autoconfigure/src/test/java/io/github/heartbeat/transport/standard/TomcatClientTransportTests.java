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

import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.api.AfterAll;

/**
 * Tests for {@link StandardTransport} over a client of the user's that uses Tomcat, whose
 * frames are not read in its place.
 */
class TomcatClientTransportTests extends UserClientTransportSpecification {

	private static final WsWebSocketContainer container = new WsWebSocketContainer();

	TomcatClientTransportTests() {
		super(container);
	}

	@AfterAll
	static void stopContainer() {
		container.destroy();
	}

	// Tomcat tells the end when its own Close frame is written.
	@Override
	protected void assertEndWithoutAnswer() {
		this.recorder.awaitEnd();
	}

}
