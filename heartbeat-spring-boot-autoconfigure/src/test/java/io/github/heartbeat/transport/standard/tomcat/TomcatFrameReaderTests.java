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

package io.github.heartbeat.transport.standard.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import io.github.heartbeat.transport.Utf8;
import jakarta.websocket.Extension;
import org.apache.tomcat.websocket.MessagePart;
import org.apache.tomcat.websocket.Transformation;
import org.apache.tomcat.websocket.TransformationFactory;
import org.apache.tomcat.websocket.TransformationResult;
import org.apache.tomcat.websocket.WsIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TomcatFrameReader}, with a socket that gives what the test says.
 */
class TomcatFrameReaderTests {

	private static final byte CONTINUATION = 0;

	private static final byte TEXT = 1;

	private static final byte BINARY = 2;

	private static final byte CLOSE = 8;

	private static final byte PING = 9;

	private static final String HEART = "\uD83D\uDC93";

	private final ByteBufferPool buffers = TomcatFrameReader.createBuffers();

	private final Peer peer = new Peer(this.buffers);

	@Test
	void whenTextComesWholeThenItIsOnePartAndTomcatSeesNothing() throws Exception {
		ByteBuffer dest = ByteBuffer.allocate(16);
		this.peer.sends("grüß dich");
		assertThat(this.peer.reader.getMoreData(TEXT, true, 0, dest)).isEqualTo(TransformationResult.END_OF_FRAME);
		assertThat(this.peer.told).containsExactly("text 'grüß dich' of 11 bytes, last");
		assertThat(dest.position()).isZero();
	}

	@Test
	void whenTextIsEmptyThenItIsOnePart() throws Exception {
		this.peer.sends("").read(TEXT, true);
		assertThat(this.peer.told).containsExactly("text '' of 0 bytes, last");
	}

	@Test
	void whenFrameComesInPiecesThenEachCountsAsArrivalAndTextIsOnePart() throws Exception {
		assertThat(this.peer.sendsPiece("a").read(TEXT, true)).isEqualTo(TransformationResult.UNDERFLOW);
		this.peer.sendsPiece("").read(TEXT, true);
		this.peer.sends("bc").read(TEXT, true);
		assertThat(this.peer.told).containsExactly("piece", "piece", "text 'abc' of 3 bytes, last");
	}

	@Test
	void whenTextComesInFragmentsThenItIsOnePart() throws Exception {
		this.peer.sends("a").read(TEXT, false);
		this.peer.sends("").read(CONTINUATION, false);
		this.peer.sends("bc").read(CONTINUATION, true);
		assertThat(this.peer.told).containsExactly("piece", "piece", "text 'abc' of 3 bytes, last");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void whenCharacterIsCutBetweenFragmentsThenItIsIntact(int cut) throws Exception {
		byte[] heart = HEART.getBytes(StandardCharsets.UTF_8);
		this.peer.sends(Arrays.copyOf(heart, cut)).read(TEXT, false);
		this.peer.sends(Arrays.copyOfRange(heart, cut, 4)).read(CONTINUATION, true);
		assertThat(this.peer.told).containsExactly("piece", "text '" + HEART + "' of 4 bytes, last");
	}

	@Test
	void whenTextIsLargerThanBufferThenItComesInPartsOfWholeCharacters() throws Exception {
		String text = "a" + HEART.repeat(5000);
		this.peer.sends(text).read(TEXT, true);
		assertThat(this.peer.parts).hasSize(3);
		assertThat(String.join("", this.peer.parts)).isEqualTo(text);
		assertThat(this.peer.parts)
			.allSatisfy((part) -> assertThat(Utf8.isWellFormed(part)).as("whole characters").isTrue());
		assertThat(this.peer.size).isEqualTo(20_001);
	}

	@Test
	void whenTextFillsBufferExactlyThenItIsOnePart() throws Exception {
		this.peer.sends("x".repeat(8192)).read(TEXT, true);
		assertThat(this.peer.parts).containsExactly("x".repeat(8192));
	}

	@Test
	void whenFragmentFillsBufferExactlyThenItIsPassedOnBeforeTheNext() throws Exception {
		this.peer.sends("x".repeat(8192)).read(TEXT, false);
		assertThat(this.peer.told).containsExactly("text 'xxxxxxxx...' of 8192 bytes", "piece");
		this.peer.sends("y").read(CONTINUATION, true);
		assertThat(this.peer.parts).hasSize(2);
	}

	@Test
	void whenTextComesByteForByteThenItIsIntact() throws Exception {
		String text = "aä€" + HEART;
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < bytes.length - 1; i++) {
			this.peer.sendsPiece(new byte[] { bytes[i] }).read(TEXT, true);
		}
		this.peer.sends(new byte[] { bytes[bytes.length - 1] }).read(TEXT, true);
		assertThat(this.peer.parts).containsExactly(text);
	}

	@Test
	void whenPingComesBetweenFragmentsThenMessageIsIntact() throws Exception {
		this.peer.sends("a").read(TEXT, false);
		ByteBuffer dest = ByteBuffer.allocate(125);
		this.peer.sends("ping");
		this.peer.reader.getMoreData(PING, true, 0, dest);
		this.peer.sends("b").read(CONTINUATION, true);
		assertThat(dest.position()).isEqualTo(4);
		assertThat(this.peer.told).containsExactly("piece", "ping", "text 'ab' of 2 bytes, last");
	}

	@Test
	void whenBinaryComesInFragmentsThenItIsOnePart() throws Exception {
		this.peer.sends(new byte[] { 1, (byte) 0xFF }).read(BINARY, false);
		this.peer.sends(new byte[] { 3 }).read(CONTINUATION, true);
		assertThat(this.peer.told).containsExactly("piece", "binary [1, -1, 3], last");
	}

	@Test
	void whenTextFollowsBinaryThenEachIsWhatItIs() throws Exception {
		this.peer.sends(new byte[] { 1 }).read(BINARY, true);
		this.peer.sends("a").read(TEXT, true);
		this.peer.sends(new byte[] { 2 }).read(BINARY, true);
		assertThat(this.peer.told).containsExactly("binary [1], last", "text 'a' of 1 bytes, last", "binary [2], last");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ff", "c3", "6180", "e282" })
	void whenTextIsNoUtf8ThenConnectionFails(String hex) {
		this.peer.sends(HexFormat.of().parseHex(hex));
		assertThatExceptionOfType(WsIOException.class).isThrownBy(() -> this.peer.read(TEXT, true))
			.satisfies((ex) -> assertThat(ex.getCloseReason().getCloseCode().getCode()).isEqualTo(1007));
		assertThat(this.peer.parts).isEmpty();
	}

	@Test
	void whenServerClosesThenCodeIsTold() throws Exception {
		this.peer.sends(new byte[] { 3, (byte) 0xF4 });
		this.peer.reader.getMoreData(CLOSE, true, 0, ByteBuffer.allocate(125));
		assertThat(this.peer.told).containsExactly("close 1012");
	}

	@Test
	void whenServerClosesWithReasonThenItIsTold() throws Exception {
		this.peer.sends(new byte[] { 0x0F, (byte) 0xA0, 'b', 'y', 'e' });
		this.peer.reader.getMoreData(CLOSE, true, 0, ByteBuffer.allocate(125));
		assertThat(this.peer.told).containsExactly("close 4000 bye");
	}

	@Test
	void whenServerClosesWithoutCodeThenItIs1005() throws Exception {
		this.peer.sends("");
		this.peer.reader.getMoreData(CLOSE, true, 0, ByteBuffer.allocate(125));
		assertThat(this.peer.told).containsExactly("close 1005");
	}

	@ParameterizedTest
	@ValueSource(strings = { "03", "03e8c328" })
	void whenCloseFrameIsMalformedThenConnectionFails(String hex) {
		this.peer.sends(HexFormat.of().parseHex(hex));
		assertThatExceptionOfType(WsIOException.class)
			.isThrownBy(() -> this.peer.reader.getMoreData(CLOSE, true, 0, ByteBuffer.allocate(125)))
			.satisfies((ex) -> assertThat(ex.getCloseReason().getCloseCode().getCode()).isEqualTo(1002));
		assertThat(this.peer.told).isEmpty();
	}

	@Test
	void whenTomcatClosesThenItIsTold() {
		this.peer.reader.close();
		assertThat(this.peer.told).containsExactly("disconnected");
	}

	/**
	 * Tomcat catches an {@code IOException} only: for anything else it reads no more, and
	 * the connection is mute until its heartbeat fails.
	 */
	@Test
	void whenListenerFailsThenConnectionFails() {
		this.peer.sends("fail");
		assertThatExceptionOfType(WsIOException.class).isThrownBy(() -> this.peer.read(TEXT, true));
		assertThat(this.peer.told).containsExactly("failed: test");
	}

	@Test
	void whenConnectionsShareThreadThenTheirMessagesDoNotMix() throws Exception {
		Peer other = new Peer(this.buffers);
		Peer third = new Peer(this.buffers);
		this.peer.sendsPiece("a").read(TEXT, true);
		other.sendsPiece("1").read(TEXT, true);
		third.sends("x").read(TEXT, true);
		this.peer.sends("b").read(TEXT, true);
		third.sends("y").read(TEXT, true);
		other.sends("2").read(TEXT, true);
		third.sends("z").read(TEXT, true);
		assertThat(this.peer.parts).containsExactly("ab");
		assertThat(other.parts).containsExactly("12");
		assertThat(third.parts).containsExactly("x", "y", "z");
	}

	@Test
	void whenConnectionFailsAmidMessageThenNextOneOnThreadIsNotAffected() throws Exception {
		this.peer.sends(new byte[] { 'a', (byte) 0xFF });
		assertThatExceptionOfType(WsIOException.class).isThrownBy(() -> this.peer.read(TEXT, true));
		Peer other = new Peer(this.buffers);
		other.sends("b").read(TEXT, true);
		assertThat(other.parts).containsExactly("b");
	}

	/**
	 * One connection: its reader, what the socket has, and what the reader tells.
	 */
	private static final class Peer implements Transformation, TomcatFrameListener {

		private final TomcatFrameReader reader;

		private final List<String> told = new ArrayList<>();

		private final List<String> parts = new ArrayList<>();

		private int size;

		private ByteBuffer input = ByteBuffer.allocate(0);

		/** Whether the frame ends with the input. */
		private boolean whole;

		Peer(ByteBufferPool buffers) {
			TomcatFrameReader.register();
			TomcatFrameReader.beginOpening(this, buffers);
			try {
				this.reader = (TomcatFrameReader) TransformationFactory.getInstance()
					.create(TomcatSessions.READER_EXTENSION, List.of(Collections.emptyList()), false);
			}
			finally {
				TomcatFrameReader.endOpening();
			}
			this.reader.setNext(this);
		}

		Peer sends(String text) {
			return sends(text.getBytes(StandardCharsets.UTF_8));
		}

		Peer sends(byte[] bytes) {
			this.input = ByteBuffer.wrap(bytes);
			this.whole = true;
			return this;
		}

		Peer sendsPiece(String text) {
			return sendsPiece(text.getBytes(StandardCharsets.UTF_8));
		}

		Peer sendsPiece(byte[] bytes) {
			sends(bytes);
			this.whole = false;
			return this;
		}

		TransformationResult read(byte opCode, boolean fin) throws IOException {
			return this.reader.getMoreData(opCode, fin, 0, ByteBuffer.allocate(16));
		}

		@Override
		public TransformationResult getMoreData(byte opCode, boolean fin, int rsv, ByteBuffer dest) {
			while (this.input.hasRemaining() && dest.hasRemaining()) {
				dest.put(this.input.get());
			}
			if (this.input.hasRemaining()) {
				return TransformationResult.OVERFLOW;
			}
			return this.whole ? TransformationResult.END_OF_FRAME : TransformationResult.UNDERFLOW;
		}

		@Override
		public void text(String part, int size, boolean last) {
			if (part.equals("fail")) {
				throw new AssertionError("test");
			}
			this.parts.add(part);
			this.size += size;
			this.told.add("text '" + ((part.length() > 20) ? part.substring(0, 8) + "..." : part) + "' of " + size
					+ " bytes" + (last ? ", last" : ""));
		}

		@Override
		public void binary(ByteBuffer part, boolean last) {
			byte[] bytes = new byte[part.remaining()];
			part.get(bytes);
			this.told.add("binary " + Arrays.toString(bytes) + (last ? ", last" : ""));
		}

		@Override
		public void pieceArrived() {
			this.told.add("piece");
		}

		@Override
		public void ping() {
			this.told.add("ping");
		}

		@Override
		public void closeFrame(int code, @Nullable String reason) {
			this.told.add("close " + code + ((reason != null) ? " " + reason : ""));
		}

		@Override
		public void pong(ByteBuffer payload) {
		}

		@Override
		public void failed(Throwable failure) {
			this.told.add("failed: " + failure.getMessage());
		}

		@Override
		public void disconnected() {
			this.told.add("disconnected");
		}

		@Override
		public void setNext(Transformation transformation) {
		}

		@Override
		public boolean validateRsvBits(int bits) {
			return true;
		}

		@Override
		public @Nullable Extension getExtensionResponse() {
			return null;
		}

		@Override
		public boolean validateRsv(int rsv, byte opCode) {
			return true;
		}

		@Override
		public List<MessagePart> sendMessagePart(List<MessagePart> messageParts) {
			return messageParts;
		}

		@Override
		public void close() {
		}

	}

}
