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

package io.github.heartbeat.test;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link HeartbeatTestServer} with TLS.
 */
@Timeout(60)
class HeartbeatTestServerTlsTests {

	private static final Duration TIMEOUT = TestClient.TIMEOUT;

	private static final String PASSWORD = "password";

	@Test
	void whenCertificateIsTrustedThenClientConnects(@TempDir Path directory) throws Exception {
		KeyStore keyStore = createKeyStore(directory);
		try (HeartbeatTestServer server = HeartbeatTestServer.start(context(keyStore, true), false)) {
			server.onText(new SeedScript());
			assertThat(server.url()).startsWith("wss://localhost:");
			TestClient client = TestClient.connect(httpClient(keyStore, false), server.url());
			assertThat(client.send("heartbeat").next()).isEqualTo("text get heartbeat");
			client.sendClose(1000, "bye");
			assertThat(client.next()).isEqualTo("close 1000 bye");
			await().atMost(TIMEOUT).until(() -> server.counts().held() == 0);
		}
	}

	@Test
	void whenClientCertificateIsNeededThenOthersAreRefused(@TempDir Path directory) throws Exception {
		KeyStore keyStore = createKeyStore(directory);
		try (HeartbeatTestServer server = HeartbeatTestServer.start(context(keyStore, true), true)) {
			HttpClient without = httpClient(keyStore, false);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> TestClient.connect(without, server.url()));
			assertThat(server.handshakes()).isEmpty();
			TestClient.connect(httpClient(keyStore, true), server.url());
			assertThat(server.counts().open()).isOne();
		}
	}

	@Test
	void whenFrozenOrCutThenTlsDoesNotBlock(@TempDir Path directory) throws Exception {
		KeyStore keyStore = createKeyStore(directory);
		HeartbeatTestServer server = HeartbeatTestServer.start(context(keyStore, true), false);
		HttpClient httpClient = httpClient(keyStore, false);
		TestClient cut = TestClient.connect(httpClient, server.url());
		server.takeConnection(TIMEOUT).cut();
		assertThat(cut.next()).matches("close 1006.*|error .*");
		TestClient frozen = TestClient.connect(httpClient, server.url());
		server.freeze();
		frozen.ping("x");
		long start = System.nanoTime();
		server.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT);
		assertThat(frozen.next()).matches("close 1006.*|error .*");
	}

	private static HttpClient httpClient(KeyStore keyStore, boolean withKey) throws Exception {
		return HttpClient.newBuilder().sslContext(context(keyStore, withKey)).build();
	}

	private static SSLContext context(KeyStore keyStore, boolean withKey) throws Exception {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(keyStore);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init((withKey) ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
		return context;
	}

	private static KeyStore createKeyStore(Path directory) throws Exception {
		Path file = directory.resolve("test.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass",
				PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		KeyStore key = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			key.load(in, PASSWORD.toCharArray());
		}
		// A PKCS12 entry with a key is not a trust anchor: the certificate needs its own
		key.setCertificateEntry("trusted", key.getCertificate("test"));
		return key;
	}

}
