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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.integration.TestCertificates;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportTestThreads;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsHandlers}.
 */
@Timeout(60)
@ExtendWith(LeakDetection.class)
class NettyTlsTests {

	private static TestCertificates certificates;

	private final TransportTestThreads threads = new TransportTestThreads();

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	@BeforeAll
	static void createCertificates(@TempDir Path directory) throws Exception {
		certificates = TestCertificates.authority(directory, "authority")
			.sign("server", "san=dns:localhost,ip:127.0.0.1,dns:feed.example.com")
			.sign("stranger", "san=dns:other.example.com");
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
		this.threads.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "feed.example.com" })
	void whenCertificateIsThatOfAnotherHostThenRefused(String host) throws Exception {
		try (HeartbeatTestServer server = server("stranger")) {
			TransportEnd end = connect(host, server.port(), trusting()).awaitEnd();
			assertThat(end.cause()).isEqualTo(DisconnectCause.TLS_FAILED);
			assertThat(end.failure()).hasMessageContaining(host);
			assertThat(server.handshakes()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "feed.example.com" })
	void whenCertificateIsThatOfTheHostThenConnected(String host) throws Exception {
		try (HeartbeatTestServer server = server("server")) {
			TransportRecorder recorder = connect(host, server.port(), trusting());
			recorder.awaitSession().abort(CloseStatus.NORMAL);
			recorder.awaitEnd();
		}
	}

	@Test
	void whenAuthorityIsUnknownThenRefused() throws Exception {
		try (HeartbeatTestServer server = server("server")) {
			assertThat(connect("localhost", server.port(), null).awaitEnd().cause())
				.isEqualTo(DisconnectCause.TLS_FAILED);
		}
	}

	@Test
	void whenServerDoesNotSpeakTlsThenRefused() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture.runAsync(() -> {
				try (Socket socket = server.accept()) {
					socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
					socket.getInputStream().readAllBytes();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			assertThat(connect("localhost", server.getLocalPort(), trusting()).awaitEnd().cause())
				.isEqualTo(DisconnectCause.TLS_FAILED);
		}
	}

	@Test
	void whenHostHasNameThenServerIsTold() throws Exception {
		ExtendedSSLSession session = handshake("feed.example.com", trusting());
		assertThat(session.getRequestedServerNames()).extracting(SNIServerName::getEncoded)
			.containsExactly(new SNIHostName("feed.example.com").getEncoded());
	}

	@Test
	void whenHostIsAddressThenServerIsToldNoName() throws Exception {
		assertThat(handshake("127.0.0.1", trusting()).getRequestedServerNames()).isEmpty();
	}

	@Test
	void whenContextLimitsProtocolsThenTheyAreKept() throws Exception {
		assertThat(handshake("localhost", trusting()).getProtocol()).isEqualTo("TLSv1.3");
		SSLContext limited = trusting();
		SSLEngine engine = limited.createSSLEngine();
		assertThat(engine.getEnabledProtocols()).contains("TLSv1.2");
		assertThat(handshake("localhost", new LimitedSslContext(limited)).getProtocol()).isEqualTo("TLSv1.2");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenContextIsTheSameThenSessionIsResumed(boolean limited) throws Exception {
		SSLContext context = limited ? new LimitedSslContext(trusting()) : trusting();
		try (HeartbeatTestServer server = server("server")) {
			List<Long> created = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				TransportRecorder recorder = connect("localhost", server.port(), context);
				NettyWebSocketSession session = (NettyWebSocketSession) recorder.awaitSession().getNative();
				created.add(session.connection()
					.channel()
					.pipeline()
					.get(SslHandler.class)
					.engine()
					.getSession()
					.getCreationTime());
				recorder.awaitSession().abort(CloseStatus.NORMAL);
				recorder.awaitEnd();
			}
			assertThat(Collections.list(context.getClientSessionContext().getIds())).isNotEmpty();
			assertThat(created.get(1)).isEqualTo(created.get(0));
			assertThat(created.get(2)).isEqualTo(created.get(0));
		}
	}

	private static SSLContext trusting() throws Exception {
		return certificates.context(null, certificates);
	}

	private static HeartbeatTestServer server(String alias) throws Exception {
		return HeartbeatTestServer.start(certificates.context(alias, certificates), false);
	}

	private ExtendedSSLSession handshake(String host, SSLContext context) throws Exception {
		try (SSLServerSocket server = (SSLServerSocket) certificates.context("server", certificates)
			.getServerSocketFactory()
			.createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture<ExtendedSSLSession> session = CompletableFuture.supplyAsync(() -> {
				try (SSLSocket socket = (SSLSocket) server.accept()) {
					return (ExtendedSSLSession) socket.getSession();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
			TransportRecorder recorder = connect(host, server.getLocalPort(), context);
			ExtendedSSLSession result = session.get(TransportRecorder.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			recorder.awaitEnd();
			return result;
		}
	}

	private TransportRecorder connect(String host, int port, @Nullable SSLContext context) {
		TransportRecorder recorder = new TransportRecorder();
		URI url = URI.create("wss://" + host + ":" + port + "/");
		new NettyTransportAttempt(
				new HandshakeRequest("test", "test-1", url, new WebSocketHttpHeaders(), context,
						HeartbeatClientSettings.of(url)),
				recorder, EventLoops.shared(this.group), (name, eventLoop, callback) -> {
					callback.resolved(List.of(InetAddress.getLoopbackAddress()));
					return () -> {
					};
				}, this.threads)
			.connect();
		return recorder;
	}

	/**
	 * A context with other defaults than its provider has, as that of a bundle with
	 * options.
	 */
	private static final class LimitedSslContext extends SSLContext {

		LimitedSslContext(SSLContext delegate) {
			super(new Spi(delegate), delegate.getProvider(), delegate.getProtocol());
		}

		/**
		 * Its implementation.
		 */
		private static final class Spi extends SSLContextSpi {

			private final SSLContext delegate;

			Spi(SSLContext delegate) {
				this.delegate = delegate;
			}

			@Override
			protected SSLEngine engineCreateSSLEngine() {
				throw new UnsupportedOperationException();
			}

			@Override
			protected SSLEngine engineCreateSSLEngine(String host, int port) {
				SSLEngine engine = this.delegate.createSSLEngine(host, port);
				SSLParameters parameters = engine.getSSLParameters();
				parameters.setProtocols(new String[] { "TLSv1.2" });
				engine.setSSLParameters(parameters);
				return engine;
			}

			@Override
			protected SSLSessionContext engineGetClientSessionContext() {
				return this.delegate.getClientSessionContext();
			}

			@Override
			protected SSLSessionContext engineGetServerSessionContext() {
				throw new UnsupportedOperationException();
			}

			@Override
			protected SSLServerSocketFactory engineGetServerSocketFactory() {
				throw new UnsupportedOperationException();
			}

			@Override
			protected SSLSocketFactory engineGetSocketFactory() {
				throw new UnsupportedOperationException();
			}

			@Override
			protected void engineInit(KeyManager[] keyManagers, TrustManager[] trustManagers, SecureRandom random) {
				throw new UnsupportedOperationException();
			}

		}

	}

}
