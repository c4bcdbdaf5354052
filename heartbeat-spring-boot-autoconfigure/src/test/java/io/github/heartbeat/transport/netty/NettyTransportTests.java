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

package io.github.heartbeat.transport.netty;

import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportSpecification;
import io.github.heartbeat.transport.TransportThreads;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests for {@link NettyTransport}.
 */
@ExtendWith(LeakDetection.class)
class NettyTransportTests extends TransportSpecification {

	@Override
	protected Transport createTransport(TransportThreads threads) {
		return new NettyTransport(threads, 2);
	}

}
