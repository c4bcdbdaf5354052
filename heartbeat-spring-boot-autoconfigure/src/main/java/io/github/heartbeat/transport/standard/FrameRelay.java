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

package io.github.heartbeat.transport.standard;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.standard.tomcat.TomcatFrameListener;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what arrives on one connection, through the {@link ReadingGate}. A listener
 * that throws ends the connection.
 */
final class FrameRelay implements TomcatFrameListener {

	private final ReadingGate gate;

	private final EndDetector end;

	private volatile @Nullable FrameListener listener;

	FrameRelay(ReadingGate gate, EndDetector end) {
		this.gate = gate;
		this.end = end;
	}

	/**
	 * Set who is told from now on.
	 * @param listener the listener
	 */
	void setListener(FrameListener listener) {
		this.listener = listener;
	}

	@Override
	public void text(String part, int size, boolean last) {
		relay((listener) -> listener.text(part, size, last));
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		relay((listener) -> listener.binary(part, last));
	}

	@Override
	public void pieceArrived() {
		relay(FrameListener::pieceArrived);
	}

	@Override
	public void ping() {
		relay(FrameListener::ping);
	}

	@Override
	public void pong(ByteBuffer payload) {
		relay((listener) -> listener.pong(payload));
	}

	private void relay(Consumer<FrameListener> frame) {
		FrameListener listener = this.listener;
		if (listener == null || !this.gate.enter()) {
			return;
		}
		try {
			frame.accept(listener);
		}
		catch (Throwable ex) {
			this.end.listenerFailed(ex);
		}
		finally {
			this.gate.leave();
		}
	}

	@Override
	public void closeFrame(int code, @Nullable String reason) {
		this.end.closeFrame(code, reason);
	}

	@Override
	public void failed(Throwable failure) {
		this.end.failed(failure);
	}

	@Override
	public void disconnected() {
		this.end.disconnected();
	}

}
