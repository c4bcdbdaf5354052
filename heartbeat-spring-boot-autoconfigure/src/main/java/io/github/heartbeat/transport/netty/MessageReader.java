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
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the messages of one connection: takes the payload of data frames as it
 * arrives, and passes it on in parts. What is small is kept until there is more of it, so
 * that a message in thousands of fragments does not become thousands of parts; a text is
 * looked at all the same as soon as it is there (RFC 6455, section 8.1). Used on the
 * event loop only.
 */
final class MessageReader {

	/** The most bytes that are kept of a message that is not complete. */
	static final int MAX_PENDING = 8 * 1024;

	private static final int MIN_CAPACITY = 256;

	/**
	 * Bytes that the compressed form of a message may have beyond twice its size, however
	 * often the server flushed its compressor.
	 */
	private static final int COMPRESSION_ALLOWANCE = 1024;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final FrameListener listener;

	private final long maxSize;

	private final @Nullable PayloadInflater inflater;

	private boolean text;

	private boolean compressed;

	/** Bytes of the message so far, as its frames announce them. */
	private long announced;

	/** Bytes of the message so far, once decompressed. */
	private long inflated;

	/** What is kept: at least the begin of a character that is not complete. */
	private byte @Nullable [] pending;

	private int pendingSize;

	/** How many of these bytes are known to be whole characters. */
	private int validated;

	/**
	 * Create a new reader.
	 * @param listener told of the parts
	 * @param maxSize the number of bytes a message may have
	 * @param inflater decompresses, or {@code null} where no extension was agreed on
	 */
	MessageReader(FrameListener listener, long maxSize, @Nullable PayloadInflater inflater) {
		this.listener = listener;
		this.maxSize = maxSize;
		this.inflater = inflater;
	}

	/**
	 * A message begins.
	 * @param text whether it is a text
	 * @param compressed whether it is compressed
	 */
	void beginMessage(boolean text, boolean compressed) {
		this.text = text;
		this.compressed = compressed;
		this.announced = 0;
		this.inflated = 0;
	}

	/**
	 * A frame of the message begins. The length is the peer's word: nothing is allocated
	 * for it.
	 * @param length the length of its payload
	 * @throws FrameViolationException if the message is too big
	 */
	void beginFrame(long length) throws FrameViolationException {
		long limit = this.compressed ? 2 * this.maxSize + COMPRESSION_ALLOWANCE : this.maxSize;
		if (length > limit - this.announced) {
			throw FrameViolationException.tooBig();
		}
		this.announced += length;
	}

	/**
	 * A piece of the payload has arrived.
	 * @param piece the piece, valid during the call only
	 * @param last whether the message ends with it
	 * @throws FrameViolationException if the message is not what it claims to be
	 */
	void payload(ByteBuffer piece, boolean last) throws FrameViolationException {
		if (this.compressed && this.inflater != null) {
			inflate(this.inflater, piece, last);
		}
		else {
			take(piece, last);
		}
	}

	private void inflate(PayloadInflater inflater, ByteBuffer piece, boolean last) throws FrameViolationException {
		inflater.setInput(piece);
		takeAll(inflater);
		if (last) {
			inflater.setTail();
			takeAll(inflater);
			inflater.endMessage();
			take(NOTHING.duplicate(), true);
		}
	}

	private void takeAll(PayloadInflater inflater) throws FrameViolationException {
		ByteBuffer part = inflater.inflate();
		while (part != null) {
			this.inflated += part.remaining();
			if (this.inflated > this.maxSize) {
				throw FrameViolationException.tooBig();
			}
			take(part, false);
			part = inflater.inflate();
		}
	}

	private void take(ByteBuffer piece, boolean last) throws FrameViolationException {
		if (!last && this.pendingSize + piece.remaining() <= MAX_PENDING) {
			keep(piece);
			this.listener.pieceArrived();
		}
		else if (this.text) {
			deliverText(piece, last);
		}
		else {
			deliverBinary(piece, last);
		}
	}

	private void keep(ByteBuffer piece) throws FrameViolationException {
		int size = piece.remaining();
		if (size == 0) {
			return;
		}
		byte[] pending = ensurePending(this.pendingSize + size);
		piece.get(pending, this.pendingSize, size);
		this.pendingSize += size;
		if (this.text) {
			int whole = wholeCharacters(pending, this.validated, this.pendingSize);
			decode(pending, this.validated, whole - this.validated);
			this.validated = whole;
		}
	}

	private byte[] ensurePending(int size) {
		byte[] pending = this.pending;
		if (pending == null) {
			pending = new byte[Math.max(size, MIN_CAPACITY)];
		}
		else if (pending.length < size) {
			pending = Arrays.copyOf(pending, Math.min(MAX_PENDING, Math.max(size, 2 * pending.length)));
		}
		this.pending = pending;
		return pending;
	}

	private void deliverText(ByteBuffer piece, boolean last) throws FrameViolationException {
		byte[] bytes = LoopResources.get().text();
		int size = takePending(bytes);
		do {
			int taken = Math.min(piece.remaining(), bytes.length - size);
			piece.get(bytes, size, taken);
			size += taken;
			boolean end = last && !piece.hasRemaining();
			int whole = end ? size : wholeCharacters(bytes, 0, size);
			String part = decode(bytes, 0, whole);
			size -= whole;
			System.arraycopy(bytes, whole, bytes, 0, size);
			keepRest(bytes, size);
			this.listener.text(part, whole, end);
		}
		while (piece.hasRemaining());
	}

	private int takePending(byte[] target) {
		byte[] pending = this.pending;
		int size = this.pendingSize;
		if (pending != null) {
			System.arraycopy(pending, 0, target, 0, size);
		}
		forgetPending();
		return size;
	}

	private void keepRest(byte[] bytes, int size) {
		forgetPending();
		if (size > 0) {
			System.arraycopy(bytes, 0, ensurePending(size), 0, size);
			this.pendingSize = size;
		}
	}

	private void forgetPending() {
		this.pending = null;
		this.pendingSize = 0;
		this.validated = 0;
	}

	private void deliverBinary(ByteBuffer piece, boolean last) throws FrameViolationException {
		byte[] pending = this.pending;
		int size = this.pendingSize;
		forgetPending();
		if (pending != null) {
			boolean end = last && !piece.hasRemaining();
			this.listener.binary(ByteBuffer.wrap(pending, 0, size), end);
			if (end) {
				return;
			}
		}
		if (!last && piece.remaining() <= MAX_PENDING) {
			keep(piece);
		}
		else {
			this.listener.binary(piece, last);
		}
	}

	/**
	 * Return where the last whole character ends.
	 * @param bytes bytes of a text
	 * @param begin where a character begins
	 * @param end where the bytes end
	 * @return the index behind the last whole character
	 * @throws FrameViolationException if what follows can't become a character
	 */
	private static int wholeCharacters(byte[] bytes, int begin, int end) throws FrameViolationException {
		int incomplete = Utf8.incompleteLength(bytes, begin, end - begin);
		int whole = end - incomplete;
		// The JDK's decoder sees half of a surrogate pair only when it is complete
		boolean surrogate = incomplete == 2 && bytes[whole] == (byte) 0xED && (bytes[whole + 1] & 0x20) != 0;
		if (surrogate || (incomplete > 0 && StandardCharsets.UTF_8.newDecoder()
			.decode(ByteBuffer.wrap(bytes, whole, incomplete), CharBuffer.allocate(2), false)
			.isError())) {
			throw malformed();
		}
		return whole;
	}

	private static String decode(byte[] bytes, int offset, int length) throws FrameViolationException {
		try {
			return Utf8.decode(bytes, offset, length);
		}
		catch (CharacterCodingException ex) {
			throw malformed();
		}
	}

	private static FrameViolationException malformed() {
		return FrameViolationException.badData("invalid UTF-8");
	}

	/**
	 * Give back the memory.
	 */
	void close() {
		forgetPending();
		if (this.inflater != null) {
			this.inflater.close();
		}
	}

}
