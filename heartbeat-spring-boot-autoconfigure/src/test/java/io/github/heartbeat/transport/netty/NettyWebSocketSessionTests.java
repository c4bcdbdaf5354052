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
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportTestThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NettyWebSocketSession}.
 */
@Timeout(60)
@ExtendWith(LeakDetection.class)
class NettyWebSocketSessionTests {

	private final HeartbeatTestServer server = HeartbeatTestServer.start().subprotocols("v1.feed");

	private final TransportTestThreads threads = new TransportTestThreads();

	private final NettyTransport transport = new NettyTransport(this.threads, 1);

	private TransportRecorder recorder = new TransportRecorder();

	private HeartbeatTestConnection connection;

	private WebSocketSession session;

	@BeforeEach
	void open() throws InterruptedException {
		open(Duration.ofSeconds(30));
	}

	private void open(Duration sendTimeout) throws InterruptedException {
		URI url = URI.create(this.server.url("/feed"));
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.setSecWebSocketProtocol("v1.feed");
		headers.set("X-Asked", "yes");
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(url);
		this.transport
			.createAttempt(new HandshakeRequest("prices", "prices-1", url, headers, null,
					settings.withSend(settings.send().withTimeout(sendTimeout))), this.recorder)
			.connect();
		this.session = this.recorder.awaitSession().getNative();
		this.connection = this.server.takeConnection(TransportRecorder.PATIENCE);
	}

	@AfterEach
	void close() {
		this.recorder.awaitSession().abort(CloseStatus.GOING_AWAY);
		this.recorder.awaitEnd();
		this.transport.destroy();
		this.threads.close();
		this.server.close();
	}

	@Test
	void whenOpenThenItTellsOfTheConnection() {
		assertThat(this.session).isSameAs(this.recorder.awaitSession().getNative())
			.hasToString("NettyWebSocketSession[prices-1]");
		assertThat(this.session.isOpen()).isTrue();
		assertThat(this.session.getId()).isEqualTo("prices-1");
		assertThat(this.session.getUri()).hasToString(this.server.url("/feed"));
		assertThat(this.session.getHandshakeHeaders().getFirst("X-Asked")).isEqualTo("yes");
		assertThat(this.session.getAcceptedProtocol()).isEqualTo("v1.feed");
		assertThat(this.session.getExtensions()).isEmpty();
		assertThat(this.session.getRemoteAddress().getPort()).isEqualTo(this.server.port());
		assertThat(this.session.getLocalAddress().getPort()).isPositive();
		assertThat(this.session.getTextMessageSizeLimit()).isEqualTo(1024 * 1024);
		assertThat(this.session.getBinaryMessageSizeLimit()).isEqualTo(1024 * 1024);
		assertThat(this.session.getPrincipal()).isNull();
		this.session.getAttributes().put("mine", 1);
		assertThat(this.session.getAttributes()).containsEntry("mine", 1);
	}

	@Test
	void whenMessagesAreSentThenServerGetsThem() throws Exception {
		this.session.sendMessage(new TextMessage("text"));
		this.session.sendMessage(new BinaryMessage(new byte[] { 1, 2 }));
		this.session.sendMessage(new PingMessage(ByteBuffer.wrap(new byte[] { 3 })));
		this.session.sendMessage(new PongMessage(ByteBuffer.wrap(new byte[] { 4 })));
		assertThat(take().text()).isEqualTo("text");
		assertThat(take().payload()).containsExactly(1, 2);
		assertThat(take().opcode()).isEqualTo(Opcodes.PING);
		RecordedFrame pong = take();
		assertThat(pong.opcode()).isEqualTo(Opcodes.PONG);
		assertThat(pong.payload()).containsExactly(4);
		assertThat(this.recorder.awaitStory(2).get(1)).startsWith("pong ");
	}

	@Test
	void whenManyThreadsSendThenEachMessageIsWhole() {
		Set<String> texts = new HashSet<>();
		List<String> received = new ArrayList<>();
		this.server.onText((connection, text) -> {
			synchronized (received) {
				received.add(text);
			}
		});
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String text = String.valueOf(i).repeat(200_000);
			texts.add(text);
			senders
				.add(CompletableFuture.runAsync(() -> send(new TextMessage(text)), (task) -> new Thread(task).start()));
		}
		senders.forEach(CompletableFuture::join);
		TransportRecorder.await().until(() -> {
			synchronized (received) {
				return received.size() == texts.size();
			}
		});
		assertThat(new HashSet<>(received).equals(texts)).isTrue();
	}

	@Test
	void whenServerReadsNothingThenSenderGivesUpAfterTheTimeout() throws Exception {
		this.session.close();
		this.recorder.awaitEnd();
		this.recorder = new TransportRecorder();
		open(Duration.ofMillis(500));
		this.connection.freeze();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.session.sendMessage(new BinaryMessage(new byte[32 * 1024 * 1024])))
			.withMessageContaining("send.timeout");
	}

	@Test
	void whenSenderIsInterruptedThenItStopsWaiting() {
		this.connection.freeze();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.session.sendMessage(new BinaryMessage(new byte[32 * 1024 * 1024])))
			.withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whenConnectionHasEndedThenSendingFails() throws Exception {
		this.connection.cut();
		this.recorder.awaitEnd();
		assertThat(this.session.isOpen()).isFalse();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.session.sendMessage(new TextMessage("late")));
	}

	@Test
	void whenMessageIsPartThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.session.sendMessage(new TextMessage("part", false)))
			.withMessageContaining("parts");
	}

	@Test
	void whenControlFrameIsTooLargeThenItIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.session.sendMessage(new PingMessage(ByteBuffer.allocate(126))))
			.withMessageContaining("125");
		IntStream.of(0, 125).forEach((size) -> send(new PingMessage(ByteBuffer.allocate(size))));
	}

	@Test
	void whenEventLoopSendsThenItIsToldThatItMustNotWait() throws Exception {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		((NettyWebSocketSession) this.session).connection().channel().eventLoop().execute(() -> {
			try {
				this.session.sendMessage(new TextMessage("loop"));
				thrown.complete(null);
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		});
		assertThatIllegalStateException().isThrownBy(() -> {
			throw thrown.get();
		}).withMessageContaining("event loop");
	}

	@Test
	void whenLimitIsSetThenItIsSaidThatItCanNotBe() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.session.setTextMessageSizeLimit(1))
			.withMessageContaining("receive.max-message-size");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.session.setBinaryMessageSizeLimit(1));
	}

	@Test
	void whenClosedThenServerGetsCode() throws Exception {
		this.session.close(new CloseStatus(4000, "bye"));
		assertThat(this.recorder.awaitEnd().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(take().closeCode()).isEqualTo(4000);
		assertThat(this.session.isOpen()).isFalse();
	}

	private void send(WebSocketMessage<?> message) {
		try {
			this.session.sendMessage(message);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private RecordedFrame take() throws InterruptedException {
		return this.server.takeFrame(TransportRecorder.PATIENCE);
	}

}
