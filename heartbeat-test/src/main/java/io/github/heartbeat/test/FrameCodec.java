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

package io.github.heartbeat.test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames of RFC 6455. Reads leniently, since a recorder should see
 * what a strict peer would refuse.
 */
final class FrameCodec {

	private static final int LENGTH_16 = 126;

	private static final int LENGTH_64 = 127;

	private FrameCodec() {
	}

	/**
	 * Read one frame.
	 * @param connectionId the connection the frame belongs to
	 * @param in the stream to read from
	 * @return the frame or {@code null} if the stream ended before it
	 * @throws IOException if the stream ended within the frame or could not be read
	 */
	static @Nullable RecordedFrame read(int connectionId, InputStream in) throws IOException {
		return read(connectionId, in, System::nanoTime);
	}

	/**
	 * Read one frame.
	 * @param connectionId the connection the frame belongs to
	 * @param in the stream to read from
	 * @param nanoTime the clock
	 * @return the frame or {@code null} if the stream ended before it
	 * @throws IOException if the stream ended within the frame or could not be read
	 */
	static @Nullable RecordedFrame read(int connectionId, InputStream in, LongSupplier nanoTime) throws IOException {
		int first = in.read();
		if (first == -1) {
			return null;
		}
		int second = (int) number(in, 1);
		boolean masked = (second & 0x80) != 0;
		long length = second & 0x7F;
		if (length == LENGTH_16) {
			length = number(in, 2);
		}
		else if (length == LENGTH_64) {
			length = number(in, 8);
		}
		if (length < 0 || length > Integer.MAX_VALUE - 16) {
			throw new IOException("Frame too long: " + length);
		}
		byte[] mask = (masked) ? bytes(in, 4) : new byte[4];
		byte[] payload = bytes(in, (int) length);
		mask(payload, mask);
		return new RecordedFrame(connectionId, first & 0x0F, (first & 0x80) != 0, masked, payload,
				nanoTime.getAsLong());
	}

	private static long number(InputStream in, int length) throws IOException {
		long number = 0;
		for (byte part : bytes(in, length)) {
			number = (number << 8) | (part & 0xFF);
		}
		return number;
	}

	private static byte[] bytes(InputStream in, int length) throws IOException {
		byte[] bytes = in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException();
		}
		return bytes;
	}

	private static void mask(byte[] payload, byte[] mask) {
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i & 3];
		}
	}

	static byte[] encode(int opcode, boolean fin, int rsv, boolean masked, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
		out.write(((fin) ? 0x80 : 0) | ((rsv & 0x07) << 4) | (opcode & 0x0F));
		int maskBit = (masked) ? 0x80 : 0;
		if (payload.length < LENGTH_16) {
			out.write(maskBit | payload.length);
		}
		else if (payload.length <= 0xFFFF) {
			out.write(maskBit | LENGTH_16);
			out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) payload.length).array());
		}
		else {
			out.write(maskBit | LENGTH_64);
			out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(payload.length).array());
		}
		byte[] body = payload.clone();
		if (masked) {
			byte[] mask = { 0x12, 0x34, 0x56, 0x78 };
			out.writeBytes(mask);
			mask(body, mask);
		}
		out.writeBytes(body);
		return out.toByteArray();
	}

	static byte[] closePayload(int code, String reason) {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Short.BYTES + text.length).putShort((short) code).put(text).array();
	}

}
