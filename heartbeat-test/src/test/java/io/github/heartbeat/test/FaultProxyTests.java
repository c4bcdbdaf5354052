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

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FaultProxy}.
 */
@Timeout(60)
class FaultProxyTests {

	private static final Duration TIMEOUT = TestClient.TIMEOUT;

	private static final Duration SHORT = Duration.ofMillis(200);

	/**
	 * More bytes than all the buffers on the way can hold.
	 */
	private static final long ENOUGH = 64_000_000;

	@AutoClose
	private final HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript());

	@AutoClose
	private final FaultProxy proxy = FaultProxy.to(this.server.port());

	@Test
	void whenThereIsNoFaultThenEverythingPasses() throws Exception {
		this.server.onText((connection, text) -> connection.sendText(text));
		TestClient client = connect();
		String text = "x".repeat(1_000_000);
		assertThat(client.send(text).next()).isEqualTo("text " + text);
		assertThat(this.proxy.connections()).isOne();
		assertThat(this.server.handshakes().get(0).path()).isEqualTo("/feed");
		client.sendClose(1000, "bye");
		assertThat(client.next()).isEqualTo("close 1000 bye");
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 0 && this.server.counts().held() == 0);
	}

	@Test
	void whenFrozenThenNothingPassesUntilThaw() throws Exception {
		TestClient client = connect();
		this.proxy.freeze();
		client.send("heartbeat");
		this.server.broadcast("downstream");
		TestClient late = TestClient.connecting(this.proxy.url("/late"));
		await().during(SHORT).until(() -> !client.hasEvent() && late.isConnecting());
		assertThat(this.server.frames()).isEmpty();
		assertThat(this.server.handshakes()).hasSize(1);
		this.proxy.thaw();
		assertThat(client.next()).isEqualTo("text downstream");
		assertThat(client.next()).isEqualTo("text get heartbeat");
		assertThat(late.webSocket()).isNotNull();
	}

	@Test
	void whenSilencedThenOnlyTheConnectionsThereArePassNothing() throws Exception {
		TestClient silenced = connect();
		this.proxy.silence();
		silenced.send("heartbeat");
		TestClient other = connect();
		assertThat(other.send("heartbeat").next()).isEqualTo("text get heartbeat");
		assertThat(silenced.hasEvent()).isFalse();
		assertThat(this.server.frames()).hasSize(1);
		silenced.webSocket().abort();
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 1);
	}

	@Test
	void whenConnectionsAreDelayedThenTheyWaitUntilThatIsOver() throws Exception {
		TestClient early = connect();
		this.proxy.delayConnections(Duration.ofMinutes(5));
		TestClient late = TestClient.connecting(this.proxy.url("/late"));
		await().during(SHORT).until(late::isConnecting);
		assertThat(early.send("heartbeat").next()).isEqualTo("text get heartbeat");
		this.proxy.delayConnections(Duration.ZERO);
		assertThat(late.webSocket()).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 503 })
	void whenRefusedWithStatusThenClientIsToldUntilHealed(int status) {
		this.proxy.refuseWith(status);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(this::connect)
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(status));
		assertThat(this.server.counts().accepted()).isZero();
		this.proxy.heal();
		assertThat(connect().webSocket()).isNotNull();
	}

	@Test
	void whenStatusIsNoneOfAnAnswerThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.refuseWith(101));
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.refuseWith(600));
	}

	@Test
	void whenTargetIsNotKnownYetThenConnectionsAreReset() throws Exception {
		AtomicReference<InetSocketAddress> target = new AtomicReference<>();
		try (FaultProxy late = FaultProxy.to(() -> Objects.requireNonNull(target.get()))) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> TestClient.connect(late.url("/")));
			target.set(new InetSocketAddress("127.0.0.1", this.server.port()));
			assertThat(TestClient.connect(late.url("/")).send("heartbeat").next()).isEqualTo("text get heartbeat");
		}
	}

	@Test
	void whenServerSeesConnectionThenItIsKnownWhetherItComesThroughTheProxy() throws Exception {
		try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				FaultProxy other = FaultProxy.to(target.getLocalPort());
				Socket client = new Socket("127.0.0.1", other.port());
				Socket accepted = target.accept()) {
			await().atMost(TIMEOUT).until(() -> other.carries(accepted.getPort()));
			assertThat(other.carries(client.getLocalPort())).isFalse();
			assertThat(this.proxy.carries(accepted.getPort())).isFalse();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenRefusingThenNobodyElseCanTakeThePort() throws Exception {
		this.proxy.refuse();
		try (ServerSocket other = new ServerSocket()) {
			other.setReuseAddress(false);
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> other.bind(new InetSocketAddress("127.0.0.1", this.proxy.port())));
		}
		this.proxy.accept();
		assertThat(connect().webSocket()).isNotNull();
	}

	@Test
	void whenFrozenThenSenderFeelsBackPressure() throws Exception {
		this.proxy.freeze();
		try (Flood flood = new Flood(this.proxy.port())) {
			flood.awaitStuck();
			assertThat(flood.isWriting()).isTrue();
			assertThat(flood.written()).isLessThan(ENOUGH);
		}
	}

	@Test
	void whenBlackholedThenBothEndsBelieveToBeConnected() throws Exception {
		TestClient client = connect();
		this.proxy.blackhole();
		client.send("heartbeat").ping("x");
		this.server.broadcast("lost");
		try (Flood flood = new Flood(this.proxy.port())) {
			await().atMost(TIMEOUT).until(() -> flood.written() > ENOUGH);
		}
		await().during(SHORT).until(() -> !client.hasEvent());
		assertThat(this.server.frames()).isEmpty();
		client.webSocket().abort();
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 0);
		assertThat(this.server.counts().open()).isOne();
		this.proxy.heal();
		assertThat(connect().send("heartbeat").next()).isEqualTo("text get heartbeat");
	}

	@Test
	void whenCutThenBothEndsSeeTheEndOfTheStream() throws Exception {
		TestClient client = connect();
		this.proxy.cut();
		assertThat(client.next()).startsWith("close 1006");
		await().atMost(TIMEOUT).until(() -> this.server.counts().open() == 0);
		assertThat(this.proxy.connections()).isZero();
		assertThat(connect().send("heartbeat").next()).isEqualTo("text get heartbeat");
	}

	@Test
	void whenResetThenClientSeesAReset() throws Exception {
		TestClient client = connect();
		this.proxy.reset();
		assertThat(client.next()).startsWith("error java.net.SocketException: Connection reset");
		await().atMost(TIMEOUT).until(() -> this.server.counts().open() == 0);
	}

	@Test
	void whenServerResetsThenClientSeesAReset() throws Exception {
		TestClient client = connect();
		this.server.takeConnection(TIMEOUT).reset();
		assertThat(client.next()).startsWith("error java.net.SocketException: Connection reset");
	}

	@Test
	void whenDelayedThenLatencyDoesNotAddUp() throws Exception {
		TestClient client = connect();
		this.proxy.delay(SHORT);
		long start = System.nanoTime();
		for (int i = 0; i < 50; i++) {
			client.send("heartbeat");
		}
		for (int i = 0; i < 50; i++) {
			assertThat(client.next()).isEqualTo("text get heartbeat");
		}
		Duration duration = since(start);
		assertThat(duration).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
		assertThat(duration).isLessThan(SHORT.multipliedBy(50));
	}

	@Test
	void whenTricklingThenBytesComeInSmallPieces() throws Exception {
		TestClient client = connect();
		this.proxy.trickle(1, Duration.ofMillis(10));
		long start = System.nanoTime();
		this.server.broadcast("0123456789");
		assertThat(client.next()).isEqualTo("text 0123456789");
		// Eleven pauses lie between the twelve bytes of the frame
		assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(110));
	}

	@Test
	void whenCutAfterBytesThenConnectionIsResetInMidFrameOnce() throws Exception {
		TestClient client = connect();
		TestClient other = connect();
		this.proxy.cutAfter(7);
		this.server.takeConnection(TIMEOUT).sendText("abc");
		assertThat(client.next()).isEqualTo("text abc");
		this.server.connections().get(0).sendText("abc");
		assertThat(client.next()).startsWith("error java.");
		assertThat(other.send("heartbeat").next()).isEqualTo("text get heartbeat");
	}

	@Test
	void whenRefusingThenConnectFailsAndAcceptUsesTheSamePort() throws Exception {
		int port = this.proxy.port();
		TestClient client = connect();
		this.proxy.refuse();
		assertThat(TestClient.connecting(this.proxy.url("/")).connectFailure()).isInstanceOf(ConnectException.class);
		assertThat(client.send("heartbeat").next()).isEqualTo("text get heartbeat");
		this.proxy.accept();
		assertThat(this.proxy.port()).isEqualTo(port);
		assertThat(connect().send("heartbeat").next()).isEqualTo("text get heartbeat");
	}

	@Test
	void whenTargetIsDownThenConnectionIsReset() {
		this.server.stop();
		assertThat(TestClient.connecting(this.proxy.url("/")).connectFailure()).isInstanceOf(IOException.class);
		this.server.restart();
		assertThat(connect().webSocket()).isNotNull();
	}

	@Test
	void whenHealedThenAllFaultsEnd() throws Exception {
		this.proxy.freeze();
		this.proxy.delay(Duration.ofMinutes(1));
		this.proxy.trickle(1, Duration.ofMinutes(1));
		this.proxy.cutAfter(0);
		this.proxy.refuse();
		this.proxy.heal();
		assertThat(connect().send("heartbeat").next()).isEqualTo("text get heartbeat");
	}

	@Test
	void whenClosedThenNoThreadIsLeft() throws Exception {
		FaultProxy closing = FaultProxy.to(this.server.port());
		TestClient delayed = TestClient.connect(closing.url("/"));
		TestClient frozen = TestClient.connect(closing.url("/"));
		closing.delay(Duration.ofMinutes(1));
		delayed.send("heartbeat");
		closing.freeze();
		TestClient.connecting(closing.url("/"));
		await().atMost(TIMEOUT).until(() -> closing.connections() == 3);
		long start = System.nanoTime();
		closing.close();
		assertThat(since(start)).isLessThan(TIMEOUT);
		assertThat(closing.connections()).isZero();
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("heartbeat-fault-proxy-" + closing.port() + "-")));
		assertThat(frozen.next()).startsWith("close 1006");
	}

	@Test
	void whenArgumentsAreOutOfRangeThenTheyAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.trickle(0, SHORT));
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.cutAfter(-1));
	}

	private TestClient connect() {
		return TestClient.connect(this.proxy.url("/feed"));
	}

	private static Duration since(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime);
	}

}
