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

package io.github.heartbeat.benchmarks.server;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames as a server sends them, that is without a mask.
 */
final class Frames {

	static final int TEXT = 0x81;

	static final int CLOSE = 0x88;

	static final int PONG = 0x8A;

	/** Least number of bytes that are written at a time during a flood. */
	private static final int BATCH = 256 * 1024;

	private Frames() {
	}

	static int headerLength(int payload) {
		return (payload < 126) ? 2 : (payload < 65536) ? 4 : 10;
	}

	static void putHeader(ByteBuffer target, int firstByte, int payload) {
		target.put((byte) firstByte);
		if (payload < 126) {
			target.put((byte) payload);
		}
		else if (payload < 65536) {
			target.put((byte) 126).putShort((short) payload);
		}
		else {
			target.put((byte) 127).putLong(payload);
		}
	}

	/**
	 * Return many equal text frames, one after the other.
	 * @param payload the number of bytes of each message
	 * @return a direct buffer that can be written again and again
	 */
	static ByteBuffer flood(int payload) {
		byte[] text = new byte[payload];
		for (int i = 0; i < payload; i++) {
			text[i] = (byte) ('a' + i % 26);
		}
		int frame = headerLength(payload) + payload;
		int frames = Math.max(1, BATCH / frame);
		ByteBuffer buffer = ByteBuffer.allocateDirect(frames * frame);
		for (int i = 0; i < frames; i++) {
			putHeader(buffer, TEXT, payload);
			buffer.put(text);
		}
		return buffer.flip();
	}

	static void unmask(byte[] payload, int length, int mask) {
		for (int i = 0; i < length; i++) {
			payload[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
		}
	}

	static byte[] grow(byte[] bytes, int length) {
		return (bytes.length < length) ? Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length)) : bytes;
	}

}
