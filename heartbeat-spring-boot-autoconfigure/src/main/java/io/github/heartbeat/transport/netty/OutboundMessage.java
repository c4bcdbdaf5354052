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

import io.github.heartbeat.transport.WriteListener;

/**
 * Message on its way to the socket. It gives its payload in parts, each of which becomes
 * a frame: a large message takes no memory for being large, and lets control frames of
 * this side through.
 */
final class OutboundMessage {

	/** Bytes, or characters of a text, that go into one frame. */
	static final int MAX_PART_SIZE = 64 * 1024;

	private final int opcode;

	private final Payload payload;

	private final WriteListener listener;

	private OutboundMessage(int opcode, Payload payload, WriteListener listener) {
		this.opcode = opcode;
		this.payload = payload;
		this.listener = listener;
	}

	/**
	 * Create a text message.
	 * @param text the text
	 * @param listener told the outcome
	 * @return the message
	 */
	static OutboundMessage text(String text, WriteListener listener) {
		return new OutboundMessage(Opcode.TEXT, new TextPayload(text), listener);
	}

	/**
	 * Create a binary message.
	 * @param bytes the message, which is not changed
	 * @param listener told the outcome
	 * @return the message
	 */
	static OutboundMessage binary(ByteBuffer bytes, WriteListener listener) {
		return new OutboundMessage(Opcode.BINARY, new BinaryPayload(bytes.duplicate()), listener);
	}

	int opcode() {
		return this.opcode;
	}

	WriteListener listener() {
		return this.listener;
	}

	/**
	 * Return the next part.
	 * @return the part, empty only if the message is
	 */
	ByteBuffer nextPart() {
		return this.payload.nextPart();
	}

	/**
	 * Return whether there are more parts.
	 * @return {@code false} after the last part
	 */
	boolean hasMore() {
		return this.payload.hasMore();
	}

	/**
	 * Payload of a message.
	 */
	private interface Payload {

		ByteBuffer nextPart();

		boolean hasMore();

	}

	/**
	 * Payload of a text message.
	 */
	private static final class TextPayload implements Payload {

		private final String text;

		private int position;

		TextPayload(String text) {
			this.text = text;
		}

		@Override
		public ByteBuffer nextPart() {
			int begin = this.position;
			int end = Math.min(this.text.length(), begin + MAX_PART_SIZE);
			if (end < this.text.length() && Character.isHighSurrogate(this.text.charAt(end - 1))) {
				end--;
			}
			this.position = end;
			return ByteBuffer.wrap(this.text.substring(begin, end).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public boolean hasMore() {
			return this.position < this.text.length();
		}

	}

	/**
	 * Payload of a binary message.
	 */
	private static final class BinaryPayload implements Payload {

		private final ByteBuffer bytes;

		BinaryPayload(ByteBuffer bytes) {
			this.bytes = bytes;
		}

		@Override
		public ByteBuffer nextPart() {
			int size = Math.min(this.bytes.remaining(), MAX_PART_SIZE);
			ByteBuffer part = this.bytes.slice(this.bytes.position(), size);
			this.bytes.position(this.bytes.position() + size);
			return part;
		}

		@Override
		public boolean hasMore() {
			return this.bytes.hasRemaining();
		}

	}

}
