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

import org.jspecify.annotations.Nullable;

/**
 * Recorder of one connection. What arrives is told by one thread at a time, and so is
 * what is sent.
 */
final class ConnectionRecorder {

	private final HeartbeatRecorder recorder;

	private final String clientName;

	private final String connectionId;

	/** Whether the message that arrives is not whole yet. */
	private boolean within;

	private long inboundIndex;

	private long outboundIndex;

	ConnectionRecorder(HeartbeatRecorder recorder, String clientName, String connectionId) {
		this.recorder = recorder;
		this.clientName = clientName;
		this.connectionId = connectionId;
	}

	/**
	 * Return the recording that wants what is sent.
	 * @return the recording, or {@code null} if there is none
	 */
	@Nullable Recording outbound() {
		Recording recording = this.recorder.find(this.clientName);
		return (recording != null && recording.wants(false)) ? recording : null;
	}

	void opened() {
		Recording recording = this.recorder.find(this.clientName);
		if (recording != null) {
			add(recording, RecordEntry.Kind.OPEN, true, null, 0, true, true, 0);
		}
	}

	void ended(int code) {
		Recording recording = this.recorder.find(this.clientName);
		if (recording != null) {
			add(recording, RecordEntry.Kind.CLOSE, true, null, code, true, true, 0);
		}
	}

	void arrived(RecordEntry.Kind kind, @Nullable String text, int size, boolean last) {
		boolean first = !this.within;
		this.within = !last;
		Recording recording = this.recorder.find(this.clientName);
		if (recording != null && recording.wants(true)) {
			add(recording, kind, true, text, size, first, last, this.inboundIndex++);
		}
	}

	void sent(Recording recording, RecordEntry.Kind kind, @Nullable String text, int size) {
		add(recording, kind, false, text, size, true, true, this.outboundIndex++);
	}

	private void add(Recording recording, RecordEntry.Kind kind, boolean inbound, @Nullable String text, int size,
			boolean first, boolean last, long index) {
		this.recorder.add(new RecordEntry(recording, System.nanoTime(), this.connectionId, kind, inbound,
				recording.isWithText() ? text : null, size, first, last, index));
	}

}
