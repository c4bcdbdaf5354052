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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One connection: the upgrade, answers to pings, the echo of messages, and the flood. All
 * methods are called by the thread of the {@link WebSocketServer}.
 */
final class ServerConnection {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final Pattern KEY = Pattern.compile("(?im)^Sec-WebSocket-Key:\\s*(\\S+)\\s*$");

	private static final byte[] NOTHING = {};

	private final WebSocketServer server;

	private final SocketChannel channel;

	private final SelectionKey key;

	/** Bytes that arrived and are not a whole frame yet. */
	private byte[] rest = NOTHING;

	private boolean upgraded;

	private boolean floodable;

	private boolean closing;

	/** What the socket did not take. */
	private @Nullable ByteBuffer pending;

	/** Where in the frames of the flood this connection is. */
	private @Nullable ByteBuffer flood;

	/** When the last frame went out. */
	private long lastSent;

	ServerConnection(WebSocketServer server, SocketChannel channel, SelectionKey key) {
		this.server = server;
		this.channel = channel;
		this.key = key;
	}

	void readable(ByteBuffer buffer) throws IOException {
		buffer.clear();
		if (this.rest.length > 0) {
			buffer.put(this.rest);
			this.rest = NOTHING;
		}
		if (this.channel.read(buffer) == -1) {
			close();
			return;
		}
		buffer.flip();
		if (!this.upgraded) {
			upgrade(buffer);
		}
		while (this.upgraded && !this.closing && frame(buffer)) {
			this.server.counted();
		}
		if (buffer.hasRemaining()) {
			this.rest = new byte[buffer.remaining()];
			buffer.get(this.rest);
		}
	}

	private void upgrade(ByteBuffer buffer) throws IOException {
		String request = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
		int end = request.indexOf("\r\n\r\n");
		if (end == -1) {
			return;
		}
		buffer.position(buffer.position() + end + 4);
		Matcher matcher = KEY.matcher(request);
		if (!matcher.find()) {
			close();
			return;
		}
		this.floodable = request.startsWith("GET /flood");
		this.upgraded = true;
		write(StandardCharsets.ISO_8859_1
			.encode("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + accept(matcher.group(1)) + "\r\n\r\n"));
		this.server.upgraded();
	}

	private static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(
						MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean frame(ByteBuffer buffer) throws IOException {
		int start = buffer.position();
		if (buffer.remaining() < 6) {
			return false;
		}
		int first = buffer.get() & 0xFF;
		int length = buffer.get() & 0x7F;
		if (length >= 126) {
			if (buffer.remaining() < ((length == 126) ? 6 : 12)) {
				buffer.position(start);
				return false;
			}
			length = (length == 126) ? buffer.getShort() & 0xFFFF : (int) buffer.getLong();
		}
		int mask = buffer.getInt();
		if (buffer.remaining() < length) {
			buffer.position(start);
			return false;
		}
		byte[] payload = new byte[length];
		buffer.get(payload);
		Frames.unmask(payload, length, mask);
		received(first, payload);
		return true;
	}

	private void received(int first, byte[] payload) throws IOException {
		switch (first & 0x0F) {
			case 0x8 -> {
				send(Frames.CLOSE, payload);
				this.closing = true;
				if (this.pending == null) {
					close();
				}
			}
			case 0x9 -> {
				this.server.pinged(System.nanoTime() - this.lastSent);
				send(Frames.PONG, payload);
			}
			case 0xA -> this.server.counted();
			default -> send(first, payload);
		}
	}

	private void send(int first, byte[] payload) throws IOException {
		if (this.flood != null) {
			// In the middle of a frame, maybe
			return;
		}
		ByteBuffer frame = ByteBuffer.allocate(Frames.headerLength(payload.length) + payload.length);
		Frames.putHeader(frame, first, payload.length);
		write(frame.put(payload).flip());
	}

	private void write(ByteBuffer bytes) throws IOException {
		this.lastSent = System.nanoTime();
		ByteBuffer pending = this.pending;
		if (pending != null) {
			ByteBuffer both = ByteBuffer.allocate(pending.remaining() + bytes.remaining());
			this.pending = both.put(pending).put(bytes).flip();
			return;
		}
		this.channel.write(bytes);
		if (bytes.hasRemaining()) {
			this.pending = bytes;
			this.key.interestOpsOr(SelectionKey.OP_WRITE);
		}
	}

	void writable() throws IOException {
		ByteBuffer pending = this.pending;
		if (pending != null) {
			this.channel.write(pending);
			if (pending.hasRemaining()) {
				return;
			}
			this.pending = null;
			if (this.closing) {
				close();
				return;
			}
		}
		if (this.flood != null) {
			flood(this.flood);
		}
		else {
			this.key.interestOps(SelectionKey.OP_READ);
		}
	}

	private void flood(ByteBuffer flood) throws IOException {
		int frame = this.server.writeLength();
		if (frame == 0) {
			this.channel.write(flood);
		}
		else {
			writeFrames(flood, frame);
		}
		if (flood.hasRemaining()) {
			return;
		}
		ByteBuffer next = this.server.flood();
		if (next == null) {
			this.flood = null;
			this.key.interestOps(SelectionKey.OP_READ);
		}
		else {
			this.flood = next;
		}
	}

	private void writeFrames(ByteBuffer flood, int frame) throws IOException {
		int end = flood.limit();
		while (flood.position() < end) {
			flood.limit(Math.min(end, (flood.position() / frame + 1) * frame));
			this.channel.write(flood);
			boolean full = flood.hasRemaining();
			flood.limit(end);
			if (full) {
				return;
			}
		}
	}

	void beginFlood() {
		if (this.upgraded && this.floodable && this.flood == null) {
			this.flood = this.server.flood();
			this.key.interestOpsOr(SelectionKey.OP_WRITE);
		}
	}

	void close() {
		this.key.cancel();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			this.closing = true;
		}
		this.server.closed(this.upgraded);
		this.upgraded = false;
	}

}
