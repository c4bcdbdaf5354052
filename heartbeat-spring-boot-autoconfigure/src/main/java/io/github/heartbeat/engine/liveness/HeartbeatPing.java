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

package io.github.heartbeat.engine.liveness;

import java.nio.ByteBuffer;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.engine.send.OutboundMessage;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeat on its way out: a ping frame, or a text message. It tells {@link Liveness}
 * when it was written, since the deadline for an answer must not run while it waits
 * behind other data.
 */
final class HeartbeatPing extends OutboundMessage {

	private final Liveness liveness;

	private final EngineTimer timer;

	private final @Nullable String text;

	HeartbeatPing(Liveness liveness, EngineTimer timer, @Nullable String text) {
		super(0);
		this.liveness = liveness;
		this.timer = timer;
		this.text = text;
	}

	@Override
	public boolean isHeartbeat() {
		return true;
	}

	@Override
	public String describe() {
		return (this.text != null) ? "heartbeat '" + Redactor.printable(this.text) + "'" : "ping";
	}

	@Override
	public void write(TransportSession session, WriteListener listener) {
		WriteListener stamping = new StampingListener(this.liveness, this.timer, listener);
		ByteBuffer payload = this.liveness.pingStarted(this.timer.nanoTime());
		if (this.text != null) {
			session.sendText(this.text, stamping);
		}
		else {
			session.sendPing(payload, stamping);
		}
	}

	/**
	 * Listener of the writer that tells when the ping is written.
	 *
	 * @param liveness told the time
	 * @param timer the clock
	 * @param listener the listener of the writer
	 */
	private record StampingListener(Liveness liveness, EngineTimer timer,
			WriteListener listener) implements WriteListener {

		@Override
		public void written() {
			this.liveness.pingWritten(this.timer.nanoTime());
			this.listener.written();
		}

		@Override
		public void writeFailed(Throwable failure) {
			this.listener.writeFailed(failure);
		}

	}

}
