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

package io.github.heartbeat.engine.send;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.transport.WriteListener;
import io.github.heartbeat.transport.WriteOnlySession;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WriteOnlySession} that records what it is given to write, and tells the outcome
 * at once or when the test says so.
 */
final class RecordingSession extends WriteOnlySession {

	private final List<String> written = new ArrayList<>();

	private final Deque<WriteListener> pending = new ArrayDeque<>();

	private final List<String> faults = new ArrayList<>();

	private Consumer<String> onWrite = (what) -> {
	};

	private boolean tellsLater;

	private @Nullable Throwable failure;

	/**
	 * Tell no outcome until the test says so.
	 * @return this session
	 */
	RecordingSession tellLater() {
		this.tellsLater = true;
		return this;
	}

	/**
	 * Tell each outcome within the call that asks for the write, as is the default.
	 */
	void tellAtOnce() {
		this.tellsLater = false;
	}

	/**
	 * Let all writes fail.
	 * @param failure the failure
	 * @return this session
	 */
	RecordingSession failWrites(Throwable failure) {
		this.failure = failure;
		return this;
	}

	/**
	 * Do something within each write.
	 * @param onWrite given what is written
	 * @return this session
	 */
	RecordingSession onWrite(Consumer<String> onWrite) {
		this.onWrite = onWrite;
		return this;
	}

	/**
	 * Tell that the write that is under way gets on.
	 */
	void tellProgress() {
		this.pending.element().progressed();
	}

	@Override
	public void sendText(String text, WriteListener listener) {
		write(text, listener);
	}

	@Override
	public void sendBinary(ByteBuffer bytes, WriteListener listener) {
		write("(" + bytes.remaining() + " bytes)", listener);
	}

	@Override
	public void sendPing(ByteBuffer payload, WriteListener listener) {
		write("ping " + StandardCharsets.UTF_8.decode(payload), listener);
	}

	private void write(String what, WriteListener listener) {
		synchronized (this) {
			if (!this.pending.isEmpty()) {
				this.faults.add("'" + what + "' is written before the outcome of the write before was told");
			}
			this.pending.add(listener);
		}
		this.onWrite.accept(what);
		synchronized (this) {
			this.written.add(what);
		}
		if (!this.tellsLater) {
			tell();
		}
	}

	/**
	 * Tell the outcome of the write.
	 */
	void tell() {
		WriteListener listener = takeListener();
		if (this.failure != null) {
			listener.writeFailed(this.failure);
		}
		else {
			listener.written();
		}
	}

	/**
	 * Return what is to be told the outcome, which the test does.
	 * @return the listener of the write
	 */
	synchronized WriteListener takeListener() {
		return this.pending.remove();
	}

	synchronized List<String> written() {
		return new ArrayList<>(this.written);
	}

	/**
	 * Verify that no two writes overlapped.
	 */
	synchronized void verify() {
		assertThat(this.faults).isEmpty();
	}

}
