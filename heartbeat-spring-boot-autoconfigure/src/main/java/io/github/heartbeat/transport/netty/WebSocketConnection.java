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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatConnectionException;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.HandshakeRequest;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * One established connection, as the handler of its channel: what arrives goes to the
 * {@link FrameListener}, pings are answered, and the one end there is is told to the
 * {@link TransportListener}. Used on the event loop only.
 */
final class WebSocketConnection extends ChannelInboundHandlerAdapter
		implements FrameReader.Listener, MessageWriter.Listener, InboundFlow.Sink {

	/** The time for the server to close the socket once both sides have said so. */
	static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * The time for the server to take the Close frame of a connection that is aborted.
	 */
	static final Duration ABORT_TIMEOUT = Duration.ofMillis(50);

	/**
	 * The time for a Close frame to be read that explains why nothing can be written any
	 * more.
	 */
	static final Duration EXPLANATION_TIMEOUT = Duration.ofMillis(50);

	private static final int MAX_REASON_SIZE = 123;

	private final Channel channel;

	private final String clientName;

	private final HeartbeatClientSettings settings;

	private final TransportListener listener;

	private final @Nullable PayloadInflater inflater;

	private final InboundFlow flow;

	private final MessageWriter writer;

	private @Nullable FrameListener frames;

	private @Nullable FrameReader reader;

	/** The last ping that could not be answered at once, since the peer reads nothing. */
	private byte @Nullable [] unansweredPing;

	private boolean flushPending;

	private boolean closeSent;

	/** Whether this side has begun the closing handshake. */
	private boolean closing;

	/** Whether this side has asked for an end without the peer. */
	private boolean aborting;

	/** Why the channel fails, once it does. */
	private @Nullable Throwable failure;

	/** Whether the end is told. Read by any thread. */
	private volatile boolean ended;

	/** Outcomes of writes that wait until the end is told, which explains them. */
	private @Nullable List<Runnable> heldOutcomes;

	private @Nullable Future<?> deadline;

	/**
	 * Create a new connection.
	 * @param channel its channel
	 * @param request the opening handshake it came of
	 * @param listener told of the connection
	 * @param deflate the extension that was agreed on, or {@code null}
	 */
	WebSocketConnection(Channel channel, HandshakeRequest request, TransportListener listener,
			@Nullable DeflateParameters deflate) {
		this.channel = channel;
		this.clientName = request.clientName();
		this.settings = request.settings();
		this.listener = listener;
		this.inflater = (deflate != null) ? deflate.createInflater() : null;
		this.flow = new InboundFlow(channel, this);
		this.writer = new MessageWriter(channel, (deflate != null) ? deflate.createDeflater() : null, this);
	}

	/**
	 * Tell that the opening handshake has succeeded. Called before anything is read.
	 * @param session the session of this connection
	 */
	void open(TransportSession session) {
		try {
			FrameListener frames = this.listener.opened(session);
			this.frames = frames;
			this.reader = new FrameReader(
					new MessageReader(frames, this.settings.receive().maxMessageSize().toBytes(), this.inflater),
					this.inflater != null, this);
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	InboundFlow flow() {
		return this.flow;
	}

	Channel channel() {
		return this.channel;
	}

	/**
	 * Return whether messages can be written. May be called by any thread.
	 * @return whether they can
	 */
	boolean isOpen() {
		return !this.ended && this.channel.isActive();
	}

	/**
	 * Write a message.
	 * @param message the message
	 */
	void write(OutboundMessage message) {
		this.writer.write(message);
	}

	/**
	 * Write a control frame, ahead of the messages that wait.
	 * @param opcode the opcode
	 * @param payload the payload
	 * @param listener told the outcome
	 */
	void writeControl(int opcode, ByteBuffer payload, WriteListener listener) {
		if (this.closeSent) {
			writeFailed(listener, new ClosedChannelException());
			return;
		}
		this.writer.writeControl(opcode, payload).addListener((ChannelFuture future) -> {
			if (future.isSuccess()) {
				written(listener);
			}
			else {
				writeFailed(listener, future.cause());
			}
		});
		this.channel.flush();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof ByteBuf bytes) {
			this.flow.add(bytes);
		}
		else {
			// The end of the opening handshake
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void read(ByteBuf bytes) {
		FrameReader reader = this.reader;
		if (reader == null) {
			this.flow.discard();
			return;
		}
		try {
			reader.read(bytes);
		}
		catch (FrameViolationException ex) {
			fail(violated(ex), new CloseStatus(ex.code(), ex.getMessage()));
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	private TransportEnd violated(FrameViolationException violation) {
		if (violation.code() == CloseStatus.TOO_BIG_TO_PROCESS.getCode()) {
			String limit = this.settings.receive().maxMessageSize().toBytes() + " bytes";
			String text = "A message is larger than " + limit + ": see heartbeat.client." + this.clientName
					+ ".receive.max-message-size";
			return end(DisconnectCause.MESSAGE_TOO_BIG, violation.code(), "larger than " + limit, text);
		}
		return end(DisconnectCause.PROTOCOL_ERROR, violation.code(), violation.getMessage(),
				"A frame violated RFC 6455: " + violation.getMessage());
	}

	private static TransportEnd end(DisconnectCause cause, int code, @Nullable String reason, String text) {
		return new TransportEnd(cause, code, reason, new HeartbeatConnectionException(cause, text, null, null), null);
	}

	@Override
	public void paused() {
		if (this.flushPending) {
			this.flushPending = false;
			this.channel.flush();
		}
	}

	@Override
	public void pingFrame(byte[] payload) {
		if (this.frames != null) {
			this.frames.ping();
		}
		if (this.closeSent) {
			return;
		}
		if (this.channel.isWritable()) {
			this.writer.writeControl(Opcode.PONG, ByteBuffer.wrap(payload));
			this.flushPending = true;
		}
		else {
			// RFC 6455, section 5.5.3: the answer to the most recent one is enough
			this.unansweredPing = payload;
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		byte[] payload = this.unansweredPing;
		if (payload != null && this.channel.isWritable() && !this.closeSent) {
			this.unansweredPing = null;
			this.writer.writeControl(Opcode.PONG, ByteBuffer.wrap(payload));
			this.channel.flush();
		}
	}

	@Override
	public void pongFrame(byte[] payload) {
		if (this.frames != null) {
			this.frames.pong(ByteBuffer.wrap(payload));
		}
	}

	@Override
	public void closeFrame(int code, @Nullable String reason) {
		finish(isAsked() ? TransportEnd.closedByClient() : TransportEnd.closedByServer(code, reason),
				new CloseStatus(code));
	}

	/**
	 * The connection can't be used any more, since a listener has failed.
	 * @param failure what it threw
	 */
	private void listenerFailed(Throwable failure) {
		fail(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure),
				CloseStatus.SERVER_ERROR.withReason("the client failed"));
	}

	private void fail(TransportEnd end, CloseStatus status) {
		finish(isAsked() ? TransportEnd.closedByClient() : end, status);
	}

	private boolean isAsked() {
		return this.closing || this.aborting;
	}

	/**
	 * Tell the end, and close the socket when the server has, which needs our Close frame
	 * for that. If the socket were closed at once, what it holds unread would reset the
	 * connection, and the server might never see that frame.
	 * @param end the end
	 * @param status what the server is told, unless it was told before
	 */
	private void finish(TransportEnd end, CloseStatus status) {
		this.flow.discard();
		if (this.channel.isActive()) {
			writeClose(status);
			closeWithin(CLOSE_TIMEOUT);
			this.flow.release();
		}
		tell(end);
	}

	private void writeClose(CloseStatus status) {
		if (!this.closeSent) {
			this.closeSent = true;
			this.writer.stop(new ClosedChannelException());
			this.writer.writeControl(Opcode.CLOSE, closePayload(status));
			this.channel.flush();
		}
	}

	private static ByteBuffer closePayload(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_STATUS_CODE.getCode()) {
			return ByteBuffer.allocate(0);
		}
		String reason = (status.getReason() != null) ? status.getReason() : "";
		byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
		while (bytes.length > MAX_REASON_SIZE) {
			reason = reason.substring(0, reason.offsetByCodePoints(reason.length(), -1));
			bytes = reason.getBytes(StandardCharsets.UTF_8);
		}
		return ByteBuffer.allocate(Short.BYTES + bytes.length).putShort((short) status.getCode()).put(bytes).flip();
	}

	private void closeWithin(Duration timeout) {
		schedule(this.channel::close, timeout);
	}

	private void schedule(Runnable task, Duration delay) {
		cancelDeadline();
		this.deadline = this.channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void cancelDeadline() {
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
	}

	/**
	 * Begin the closing handshake.
	 * @param status the close code and reason
	 */
	void close(CloseStatus status) {
		if (this.ended || isAsked()) {
			return;
		}
		this.closing = true;
		if (this.channel.isActive()) {
			writeClose(status);
			closeWithin(this.settings.shutdownTimeout());
			// The answer of the server has to be read
			this.flow.release();
		}
	}

	/**
	 * End without waiting for the server, but not before it had the chance to take a
	 * Close frame.
	 * @param status the close code and reason
	 */
	void abort(CloseStatus status) {
		if (this.ended || this.aborting) {
			return;
		}
		this.aborting = true;
		this.flow.discard();
		if (this.closeSent) {
			this.channel.close();
		}
		else if (this.channel.isActive()) {
			writeClose(status);
			closeWithin(ABORT_TIMEOUT);
			this.flow.release();
		}
	}

	@Override
	public void progressed(WriteListener listener) {
		tell(listener, WriteListener::progressed);
	}

	@Override
	public void written(WriteListener listener) {
		tell(listener, WriteListener::written);
	}

	@Override
	public void writeFailed(WriteListener listener, Throwable failure) {
		Runnable outcome = () -> tell(listener, (told) -> told.writeFailed(failure));
		boolean explained = this.ended || (this.channel.isActive() && !(failure instanceof IOException));
		if (explained) {
			outcome.run();
			return;
		}
		if (this.heldOutcomes == null) {
			this.heldOutcomes = new ArrayList<>();
		}
		this.heldOutcomes.add(outcome);
		if (this.channel.isActive() && !this.closeSent && this.failure == null) {
			this.failure = failure;
			closeWithin(EXPLANATION_TIMEOUT);
		}
	}

	private void tell(WriteListener listener, Consumer<WriteListener> outcome) {
		try {
			outcome.accept(listener);
		}
		catch (Throwable ex) {
			listenerFailed(ex);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslCloseCompletionEvent) {
			context.close();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.failure == null) {
			this.failure = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		}
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		// What was read before counts, a Close frame above all
		this.flow.release();
		tell(isAsked() ? TransportEnd.closedByClient() : lost());
		cancelDeadline();
		this.writer.stop(new ClosedChannelException());
		this.writer.close();
		if (this.reader != null) {
			this.reader.close();
		}
		else if (this.inflater != null) {
			this.inflater.close();
		}
	}

	private TransportEnd lost() {
		Throwable failure = this.failure;
		return (failure != null) ? TransportEnd.failed(DisconnectCause.CONNECTION_LOST, failure)
				: end(DisconnectCause.CONNECTION_LOST, CloseStatus.NO_CLOSE_FRAME.getCode(), null,
						"The connection ended without a Close frame");
	}

	private void tell(TransportEnd end) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.flow.discard();
		try {
			this.listener.ended(end);
		}
		catch (Throwable ex) {
			// Nobody is left to be told
		}
		List<Runnable> outcomes = this.heldOutcomes;
		this.heldOutcomes = null;
		if (outcomes != null) {
			outcomes.forEach(Runnable::run);
		}
	}

}
