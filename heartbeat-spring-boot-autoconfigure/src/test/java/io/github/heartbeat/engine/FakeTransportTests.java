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

package io.github.heartbeat.engine;

import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportPeer;
import io.github.heartbeat.transport.TransportSpecification;
import io.github.heartbeat.transport.TransportThreads;

/**
 * Tests for {@link FakeTransport}: what the engine is tested with keeps the promises of
 * the boundary.
 */
class FakeTransportTests extends TransportSpecification {

	private FakeTransport fake;

	@Override
	protected Transport createTransport(TransportThreads threads) {
		this.fake = new FakeTransport(threads.io());
		return this.fake;
	}

	@Override
	protected TransportPeer createPeer() {
		return new FakeTransportPeer(this.fake);
	}

}
