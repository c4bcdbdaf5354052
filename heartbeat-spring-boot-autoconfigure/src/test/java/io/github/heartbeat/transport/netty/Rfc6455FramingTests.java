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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.WriteRecorder;
import io.github.heartbeat.transport.netty.EmbeddedConnection.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455, sections 5 to 10, as the transport over Netty keeps them: once with all that
 * the server sends in one piece, once octet by octet.
 */
@ParameterizedClass(name = "pieces of {0} bytes")
@ValueSource(ints = { 1, Integer.MAX_VALUE })
@ExtendWith(LeakDetection.class)
class Rfc6455FramingTests {

	private static final int FIN = Frame.FIN;

	@Parameter
	private int pieceSize;

	private EmbeddedConnection connection;

	@BeforeEach
	void open() {
		this.connection = new EmbeddedConnection(this.pieceSize, null);
	}

	@AfterEach
	void close() {
		this.connection.close();
	}

	private void receive(byte[]... parts) {
		this.connection.receive(parts);
	}

	private List<String> story() {
		return this.connection.story();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text.replace(" ", ""));
	}

	private void assertFailed(int code) {
		TransportEnd end = this.connection.end();
		assertThat(end.cause())
			.isEqualTo((code == 1009) ? DisconnectCause.MESSAGE_TOO_BIG : DisconnectCause.PROTOCOL_ERROR);
		assertThat(end.code()).isEqualTo(code);
		assertThat(end.failure()).isNotNull();
		assertThat(this.connection.sent()).singleElement().extracting(Frame::closeCode).isEqualTo(code);
	}

	static Stream<String> malformed() {
		return Stream.of("ff", "80", "c3", "61 68 c3", "c3 28", "c0 af", "c1 81", "e0 80 9f", "ed a0 80", "ed bf bf",
				"f4 90 80 80", "f5 80 80 80", "e2 82", "ef bf bd ff", "f0 28 8c bc", "f0 80 80 af");
	}

	/**
	 * Section 5.2, base framing protocol.
	 */
	@Nested
	class Section5x2 {

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537, EmbeddedConnection.MAX_MESSAGE_SIZE })
		void whenLengthIsEncodedInAsFewBytesAsCanBeThenMessageIsWhole(int length) {
			byte[] payload = new byte[length];
			IntStream.range(0, length).forEach((i) -> payload[i] = (byte) i);
			receive(Frame.of(FIN | Opcode.BINARY, payload), Frame.text("next"));
			assertThat(story().equals(List.of("binary " + HexFormat.of().formatHex(payload), "text next"))).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { "82 7e 0000", "82 7e 007d", "82 7f 0000000000000000", "82 7f 000000000000007e",
				"82 7f 000000000000ffff" })
		void whenLengthHasMoreBytesThanItNeedsThenProtocolError(String header) {
			receive(hex(header));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(strings = { "82 7f 8000000000000000", "82 7f ffffffffffffffff" })
		void whenLengthHasMostSignificantBitThenProtocolError(String header) {
			receive(hex(header));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(longs = { EmbeddedConnection.MAX_MESSAGE_SIZE + 1, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE })
		void whenHeaderAnnouncesMoreThanIsAllowedThenTooBigAtOnce(long length) {
			receive(Frame.header(FIN | Opcode.TEXT, length));
			assertFailed(1009);
			assertThat(limit()).contains("200000 bytes", "heartbeat.client.prices.receive.max-message-size");
		}

		private String limit() {
			return String.valueOf(Rfc6455FramingTests.this.connection.end().failure());
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7 })
		void whenReservedBitIsSetWithoutExtensionThenProtocolError(int bits) {
			receive(Frame.of(FIN | (bits << 4) | Opcode.TEXT, bytes("x")));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.PING, Opcode.PONG, Opcode.CLOSE })
		void whenReservedBitIsSetOnControlFrameThenProtocolError(int opcode) {
			receive(Frame.of(FIN | Frame.RSV1 | opcode));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
		void whenOpcodeIsReservedThenProtocolError(int opcode) {
			receive(Frame.of(FIN | opcode, bytes("x")));
			assertFailed(1002);
		}

	}

	/**
	 * Section 5.1 and 5.3, masking.
	 */
	@Nested
	class Section5x3 {

		@ParameterizedTest
		@ValueSource(ints = { Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.PONG, Opcode.CLOSE })
		void whenServerMasksFrameThenProtocolError(int opcode) {
			receive(new byte[] { (byte) (FIN | opcode), (byte) 0x80, 1, 2, 3, 4 });
			assertFailed(1002);
		}

		@Test
		void whenFramesAreSentThenEachHasKeyOfItsOwn() {
			for (int i = 0; i < 1000; i++) {
				Rfc6455FramingTests.this.connection.session().sendText("x", new WriteRecorder());
			}
			List<Frame> frames = Rfc6455FramingTests.this.connection.sent();
			assertThat(frames).hasSize(1000);
			assertThat(frames.stream().mapToInt(Frame::mask).distinct().count()).isGreaterThan(990);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 125, 126, 65_535, 65_536 })
		void whenMessageIsSentThenServerUnmasksWhatWasMasked(int length) {
			byte[] payload = new byte[length];
			IntStream.range(0, length).forEach((i) -> payload[i] = (byte) (31 * i));
			Rfc6455FramingTests.this.connection.session().sendBinary(ByteBuffer.wrap(payload), new WriteRecorder());
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement().satisfies((frame) -> {
				assertThat(frame.first()).isEqualTo(FIN | Opcode.BINARY);
				assertThat(frame.payload()).isEqualTo(payload);
			});
		}

	}

	/**
	 * Section 5.4, fragmentation.
	 */
	@Nested
	class Section5x4 {

		@Test
		void whenMessageIsInFragmentsThenItIsOne() {
			receive(Frame.of(Opcode.TEXT, bytes("he")), Frame.of(Opcode.CONTINUATION, bytes("ll")),
					Frame.of(FIN | Opcode.CONTINUATION, bytes("o")));
			assertThat(story()).containsExactly("text hello");
		}

		@Test
		void whenControlFrameIsBetweenFragmentsThenItIsHandledAtOnce() {
			receive(Frame.of(Opcode.TEXT, bytes("he")), Frame.of(FIN | Opcode.PING, bytes("?")));
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement()
				.satisfies((frame) -> assertThat(frame.payloadText()).isEqualTo("?"));
			receive(Frame.of(FIN | Opcode.PONG, bytes("!")), Frame.of(FIN | Opcode.CONTINUATION, bytes("llo")));
			assertThat(story()).containsExactly("pong !", "text hello");
		}

		@Test
		void whenFragmentsAreEmptyThenMessageIsOne() {
			receive(Frame.of(Opcode.TEXT), Frame.of(Opcode.CONTINUATION), Frame.of(Opcode.CONTINUATION, bytes("a")),
					Frame.of(Opcode.CONTINUATION), Frame.of(FIN | Opcode.CONTINUATION), Frame.of(Opcode.BINARY),
					Frame.of(FIN | Opcode.CONTINUATION), Frame.of(FIN | Opcode.TEXT));
			assertThat(story()).containsExactly("text a", "binary ", "text ");
		}

		@Test
		void whenNothingIsContinuedThenProtocolError() {
			receive(Frame.of(FIN | Opcode.CONTINUATION, bytes("x")));
			assertFailed(1002);
		}

		@Test
		void whenMessageIsCompleteThenItCanNotBeContinued() {
			receive(Frame.of(Opcode.TEXT, bytes("x")), Frame.of(FIN | Opcode.CONTINUATION, bytes("y")),
					Frame.of(Opcode.CONTINUATION, bytes("z")));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.TEXT, Opcode.BINARY, FIN | Opcode.TEXT, FIN | Opcode.BINARY })
		void whenMessageBeginsWithinMessageThenProtocolError(int first) {
			receive(Frame.of(Opcode.TEXT, bytes("x")), Frame.of(first, bytes("y")));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.TEXT, Opcode.BINARY })
		void whenMessageHasThousandsOfFragmentsThenItComesInFewParts(int opcode) {
			int count = 100_000;
			PartCounter counter = new PartCounter();
			try (EmbeddedConnection connection = new EmbeddedConnection(Integer.MAX_VALUE, null, counter)) {
				byte[] fragments = new byte[3 * (count - 1)];
				for (int i = 0; i < fragments.length; i += 3) {
					fragments[i] = (byte) ((i > 0) ? Opcode.CONTINUATION : opcode);
					fragments[i + 1] = 1;
					fragments[i + 2] = 'x';
				}
				connection.receive(fragments, Frame.of(FIN | Opcode.CONTINUATION, bytes("x")));
				assertThat(connection.story()).hasSize(1);
				assertThat(counter.parts).isLessThanOrEqualTo(count / MessageReader.MAX_PENDING + 2);
			}
		}

		@Test
		void whenFragmentsTogetherAreMoreThanIsAllowedThenTooBigAtTheHeaderOfTheLast() {
			byte[] half = new byte[EmbeddedConnection.MAX_MESSAGE_SIZE / 2];
			receive(Frame.of(Opcode.BINARY, half), Frame.of(Opcode.CONTINUATION, half),
					Frame.header(FIN | Opcode.CONTINUATION, 1));
			assertFailed(1009);
		}

		@Test
		void whenMessageIsAsLargeAsAllowedThenTheNextMayBeSo() {
			byte[] half = new byte[EmbeddedConnection.MAX_MESSAGE_SIZE / 2];
			for (int i = 0; i < 2; i++) {
				receive(Frame.of(Opcode.BINARY, half), Frame.of(FIN | Opcode.CONTINUATION, half));
			}
			assertThat(story()).hasSize(2);
		}

		@ParameterizedTest
		@CsvSource({ "65536, 1", "65537, 2", "200000, 4" })
		void whenLargeMessageIsSentThenItGoesInFragments(int length, int count) {
			WriteRecorder write = new WriteRecorder();
			byte[] payload = new byte[length];
			Rfc6455FramingTests.this.connection.session().sendBinary(ByteBuffer.wrap(payload), write);
			List<Frame> frames = Rfc6455FramingTests.this.connection.sent();
			assertThat(frames).hasSize(count);
			assertThat(frames.get(0).opcode()).isEqualTo(Opcode.BINARY);
			assertThat(frames.subList(1, count)).allMatch((frame) -> frame.opcode() == Opcode.CONTINUATION);
			assertThat(frames.subList(0, count - 1)).noneMatch(Frame::isLast);
			assertThat(frames.get(count - 1).isLast()).isTrue();
			assertThat(frames.stream().mapToInt((frame) -> frame.payload().length).sum()).isEqualTo(length);
			assertThat(write.outcomes()).containsExactly("written");
		}

		@Test
		void whenLargeTextIsSentThenNoCharacterIsTorn() {
			String text = "a" + "\uD83C\uDF88".repeat(100_000);
			Rfc6455FramingTests.this.connection.session().sendText(text, new WriteRecorder());
			List<Frame> frames = Rfc6455FramingTests.this.connection.sent();
			assertThat(frames.size()).isGreaterThan(1);
			assertThat(String.join("", frames.stream().map(Frame::payloadText).toList()).equals(text)).isTrue();
		}

	}

	/**
	 * Section 5.5, control frames.
	 */
	@Nested
	class Section5x5 {

		@ParameterizedTest
		@ValueSource(ints = { Opcode.PING, Opcode.PONG, Opcode.CLOSE })
		void whenControlFrameIsFragmentThenProtocolError(int opcode) {
			receive(Frame.of(opcode));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { Opcode.PING, Opcode.PONG, Opcode.CLOSE })
		void whenControlFrameHasMoreThan125BytesThenProtocolError(int opcode) {
			receive(Frame.header(FIN | opcode, 126));
			assertFailed(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 125 })
		void whenPingArrivesThenPongHasItsData(int length) {
			byte[] payload = new byte[length];
			Arrays.fill(payload, (byte) 'p');
			receive(Frame.of(FIN | Opcode.PING, payload));
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement().satisfies((frame) -> {
				assertThat(frame.first()).isEqualTo(FIN | Opcode.PONG);
				assertThat(frame.payload()).isEqualTo(payload);
			});
			assertThat(story()).isEmpty();
		}

		@Test
		void whenPongComesUnaskedThenItIsToldOnly() {
			receive(Frame.of(FIN | Opcode.PONG, bytes("late")));
			assertThat(story()).containsExactly("pong late");
			assertThat(Rfc6455FramingTests.this.connection.sent()).isEmpty();
		}

	}

	/**
	 * Section 5.5.1, the Close frame, and section 7.
	 */
	@Nested
	class Section5x5x1 {

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
				4999 })
		void whenServerClosesThenCodeIsToldAndAnswered(int code) {
			receive(Frame.close(code, "so long, 再见"));
			TransportEnd end = Rfc6455FramingTests.this.connection.end();
			assertThat(end.cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(end.code()).isEqualTo(code);
			assertThat(end.reason()).isEqualTo("so long, 再见");
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement()
				.extracting(Frame::closeCode)
				.isEqualTo(code);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 })
		void whenCodeMustNotBeSentThenProtocolError(int code) {
			receive(Frame.close(code, ""));
			assertFailed(1002);
		}

		@Test
		void whenCloseFrameIsEmptyThenThereIsNoCode() {
			receive(Frame.of(FIN | Opcode.CLOSE));
			TransportEnd end = Rfc6455FramingTests.this.connection.end();
			assertThat(end.cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
			assertThat(end.code()).isEqualTo(1005);
			assertThat(end.reason()).isNull();
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement()
				.satisfies((frame) -> assertThat(frame.payload()).isEmpty());
		}

		@Test
		void whenCloseFrameHasHalfACodeThenProtocolError() {
			receive(Frame.of(FIN | Opcode.CLOSE, (byte) 3));
			assertFailed(1002);
		}

		@Test
		void whenReasonIsAsLongAsCanBeThenItIsTold() {
			receive(Frame.close(4000, "x".repeat(123)));
			assertThat(Rfc6455FramingTests.this.connection.end().reason()).hasSize(123);
		}

		@Test
		void whenReasonIsNoUtf8ThenBadData() {
			receive(Frame.of(FIN | Opcode.CLOSE, (byte) 3, (byte) 0xE8, (byte) 0xC3, (byte) 0x28));
			assertFailed(1007);
		}

		@Test
		void whenSomethingFollowsCloseFrameThenItIsIgnored() {
			receive(Frame.close(4000, "bye"), Frame.text("behind"), Frame.of(FIN | Opcode.PING), Frame.close(4001, ""),
					hex("ff ff ff"));
			assertThat(story()).containsExactly("ended");
			assertThat(Rfc6455FramingTests.this.connection.end().code()).isEqualTo(4000);
			assertThat(Rfc6455FramingTests.this.connection.sent()).hasSize(1);
		}

		@Test
		void whenCloseFrameIsBetweenFragmentsThenConnectionIsClosed() {
			receive(Frame.of(Opcode.TEXT, bytes("half")), Frame.close(1001, ""));
			assertThat(Rfc6455FramingTests.this.connection.end().code()).isEqualTo(1001);
			assertThat(story()).containsExactly("ended");
		}

		@Test
		void whenBothSidesClosedThenSocketIsClosedIfServerDoesNot() {
			receive(Frame.close(1000, ""));
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isTrue();
			Rfc6455FramingTests.this.connection.advance(WebSocketConnection.CLOSE_TIMEOUT);
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isFalse();
		}

		@Test
		void whenThisSideClosesThenServersAnswerIsTheEnd() {
			Rfc6455FramingTests.this.connection.session().close(new CloseStatus(1001, "going"));
			Frame close = Rfc6455FramingTests.this.connection.sent().get(0);
			assertThat(close.closeCode()).isEqualTo(1001);
			assertThat(close.payloadText()).endsWith("going");
			receive(Frame.text("on its way"), Frame.close(1001, ""));
			assertThat(story()).containsExactly("text on its way", "ended");
			assertThat(Rfc6455FramingTests.this.connection.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
			assertThat(Rfc6455FramingTests.this.connection.sent()).isEmpty();
		}

		@Test
		void whenThisSideClosesThenNothingIsSentBehind() {
			WriteRecorder write = new WriteRecorder();
			Rfc6455FramingTests.this.connection.session().close(CloseStatus.NORMAL);
			Rfc6455FramingTests.this.connection.session().sendText("late", write);
			Rfc6455FramingTests.this.connection.session().sendPing(ByteBuffer.allocate(0), write);
			receive(Frame.of(FIN | Opcode.PING));
			assertThat(Rfc6455FramingTests.this.connection.sent()).hasSize(1);
			receive(Frame.close(1000, ""));
			assertThat(write.outcomes()).containsExactly("failed", "failed");
		}

		@Test
		void whenServerDoesNotAnswerCloseThenSocketIsClosedInTime() {
			Rfc6455FramingTests.this.connection.session().close(CloseStatus.NORMAL);
			Rfc6455FramingTests.this.connection.advance(Duration.ofSeconds(5));
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isFalse();
			assertThat(Rfc6455FramingTests.this.connection.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		}

		@Test
		void whenReasonOfThisSideIsTooLongThenItIsCutBetweenCharacters() {
			Rfc6455FramingTests.this.connection.session().close(new CloseStatus(4000, "a" + "\uD83C\uDF88".repeat(30)));
			assertThat(Rfc6455FramingTests.this.connection.sent()).singleElement()
				.satisfies((frame) -> assertThat(
						new String(frame.payload(), 2, frame.payload().length - 2, StandardCharsets.UTF_8))
					.isEqualTo("a" + "\uD83C\uDF88".repeat(30)));
		}

	}

	/**
	 * Section 7.1.7, fail the connection.
	 */
	@Nested
	class Section7x1x7 {

		@Test
		void whenConnectionFailsThenWhatFollowsIsIgnored() {
			receive(Frame.text("before"), Frame.of(FIN | 3), Frame.text("behind"), Frame.close(1000, ""));
			assertThat(story()).containsExactly("text before", "ended");
			assertFailed(1002);
		}

		@Test
		void whenConnectionFailsThenServerHasTimeToReadTheCodeAndNoMore() {
			receive(Frame.of(FIN | 3));
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isTrue();
			Rfc6455FramingTests.this.connection.session().abort(CloseStatus.GOING_AWAY);
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isTrue();
			Rfc6455FramingTests.this.connection.advance(WebSocketConnection.CLOSE_TIMEOUT);
			assertThat(Rfc6455FramingTests.this.connection.channel().isOpen()).isFalse();
		}

		@Test
		void whenSocketEndsWithoutCloseFrameThenConnectionIsLost() {
			receive(Frame.text("whole"), Frame.of(Opcode.TEXT, bytes("half")), hex("80 05 61"));
			Rfc6455FramingTests.this.connection.channel().close();
			TransportEnd end = Rfc6455FramingTests.this.connection.end();
			assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
			assertThat(end.code()).isEqualTo(1006);
			assertThat(story()).containsExactly("text whole", "ended");
		}

	}

	/**
	 * Sections 5.6 and 8.1, texts in UTF-8.
	 */
	@Nested
	class Section8x1 {

		@ParameterizedTest
		@MethodSource("io.github.heartbeat.transport.netty.Rfc6455FramingTests#malformed")
		void whenTextIsNoUtf8ThenBadData(String hex) {
			receive(Frame.of(FIN | Opcode.TEXT, hex(hex)));
			assertFailed(1007);
		}

		@ParameterizedTest
		@MethodSource("io.github.heartbeat.transport.netty.Rfc6455FramingTests#malformed")
		void whenBytesAreNoUtf8ThenBinaryMessageIsFine(String hex) {
			receive(Frame.of(FIN | Opcode.BINARY, hex(hex)));
			assertThat(story()).containsExactly("binary " + hex.replace(" ", ""));
		}

		@ParameterizedTest
		@ValueSource(strings = { "ff", "c0", "61 80", "c3 28", "e0 80", "ed a0", "f0 80", "f4 90", "f5", "61 e2 28",
				"f0 9f 28" })
		void whenFragmentCanNotBecomeUtf8ThenBadDataBeforeTheMessageEnds(String hex) {
			receive(Frame.of(Opcode.TEXT, hex(hex)));
			assertFailed(1007);
		}

		@ParameterizedTest
		@ValueSource(strings = { "ed a0", "f4 90", "c3 28", "ff" })
		void whenPartOfFrameCanNotBecomeUtf8ThenBadDataBeforeTheFrameEnds(String hex) {
			receive(Frame.header(FIN | Opcode.TEXT, 1000), hex(hex));
			assertFailed(1007);
		}

		@Test
		void whenPartOfLargeFrameIsNoUtf8ThenBadDataBeforeTheFrameEnds() {
			byte[] part = new byte[100_000];
			Arrays.fill(part, (byte) 'x');
			part[99_999] = (byte) 0xFF;
			receive(Frame.header(FIN | Opcode.TEXT, 150_000), part);
			assertFailed(1007);
		}

		@ParameterizedTest
		@ValueSource(strings = { "é", "€", "\uD83C\uDF88", "aé€\uD83C\uDF88", "\uFFFD", "\u0000", "\uDBFF\uDFFF" })
		void whenCharacterIsTornBetweenFragmentsThenItIsWhole(String text) {
			byte[] bytes = bytes(text);
			for (int cut = 0; cut <= bytes.length; cut++) {
				receive(Frame.of(Opcode.TEXT, Arrays.copyOf(bytes, cut)),
						Frame.of(FIN | Opcode.CONTINUATION, Arrays.copyOfRange(bytes, cut, bytes.length)));
			}
			assertThat(story()).hasSize(bytes.length + 1).containsOnly("text " + text);
		}

		@ParameterizedTest
		@ValueSource(strings = { "c3", "e2 82", "f0 9f 8e" })
		void whenTextEndsWithinCharacterThenBadData(String hex) {
			receive(Frame.of(Opcode.TEXT, hex(hex)), Frame.of(FIN | Opcode.CONTINUATION));
			assertFailed(1007);
		}

		@ParameterizedTest
		@ValueSource(ints = { 8190, 8191, 8192, 8193, 65_533, 65_534, 65_535, 65_536, 65_537, 131_071 })
		void whenCharacterIsTornBetweenPartsThenItIsWhole(int length) {
			String text = "x".repeat(length) + "\uD83C\uDF88é" + "y".repeat(100);
			receive(Frame.text(text));
			assertThat(story().equals(List.of("text " + text))).isTrue();
		}

	}

	/**
	 * Counts the parts of messages.
	 */
	private static final class PartCounter extends TransportRecorder {

		private int parts;

		@Override
		public void text(String part, int size, boolean last) {
			this.parts++;
			super.text(part, size, last);
		}

		@Override
		public void binary(ByteBuffer part, boolean last) {
			this.parts++;
			super.binary(part, last);
		}

	}

}
