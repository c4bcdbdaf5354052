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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.integration.TestCertificates;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportAttempt;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportTestThreads;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the threads of {@link NettyTransport}.
 */
@Timeout(60)
@ExtendWith(LeakDetection.class)
class NettyTransportThreadTests {

	private final TransportTestThreads threads = new TransportTestThreads();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.threads.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenThereAreManyConnectionsThenThereAreAsManyThreadsAsForOne(boolean secure) throws Exception {
		SSLContext client = null;
		SSLContext own = null;
		if (secure) {
			TestCertificates certificates = TestCertificates.authority(this.directory, "authority")
				.sign("server", "san=dns:localhost");
			own = certificates.context("server", certificates);
			client = certificates.context(null, certificates);
		}
		NettyTransport transport = new NettyTransport(this.threads, 2);
		assertThat(threads()).isZero();
		try (HeartbeatTestServer server = secure ? HeartbeatTestServer.start(own, false)
				: HeartbeatTestServer.start()) {
			List<TransportRecorder> recorders = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				TransportRecorder recorder = new TransportRecorder();
				attempt(transport, server.url(), client, recorder).connect();
				recorders.add(recorder);
			}
			recorders.forEach(TransportRecorder::awaitSession);
			assertThat(threads()).isEqualTo(2);
			recorders.forEach((recorder) -> recorder.awaitSession().abort(CloseStatus.NORMAL));
			recorders.forEach(TransportRecorder::awaitEnd);
		}
		transport.destroy();
		TransportRecorder.await().until(() -> threads() == 0);
	}

	@Test
	void whenTransportIsDestroyedThenWhatIsOpenIsClosedAndNothingIsConnectedAnyMore() {
		NettyTransport transport = new NettyTransport(this.threads, 1);
		TransportRecorder recorder = new TransportRecorder();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			attempt(transport, server.url(), null, recorder).connect();
			recorder.awaitSession();
			transport.destroy();
			recorder.awaitEnd();
			TransportRecorder.await().until(() -> server.counts().held() == 0);
			TransportRecorder.await().until(() -> threads() == 0);
			recorder.awaitSession().abort(CloseStatus.NORMAL);
			recorder.awaitSession().resumeReading();
			TransportRecorder late = new TransportRecorder();
			attempt(transport, server.url(), null, late).connect();
			assertThat(late.awaitEnd().cause()).isEqualTo(DisconnectCause.CONNECT_FAILED);
			assertThat(server.counts().accepted()).isOne();
		}
	}

	@Test
	void whenEventLoopsAreSharedThenTheyOutliveTheTransport() throws Exception {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		NettyTransport transport = new NettyTransport(this.threads, group);
		TransportRecorder recorder = new TransportRecorder();
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			attempt(transport, server.url(), null, recorder).connect();
			recorder.awaitSession().abort(CloseStatus.NORMAL);
			recorder.awaitEnd();
		}
		transport.destroy();
		assertThat(group.isShuttingDown()).isFalse();
		assertThat(threads()).isZero();
		group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
	}

	@Test
	void whenSharedEventLoopsAreNotOnNioThenRefused() throws Exception {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
		assertThatIllegalArgumentException().isThrownBy(() -> new NettyTransport(this.threads, group))
			.withMessageContaining("NioIoHandler");
		group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void whenThereAreNoEventLoopsThenRefused(int eventLoops) {
		assertThatIllegalArgumentException().isThrownBy(() -> new NettyTransport(this.threads, eventLoops))
			.withMessageContaining("event loops");
	}

	private static TransportAttempt attempt(NettyTransport transport, String url, SSLContext sslContext,
			TransportRecorder recorder) {
		return transport.createAttempt(new HandshakeRequest("test", "test-1", URI.create(url),
				new WebSocketHttpHeaders(), sslContext, HeartbeatClientSettings.of(URI.create(url))), recorder);
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && thread.getName().startsWith("heartbeat-netty-"))
			.count();
	}

}
