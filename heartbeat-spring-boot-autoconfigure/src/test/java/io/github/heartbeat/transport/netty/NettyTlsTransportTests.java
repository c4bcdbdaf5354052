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

import java.nio.file.Path;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.integration.TestCertificates;
import io.github.heartbeat.transport.Transport;
import io.github.heartbeat.transport.TransportSpecification;
import io.github.heartbeat.transport.TransportThreads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests for {@link NettyTransport} over TLS.
 */
@ExtendWith(LeakDetection.class)
class NettyTlsTransportTests extends TransportSpecification {

	private static SSLContext server;

	private static SSLContext client;

	@BeforeAll
	static void createCertificates(@TempDir Path directory) throws Exception {
		TestCertificates certificates = TestCertificates.authority(directory, "authority")
			.sign("server", "san=dns:localhost,ip:127.0.0.1");
		server = certificates.context("server", certificates);
		client = certificates.context(null, certificates);
	}

	@Override
	protected Transport createTransport(TransportThreads threads) {
		return new NettyTransport(threads, 2);
	}

	@Override
	protected SSLContext serverSslContext() {
		return server;
	}

	@Override
	protected SSLContext clientSslContext() {
		return client;
	}

}
