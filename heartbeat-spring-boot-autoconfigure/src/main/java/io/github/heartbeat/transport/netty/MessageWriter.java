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
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

import io.github.heartbeat.transport.WriteListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writer of the messages of one connection: one after the other, each part when the
 * socket has taken the one before. Control frames go between them. Used on the event loop
 * only.
 */
final class MessageWriter {

	private final Channel channel;

	private final @Nullable PayloadDeflater deflater;

	private final Listener listener;

	/** The message that is being written. */
	private @Nullable OutboundMessage current;

	/** Whether a frame of that message has been written. */
	private boolean begun;

	/** Messages behind it: those of users of the native session, who wait for them. */
	private @Nullable Queue<OutboundMessage> waiting;

	private boolean stopped;

	/**
	 * Create a new writer.
	 * @param channel the channel to write to
	 * @param deflater compresses, or {@code null} where no extension was agreed on
	 * @param listener told the outcomes
	 */
	MessageWriter(Channel channel, @Nullable PayloadDeflater deflater, Listener listener) {
		this.channel = channel;
		this.deflater = deflater;
		this.listener = listener;
	}

	/**
	 * Write a message, behind those that are being written.
	 * @param message the message
	 */
	void write(OutboundMessage message) {
		if (this.stopped) {
			this.listener.writeFailed(message.listener(), new ClosedChannelException());
		}
		else if (this.current != null || this.waiting != null) {
			queue().add(message);
		}
		else {
			begin(message);
		}
	}

	private Queue<OutboundMessage> queue() {
		Queue<OutboundMessage> waiting = this.waiting;
		if (waiting == null) {
			waiting = new ArrayDeque<>();
			this.waiting = waiting;
		}
		return waiting;
	}

	private void begin(OutboundMessage message) {
		this.current = message;
		this.begun = false;
		writeNextFrame(message);
	}

	private void writeNextFrame(OutboundMessage message) {
		ByteBuf frame;
		try {
			frame = createFrame(message);
		}
		catch (Throwable ex) {
			// Part of the message may be on its way: no other can follow
			fail(message, ex);
			return;
		}
		this.begun = true;
		boolean last = !message.hasMore();
		this.channel.writeAndFlush(frame)
			.addListener((ChannelFuture future) -> frameWritten(message, last, future.cause()));
	}

	private ByteBuf createFrame(OutboundMessage message) {
		ByteBuffer part = message.nextPart();
		boolean compressed = this.deflater != null && isCompressible(message, part);
		ByteBuf frame = FrameWriter.begin(this.channel.alloc(), part.remaining());
		try {
			if (compressed && this.deflater != null) {
				this.deflater.deflate(part, !message.hasMore(), frame);
				while (!FrameWriter.hasPayload(frame)) {
					// The compressor waits for more
					this.deflater.deflate(message.nextPart(), !message.hasMore(), frame);
				}
			}
			else {
				frame.writeBytes(part);
			}
			FrameWriter.end(frame, this.begun ? Opcode.CONTINUATION : message.opcode(), !message.hasMore(),
					compressed && !this.begun);
			return frame;
		}
		catch (Throwable ex) {
			frame.release();
			throw ex;
		}
	}

	// RFC 7692, section 6: an endpoint may leave any message as it is.
	private boolean isCompressible(OutboundMessage message, ByteBuffer part) {
		return this.begun || part.hasRemaining() || message.hasMore();
	}

	private void frameWritten(OutboundMessage message, boolean last, @Nullable Throwable failure) {
		if (this.current != message) {
			return;
		}
		if (failure != null) {
			fail(message, failure);
		}
		else if (!last) {
			this.listener.progressed(message.listener());
			writeNextFrame(message);
		}
		else {
			this.current = null;
			this.listener.written(message.listener());
			beginWaiting();
		}
	}

	private void beginWaiting() {
		Queue<OutboundMessage> waiting = this.waiting;
		if (waiting != null && this.current == null) {
			OutboundMessage next = waiting.remove();
			this.waiting = waiting.isEmpty() ? null : waiting;
			begin(next);
		}
	}

	private void fail(OutboundMessage message, Throwable failure) {
		this.current = null;
		this.listener.writeFailed(message.listener(), failure);
		stop(failure);
	}

	/**
	 * Write a control frame.
	 * @param opcode the opcode
	 * @param payload the payload, up to 125 bytes
	 * @return completed when it is written
	 */
	ChannelFuture writeControl(int opcode, ByteBuffer payload) {
		ByteBuf frame = FrameWriter.begin(this.channel.alloc(), payload.remaining());
		frame.writeBytes(payload.duplicate());
		FrameWriter.end(frame, opcode, true, false);
		return this.channel.write(frame);
	}

	/**
	 * Write no message any more: those that are not written yet have failed.
	 * @param failure the reason
	 */
	void stop(Throwable failure) {
		this.stopped = true;
		OutboundMessage message = this.current;
		this.current = null;
		if (message != null) {
			this.listener.writeFailed(message.listener(), failure);
		}
		Queue<OutboundMessage> waiting = this.waiting;
		this.waiting = null;
		if (waiting != null) {
			waiting.forEach((left) -> this.listener.writeFailed(left.listener(), failure));
		}
	}

	/**
	 * Give back the memory.
	 */
	void close() {
		if (this.deflater != null) {
			this.deflater.close();
		}
	}

	/**
	 * Callback interface for the outcomes of writes. What goes wrong in a
	 * {@link WriteListener} is the business of the implementation.
	 */
	interface Listener {

		/**
		 * The socket has taken a part of a message that has more of them.
		 * @param listener who wants to know
		 */
		void progressed(WriteListener listener);

		/**
		 * The socket has taken all of a message.
		 * @param listener who wants to know
		 */
		void written(WriteListener listener);

		/**
		 * A message could not be written, or not to its end.
		 * @param listener who wants to know
		 * @param failure the failure
		 */
		void writeFailed(WriteListener listener, Throwable failure);

	}

}
