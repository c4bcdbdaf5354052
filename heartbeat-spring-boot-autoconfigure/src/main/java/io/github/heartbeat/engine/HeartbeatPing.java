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

package io.github.heartbeat.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat on its way out: a ping frame, or a text message. It tells {@link Liveness}
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
	boolean isHeartbeat() {
		return true;
	}

	@Override
	String describe() {
		return (this.text != null) ? "heartbeat " + MessageLog.describe(this.text) : "ping";
	}

	@Override
	void write(TransportSession session) throws IOException {
		long now = this.timer.nanoTime();
		this.liveness.pingStarted(now);
		if (this.text != null) {
			session.sendText(this.text);
		}
		else {
			session.sendPing(ByteBuffer.allocate(Long.BYTES).putLong(now).flip());
		}
		this.liveness.pingWritten(this.timer.nanoTime());
	}

}
