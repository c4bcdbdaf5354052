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

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.integration.TestCertificates;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportTestThreads;
import io.github.heartbeat.transport.WriteRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing that is secret is in what Netty and the transport log, at whatever level.
 */
@Timeout(60)
@ExtendWith({ LeakDetection.class, OutputCaptureExtension.class })
class NettySecretsTests {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final TransportTestThreads threads = new TransportTestThreads();

	private final NettyTransport transport = new NettyTransport(this.threads, 1);

	@BeforeEach
	void logEverything() {
		this.root.setLevel(Level.TRACE);
	}

	@AfterEach
	void stop() {
		this.root.setLevel(this.level);
		this.transport.destroy();
		this.threads.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenEverythingIsLoggedThenNothingSecretIs(boolean secure, @TempDir Path directory, CapturedOutput output)
			throws Exception {
		TestCertificates certificates = TestCertificates.authority(directory, "authority")
			.sign("server", "san=dns:localhost");
		try (HeartbeatTestServer server = secure
				? HeartbeatTestServer.start(certificates.context("server", certificates), false)
				: HeartbeatTestServer.start()) {
			server.onText((connection, text) -> connection.sendText("s3cr3t-answer"));
			TransportRecorder recorder = connect(server.url("/feed?token=s3cr3t-query"),
					certificates.context(null, certificates));
			recorder.awaitSession().sendText("s3cr3t-message", new WriteRecorder());
			recorder.awaitStory(2);
			server.connections().forEach((connection) -> connection.sendFrame(7, true, 0, false, "s3cr3t".getBytes()));
			recorder.awaitEnd();
		}
		assertThat(output).contains("io.netty").doesNotContain("s3cr3t");
	}

	@Test
	void whenServerRefusesAndRedirectsThenNothingSecretIsLogged(CapturedOutput output) {
		for (HandshakeResponse response : List.of(
				HandshakeResponse.refuseWith(401, "Set-Cookie", "s3cr3t-cookie").withBody("s3cr3t-body"),
				HandshakeResponse.refuseWith(302, "Location", "ws://127.0.0.1:1/?token=s3cr3t"),
				HandshakeResponse.garbage().withBody("s3cr3t"), HandshakeResponse.drop())) {
			try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(response)) {
				connect(server.url("/feed?token=s3cr3t-query"), null).awaitEnd();
			}
		}
		assertThat(output).doesNotContain("s3cr3t");
	}

	@Test
	void whenNameIsLookedUpThenNothingButTheNameIsLogged(CapturedOutput output) {
		connect("ws://does-not-exist.invalid/feed?token=s3cr3t-query", null).awaitEnd();
		assertThat(output).doesNotContain("s3cr3t");
	}

	private TransportRecorder connect(String url, SSLContext sslContext) {
		TransportRecorder recorder = new TransportRecorder();
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.setBearerAuth("s3cr3t-header");
		this.transport
			.createAttempt(new HandshakeRequest("test", "test-1", URI.create(url), headers, sslContext,
					HeartbeatClientSettings.of(URI.create(url))), recorder)
			.connect();
		return recorder;
	}

}
