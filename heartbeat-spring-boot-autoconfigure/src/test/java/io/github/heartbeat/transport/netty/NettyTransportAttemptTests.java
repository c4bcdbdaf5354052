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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.test.HandshakeResponse;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportTestThreads;
import io.github.heartbeat.transport.WriteRecorder;
import io.netty.channel.Channel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyTransportAttempt}.
 */
@Timeout(60)
@ExtendWith(LeakDetection.class)
class NettyTransportAttemptTests {

	private final CountingEventLoopGroup group = new CountingEventLoopGroup();

	private final TransportTestThreads threads = new TransportTestThreads();

	private final TransportRecorder recorder = new TransportRecorder();

	@AfterEach
	void stop() throws InterruptedException {
		this.group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
		this.threads.close();
	}

	// RFC 8305, section 4: the families take turns.
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			::1 ::2 ::3 127.0.0.1 127.0.0.2 | ::1 127.0.0.1 ::2 127.0.0.2 ::3
			127.0.0.1 127.0.0.2 ::1         | 127.0.0.1 ::1 127.0.0.2
			127.0.0.1 127.0.0.2             | 127.0.0.1 127.0.0.2
			::1                             | ::1
			""")
	void whenHostHasAddressesOfBothFamiliesThenTheyTakeTurns(String addresses, String interleaved) {
		assertThat(AddressRace.interleave(addresses(addresses.split(" "))))
			.isEqualTo(addresses(interleaved.split(" ")));
	}

	// RFC 8305, section 5: the next attempt does not wait for the end of this one.
	@Test
	void whenFirstAddressHangsThenTheNextIsTriedAfterItsHeadStart() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				HangingAddress hanging = HangingAddress.at("127.0.0.2", server.port())) {
			assertThat(hanging.port()).isEqualTo(server.port());
			long start = System.nanoTime();
			attempt(server.port(), "127.0.0.2", "127.0.0.1").connect();
			this.recorder.awaitSession();
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(AddressRace.HEAD_START.toNanos());
			// The one that lost is dropped
			awaitChannels(1);
			assertThat(server.takeConnection(TransportRecorder.PATIENCE).handshake().header("Host"))
				.isEqualTo("feed.example.com:" + server.port());
		}
	}

	@Test
	void whenFirstAddressRefusesThenTheNextIsTriedAtOnce() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			attempt(server.port(), "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7", "127.0.0.1")
				.connect();
			this.recorder.awaitSession();
			awaitChannels(1);
		}
	}

	@Test
	void whenEachAddressRefusesThenConnectionIsRefused() throws Exception {
		attempt(unusedPort(), "127.0.0.3", "127.0.0.4").connect();
		TransportEnd end = this.recorder.awaitEnd();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_REFUSED);
		assertThat(end.failure()).hasMessageContaining("Nobody listens");
		awaitChannels(0);
	}

	@Test
	void whenHostIsUnknownThenItIsSaid() {
		attempt(80, failing(new ArrayList<>())).connect();
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.UNKNOWN_HOST);
	}

	@Test
	void whenHostIsAskedForThenItIsByItsNameAndAnewForEachAttempt() {
		List<String> hosts = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			TransportRecorder recorder = new TransportRecorder();
			new NettyTransportAttempt(request("ws://feed.example.com/", new WebSocketHttpHeaders()), recorder,
					EventLoops.shared(this.group), failing(hosts), this.threads)
				.connect();
			recorder.awaitEnd();
		}
		assertThat(hosts).containsExactly("feed.example.com", "feed.example.com");
	}

	@Test
	void whenAbandonedWhileNamesAreLookedUpThenEndIsToldAndAnswerIsIgnored() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			AtomicReference<HostResolver.Callback> lookup = new AtomicReference<>();
			CompletableFuture<Void> givenUp = new CompletableFuture<>();
			NettyTransportAttempt attempt = attempt(server.port(), (host, eventLoop, callback) -> {
				lookup.set(callback);
				return () -> givenUp.complete(null);
			});
			attempt.connect();
			attempt.abandon();
			assertAbandoned();
			assertThat(givenUp).isDone();
			lookup.get().resolved(addresses("127.0.0.1"));
			this.group.submit(() -> {
			}).sync();
			assertThat(server.counts().accepted()).isZero();
			this.recorder.assertEndedOnce();
		}
	}

	@Test
	void whenAbandonedWhileConnectingThenNoSocketIsLeft() throws Exception {
		try (HangingAddress hanging = HangingAddress.at("127.0.0.2", 0)) {
			NettyTransportAttempt attempt = attempt(hanging.port(), "127.0.0.2", "127.0.0.2", "127.0.0.2");
			attempt.connect();
			awaitChannels(2);
			attempt.abandon();
			assertAbandoned();
		}
	}

	@Test
	void whenAbandonedWhileAnswerIsWaitedForThenNoSocketIsLeft() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.silence())) {
			NettyTransportAttempt attempt = attempt(server.port(), "127.0.0.1");
			attempt.connect();
			server.awaitHandshakes(1, TransportRecorder.PATIENCE);
			attempt.abandon();
			assertAbandoned();
			TransportRecorder.await().until(() -> server.counts().held() == 0);
		}
	}

	@Test
	void whenAbandonedWhileTlsIsWaitedForThenNoSocketIsLeft() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().respondWith(HandshakeResponse.tarpit())) {
			NettyTransportAttempt attempt = new NettyTransportAttempt(
					request("wss://127.0.0.1:" + server.port() + "/", new WebSocketHttpHeaders()), this.recorder,
					EventLoops.shared(this.group), new JdkHostResolver(), this.threads);
			attempt.connect();
			TransportRecorder.await().until(() -> server.counts().held() == 1);
			attempt.abandon();
			assertAbandoned();
		}
	}

	@Test
	void whenAbandonedWhileRefusalIsReadThenNoTaskIsLeft() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.respondWith(HandshakeResponse.garbage().withBody("HTTP/1.1 503 X\r\nContent-Length: 100\r\n\r\n"))) {
			NettyTransportAttempt attempt = attempt(server.port(), "127.0.0.1");
			attempt.connect();
			this.recorder.awaitEnd();
			attempt.abandon();
			attempt.abandon();
			awaitChannels(0);
			this.recorder.assertEndedOnce();
		}
	}

	private void assertAbandoned() {
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		awaitChannels(0);
		this.recorder.assertEndedOnce();
	}

	@Test
	void whenRefusedThenStatusHeadersAndBodyAreTold() {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.respondWith(HandshakeResponse.refuseWith(503, "Retry-After", "7").withBody("x".repeat(20_000)))) {
			attempt(server.port(), "127.0.0.1").connect();
			TransportEnd end = this.recorder.awaitEnd();
			assertThat(end.refusal().status()).isEqualTo(503);
			assertThat(end.refusal().headers().getFirst("Retry-After")).isEqualTo("7");
			assertThat(end.refusal().body()).hasSize(16 * 1024);
			awaitChannels(0);
			TransportRecorder.await().until(() -> server.counts().held() == 0);
		}
	}

	@Test
	void whenRedirectedThenStatusIsToldAndNobodyFollows() {
		try (HeartbeatTestServer elsewhere = HeartbeatTestServer.start();
				HeartbeatTestServer server = HeartbeatTestServer.start()
					.respondWith(HandshakeResponse.refuseWith(302, "Location", elsewhere.url()))) {
			attempt(server.port(), "127.0.0.1").connect();
			assertThat(this.recorder.awaitEnd().refusal().status()).isEqualTo(302);
			awaitChannels(0);
			assertThat(elsewhere.counts().accepted()).isZero();
		}
	}

	@Test
	void whenConnectedThenNothingOfTheHandshakeIsLeftInThePipeline() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()) {
			attempt(server.port(), "127.0.0.1").connect();
			NettyWebSocketSession session = (NettyWebSocketSession) this.recorder.awaitSession().getNative();
			Channel channel = session.connection().channel();
			this.group.submit(() -> {
			}).sync();
			assertThat(channel.pipeline().toMap().values()).hasExactlyElementsOfTypes(WebSocketConnection.class);
		}
	}

	@Test
	void whenFloodIsSuspendedThenOtherConnectionsOfTheEventLoopGoOn() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onText((connection, text) -> connection.sendText(text))) {
			attempt(server.port(), "127.0.0.1").connect();
			this.recorder.awaitSession().suspendReading();
			byte[] message = new byte[100_000];
			HeartbeatTestConnection flooding = server.takeConnection(TransportRecorder.PATIENCE);
			CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 200; i++) {
					flooding.sendBinary(message);
				}
			});
			TransportRecorder other = new TransportRecorder();
			new NettyTransportAttempt(request("ws://127.0.0.1:" + server.port() + "/", new WebSocketHttpHeaders()),
					other, EventLoops.shared(this.group), new JdkHostResolver(), this.threads)
				.connect();
			other.awaitSession().sendText("ping", new WriteRecorder());
			assertThat(other.awaitStory(2)).containsExactly("opened", "text ping");
			assertThat(this.recorder.story()).containsExactly("opened");
			assertThat(flood).isNotDone();
			this.recorder.awaitSession().resumeReading();
			assertThat(this.recorder.awaitStory(201)).hasSize(201);
			flood.join();
			other.awaitSession().abort(CloseStatus.NORMAL);
			this.recorder.awaitSession().abort(CloseStatus.NORMAL);
			awaitChannels(0);
		}
	}

	private NettyTransportAttempt attempt(int port, String... addresses) {
		return attempt(port, (host, eventLoop, callback) -> {
			callback.resolved(addresses(addresses));
			return () -> {
			};
		});
	}

	private static HostResolver failing(List<String> hosts) {
		return (host, eventLoop, callback) -> {
			hosts.add(host);
			callback.failed(new UnknownHostException(host));
			return () -> {
			};
		};
	}

	private NettyTransportAttempt attempt(int port, HostResolver resolver) {
		return new NettyTransportAttempt(
				request("ws://feed.example.com:" + port + "/feed?token=secret", new WebSocketHttpHeaders()),
				this.recorder, EventLoops.shared(this.group), resolver, this.threads);
	}

	private static HandshakeRequest request(String url, WebSocketHttpHeaders headers) {
		return new HandshakeRequest("test", "test-1", URI.create(url), headers, null,
				HeartbeatClientSettings.of(URI.create(url)).withConnectTimeout(Duration.ofSeconds(30)));
	}

	private static List<InetAddress> addresses(String... addresses) {
		return Arrays.stream(addresses).map((address) -> {
			try {
				return InetAddress.getByName(address);
			}
			catch (UnknownHostException ex) {
				throw new IllegalArgumentException(ex);
			}
		}).toList();
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void awaitChannels(int count) {
		TransportRecorder.await().until(() -> this.group.channels() == count);
	}

}
