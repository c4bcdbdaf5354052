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

package io.github.heartbeat.integration;

import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportThreads;
import io.github.heartbeat.transport.netty.NettyTransport;
import io.github.heartbeat.transport.standard.StandardTransport;

/**
 * Transport of all engines of these tests that bring no client of their own: over Tomcat,
 * or over Netty with {@code -Dtest.transport=netty}.
 */
final class TestTransport {

	private static final String PROPERTY = "test.transport";

	static final boolean NETTY = "netty".equals(System.getProperty(PROPERTY));

	private TestTransport() {
	}

	static Transport create(TransportThreads threads) {
		return NETTY ? new NettyTransport(threads, 2) : new StandardTransport(threads, () -> null);
	}

	/**
	 * Return what a process of a test needs to have the same transport.
	 * @return an option of its JVM
	 */
	static String jvmOption() {
		return "-D" + PROPERTY + "=" + System.getProperty(PROPERTY, "standard");
	}

}
