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

package io.github.heartbeat.test.transport;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

import io.github.heartbeat.test.Opcodes;
import io.github.heartbeat.test.RecordedFrame;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the frames of one connection, by the rules of RFC 6455. Used by one thread at
 * a time.
 */
final class FrameReader {

	private static final int PROTOCOL_ERROR = 1002;

	private static final int BAD_DATA = 1007;

	private static final int MAX_CONTROL_PAYLOAD = 125;

	private final @Nullable FrameListener listener;

	/** The opcode of the message that is not whole yet, or that of a continuation. */
	private int message = Opcodes.CONTINUATION;

	/** The begin of a character whose end is in the next frame. */
	private byte[] incomplete = {};

	FrameReader() {
		this.listener = null;
	}

	FrameReader(FrameListener listener) {
		this.listener = listener;
	}

	/**
	 * Read a frame, and tell the listener of it.
	 * @param frame the frame
	 * @param rsv its reserved bits
	 * @return what has to be done about it
	 * @throws WrongFrameException if the frame is not allowed
	 */
	Answer read(RecordedFrame frame, int rsv) throws WrongFrameException {
		check(!frame.masked(), "A frame of a server must not be masked");
		check(rsv == 0, "A reserved bit is set");
		FrameListener listener = this.listener;
		if (listener == null) {
			return Answer.NOTHING;
		}
		if (frame.opcode() >= Opcodes.CLOSE) {
			check(frame.fin(), "A control frame must not be fragmented");
			check(frame.payload().length <= MAX_CONTROL_PAYLOAD, "A control frame is too long");
		}
		switch (frame.opcode()) {
			case Opcodes.TEXT, Opcodes.BINARY -> {
				check(this.message == Opcodes.CONTINUATION, "A message begins within another");
				message(frame, frame.opcode(), listener);
			}
			case Opcodes.CONTINUATION -> {
				check(this.message != Opcodes.CONTINUATION, "There is no message to continue");
				message(frame, this.message, listener);
			}
			case Opcodes.PING -> {
				listener.ping();
				return Answer.PING;
			}
			case Opcodes.PONG -> listener.pong(ByteBuffer.wrap(frame.payload()));
			case Opcodes.CLOSE -> {
				int length = frame.payload().length;
				check(length == 0 || (length > 1 && isSendable(frame.closeCode())), "A Close frame has a wrong code");
				return Answer.CLOSE;
			}
			default -> throw new WrongFrameException(PROTOCOL_ERROR, "The opcode " + frame.opcode() + " is unknown");
		}
		return Answer.NOTHING;
	}

	private void message(RecordedFrame frame, int opcode, FrameListener listener) throws WrongFrameException {
		if (opcode == Opcodes.BINARY) {
			listener.binary(ByteBuffer.wrap(frame.payload()), frame.fin());
		}
		else {
			text(frame, listener);
		}
		this.message = frame.fin() ? Opcodes.CONTINUATION : opcode;
	}

	private void text(RecordedFrame frame, FrameListener listener) throws WrongFrameException {
		byte[] payload = frame.payload();
		byte[] bytes = Arrays.copyOf(this.incomplete, this.incomplete.length + payload.length);
		System.arraycopy(payload, 0, bytes, this.incomplete.length, payload.length);
		int length = bytes.length - (frame.fin() ? 0 : Utf8.incompleteLength(bytes, 0, bytes.length));
		this.incomplete = Arrays.copyOfRange(bytes, length, bytes.length);
		try {
			listener.text(Utf8.decode(bytes, 0, length), length, frame.fin());
		}
		catch (CharacterCodingException ex) {
			throw new WrongFrameException(BAD_DATA, "A text message is no UTF-8");
		}
	}

	// RFC 6455, section 7.4: what a Close frame may carry
	private static boolean isSendable(int code) {
		return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
	}

	private static void check(boolean allowed, String message) throws WrongFrameException {
		if (!allowed) {
			throw new WrongFrameException(PROTOCOL_ERROR, message);
		}
	}

	/**
	 * What has to be done about a frame.
	 */
	enum Answer {

		NOTHING, PING, CLOSE

	}

}
