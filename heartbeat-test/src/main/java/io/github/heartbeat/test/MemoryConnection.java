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

/**
 * The client's end of a connection to a server in memory, for those who write a transport
 * of clients: see {@link HeartbeatTestServer#connect}. It carries frames, and knows
 * nothing of what RFC 6455 asks of a client. No method blocks, and all may be called from
 * any thread.
 */
public final class MemoryConnection {

	private final MemoryWire wire;

	MemoryConnection(MemoryWire wire) {
		this.wire = wire;
	}

	/**
	 * Send a frame.
	 * @param opcode the opcode, for example one of {@link Opcodes}
	 * @param payload the payload, which must not be changed
	 * @return {@code false} if the connection has ended
	 */
	public boolean sendFrame(int opcode, byte[] payload) {
		return this.wire.sentByClient(opcode, payload);
	}

	/**
	 * Read no more frames: they wait, as does an end that is told behind them.
	 */
	public void suspendReading() {
		this.wire.suspendReading();
	}

	/**
	 * Go on reading.
	 */
	public void resumeReading() {
		this.wire.resumeReading();
	}

	/**
	 * Close the client's end at once. The listener is told nothing more; the server
	 * notices unless it is frozen.
	 */
	public void cut() {
		cut(() -> {
		});
	}

	/**
	 * Close the client's end at once, as {@link #cut()} does.
	 * @param then called when the listener has returned from what it was told before
	 */
	public void cut(Runnable then) {
		this.wire.cutByClient(then);
	}

	/**
	 * Run a task on a thread of the server's clock.
	 * @param task the task
	 */
	public void execute(Runnable task) {
		this.wire.execute(task);
	}

	/**
	 * Return whether the client's end is open, and the server's as well.
	 * @return whether frames can be sent
	 */
	public boolean isOpen() {
		return this.wire.isOpen();
	}

}
