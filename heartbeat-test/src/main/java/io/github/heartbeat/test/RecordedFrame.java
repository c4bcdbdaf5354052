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

/**
 * A frame as a {@link HeartbeatTestServer} received it: one fragment, not a whole
 * message.
 *
 * @param connectionId the number of the TCP connection, counted from 1 in the order of
 * acceptance
 * @param opcode one of {@link Opcodes}
 * @param fin whether this is the last fragment of its message
 * @param masked whether the client masked the frame, as RFC 6455 demands
 * @param payload the unmasked payload; empty when there is none
 * @param nanoTime the {@link System#nanoTime()} at which the frame was complete
 */
// Nobody compares frames, and the accessor gives a copy away
@SuppressWarnings("ArrayRecordComponent")
public record RecordedFrame(int connectionId, int opcode, boolean fin, boolean masked, byte[] payload, long nanoTime) {

	private static final int NO_STATUS = 1005;

	/**
	 * Return the unmasked payload.
	 * @return a copy; empty when there is none
	 */
	@Override
	public byte[] payload() {
		return this.payload.clone();
	}

	/**
	 * Return the payload decoded as UTF-8.
	 * @return the text; malformed bytes become replacement characters
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return the status code of a close frame.
	 * @return the code, 1005 when the frame carries none
	 * @throws IllegalStateException if this is not a close frame
	 */
	public int closeCode() {
		assertClose();
		return (this.payload.length < 2) ? NO_STATUS : ((this.payload[0] & 0xFF) << 8) | (this.payload[1] & 0xFF);
	}

	/**
	 * Return the reason of a close frame.
	 * @return the reason, empty when the frame carries none
	 * @throws IllegalStateException if this is not a close frame
	 */
	public String closeReason() {
		assertClose();
		return (this.payload.length < 2) ? ""
				: new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
	}

	private void assertClose() {
		if (this.opcode != Opcodes.CLOSE) {
			throw new IllegalStateException("Not a close frame: " + this);
		}
	}

	@Override
	public String toString() {
		return "RecordedFrame[connectionId=" + this.connectionId + ", opcode=" + this.opcode + ", fin=" + this.fin
				+ ", masked=" + this.masked + ", length=" + this.payload.length + "]";
	}

}
