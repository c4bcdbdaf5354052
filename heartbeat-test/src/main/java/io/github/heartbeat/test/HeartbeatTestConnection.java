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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The server's end of one WebSocket, from the 101 on. All methods may be called from any
 * thread. The {@code send} methods block while the client does not read, until it does or
 * the connection ends; while the connection is frozen they keep the bytes for
 * {@link #thaw()} instead. They never throw for a connection that has ended.
 */
public final class HeartbeatTestConnection {

	private final int id;

	private final RecordedHandshake handshake;

	private final Wire wire;

	private volatile boolean closeSent;

	private volatile boolean ignorePings;

	private volatile boolean ignoreClose;

	private volatile Duration pongDelay;

	HeartbeatTestConnection(int id, RecordedHandshake handshake, Wire wire, Manners manners) {
		this.id = id;
		this.handshake = handshake;
		this.wire = wire;
		this.ignorePings = manners.ignorePings();
		this.ignoreClose = manners.ignoreClose();
		this.pongDelay = manners.pongDelay();
	}

	/**
	 * Return the number of the TCP connection.
	 * @return the number, counted from 1 in the order of acceptance
	 */
	public int id() {
		return this.id;
	}

	/**
	 * Return the handshake that opened this connection.
	 * @return the handshake
	 */
	public RecordedHandshake handshake() {
		return this.handshake;
	}

	/**
	 * Return whether neither side has closed the TCP connection, as far as the server
	 * knows: a frozen server does not notice that its client is gone.
	 * @return whether the connection is open
	 */
	public boolean isOpen() {
		return !this.wire.isClosed();
	}

	/**
	 * Send a text message in one frame.
	 * @param text the text
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendText(String text) {
		return sendFrame(Opcodes.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send a binary message in one frame.
	 * @param payload the bytes
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendBinary(byte[] payload) {
		return sendFrame(Opcodes.BINARY, payload);
	}

	/**
	 * Send a ping frame.
	 * @param payload the bytes, at most 125 for a well-formed frame
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendPing(byte[] payload) {
		return sendFrame(Opcodes.PING, payload);
	}

	/**
	 * Send a pong frame, asked for or not.
	 * @param payload the bytes, at most 125 for a well-formed frame
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendPong(byte[] payload) {
		return sendFrame(Opcodes.PONG, payload);
	}

	/**
	 * Start the close handshake. The TCP connection ends when the client has answered.
	 * @param code the status code, written as it is
	 * @param reason the reason, may be empty
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendClose(int code, String reason) {
		return sendFrame(Opcodes.CLOSE, FrameCodec.closePayload(code, reason));
	}

	private boolean sendFrame(int opcode, byte[] payload) {
		return sendFrame(opcode, true, 0, false, payload);
	}

	/**
	 * Play what the server did on the first connection of a recording: its messages, and
	 * the end if the recording has it. What the recording has no text of is played as
	 * another text of the same size, and binary messages as zeros.
	 * @param recording the recording
	 * @param speed how many times as fast as it was, for example
	 * {@link HeartbeatRecording#OWN_PACE}, in the time of this server;
	 * {@link HeartbeatRecording#AT_ONCE} plays all of it before this method returns
	 * @throws IllegalArgumentException if the speed is not positive
	 */
	public void replay(HeartbeatRecording recording, double speed) {
		play(new Replay(recording, speed));
	}

	void play(Replay replay) {
		replay.begin(new Replay.Player() {

			@Override
			public void send(int opcode, byte[] payload) {
				sendFrame(opcode, payload);
			}

			@Override
			public void cut() {
				HeartbeatTestConnection.this.cut();
			}

		}, this.wire);
	}

	/**
	 * Send one frame, well-formed or not.
	 * @param opcode the opcode, 0 to 15, for example one of {@link Opcodes}
	 * @param fin whether this is the last fragment of its message
	 * @param rsv the three reserved bits, 0 to 7; 4 is RSV1
	 * @param masked whether to mask the frame, which a server must not do
	 * @param payload the payload
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendFrame(int opcode, boolean fin, int rsv, boolean masked, byte[] payload) {
		if (opcode == Opcodes.CLOSE) {
			this.closeSent = true;
		}
		return this.wire.write(FrameCodec.encode(opcode, fin, rsv, masked, payload));
	}

	/**
	 * Send bytes that need not be a frame, for example half of one.
	 * @param bytes the bytes
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendBytes(byte[] bytes) {
		return this.wire.write(bytes.clone());
	}

	/**
	 * Close the TCP connection at once, without a close frame: the client sees the end of
	 * the stream.
	 */
	public void cut() {
		this.wire.cut();
	}

	/**
	 * Reset the TCP connection at once: the client sees "connection reset".
	 */
	public void reset() {
		this.wire.reset();
	}

	/**
	 * Stop reading and writing and keep the TCP connection. Frames that arrive from now
	 * on are recorded and answered after {@link #thaw()}.
	 */
	public void freeze() {
		this.wire.freeze();
	}

	/**
	 * Go on reading, and write what was sent meanwhile. Does nothing if not frozen.
	 */
	public void thaw() {
		this.wire.thaw();
	}

	/**
	 * Set whether pings of the client stay unanswered.
	 * @param ignore whether to ignore pings
	 */
	public void ignorePings(boolean ignore) {
		this.ignorePings = ignore;
	}

	/**
	 * Set whether the close frame of the client is neither answered nor followed by the
	 * end of the TCP connection.
	 * @param ignore whether to ignore close frames
	 */
	public void ignoreClose(boolean ignore) {
		this.ignoreClose = ignore;
	}

	/**
	 * Set the time between a ping of the client and its pong.
	 * @param delay the delay, zero for none
	 */
	public void pongDelay(Duration delay) {
		this.pongDelay = delay;
	}

	boolean isIgnorePings() {
		return this.ignorePings;
	}

	boolean isIgnoreClose() {
		return this.ignoreClose;
	}

	boolean isCloseSent() {
		return this.closeSent;
	}

	Duration pongDelay() {
		return this.pongDelay;
	}

	@Override
	public String toString() {
		return "HeartbeatTestConnection[id=" + this.id + ", path=" + this.handshake.path() + ", open=" + isOpen() + "]";
	}

}
