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

import io.github.heartbeat.transport.HandshakeResponse;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.Utf8;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * {@link TransportSession} that records what was written.
 */
final class RecordingSession implements TransportSession {

	private final TransportSession session;

	private final ConnectionRecorder recorder;

	RecordingSession(TransportSession session, ConnectionRecorder recorder) {
		this.session = session;
		this.recorder = recorder;
	}

	@Override
	public HandshakeResponse getHandshakeResponse() {
		return this.session.getHandshakeResponse();
	}

	@Override
	public WebSocketSession getNative() {
		return this.session.getNative();
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		Recording recording = this.recorder.outbound();
		this.session.sendText(text, (recording != null)
				? new Outcome(listener, recording, RecordEntry.Kind.TEXT, text, Utf8.length(text)) : listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		Recording recording = this.recorder.outbound();
		this.session.sendBinary(bytes, (recording != null)
				? new Outcome(listener, recording, RecordEntry.Kind.BINARY, null, bytes.remaining()) : listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		this.session.sendPing(payload, listener);
	}

	@Override
	public void suspendReading() {
		this.session.suspendReading();
	}

	@Override
	public void resumeReading() {
		this.session.resumeReading();
	}

	@Override
	public void close(CloseStatus status) {
		this.session.close(status);
	}

	@Override
	public void abort(CloseStatus status) {
		this.session.abort(status);
	}

	/**
	 * Records a message when it is written.
	 */
	private final class Outcome implements WriteListener {

		private final WriteListener listener;

		private final Recording recording;

		private final RecordEntry.Kind kind;

		private final @Nullable String text;

		private final int size;

		Outcome(WriteListener listener, Recording recording, RecordEntry.Kind kind, @Nullable String text, int size) {
			this.listener = listener;
			this.recording = recording;
			this.kind = kind;
			this.text = text;
			this.size = size;
		}

		@Override
		public void progressed() {
			this.listener.progressed();
		}

		@Override
		public void written() {
			RecordingSession.this.recorder.sent(this.recording, this.kind, this.text, this.size);
			this.listener.written();
		}

		@Override
		public void writeFailed(Throwable failure) {
			this.listener.writeFailed(failure);
		}

	}

}
