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
import java.util.zip.Deflater;

import io.netty.buffer.ByteBuf;

/**
 * Compression of the messages of one connection (RFC 7692, section 7.2.1), part by part.
 * The JDK's compressor has the largest window only. Where the server asks for a smaller
 * one, it is made to forget what is further away than that.
 */
final class PayloadDeflater {

	/** The largest window, in bits. */
	static final int MAX_WINDOW_BITS = 15;

	private static final int TAIL_SIZE = 4;

	private final boolean contextTakeover;

	/** How far back the compressed data may refer. */
	private final int window;

	private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

	/**
	 * Create a new deflater.
	 * @param contextTakeover whether a message may refer to those before
	 * @param windowBits the window that the server has for it, as a power of two
	 */
	PayloadDeflater(boolean contextTakeover, int windowBits) {
		// A window that spans messages would have to be counted across them
		this.contextTakeover = contextTakeover && windowBits == MAX_WINDOW_BITS;
		this.window = 1 << windowBits;
	}

	/**
	 * Compress a part of a message.
	 * @param part the part, not empty if it is the last
	 * @param last whether the message ends with it
	 * @param output where the compressed data goes, possibly nothing of a part that is
	 * not the last
	 */
	void deflate(ByteBuffer part, boolean last, ByteBuf output) {
		if (this.window == 1 << MAX_WINDOW_BITS) {
			deflate(part, last ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH, output);
		}
		else {
			deflateInWindows(part, output);
		}
		if (last) {
			// Section 7.2.1: the end of the empty block is not sent
			output.writerIndex(output.writerIndex() - TAIL_SIZE);
			if (!this.contextTakeover) {
				this.deflater.reset();
			}
		}
	}

	private void deflateInWindows(ByteBuffer part, ByteBuf output) {
		int end = part.limit();
		while (part.position() < end) {
			part.limit(Math.min(end, part.position() + this.window));
			deflate(part, Deflater.FULL_FLUSH, output);
		}
	}

	private void deflate(ByteBuffer input, int flush, ByteBuf output) {
		byte[] zip = LoopResources.get().zip();
		this.deflater.setInput(input);
		int size;
		do {
			size = this.deflater.deflate(zip, 0, zip.length, flush);
			output.writeBytes(zip, 0, size);
		}
		while (size == zip.length);
	}

	/**
	 * Give back the memory.
	 */
	void close() {
		this.deflater.end();
	}

}
