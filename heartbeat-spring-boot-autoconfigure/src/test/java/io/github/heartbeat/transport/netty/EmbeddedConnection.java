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
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.TransportSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.WebSocketHttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link WebSocketConnection} without a network: what the server sends is fed to it in
 * pieces of a given size, and what it sends is taken apart.
 */
final class EmbeddedConnection implements AutoCloseable {

	static final int MAX_MESSAGE_SIZE = 200_000;

	private final TransportRecorder recorder;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final TransportSession session;

	/** So many pieces are as good as any number, and far quicker. */
	private static final int MAX_PIECES = 500;

	private static final int MAX_WATCHED_SIZE = 1000;

	private final int pieceSize;

	/**
	 * Open a connection.
	 * @param pieceSize the most bytes that arrive at a time, unless there are very many
	 * @param deflate the extension that was agreed on, or {@code null}
	 */
	EmbeddedConnection(int pieceSize, @Nullable DeflateParameters deflate) {
		this(pieceSize, deflate, new TransportRecorder());
	}

	EmbeddedConnection(int pieceSize, @Nullable DeflateParameters deflate, TransportRecorder recorder) {
		this.pieceSize = pieceSize;
		this.recorder = recorder;
		HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create("ws://localhost/"));
		HandshakeRequest request = new HandshakeRequest("prices", "prices-1", settings.url(),
				new WebSocketHttpHeaders(), null,
				settings.withReceive(settings.receive().withMaxMessageSize(DataSize.ofBytes(MAX_MESSAGE_SIZE))));
		HandshakeResponse response = new HandshakeResponse(101, HttpHeaders.EMPTY, null, Collections.emptyList());
		this.channel.freezeTime();
		WebSocketConnection connection = new WebSocketConnection(this.channel, request, this.recorder, deflate);
		this.channel.pipeline().addLast(connection);
		this.session = new NettyTransportSession(connection, request, response);
		connection.open(this.session);
	}

	EmbeddedChannel channel() {
		return this.channel;
	}

	TransportSession session() {
		return this.session;
	}

	TransportRecorder recorder() {
		return this.recorder;
	}

	/**
	 * Let the server send something.
	 * @param parts what it sends
	 */
	void receive(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		byte[] bytes = all.toByteArray();
		int pieceSize = Math.max(this.pieceSize, bytes.length / MAX_PIECES);
		for (int i = 0; i < bytes.length; i += pieceSize) {
			int size = Math.min(pieceSize, bytes.length - i);
			this.channel.writeInbound(buffer(bytes, i, size));
		}
	}

	// Each access to a buffer that is watched costs a stack trace
	private static ByteBuf buffer(byte[] bytes, int offset, int size) {
		return (size > MAX_WATCHED_SIZE) ? Unpooled.wrappedBuffer(bytes, offset, size)
				: ByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(bytes, offset, size);
	}

	/**
	 * Let time pass.
	 * @param duration how much
	 */
	void advance(Duration duration) {
		this.channel.advanceTimeBy(duration.toMillis(), TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		this.channel.runPendingTasks();
	}

	/**
	 * Return what was told of arrivals.
	 * @return the story without its begin
	 */
	List<String> story() {
		List<String> story = this.recorder.story();
		assertThat(story).startsWith("opened");
		return story.subList(1, story.size());
	}

	TransportEnd end() {
		this.recorder.assertEndedOnce();
		return this.recorder.awaitEnd();
	}

	/**
	 * Take the frames that were sent and not taken yet.
	 * @return the frames, unmasked
	 */
	List<Frame> sent() {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		ByteBuf part = this.channel.readOutbound();
		while (part != null) {
			byte[] bytes = new byte[part.readableBytes()];
			part.readBytes(bytes);
			part.release();
			all.writeBytes(bytes);
			part = this.channel.readOutbound();
		}
		List<Frame> frames = new ArrayList<>();
		ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
		while (bytes.hasRemaining()) {
			frames.add(Frame.readMasked(bytes));
		}
		return frames;
	}

	@Override
	public void close() {
		this.channel.finishAndReleaseAll();
	}

	/**
	 * A frame.
	 *
	 * @param first the first byte: FIN, the reserved bits, and the opcode
	 * @param mask the masking key, as it was sent
	 * @param payload the payload, unmasked
	 */
	record Frame(int first, int mask, byte[] payload) {

		static final int FIN = 0x80;

		static final int RSV1 = 0x40;

		static byte[] text(String text) {
			return of(FIN | Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Create a frame of a server.
		 * @param first the first byte
		 * @param payload the payload
		 * @return the bytes of the frame
		 */
		static byte[] of(int first, byte... payload) {
			return concat(header(first, payload.length), payload);
		}

		/**
		 * Create the header of a frame of a server, in as few bytes as can be.
		 * @param first the first byte
		 * @param length the length
		 * @return the header
		 */
		static byte[] header(int first, long length) {
			ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
			if (length < 126) {
				header.put((byte) length);
			}
			else if (length <= 0xFFFF) {
				header.put((byte) 126).putShort((short) length);
			}
			else {
				header.put((byte) 127).putLong(length);
			}
			return Arrays.copyOf(header.array(), header.position());
		}

		static byte[] close(int code, String reason) {
			return of(FIN | Opcode.CLOSE,
					concat(new byte[] { (byte) (code >> 8), (byte) code }, reason.getBytes(StandardCharsets.UTF_8)));
		}

		private static byte[] concat(byte[] first, byte[] second) {
			byte[] both = Arrays.copyOf(first, first.length + second.length);
			System.arraycopy(second, 0, both, first.length, second.length);
			return both;
		}

		private static Frame readMasked(ByteBuffer bytes) {
			int first = bytes.get() & 0xFF;
			int second = bytes.get() & 0xFF;
			assertThat(second & 0x80).as("mask bit of a client").isNotZero();
			long length = second & 0x7F;
			if (length == 126) {
				length = bytes.getShort() & 0xFFFF;
				assertThat(length).as("minimal length").isGreaterThan(125);
			}
			else if (length == 127) {
				length = bytes.getLong();
				assertThat(length).as("minimal length").isGreaterThan(0xFFFF);
			}
			byte[] mask = new byte[4];
			bytes.get(mask);
			byte[] payload = new byte[(int) length];
			bytes.get(payload);
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= mask[i % 4];
			}
			return new Frame(first, ByteBuffer.wrap(mask).getInt(), payload);
		}

		boolean isLast() {
			return (this.first & FIN) != 0;
		}

		boolean isCompressed() {
			return (this.first & RSV1) != 0;
		}

		int opcode() {
			return this.first & 0x0F;
		}

		String payloadText() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		int closeCode() {
			assertThat(opcode()).isEqualTo(Opcode.CLOSE);
			return (this.payload.length > 0) ? ByteBuffer.wrap(this.payload).getShort() & 0xFFFF : 1005;
		}

		@Override
		public String toString() {
			return "Frame[first=" + Integer.toHexString(this.first) + ", payload=" + this.payload.length + " bytes]";
		}

	}

}
