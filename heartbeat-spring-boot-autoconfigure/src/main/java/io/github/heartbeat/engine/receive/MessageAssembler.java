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

package io.github.heartbeat.engine.receive;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Assembler of one connection's messages from their parts, up to a size. Used by the I/O
 * thread of that connection only. The parts are kept as they came and joined once at the
 * end: a buffer that grows by doubling would hold a large message three times.
 */
public final class MessageAssembler {

	private final long maxMessageSize;

	private final List<String> textParts = new ArrayList<>();

	private final List<byte[]> binaryParts = new ArrayList<>();

	/** Bytes of the parts so far, in UTF-8 for a text. */
	private long size;

	/** Bytes of the message that was completed last. */
	private int completedSize;

	/**
	 * Create a new assembler.
	 * @param maxMessageSize bytes that a message may have
	 */
	public MessageAssembler(long maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	/**
	 * Take a part of a text message.
	 * @param part the part
	 * @param size the number of its bytes in UTF-8
	 * @param last whether the message ends with it
	 * @return the message if it is complete
	 * @throws MessageTooBigException if the message is too large
	 */
	public @Nullable String text(String part, int size, boolean last) throws MessageTooBigException {
		add(size);
		if (last && this.textParts.isEmpty()) {
			complete();
			return part;
		}
		this.textParts.add(part);
		if (!last) {
			return null;
		}
		String text = String.join("", this.textParts);
		this.textParts.clear();
		complete();
		return text;
	}

	/**
	 * Take a part of a binary message.
	 * @param part the part, which is copied since containers use the buffer again
	 * @param last whether the message ends with it
	 * @return the message if it is complete
	 * @throws MessageTooBigException if the message is too large
	 */
	public byte @Nullable [] binary(ByteBuffer part, boolean last) throws MessageTooBigException {
		add(part.remaining());
		byte[] bytes = new byte[part.remaining()];
		part.get(bytes);
		if (last && this.binaryParts.isEmpty()) {
			complete();
			return bytes;
		}
		this.binaryParts.add(bytes);
		if (!last) {
			return null;
		}
		ByteBuffer message = ByteBuffer.allocate((int) this.size);
		this.binaryParts.forEach(message::put);
		this.binaryParts.clear();
		complete();
		return message.array();
	}

	/**
	 * Return the size of the message that was completed last.
	 * @return the number of bytes, in UTF-8 for a text
	 */
	public int completedSize() {
		return this.completedSize;
	}

	private void add(int bytes) throws MessageTooBigException {
		this.size += bytes;
		if (this.size > this.maxMessageSize) {
			this.textParts.clear();
			this.binaryParts.clear();
			throw new MessageTooBigException();
		}
	}

	private void complete() {
		this.completedSize = (int) this.size;
		this.size = 0;
	}

	/**
	 * Exception for a message that is larger than allowed.
	 */
	public static final class MessageTooBigException extends Exception {

		private static final long serialVersionUID = 1L;

	}

}
