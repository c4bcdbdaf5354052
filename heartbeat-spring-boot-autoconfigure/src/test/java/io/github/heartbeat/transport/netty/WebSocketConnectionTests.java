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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportRecorder;
import io.github.heartbeat.transport.WriteListener;
import io.github.heartbeat.transport.WriteRecorder;
import io.github.heartbeat.transport.netty.EmbeddedConnection.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketConnection}.
 */
@ExtendWith(LeakDetection.class)
class WebSocketConnectionTests {

	private static final int FIN = Frame.FIN;

	private EmbeddedConnection connection = new EmbeddedConnection(Integer.MAX_VALUE, null);

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void whenReadingIsSuspendedThenSocketIsNotReadAndNothingFlows() {
		this.connection.session().suspendReading();
		assertThat(this.connection.channel().config().isAutoRead()).isFalse();
		this.connection.receive(Frame.text("one"), Frame.text("two"));
		assertThat(this.connection.story()).isEmpty();
		resume();
		assertThat(this.connection.channel().config().isAutoRead()).isTrue();
		assertThat(this.connection.story()).containsExactly("text one", "text two");
	}

	@Test
	void whenReadingIsSuspendedInCallbackThenTheNextMessageWaits() {
		suspendingOnEachMessage();
		this.connection.receive(Frame.text("one"), Frame.text("two"), Frame.text("three"));
		assertThat(this.connection.story()).containsExactly("text one");
		resume();
		assertThat(this.connection.story()).containsExactly("text one", "text two");
		this.connection.receive(Frame.text("four"));
		resume();
		resume();
		assertThat(this.connection.story()).containsExactly("text one", "text two", "text three", "text four");
	}

	@Test
	void whenReadingIsSuspendedInTheMiddleOfMessageThenItIsWholeAfterwards() {
		byte[] frame = Frame.text("hello");
		this.connection.receive(Arrays.copyOf(frame, 4));
		this.connection.session().suspendReading();
		this.connection.receive(Arrays.copyOfRange(frame, 4, frame.length));
		assertThat(this.connection.story()).isEmpty();
		resume();
		assertThat(this.connection.story()).containsExactly("text hello");
	}

	@Test
	void whenReadingIsSuspendedAndSocketEndsThenWhatWasReadBeforeCounts() {
		suspendingOnEachMessage();
		this.connection.receive(Frame.text("one"), Frame.text("two"), Frame.close(4000, "bye"));
		this.connection.channel().close();
		assertThat(this.connection.story()).containsExactly("text one", "text two", "ended");
		assertThat(this.connection.end().code()).isEqualTo(4000);
	}

	@Test
	void whenReadingIsSuspendedAndThisSideClosesThenAnswerIsRead() {
		this.connection.session().suspendReading();
		this.connection.session().close(CloseStatus.NORMAL);
		assertThat(this.connection.channel().config().isAutoRead()).isTrue();
		this.connection.session().suspendReading();
		assertThat(this.connection.channel().config().isAutoRead()).isTrue();
		this.connection.receive(Frame.close(1000, ""));
		assertThat(this.connection.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
	}

	@Test
	void whenPeerReadsNothingThenOnlyTheLastPingIsAnsweredLater() {
		writable(false);
		for (int i = 0; i < 1000; i++) {
			this.connection.receive(Frame.of(FIN | Opcode.PING, bytes(String.valueOf(i))));
		}
		assertThat(this.connection.sent()).isEmpty();
		writable(true);
		assertThat(this.connection.sent()).singleElement().extracting(Frame::payloadText).isEqualTo("999");
	}

	@Test
	void whenPingsComeInOneReadThenAnswersAreFlushedTogether() {
		FlushCounter flushes = new FlushCounter();
		this.connection.channel().pipeline().addFirst(flushes);
		this.connection.receive(Frame.of(FIN | Opcode.PING), Frame.of(FIN | Opcode.PING), Frame.of(FIN | Opcode.PING));
		assertThat(this.connection.sent()).hasSize(3);
		assertThat(flushes.count).isOne();
	}

	@Test
	void whenPingArrivesThenItIsTold() {
		List<String> told = new ArrayList<>();
		reopen(new TransportRecorder() {

			@Override
			public void ping() {
				told.add("ping");
			}

			@Override
			public void pieceArrived() {
				told.add("piece");
			}

		});
		this.connection.receive(Frame.of(FIN | Opcode.PING));
		this.connection.receive(Frame.header(FIN | Opcode.TEXT, 1000), bytes("a part of it"));
		assertThat(told).containsExactly("ping", "piece");
	}

	@Test
	void whenLargeMessageIsWrittenThenItIsHandedToTheSocketPartByPartAndProgressIsTold() {
		WriteGate gate = new WriteGate();
		this.connection.channel().pipeline().addFirst(gate);
		Progress write = new Progress();
		this.connection.session().sendBinary(ByteBuffer.allocate(3 * OutboundMessage.MAX_PART_SIZE), write);
		assertThat(gate.open()).isOne();
		assertThat(write.outcomes()).containsExactly("progressed");
		assertThat(gate.open()).isOne();
		assertThat(gate.open()).isOne();
		assertThat(write.outcomes()).containsExactly("progressed", "progressed", "written");
		assertThat(gate.open()).isZero();
	}

	@Test
	void whenMessageIsInPartsThenControlFramesGoBetweenAndOtherMessagesBehind() {
		WriteGate gate = new WriteGate();
		this.connection.channel().pipeline().addFirst(gate);
		WriteRecorder write = new WriteRecorder();
		this.connection.session().sendBinary(ByteBuffer.allocate(2 * OutboundMessage.MAX_PART_SIZE), write);
		this.connection.session().sendText("one", write);
		this.connection.session().sendText("two", write);
		this.connection.receive(Frame.of(FIN | Opcode.PING));
		while (gate.open() > 0) {
			assertThat(write.outcomes()).doesNotContain("failed");
		}
		assertThat(this.connection.sent()).extracting(Frame::opcode)
			.containsExactly(Opcode.BINARY, Opcode.PONG, Opcode.CONTINUATION, Opcode.TEXT, Opcode.TEXT);
		assertThat(write.outcomes()).containsExactly("written", "written", "written");
	}

	@Test
	void whenThisSideClosesWithinMessageThenItsWriteFails() {
		WriteGate gate = new WriteGate();
		this.connection.channel().pipeline().addFirst(gate);
		WriteRecorder write = new WriteRecorder();
		this.connection.session().sendBinary(ByteBuffer.allocate(2 * OutboundMessage.MAX_PART_SIZE), write);
		this.connection.session().sendText("behind", write);
		this.connection.session().close(CloseStatus.NORMAL);
		while (gate.open() > 0) {
			assertThat(write.outcomes()).isEmpty();
		}
		this.connection.receive(Frame.close(1000, ""));
		assertThat(write.outcomes()).containsExactly("failed", "failed");
		assertThat(this.connection.sent()).extracting(Frame::opcode).containsExactly(Opcode.BINARY, Opcode.CLOSE);
	}

	@Test
	void whenWriteFailsThenCloseFrameBehindItExplainsIt() {
		WriteRecorder write = failingWrite();
		assertThat(write.outcomes()).isEmpty();
		this.connection.receive(Frame.close(4000, "that is why"));
		TransportEnd end = this.connection.end();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CLOSED_BY_SERVER);
		assertThat(end.code()).isEqualTo(4000);
		assertThat(write.outcomes()).containsExactly("failed");
	}

	@Test
	void whenWriteFailsAndNothingExplainsItThenConnectionIsLost() {
		WriteRecorder write = failingWrite();
		this.connection.advance(WebSocketConnection.EXPLANATION_TIMEOUT);
		TransportEnd end = this.connection.end();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(end.failure()).hasMessage("Broken pipe");
		assertThat(write.outcomes()).containsExactly("failed");
		assertThat(this.connection.channel().isOpen()).isFalse();
	}

	private WriteRecorder failingWrite() {
		this.connection.channel().pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

			@Override
			public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
				ReferenceCountUtil.release(message);
				promise.setFailure(new IOException("Broken pipe"));
			}

		});
		WriteRecorder write = new WriteRecorder();
		this.connection.session().sendText("lost", write);
		return write;
	}

	@Test
	void whenListenerOfWriteFailsThenConnectionEnds() {
		this.connection.session().sendText("hello", new WriteListener() {

			@Override
			public void written() {
				throw new StackOverflowError("test");
			}

			@Override
			public void writeFailed(Throwable failure) {
			}

		});
		TransportEnd end = this.connection.end();
		assertThat(end.cause()).isEqualTo(DisconnectCause.CONNECTION_LOST);
		assertThat(end.failure()).isInstanceOf(StackOverflowError.class);
		assertThat(this.connection.sent().get(1).closeCode()).isEqualTo(1011);
	}

	@Test
	void whenListenerOfFramesFailsThenWhatFollowsIsNotTold() {
		reopen(new TransportRecorder() {

			@Override
			public void text(String part, int size, boolean last) {
				throw new IllegalStateException("test");
			}

		});
		this.connection.receive(Frame.text("one"), Frame.of(FIN | Opcode.PONG), Frame.text("two"));
		assertThat(this.connection.story()).containsExactly("ended");
		assertThat(this.connection.sent()).singleElement().extracting(Frame::closeCode).isEqualTo(1011);
	}

	@Test
	void whenThisSideAbortsThenServerHasTimeToTakeTheCloseFrameAndNoMore() {
		this.connection.session().abort(new CloseStatus(1001, "gone"));
		assertThat(this.connection.sent()).singleElement().extracting(Frame::closeCode).isEqualTo(1001);
		this.connection.receive(Frame.text("unwanted"), Frame.close(1001, ""));
		assertThat(this.connection.story()).isEmpty();
		this.connection.advance(WebSocketConnection.ABORT_TIMEOUT);
		assertThat(this.connection.story()).containsExactly("ended");
		assertThat(this.connection.end().cause()).isEqualTo(DisconnectCause.CLOSED_BY_CLIENT);
		assertThat(this.connection.channel().isOpen()).isFalse();
	}

	@Test
	void whenChannelFailsThenConnectionIsLostWithThatFailure() {
		this.connection.channel().pipeline().fireExceptionCaught(new IOException("Connection reset"));
		assertThat(this.connection.end().failure()).hasMessage("Connection reset");
	}

	@Test
	void whenConnectionHasEndedThenNoTaskIsLeft() {
		this.connection.receive(Frame.close(1000, ""));
		this.connection.channel().close();
		assertThat(this.connection.channel().hasPendingTasks()).isFalse();
		assertThat(this.connection.channel().runScheduledPendingTasks()).isEqualTo(-1);
	}

	private void suspendingOnEachMessage() {
		reopen(new TransportRecorder() {

			@Override
			public void text(String part, int size, boolean last) {
				awaitSession().suspendReading();
				super.text(part, size, last);
			}

		});
	}

	private void reopen(TransportRecorder recorder) {
		this.connection.close();
		this.connection = new EmbeddedConnection(Integer.MAX_VALUE, null, recorder);
	}

	private void resume() {
		this.connection.session().resumeReading();
		this.connection.channel().runPendingTasks();
	}

	private void writable(boolean writable) {
		this.connection.channel().unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
		this.connection.channel().runPendingTasks();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Counts flushes.
	 */
	private static final class FlushCounter extends ChannelOutboundHandlerAdapter {

		private int count;

		@Override
		public void flush(ChannelHandlerContext context) {
			this.count++;
			context.flush();
		}

	}

	/**
	 * Keeps what is written, as a socket does whose peer is slow.
	 */
	private static final class WriteGate extends ChannelOutboundHandlerAdapter {

		private final List<Runnable> writes = new ArrayList<>();

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			this.writes.add(() -> context.writeAndFlush(message, promise));
		}

		int open() {
			List<Runnable> writes = List.copyOf(this.writes);
			this.writes.clear();
			writes.forEach(Runnable::run);
			return writes.size();
		}

	}

	/**
	 * Keeps how a write gets on.
	 */
	private static final class Progress extends WriteRecorder {

		@Override
		public void progressed() {
			outcomes().add("progressed");
		}

	}

}
