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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Writer of frames in one buffer each (RFC 6455, section 5.2): the payload is written
 * behind room for the longest header, masked where it is, and given the header that it
 * needs.
 */
final class FrameWriter {

	private static final int HEADER_ROOM = 14;

	private static final int MASK_SIZE = 4;

	private FrameWriter() {
	}

	/**
	 * Begin a frame.
	 * @param allocator allocates the buffer
	 * @param size the number of bytes the payload is expected to have
	 * @return the buffer, to which the payload is to be written
	 */
	static ByteBuf begin(ByteBufAllocator allocator, int size) {
		return allocator.ioBuffer(HEADER_ROOM + size).setIndex(HEADER_ROOM, HEADER_ROOM);
	}

	/**
	 * End a frame.
	 * @param frame the buffer with the payload
	 * @param opcode the opcode
	 * @param last whether the message ends with it
	 * @param compressed whether it is the first of a compressed message
	 */
	static void end(ByteBuf frame, int opcode, boolean last, boolean compressed) {
		int length = frame.writerIndex() - HEADER_ROOM;
		int mask = LoopResources.get().nextMask();
		mask(frame, mask);
		int index = HEADER_ROOM - MASK_SIZE;
		frame.setInt(index, mask);
		if (length <= 125) {
			index -= 2;
			frame.setByte(index + 1, 0x80 | length);
		}
		else if (length <= 0xFFFF) {
			index -= 4;
			frame.setByte(index + 1, 0x80 | 126);
			frame.setShort(index + 2, length);
		}
		else {
			index -= 10;
			frame.setByte(index + 1, 0x80 | 127);
			frame.setLong(index + 2, length);
		}
		frame.setByte(index, (last ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode);
		frame.readerIndex(index);
	}

	// Not through the frame, which verifies each access
	private static void mask(ByteBuf frame, int mask) {
		ByteBuffer payload = frame.internalNioBuffer(HEADER_ROOM, frame.writerIndex() - HEADER_ROOM);
		long longMask = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
		int end = payload.limit();
		int index = payload.position();
		for (; index + Long.BYTES <= end; index += Long.BYTES) {
			payload.putLong(index, payload.getLong(index) ^ longMask);
		}
		for (int shift = 24; index < end; index++) {
			payload.put(index, (byte) (payload.get(index) ^ (mask >>> shift)));
			shift = (shift == 0) ? 24 : shift - 8;
		}
	}

	/**
	 * Return whether there is a payload.
	 * @param frame a frame that has begun and not ended
	 * @return whether anything was written to it
	 */
	static boolean hasPayload(ByteBuf frame) {
		return frame.writerIndex() > HEADER_ROOM;
	}

}
