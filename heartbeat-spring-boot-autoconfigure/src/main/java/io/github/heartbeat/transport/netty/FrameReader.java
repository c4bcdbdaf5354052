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
import java.nio.charset.CharacterCodingException;

import io.github.heartbeat.transport.Utf8;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Reader of the frames of one connection (RFC 6455, section 5.2). The payload of data
 * frames is passed on as it arrives, so that a frame takes no memory for being large, and
 * one that is too large is refused by its header. Used on the event loop only.
 */
final class FrameReader {

	private static final int MAX_CONTROL_SIZE = 125;

	private static final int LENGTH_16 = 126;

	private static final int LENGTH_64 = 127;

	private static final int RSV1 = 4;

	private final MessageReader messages;

	private final boolean compression;

	private final Listener listener;

	private State state = State.FIRST_BYTE;

	private boolean last;

	private int rsv;

	private int opcode;

	/** Whether a message has begun that its last frame has not ended yet. */
	private boolean inMessage;

	/** Bytes of the length that are still to come. */
	private int lengthBytes;

	private int shortLength;

	private long length;

	/** Bytes of the payload that are still to come. */
	private long remaining;

	private byte @Nullable [] control;

	private int controlSize;

	/**
	 * Create a new reader.
	 * @param messages takes the payload of data frames
	 * @param compression whether messages may be compressed
	 * @param listener told of control frames
	 */
	FrameReader(MessageReader messages, boolean compression, Listener listener) {
		this.messages = messages;
		this.compression = compression;
		this.listener = listener;
	}

	/**
	 * Read what there is of the next element: a byte or two of a header, or some of a
	 * payload.
	 * @param input at least one byte
	 * @throws FrameViolationException if the connection has to be failed
	 */
	void read(ByteBuf input) throws FrameViolationException {
		switch (this.state) {
			case FIRST_BYTE -> readFirstByte(input.readByte());
			case SECOND_BYTE -> readSecondByte(input.readByte());
			case LENGTH -> readLength(input);
			case PAYLOAD -> readPayload(input);
		}
	}

	private void readFirstByte(byte header) throws FrameViolationException {
		this.last = (header & 0x80) != 0;
		this.rsv = (header >> 4) & 0x07;
		this.opcode = header & 0x0F;
		if (!Opcode.isDefined(this.opcode)) {
			throw FrameViolationException.protocolError("reserved opcode " + this.opcode);
		}
		// RFC 7692, section 6: the bit is that of the first frame of a message
		boolean compressible = this.opcode == Opcode.TEXT || this.opcode == Opcode.BINARY;
		if (this.rsv != 0 && !(this.compression && compressible && this.rsv == RSV1)) {
			throw FrameViolationException.protocolError("reserved bits " + this.rsv);
		}
		if (Opcode.isControl(this.opcode)) {
			verify(this.last, "control frame in fragments");
		}
		else {
			verify(this.inMessage == (this.opcode == Opcode.CONTINUATION),
					this.inMessage ? "message within a message" : "continuation of no message");
		}
		this.state = State.SECOND_BYTE;
	}

	private void readSecondByte(byte header) throws FrameViolationException {
		verify((header & 0x80) == 0, "masked frame from a server");
		this.shortLength = header & 0x7F;
		if (Opcode.isControl(this.opcode)) {
			verify(this.shortLength <= MAX_CONTROL_SIZE, "control frame with more than 125 bytes");
		}
		this.length = 0;
		switch (this.shortLength) {
			case LENGTH_16 -> expectLength(Short.BYTES);
			case LENGTH_64 -> expectLength(Long.BYTES);
			default -> beginPayload(this.shortLength);
		}
	}

	private void expectLength(int bytes) {
		this.lengthBytes = bytes;
		this.state = State.LENGTH;
	}

	private void readLength(ByteBuf input) throws FrameViolationException {
		while (this.lengthBytes > 0 && input.isReadable()) {
			this.length = (this.length << 8) | input.readUnsignedByte();
			this.lengthBytes--;
		}
		if (this.lengthBytes > 0) {
			return;
		}
		verify(this.length >= 0, "length with the most significant bit");
		verify(this.length > ((this.shortLength == LENGTH_16) ? MAX_CONTROL_SIZE : 0xFFFF),
				"length in more bytes than it needs");
		beginPayload(this.length);
	}

	private void beginPayload(long length) throws FrameViolationException {
		this.remaining = length;
		this.state = State.PAYLOAD;
		if (Opcode.isControl(this.opcode)) {
			this.control = new byte[(int) length];
			this.controlSize = 0;
			if (length == 0) {
				endControl(this.control);
			}
			return;
		}
		if (this.opcode != Opcode.CONTINUATION) {
			this.messages.beginMessage(this.opcode == Opcode.TEXT, this.rsv == RSV1);
		}
		this.inMessage = !this.last;
		this.messages.beginFrame(length);
		if (length == 0) {
			this.state = State.FIRST_BYTE;
			this.messages.payload(ByteBuffer.allocate(0), this.last);
		}
	}

	private void readPayload(ByteBuf input) throws FrameViolationException {
		int size = (int) Math.min(input.readableBytes(), this.remaining);
		this.remaining -= size;
		byte[] control = this.control;
		if (control != null) {
			input.readBytes(control, this.controlSize, size);
			this.controlSize += size;
			if (this.remaining == 0) {
				endControl(control);
			}
			return;
		}
		ByteBuffer piece = nioBuffer(input, size);
		input.skipBytes(size);
		if (this.remaining == 0) {
			this.state = State.FIRST_BYTE;
		}
		this.messages.payload(piece, this.last && this.remaining == 0);
	}

	private static ByteBuffer nioBuffer(ByteBuf input, int size) {
		return (input.nioBufferCount() == 1) ? input.internalNioBuffer(input.readerIndex(), size)
				: input.nioBuffer(input.readerIndex(), size);
	}

	private void endControl(byte[] payload) throws FrameViolationException {
		this.control = null;
		this.state = State.FIRST_BYTE;
		switch (this.opcode) {
			case Opcode.PING -> this.listener.pingFrame(payload);
			case Opcode.PONG -> this.listener.pongFrame(payload);
			default -> readClose(payload);
		}
	}

	// RFC 6455, sections 5.5.1 and 7.1.5: without a code it is 1005.
	private void readClose(byte[] payload) throws FrameViolationException {
		if (payload.length == 0) {
			this.listener.closeFrame(CloseStatus.NO_STATUS_CODE.getCode(), null);
			return;
		}
		verify(payload.length > 1, "Close frame with half a code");
		int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
		verify(isSendable(code), "Close frame with code " + code);
		this.listener.closeFrame(code, closeReason(payload));
	}

	// Section 7.4: what a Close frame may carry.
	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
	}

	private static @Nullable String closeReason(byte[] payload) throws FrameViolationException {
		try {
			String reason = Utf8.decode(payload, Short.BYTES, payload.length - Short.BYTES);
			return reason.isEmpty() ? null : reason;
		}
		catch (CharacterCodingException ex) {
			throw FrameViolationException.badData("Close frame with invalid UTF-8");
		}
	}

	private static void verify(boolean condition, String violation) throws FrameViolationException {
		if (!condition) {
			throw FrameViolationException.protocolError(violation);
		}
	}

	/**
	 * Give back the memory.
	 */
	void close() {
		this.messages.close();
	}

	/**
	 * Element of a frame that is read next.
	 */
	private enum State {

		/** FIN, the reserved bits, and the opcode. */
		FIRST_BYTE,

		/** The mask bit and the length, or that one follows. */
		SECOND_BYTE,

		/** The extended length. */
		LENGTH,

		/** The payload. */
		PAYLOAD

	}

	/**
	 * Callback interface for control frames.
	 */
	interface Listener {

		/**
		 * A Ping frame has arrived.
		 * @param payload its application data
		 */
		void pingFrame(byte[] payload);

		/**
		 * A Pong frame has arrived.
		 * @param payload its application data
		 */
		void pongFrame(byte[] payload);

		/**
		 * A Close frame has arrived.
		 * @param code the close code, 1005 if it had none
		 * @param reason the reason, or {@code null}
		 */
		void closeFrame(int code, @Nullable String reason);

	}

}
