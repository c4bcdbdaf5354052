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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.WriteRecorder;
import io.github.heartbeat.transport.netty.EmbeddedConnection.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 7692, sections 6 and 7.2, as the transport over Netty keeps them: once with all
 * that the server sends in one piece, once octet by octet.
 */
@ParameterizedClass(name = "pieces of {0} bytes")
@ValueSource(ints = { 1, Integer.MAX_VALUE })
@ExtendWith(LeakDetection.class)
class Rfc7692Tests {

	private static final int FIN = Frame.FIN;

	private static final int RSV1 = Frame.RSV1;

	private static final DeflateParameters DEFAULT = new DeflateParameters(true, 15, true);

	@Parameter
	private int pieceSize;

	private EmbeddedConnection connection;

	@AfterEach
	void close() {
		if (this.connection != null) {
			this.connection.close();
		}
	}

	private EmbeddedConnection open(DeflateParameters deflate) {
		this.connection = new EmbeddedConnection(this.pieceSize, deflate);
		return this.connection;
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text.replace(" ", ""));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private void assertFailed(int code) {
		TransportEnd end = this.connection.end();
		assertThat(end.cause())
			.isEqualTo((code == 1009) ? DisconnectCause.MESSAGE_TOO_BIG : DisconnectCause.PROTOCOL_ERROR);
		assertThat(end.code()).isEqualTo(code);
		assertThat(this.connection.sent()).singleElement().extracting(Frame::closeCode).isEqualTo(code);
	}

	// Section 6.1: a message with and one without the bit.
	@Test
	void whenMessageIsNotCompressedThenItIsTakenAsItIs() {
		open(DEFAULT).receive(Frame.text("plain"), Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")),
				Frame.text("plain again"));
		assertThat(this.connection.story()).containsExactly("text plain", "text Hello", "text plain again");
	}

	@ParameterizedTest
	@ValueSource(ints = { Opcode.CONTINUATION, FIN | Opcode.CONTINUATION })
	void whenReservedBitIsSetOnContinuationThenProtocolError(int first) {
		open(DEFAULT).receive(Frame.of(RSV1 | Opcode.TEXT, hex("f248cd")), Frame.of(RSV1 | first, hex("c9c90700")));
		assertFailed(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { Opcode.PING, Opcode.PONG, Opcode.CLOSE })
	void whenReservedBitIsSetOnControlFrameThenProtocolError(int opcode) {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | opcode));
		assertFailed(1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 6, 7 })
	void whenOtherReservedBitIsSetThenProtocolError(int bits) {
		open(DEFAULT).receive(Frame.of(FIN | (bits << 4) | Opcode.TEXT, hex("f248cdc9c90700")));
		assertFailed(1002);
	}

	// Section 7.2.3.1
	@Test
	void whenMessageIsOneBlockThenItIsDecompressed() {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")));
		assertThat(this.connection.story()).containsExactly("text Hello");
	}

	@Test
	void whenCompressedMessageIsInFragmentsThenItIsOne() {
		open(DEFAULT).receive(Frame.of(RSV1 | Opcode.TEXT, hex("f248cd")), Frame.of(FIN | Opcode.PING),
				Frame.of(Opcode.CONTINUATION), Frame.of(FIN | Opcode.CONTINUATION, hex("c9c90700")));
		assertThat(this.connection.story()).containsExactly("text Hello");
	}

	// Section 7.2.3.2
	@Test
	void whenWindowIsSharedThenMessageMayReferToTheOneBefore() {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")),
				Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f200110000")));
		assertThat(this.connection.story()).containsExactly("text Hello", "text Hello");
	}

	@Test
	void whenServerAgreedNotToShareTheWindowThenMessageMustNotReferToTheOneBefore() {
		open(new DeflateParameters(true, 15, false)).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")),
				Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f200110000")));
		assertFailed(1007);
		assertThat(this.connection.story()).containsExactly("text Hello", "ended");
	}

	// Section 7.2.3.3
	@Test
	void whenBlockIsNotCompressedThenItIsTaken() {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("00 0500 faff 48656c6c6f 00")));
		assertThat(this.connection.story()).containsExactly("text Hello");
	}

	// Section 7.2.3.4
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenBlockIsFinalThenMessagesGoOn(boolean takeover) {
		byte[] message = Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f348cdc9c9070000"));
		open(new DeflateParameters(true, 15, takeover)).receive(message, message,
				Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")));
		assertThat(this.connection.story()).containsExactly("text Hello", "text Hello", "text Hello");
	}

	// Section 7.2.3.5
	@Test
	void whenMessageHasTwoBlocksThenBothAreTaken() {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("f248050000 00ffff cac9c90700")));
		assertThat(this.connection.story()).containsExactly("text Hello");
	}

	// Section 7.2.3.6
	@Test
	void whenMessageIsEmptyThenItIsTold() {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex("00")),
				Frame.of(FIN | RSV1 | Opcode.BINARY, hex("00")), Frame.of(FIN | RSV1 | Opcode.TEXT, hex("0200")));
		assertThat(this.connection.story()).containsExactly("text ", "binary ", "text ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "06", "07ffffff", "ffffffffffff", "f200110000" })
	void whenDataIsNotCompressedThenBadData(String data) {
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.TEXT, hex(data)));
		assertFailed(1007);
	}

	@Test
	void whenTextIsNoUtf8OnceDecompressedThenBadData() {
		open(DEFAULT)
			.receive(Frame.of(FIN | RSV1 | Opcode.TEXT, new Peer(15, true).compress(new byte[] { (byte) 0xC3, 0x28 })));
		assertFailed(1007);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 8192, 16_384, 16_385, 65_536, EmbeddedConnection.MAX_MESSAGE_SIZE })
	void whenMessageIsDecompressedThenItIsWhole(int length) {
		byte[] bytes = compressible(length);
		byte[] compressed = new Peer(15, true).compress(bytes);
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.BINARY, compressed));
		assertThat(this.connection.story().equals(List.of("binary " + HexFormat.of().formatHex(bytes)))).isTrue();
	}

	@Test
	void whenSmallMessageBecomesLargerThanIsAllowedThenTooBig() {
		byte[] bomb = new Peer(15, true).compress(new byte[100_000_000]);
		assertThat(bomb).hasSizeLessThan(EmbeddedConnection.MAX_MESSAGE_SIZE);
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.BINARY, bomb));
		assertFailed(1009);
		assertThat(this.connection.story()).containsExactly("ended");
	}

	@Test
	void whenMessageIsOneByteLargerThanIsAllowedThenTooBig() {
		byte[] bytes = new byte[EmbeddedConnection.MAX_MESSAGE_SIZE + 1];
		open(DEFAULT).receive(Frame.of(FIN | RSV1 | Opcode.BINARY, new Peer(15, true).compress(bytes)));
		assertFailed(1009);
	}

	@Test
	void whenCompressedFrameAnnouncesFarMoreThanIsAllowedThenTooBigAtOnce() {
		open(DEFAULT).receive(Frame.header(FIN | RSV1 | Opcode.TEXT, Long.MAX_VALUE));
		assertFailed(1009);
	}

	@Test
	void whenCompressedDataComesToNothingThenItIsBoundedAllTheSame() {
		byte[] empties = new byte[5 * 100_000];
		for (int i = 0; i < empties.length; i += 5) {
			empties[i + 3] = (byte) 0xFF;
			empties[i + 4] = (byte) 0xFF;
		}
		byte[] half = Arrays.copyOf(empties, empties.length / 2);
		open(DEFAULT).receive(Frame.of(RSV1 | Opcode.TEXT, half), Frame.of(Opcode.CONTINUATION, half));
		assertFailed(1009);
	}

	static Stream<Arguments> parameters() {
		return Stream.of(true, false)
			.flatMap((client) -> Stream.of(8, 9, 10, 11, 12, 13, 14, 15).map((bits) -> Arguments.of(client, bits)));
	}

	// Section 7.1.2: what is sent fits into the window that the server has.
	@ParameterizedTest
	@MethodSource("parameters")
	void whenMessagesAreSentThenServerWithSuchWindowReadsThem(boolean takeover, int bits) {
		Random random = new Random(bits);
		open(new DeflateParameters(takeover, bits, true));
		WindowedInflater peer = new WindowedInflater(1 << bits, takeover);
		for (int i = 0; i < 30; i++) {
			byte[] bytes = compressible(random.nextInt((i % 10 == 0) ? 150_000 : 2000));
			this.connection.session().sendBinary(ByteBuffer.wrap(bytes), new WriteRecorder());
			List<Frame> frames = this.connection.sent();
			assertThat(frames.subList(1, frames.size())).noneMatch(Frame::isCompressed);
			ByteArrayOutputStream payload = new ByteArrayOutputStream();
			frames.forEach((frame) -> payload.writeBytes(frame.payload()));
			byte[] received = frames.get(0).isCompressed() ? peer.inflate(payload.toByteArray())
					: payload.toByteArray();
			assertThat(Arrays.equals(received, bytes)).isTrue();
			assertThat(frames.get(frames.size() - 1).isLast()).isTrue();
		}
	}

	@Test
	void whenMessageRepeatsTheOneBeforeThenSharedWindowMakesItShort() {
		String text = HexFormat.of().formatHex(compressible(500));
		assertThat(repeatedSize(new DeflateParameters(true, 15, true), text)).isLessThan(30);
		close();
		assertThat(repeatedSize(new DeflateParameters(false, 15, true), text)).isGreaterThan(100);
	}

	private int repeatedSize(DeflateParameters deflate, String text) {
		open(deflate);
		this.connection.session().sendText(text, new WriteRecorder());
		this.connection.sent();
		this.connection.session().sendText(text, new WriteRecorder());
		return this.connection.sent().get(0).payload().length;
	}

	@Test
	void whenMessageThatIsSentIsEmptyThenItIsLeftAsItIs() {
		open(DEFAULT);
		this.connection.session().sendText("", new WriteRecorder());
		this.connection.session().sendText("", new WriteRecorder());
		assertThat(this.connection.sent()).hasSize(2).allSatisfy((frame) -> {
			assertThat(frame.first()).isEqualTo(FIN | Opcode.TEXT);
			assertThat(frame.payload()).isEmpty();
		});
	}

	@ParameterizedTest
	@MethodSource("parameters")
	void whenServerCompressesWithSuchWindowThenItsMessagesAreRead(boolean takeover, int bits) {
		Peer peer = new Peer(bits, takeover);
		open(new DeflateParameters(true, 15, takeover));
		for (int i = 0; i < 5; i++) {
			String text = "price;".repeat(300 * i) + i;
			this.connection.receive(Frame.of(FIN | RSV1 | Opcode.TEXT, peer.compress(bytes(text))));
			assertThat(this.connection.story().get(i).equals("text " + text)).isTrue();
		}
	}

	/**
	 * Return bytes that repeat themselves, near and far.
	 * @param length how many
	 * @return the bytes
	 */
	private static byte[] compressible(int length) {
		Random random = new Random(length);
		byte[] words = new byte[3000];
		random.nextBytes(words);
		byte[] bytes = new byte[length];
		for (int i = 0; i < length;) {
			int from = random.nextInt(words.length - 100);
			int size = Math.min(length - i, 1 + random.nextInt(100));
			System.arraycopy(words, from, bytes, i, size);
			i += size;
		}
		return bytes;
	}

	/**
	 * The server's side of compression, with the JDK's compressor.
	 */
	private static final class Peer {

		private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

		private final int window;

		private final boolean takeover;

		Peer(int bits, boolean takeover) {
			this.window = 1 << bits;
			this.takeover = takeover;
		}

		byte[] compress(byte[] message) {
			ByteArrayOutputStream compressed = new ByteArrayOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int i = 0; i < message.length; i += this.window) {
				this.deflater.setInput(message, i, Math.min(this.window, message.length - i));
				boolean full = this.window < 1 << 15;
				int size;
				do {
					size = this.deflater.deflate(buffer, 0, buffer.length,
							full ? Deflater.FULL_FLUSH : Deflater.SYNC_FLUSH);
					compressed.write(buffer, 0, size);
				}
				while (size == buffer.length);
			}
			if (!this.takeover) {
				this.deflater.reset();
			}
			return Arrays.copyOf(compressed.toByteArray(), compressed.size() - 4);
		}

	}

}
