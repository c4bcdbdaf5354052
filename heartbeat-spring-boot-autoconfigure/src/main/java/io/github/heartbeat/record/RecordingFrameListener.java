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

package io.github.heartbeat.record;

import java.nio.ByteBuffer;

import io.github.heartbeat.transport.FrameListener;

/**
 * {@link FrameListener} that records what arrives before it passes it on.
 */
final class RecordingFrameListener implements FrameListener {

	private final FrameListener listener;

	private final ConnectionRecorder recorder;

	RecordingFrameListener(FrameListener listener, ConnectionRecorder recorder) {
		this.listener = listener;
		this.recorder = recorder;
	}

	@Override
	public void text(String part, int size, boolean last) {
		this.recorder.arrived(RecordEntry.Kind.TEXT, part, size, last);
		this.listener.text(part, size, last);
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		this.recorder.arrived(RecordEntry.Kind.BINARY, null, part.remaining(), last);
		this.listener.binary(part, last);
	}

	@Override
	public void pieceArrived() {
		this.listener.pieceArrived();
	}

	@Override
	public void ping() {
		this.listener.ping();
	}

	@Override
	public void pong(ByteBuffer payload) {
		this.listener.pong(payload);
	}

}
