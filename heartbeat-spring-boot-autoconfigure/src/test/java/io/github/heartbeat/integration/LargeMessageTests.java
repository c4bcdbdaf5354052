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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.event.HeartbeatCloseEvent;
import io.github.heartbeat.event.HeartbeatErrorEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import io.github.heartbeat.event.HeartbeatOpenEvent;
import io.github.heartbeat.test.HeartbeatTestConnection;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages larger than the buffers they come through, and larger than allowed.
 */
@Timeout(120)
class LargeMessageTests {

	/** One, two, three and four bytes long in UTF-8. */
	private static final String CHARACTERS = "aé€🎈";

	@ParameterizedTest
	@CsvSource({ "1KB", "8KB" })
	void textOfMegabytesArrivesWhole(DataSize bufferSize) throws Exception {
		String text = CHARACTERS.repeat(400_000);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReceive((receive) -> receive.withBufferSize(bufferSize)
						.withMaxMessageSize(DataSize.ofBytes(4_000_000)))
					.start()) {
			engine.awaitOpen(server).sendText(text);
			HeartbeatMessageEvent message = engine.await(HeartbeatMessageEvent.class);
			assertThat(message.getText().equals(text)).as("the same text").isTrue();
			assertThat(message.getPayloadLength()).isEqualTo(4_000_000);
			assertThat(engine.log().story()).containsExactly("Open", "Message");
		}
	}

	@ParameterizedTest
	@CsvSource({ "1KB", "8KB" })
	void bytesOfMegabytesArriveWhole(DataSize bufferSize) throws Exception {
		byte[] bytes = new byte[5_000_001];
		new Random(1).nextBytes(bytes);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReceive(
							(receive) -> receive.withBufferSize(bufferSize).withMaxMessageSize(DataSize.ofMegabytes(5)))
					.start()) {
			engine.awaitOpen(server).sendBinary(bytes);
			HeartbeatMessageEvent message = engine.await(HeartbeatMessageEvent.class);
			assertThat(Arrays.equals(message.getBytes(), bytes)).as("the same bytes").isTrue();
			assertThat(message.isText()).isFalse();
		}
	}

	@Test
	void messagesOfMegabytesAreSentWhole() throws Exception {
		String text = CHARACTERS.repeat(300_000);
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onText((connection, received) -> connection.sendText(String.valueOf(received.equals(text))))
			.onBinary((connection, received) -> connection.sendText(received.length + " bytes"));
				TestEngine engine = TestEngine.to(server.url()).start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send(text).join();
			engine.client().send(ByteBuffer.allocate(7_000_000)).join();
			assertThat(engine.log().awaitTexts(2)).containsExactly("true", "7000000 bytes");
		}
	}

	// Tomcat's client writes a frame buffer by buffer, each write called from within the
	// end of the one before: a frame of tens of megabytes overflowed the stack, which
	// closed the connection.
	@Test
	void binaryMessageOfManyMegabytesIsSentWhole() throws Exception {
		byte[] bytes = new byte[64_000_000];
		new Random(1).nextBytes(bytes);
		try (HeartbeatTestServer server = HeartbeatTestServer.start()
			.recordFrames(false)
			.onBinary((connection, received) -> connection.sendText(String.valueOf(Arrays.equals(received, bytes))));
				TestEngine engine = TestEngine.to(server.url())
					.withSend(
							(send) -> send.withQueueSize(DataSize.ofMegabytes(100)).withTimeout(Duration.ofMinutes(1)))
					.start()) {
			engine.await(HeartbeatOpenEvent.class);
			engine.client().send(ByteBuffer.wrap(bytes)).join();
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEqualTo("true");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void messageAboveTheLimitIsRefusedWithTheKeyAndFollowedByARetry(boolean text) throws Exception {
		int limit = 10_000;
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReceive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(limit)))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			send(connection, text, limit);
			engine.await(HeartbeatMessageEvent.class);
			send(connection, text, limit + 1);
			RecordedFrame closeFrame = server.takeFrame(TestEngine.PATIENCE);
			assertThat(closeFrame.opcode()).isEqualTo(Opcodes.CLOSE);
			assertThat(closeFrame.closeCode()).isEqualTo(1009);
			HeartbeatErrorEvent error = engine.await(HeartbeatErrorEvent.class);
			assertThat(error.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
			assertThat(error.getThrowable()).hasMessageContaining("heartbeat.client.test.receive.max-message-size")
				.hasMessageContaining("10000");
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
			assertThat(close.getCode()).isEqualTo(1009);
			engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Error", "Close", "Reconnect", "Open");
		}
	}

	private static void send(HeartbeatTestConnection connection, boolean text, int length) {
		if (text) {
			connection.sendText("x".repeat(length));
		}
		else {
			connection.sendBinary(new byte[length]);
		}
	}

	@Test
	void messageFarAboveTheLimitIsNotReadToItsEnd() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			// A frame said to be of a terabyte
			connection.sendBytes(new byte[] { (byte) 0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0 });
			while (connection.sendBytes(new byte[100_000])) {
				continue;
			}
			HeartbeatCloseEvent close = engine.await(HeartbeatCloseEvent.class);
			assertThat(close.getCause()).isEqualTo(DisconnectCause.MESSAGE_TOO_BIG);
			engine.await(HeartbeatOpenEvent.class, 2);
			assertThat(engine.client().getStatistics().inbound().messages()).isZero();
		}
	}

	@Test
	void limitCountsBytesAndNotCharacters() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url())
					.withReceive((receive) -> receive.withMaxMessageSize(DataSize.ofBytes(40)))
					.start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText(CHARACTERS.repeat(4));
			assertThat(engine.log().awaitTexts(1)).containsExactly(CHARACTERS.repeat(4));
			connection.sendText(CHARACTERS.repeat(4) + "!");
			assertThat(engine.await(HeartbeatCloseEvent.class).getCode()).isEqualTo(1009);
		}
	}

	@Test
	void fragmentsAreJoinedAcrossControlFramesAndCharacters() throws Exception {
		byte[] bytes = CHARACTERS.repeat(3).getBytes(StandardCharsets.UTF_8);
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			for (int i = 0; i < bytes.length; i++) {
				connection.sendFrame((i == 0) ? Opcodes.TEXT : Opcodes.CONTINUATION, i == bytes.length - 1, 0, false,
						new byte[] { bytes[i] });
				connection.sendPing(new byte[] { (byte) i });
				connection.sendPong(new byte[0]);
			}
			assertThat(engine.log().awaitTexts(1)).containsExactly(CHARACTERS.repeat(3));
			for (int i = 0; i < bytes.length; i++) {
				RecordedFrame pong = server.takeFrame(TestEngine.PATIENCE);
				assertThat(pong.opcode()).isEqualTo(Opcodes.PONG);
				assertThat(pong.payload()).containsExactly(i);
			}
			connection.sendFrame(Opcodes.BINARY, false, 0, false, new byte[] { 1, 2 });
			connection.sendFrame(Opcodes.CONTINUATION, false, 0, false, new byte[0]);
			connection.sendFrame(Opcodes.CONTINUATION, true, 0, false, new byte[] { 3 });
			assertThat(engine.await(HeartbeatMessageEvent.class, 2).getBytes()).containsExactly(1, 2, 3);
			assertThat(engine.log().story()).containsExactly("Open", "Message", "Message");
		}
	}

	@Test
	void emptyMessagesAreMessages() throws Exception {
		try (HeartbeatTestServer server = HeartbeatTestServer.start();
				TestEngine engine = TestEngine.to(server.url()).start()) {
			HeartbeatTestConnection connection = engine.awaitOpen(server);
			connection.sendText("");
			connection.sendBinary(new byte[0]);
			assertThat(engine.await(HeartbeatMessageEvent.class).getText()).isEmpty();
			assertThat(engine.await(HeartbeatMessageEvent.class, 2).getBytes()).isEmpty();
			engine.client().send("").join();
			RecordedFrame frame = server.takeFrame(TestEngine.PATIENCE);
			assertThat(frame.opcode()).isEqualTo(Opcodes.TEXT);
			assertThat(frame.payload()).isEmpty();
		}
	}

}
