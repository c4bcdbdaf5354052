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

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.engine.SslContextSource;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.SeedScript;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code wss} with an SSL bundle.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class TlsTests {

	private TestCertificates certificates;

	private TestCertificates strangers;

	@BeforeAll
	void createCertificates(@TempDir Path directory) throws Exception {
		this.certificates = TestCertificates.authority(directory, "authority")
			.sign("server", "san=dns:localhost")
			.sign("stranger", "san=dns:feed.example.com")
			.sign("client", "eku=clientAuth");
		this.strangers = TestCertificates.authority(directory, "strangers");
	}

	@Test
	void certificateOfAPrivateAuthorityIsTrusted() throws Exception {
		try (HeartbeatTestServer server = server("server").onText(new SeedScript());
				TestEngine engine = engine(server, bundle(trusting(this.certificates))).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send("clientMsg").join();
			assertThat(engine.log().awaitTexts(1)).containsExactly("serverMsg");
		}
	}

	@Test
	void largeMessagesGoBothWays() throws Exception {
		byte[] bytes = new byte[3_000_000];
		try (HeartbeatTestServer server = server("server").recordFrames(false)
			.onBinary((connection, received) -> connection.sendBinary(received));
				TestEngine engine = engine(server, bundle(trusting(this.certificates)))
					.withReceive((receive) -> receive.withMaxMessageSize(DataSize.ofMegabytes(3)))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send(ByteBuffer.wrap(bytes)).join();
			assertThat(engine.await(HeartbeatMessageEvent.class).getBytes()).hasSize(bytes.length);
		}
	}

	@Test
	void certificateOfAnUnknownAuthorityIsRefused() throws Exception {
		try (HeartbeatTestServer server = server("server");
				TestEngine engine = engine(server, bundle(trusting(this.strangers))).start()) {
			assertRefused(engine);
			assertThat(server.handshakes()).isEmpty();
		}
	}

	@Test
	void certificateOfAPrivateAuthorityIsRefusedWithoutBundle() throws Exception {
		try (HeartbeatTestServer server = server("server"); TestEngine engine = TestEngine.to(server.url()).start()) {
			assertRefused(engine);
		}
	}

	@Test
	void certificateForAnotherHostIsRefused() throws Exception {
		try (HeartbeatTestServer server = server("stranger");
				TestEngine engine = engine(server, bundle(trusting(this.certificates))).start()) {
			assertRefused(engine);
			assertThat(engine.await(HeartbeatErrorEvent.class).getThrowable().getMessage()).contains("localhost");
			assertThat(server.handshakes()).isEmpty();
		}
	}

	@Test
	void certificateThatDoesNotNameTheAddressIsRefused() throws Exception {
		SslContextSource source = bundle(trusting(this.certificates));
		try (HeartbeatTestServer server = server("server");
				TestEngine engine = TestEngine.to("wss://127.0.0.1:" + server.port() + "/")
					.with((settings) -> settings.withSsl(new HeartbeatClientSettings.Ssl("feed")))
					.customize((builder) -> builder.sslContexts(source))
					.start()) {
			assertRefused(engine);
		}
	}

	@Test
	void clientShowsItsCertificateWhereOneIsRequired() throws Exception {
		SSLContext context = this.certificates.context("client", this.certificates);
		try (HeartbeatTestServer server = HeartbeatTestServer
			.start(this.certificates.context("server", this.certificates), true);
				TestEngine engine = engine(server, bundle(context)).start()) {
			engine.await(HeartbeatOpenEvent.class);
			assertThat(engine.log().story()).containsExactly("Open");
		}
	}

	@Test
	void clientWithoutCertificateIsRefusedWhereOneIsRequired() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer
			.start(this.certificates.context("server", this.certificates), true);
				TestEngine engine = engine(server, bundle(trusting(this.certificates))).start()) {
			// With TLS 1.3 the refusal comes when the handshake is over for the client
			assertThat(engine.await(HeartbeatErrorEvent.class).isAttempt()).isTrue();
			assertThat(engine.await(HeartbeatErrorEvent.class, 2).isAttempt()).isTrue();
			assertThat(server.handshakes()).isEmpty();
		}
	}

	@Test
	void bundleIsAskedForAnewAtEachAttempt() throws Exception {
		AtomicReference<SSLContext> current = new AtomicReference<>(trusting(this.strangers));
		List<String> names = new CopyOnWriteArrayList<>();
		try (HeartbeatTestServer server = server("server"); TestEngine engine = engine(server, (name) -> {
			names.add(name);
			return current.get();
		}).start()) {
			assertRefused(engine);
			current.set(trusting(this.certificates));
			engine.await(HeartbeatOpenEvent.class);
			assertThat(names).hasSizeGreaterThan(1).containsOnly("feed");
		}
	}

	@Test
	void bundleThatCannotBeUsedIsRetried() throws Exception {
		AtomicReference<SSLContext> current = new AtomicReference<>();
		try (HeartbeatTestServer server = server("server"); TestEngine engine = engine(server, (name) -> {
			SSLContext context = current.get();
			if (context == null) {
				throw new IllegalStateException("No such file");
			}
			return context;
		}).start()) {
			HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
			assertThat(error.getCause()).isEqualTo(DisconnectCause.TLS_FAILED);
			assertThat(error.getThrowable()).hasMessageContaining("'feed'").hasMessageContaining("No such file");
			current.set(trusting(this.certificates));
			engine.await(HeartbeatOpenEvent.class);
		}
	}

	@Test
	void serverThatDoesNotSpeakTlsIsRetried() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url().replace("ws:", "wss:"))
					.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(1)))
					.start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).getCause()).isIn(DisconnectCause.TLS_FAILED,
					DisconnectCause.CONNECT_TIMEOUT, DisconnectCause.CONNECT_FAILED);
		}
	}

	@Test
	void tlsHandshakeThatHangsIsRetried() throws Exception {
		try (HeartbeatTestServer server = server("server").enqueue(HandshakeResponse.tarpit());
				TestEngine engine = engine(server, bundle(trusting(this.certificates)))
					.with((settings) -> settings.withConnectTimeout(Duration.ofSeconds(1)))
					.start()) {
			assertThat(engine.await(HeartbeatErrorEvent.class).getCause()).isEqualTo(DisconnectCause.CONNECT_TIMEOUT);
			engine.await(HeartbeatOpenEvent.class);
		}
	}

	@Test
	void peerThatGoesSilentIsNoticedAndLeft() throws Exception {
		try (HeartbeatTestServer server = server("server");
				TestEngine engine = engine(server, bundle(trusting(this.certificates)))
					.withPing(PingMode.FRAME, Duration.ofMillis(200), Duration.ofMillis(500))
					.start()) {
			HeartbeatTestConnection dead = engine.awaitOpen(server);
			dead.freeze();
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.PING_TIMEOUT);
			engine.await(HeartbeatOpenEvent.class, 2);
			dead.thaw();
			TestEngine.await("the old socket is closed", () -> !dead.isOpen());
		}
	}

	@Test
	void writeThatIsStuckEndsTheConnection() throws Exception {
		try (HeartbeatTestServer server = server("server");
				TestEngine engine = engine(server, bundle(trusting(this.certificates)))
					.withPing(PingMode.OFF, Duration.ofSeconds(1), Duration.ofSeconds(1))
					.withSend(
							(send) -> send.withTimeout(Duration.ofMillis(700)).withQueueSize(DataSize.ofMegabytes(64)))
					.start()) {
			HeartbeatTestConnection stuck = engine.awaitOpen(server);
			engine.await(HeartbeatOpenEvent.class);
			stuck.freeze();
			List<CompletableFuture<Void>> sent = new ArrayList<>();
			for (int i = 0; i < 24; i++) {
				sent.add(engine.client().send(ByteBuffer.allocate(1024 * 1024)));
			}
			assertThat(engine.await(HeartbeatCloseEvent.class).getCause()).isEqualTo(DisconnectCause.SEND_TIMEOUT);
			engine.await(HeartbeatOpenEvent.class, 2);
			TestEngine.await("all futures end", () -> sent.stream().allMatch(CompletableFuture::isDone));
			stuck.thaw();
			TestEngine.await("the old socket is closed", () -> !stuck.isOpen());
		}
	}

	private HeartbeatTestServer server(String alias) throws Exception {
		return HeartbeatTestServer.start(this.certificates.context(alias, this.certificates), false);
	}

	private SSLContext trusting(TestCertificates authority) throws Exception {
		return this.certificates.context(null, authority);
	}

	private static SslContextSource bundle(SSLContext context) {
		return (name) -> context;
	}

	private static TestEngine engine(HeartbeatTestServer server, SslContextSource source) {
		return TestEngine.to(server.url())
			.with((settings) -> settings.withSsl(new HeartbeatClientSettings.Ssl("feed")))
			.customize((builder) -> builder.sslContexts(source));
	}

	private static void assertRefused(TestEngine engine) {
		HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
		assertThat(error.getCause()).as(() -> "cause of " + error.getThrowable()).isEqualTo(DisconnectCause.TLS_FAILED);
		assertThat(error.isAttempt()).isTrue();
		assertThat(error.getThrowable()).isInstanceOf(HeartbeatConnectionException.class);
		assertThat(engine.log().story()).doesNotContain("Open");
	}

}
