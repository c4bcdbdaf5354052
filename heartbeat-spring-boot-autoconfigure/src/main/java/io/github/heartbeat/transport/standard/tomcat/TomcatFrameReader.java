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

package io.github.heartbeat.transport.standard.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;

import io.github.heartbeat.transport.Utf8;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Extension;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.MessagePart;
import org.apache.tomcat.websocket.Transformation;
import org.apache.tomcat.websocket.TransformationFactory;
import org.apache.tomcat.websocket.TransformationResult;
import org.apache.tomcat.websocket.WsIOException;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Reads the frames of one connection in Tomcat's place: it takes the payload of data
 * frames as it comes from the socket (or from the decompression), and sees the control
 * frames that Tomcat keeps to itself.
 * <p>
 * Tomcat decodes a text character by character into a buffer, makes a string of that, and
 * holds 24 KB of buffers for it in each connection. Here the bytes are decoded at once,
 * their number is known without counting, and nothing is held while no message is under
 * way; to Tomcat every message looks empty.
 * <p>
 * Of the control frames, the server's pings show that it is alive, and the close code is
 * told as it was received: Tomcat turns 1012 to 1014 into 1002, and does not tell a Close
 * frame of the server from an end of its own making.
 * <p>
 * It is a {@link Transformation} that transforms nothing: Tomcat's way for extensions to
 * take part in reading. The extension is never offered to the server; it is added to the
 * response of the server by {@link TomcatHandshake}. Extensions belong to all that use
 * Tomcat's classes, so that there are readers only where these are not shared.
 */
final class TomcatFrameReader implements Transformation {

	/** As many bytes as Tomcat has at a time, so that one call takes them all. */
	private static final int BUFFER_SIZE = 8192;

	private static final String MALFORMED_CLOSE_FRAME = "malformed Close frame";

	/**
	 * The connection that the present thread opens: Tomcat gives no other way to pass it.
	 */
	private static final ThreadLocal<@Nullable Opening> opening = new ThreadLocal<>();

	private final TomcatFrameListener listener;

	private final ByteBufferPool buffers;

	private @Nullable Transformation next;

	/** Whether the message under way is a text. */
	private boolean text;

	/** The end of what has come of the message under way, until there is more of it. */
	private @Nullable ByteBuffer pending;

	private TomcatFrameReader(TomcatFrameListener listener, ByteBufferPool buffers) {
		this.listener = listener;
		this.buffers = buffers;
	}

	/**
	 * Return whether frames can be read in Tomcat's place. Web applications that share
	 * the classes of their server would take each other's readers, and would be kept in
	 * memory by them when they are gone.
	 * @return whether Tomcat's classes are those of this application alone
	 */
	static boolean isSupported() {
		return WsWebSocketContainer.class.getClassLoader() == TomcatFrameReader.class.getClassLoader();
	}

	/**
	 * Make the extension known to Tomcat where it is supported. Safe to repeat.
	 */
	static void register() {
		if (!isSupported()) {
			return;
		}
		TransformationFactory.getInstance()
			.registerExtension(TomcatSessions.READER_EXTENSION,
					(preferences, isServer) -> isServer ? null : createReader());
	}

	private static @Nullable TomcatFrameReader createReader() {
		Opening connection = opening.get();
		// Without one, a server has named the extension to a client that is not ours:
		// Tomcat takes null for unsupported
		return (connection != null) ? connection.createReader() : null;
	}

	/**
	 * Begin to open a connection on the present thread.
	 * @param listener told of its frames
	 * @param buffers made by {@link #createBuffers()}
	 */
	static void beginOpening(TomcatFrameListener listener, ByteBufferPool buffers) {
		opening.set(new Opening(listener, buffers));
	}

	static ByteBufferPool createBuffers() {
		return new ByteBufferPool(BUFFER_SIZE);
	}

	/**
	 * Return whether the connection that the present thread opens has its reader already.
	 * @return whether it has
	 */
	static boolean isReading() {
		Opening connection = opening.get();
		return connection != null && connection.reading;
	}

	/**
	 * The connection that the present thread opens is open, or will not be.
	 */
	static void endOpening() {
		opening.remove();
	}

	@Override
	public TransformationResult getMoreData(byte opCode, boolean fin, int rsv, ByteBuffer dest) throws IOException {
		try {
			return isControl(opCode) ? readControl(opCode, fin, rsv, dest) : readData(opCode, fin, rsv);
		}
		catch (IOException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Tomcat would read no more, and neither tell nor close anything
			this.listener.failed(ex);
			throw new WsIOException(new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the client failed"));
		}
	}

	// RFC 6455, section 5.5: the most significant bit of the opcode.
	private static boolean isControl(byte opCode) {
		return (opCode & 0x08) != 0;
	}

	private TransformationResult readControl(byte opCode, boolean fin, int rsv, ByteBuffer dest) throws IOException {
		TransformationResult result = next().getMoreData(opCode, fin, rsv, dest);
		if (result == TransformationResult.END_OF_FRAME) {
			if (opCode == Constants.OPCODE_PING) {
				this.listener.ping();
			}
			else if (opCode == Constants.OPCODE_CLOSE) {
				readClose(dest);
			}
		}
		return result;
	}

	// RFC 6455, sections 5.5.1 and 7.1.5: without a code it is 1005. Tomcat finds the
	// same
	// faults, but in a state in which it stops reading without closing anything.
	private void readClose(ByteBuffer payload) throws IOException {
		int size = payload.position();
		if (size == 0) {
			this.listener.closeFrame(CloseCodes.NO_STATUS_CODE.getCode(), null);
			return;
		}
		if (size == 1) {
			throw new WsIOException(new CloseReason(CloseCodes.PROTOCOL_ERROR, MALFORMED_CLOSE_FRAME));
		}
		this.listener.closeFrame(payload.getShort(0) & 0xFFFF, closeReason(payload));
	}

	private static @Nullable String closeReason(ByteBuffer payload) throws IOException {
		int length = payload.position() - 2;
		if (length == 0) {
			return null;
		}
		try {
			return Utf8.decode(payload.array(), payload.arrayOffset() + 2, length);
		}
		catch (CharacterCodingException ex) {
			throw new WsIOException(new CloseReason(CloseCodes.PROTOCOL_ERROR, MALFORMED_CLOSE_FRAME));
		}
	}

	private TransformationResult readData(byte opCode, boolean fin, int rsv) throws IOException {
		if (opCode != Constants.OPCODE_CONTINUATION) {
			this.text = opCode == Constants.OPCODE_TEXT;
		}
		ByteBuffer buffer = (this.pending != null) ? this.pending : this.buffers.take();
		TransformationResult result;
		do {
			result = next().getMoreData(opCode, fin, rsv, buffer);
			if (result == TransformationResult.END_OF_FRAME && fin) {
				this.pending = null;
				deliver(buffer, true);
				this.buffers.giveBack(buffer);
				return result;
			}
			if (!buffer.hasRemaining()) {
				deliver(buffer, false);
			}
		}
		while (result == TransformationResult.OVERFLOW);
		keep(buffer);
		this.listener.pieceArrived();
		return result;
	}

	private void keep(ByteBuffer buffer) {
		if (buffer.position() > 0) {
			this.pending = buffer;
		}
		else {
			this.pending = null;
			this.buffers.giveBack(buffer);
		}
	}

	/**
	 * Pass on what is in the buffer, and leave in it what can't be passed on yet: the
	 * begin of a character that the next frame or read ends.
	 * @param buffer the buffer, filled
	 * @param last whether the message ends with it
	 * @throws IOException if it is no UTF-8
	 */
	@SuppressWarnings("ByteBufferBackingArray") // It begins with its array
	private void deliver(ByteBuffer buffer, boolean last) throws IOException {
		buffer.flip();
		if (!this.text) {
			this.listener.binary(buffer, last);
			buffer.clear();
			return;
		}
		int length = buffer.limit() - (last ? 0 : Utf8.incompleteLength(buffer.array(), 0, buffer.limit()));
		this.listener.text(decode(buffer.array(), length), length, last);
		buffer.position(length).compact();
	}

	private static String decode(byte[] bytes, int length) throws IOException {
		try {
			return Utf8.decode(bytes, 0, length);
		}
		catch (CharacterCodingException ex) {
			// RFC 6455, section 8.1
			throw new WsIOException(new CloseReason(CloseCodes.NOT_CONSISTENT, "invalid UTF-8"));
		}
	}

	private Transformation next() {
		Assert.state(this.next != null, "Tomcat sets the next transformation before it reads");
		return this.next;
	}

	@Override
	public void setNext(Transformation transformation) {
		if (this.next == null) {
			this.next = transformation;
		}
		else {
			this.next.setNext(transformation);
		}
	}

	@Override
	public boolean validateRsvBits(int bits) {
		return next().validateRsvBits(bits);
	}

	@Override
	public @Nullable Extension getExtensionResponse() {
		return null;
	}

	@Override
	public boolean validateRsv(int rsv, byte opCode) {
		return next().validateRsv(rsv, opCode);
	}

	@Override
	public List<MessagePart> sendMessagePart(List<MessagePart> messageParts) throws IOException {
		return next().sendMessagePart(messageParts);
	}

	@Override
	public void close() {
		try {
			next().close();
		}
		finally {
			this.listener.disconnected();
		}
	}

	/**
	 * A connection that is being opened.
	 */
	private static final class Opening {

		private final TomcatFrameListener listener;

		private final ByteBufferPool buffers;

		private boolean reading;

		Opening(TomcatFrameListener listener, ByteBufferPool buffers) {
			this.listener = listener;
			this.buffers = buffers;
		}

		TomcatFrameReader createReader() {
			this.reading = true;
			return new TomcatFrameReader(this.listener, this.buffers);
		}

	}

}
