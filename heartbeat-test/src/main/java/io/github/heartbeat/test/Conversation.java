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
import java.nio.charset.StandardCharsets;

/**
 * What the server says to the frames of one WebSocket, apart from what carries them.
 * Called by one thread at a time.
 */
final class Conversation {

	private static final int INTERNAL_ERROR = 1011;

	private final HeartbeatTestConnection connection;

	private final Wire wire;

	private final ServerOptions options;

	private final ServerRecorder recorder;

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private int messageOpcode = Opcodes.CONTINUATION;

	Conversation(HeartbeatTestConnection connection, Wire wire, ServerOptions options, ServerRecorder recorder) {
		this.connection = connection;
		this.wire = wire;
		this.options = options;
		this.recorder = recorder;
	}

	/**
	 * Tell the handler that the connection is open.
	 * @return {@code false} if it failed, which ends the conversation
	 */
	boolean begin() {
		return call(() -> {
			this.options.onConnect.accept(this.connection);
			Replay replay = this.options.replay;
			if (replay != null) {
				this.connection.play(replay);
			}
		});
	}

	/**
	 * Answer a frame.
	 * @param frame the frame
	 * @return {@code false} if a handler failed, which ends the conversation
	 */
	boolean answer(RecordedFrame frame) {
		this.recorder.frame(frame);
		switch (frame.opcode()) {
			case Opcodes.CLOSE -> answerClose(frame);
			case Opcodes.PING -> answerPing(frame);
			case Opcodes.CONTINUATION, Opcodes.TEXT, Opcodes.BINARY -> {
				return call(() -> assemble(frame));
			}
			default -> {
				// Pongs and unknown opcodes are for the record only
			}
		}
		return true;
	}

	private boolean call(Runnable handler) {
		try {
			handler.run();
			return true;
		}
		catch (RuntimeException | AssertionError ex) {
			this.options.failed(ex);
			this.connection.sendClose(INTERNAL_ERROR, "handler failed");
			return false;
		}
	}

	private void answerClose(RecordedFrame frame) {
		if (this.connection.isIgnoreClose()) {
			return;
		}
		// RFC 6455, section 7.1.3: no longer open from here on. Counted before the
		// answer, upon which the client may open another connection at once
		this.recorder.closed(this.connection);
		if (!this.connection.isCloseSent()) {
			this.connection.sendFrame(Opcodes.CLOSE, true, 0, false, frame.payload());
		}
		this.wire.shut();
	}

	private void answerPing(RecordedFrame frame) {
		if (this.connection.isIgnorePings()) {
			return;
		}
		if (this.connection.pongDelay().isZero()) {
			this.connection.sendPong(frame.payload());
			return;
		}
		this.wire.later(this.connection.pongDelay(), () -> this.connection.sendPong(frame.payload()));
	}

	private void assemble(RecordedFrame frame) {
		if (frame.opcode() != Opcodes.CONTINUATION) {
			this.messageOpcode = frame.opcode();
			this.message.reset();
		}
		this.message.writeBytes(frame.payload());
		if (!frame.fin()) {
			return;
		}
		if (this.messageOpcode == Opcodes.TEXT) {
			this.options.onText.accept(this.connection, this.message.toString(StandardCharsets.UTF_8));
		}
		else if (this.messageOpcode == Opcodes.BINARY) {
			this.options.onBinary.accept(this.connection, this.message.toByteArray());
		}
	}

}
