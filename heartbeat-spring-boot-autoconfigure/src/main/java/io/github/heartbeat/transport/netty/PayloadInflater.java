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
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Decompression of the messages of one connection (RFC 7692, section 7.2.2), piece by
 * piece, so that whoever takes the pieces can stop before a small message fills the heap.
 * Its window is the largest one, which fits every {@code server_max_window_bits}.
 */
final class PayloadInflater {

	private static final byte[] TAIL = { 0, 0, (byte) 0xFF, (byte) 0xFF };

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final boolean contextTakeover;

	private final Inflater inflater = new Inflater(true);

	private ByteBuffer input = NOTHING;

	/**
	 * Create a new inflater.
	 * @param contextTakeover whether a message may refer to those before
	 */
	PayloadInflater(boolean contextTakeover) {
		this.contextTakeover = contextTakeover;
	}

	/**
	 * Set what is to be decompressed next.
	 * @param input a piece of a compressed message
	 */
	void setInput(ByteBuffer input) {
		this.input = input;
		this.inflater.setInput(input);
	}

	/**
	 * Set what a compressed message lacks at its end as that what is to be decompressed
	 * next.
	 */
	void setTail() {
		setInput(ByteBuffer.wrap(TAIL));
	}

	/**
	 * Decompress the next piece.
	 * @return the piece, valid until the next call, or {@code null} if the input is used
	 * up
	 * @throws FrameViolationException if the input is not what the extension says
	 */
	@Nullable ByteBuffer inflate() throws FrameViolationException {
		byte[] output = LoopResources.get().zip();
		try {
			int size = this.inflater.inflate(output);
			while (size == 0 && this.inflater.finished() && this.input.hasRemaining()) {
				// A block with BFINAL (section 7.2.3.4): what follows is another stream
				this.inflater.reset();
				this.inflater.setInput(this.input);
				size = this.inflater.inflate(output);
			}
			if (size == 0 && this.inflater.needsDictionary()) {
				throw FrameViolationException.badData("invalid compressed data");
			}
			return (size > 0) ? ByteBuffer.wrap(output, 0, size) : null;
		}
		catch (DataFormatException ex) {
			throw FrameViolationException.badData("invalid compressed data");
		}
	}

	/**
	 * A message has been decompressed to its end.
	 */
	void endMessage() {
		this.input = NOTHING;
		if (!this.contextTakeover || this.inflater.finished()) {
			this.inflater.reset();
		}
	}

	/**
	 * Give back the memory.
	 */
	void close() {
		this.inflater.end();
	}

}
