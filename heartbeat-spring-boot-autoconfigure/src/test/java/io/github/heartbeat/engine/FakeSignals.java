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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.transport.FrameListener;
import io.github.heartbeat.transport.TransportEnd;
import io.github.heartbeat.transport.TransportListener;
import io.github.heartbeat.transport.TransportSession;
import org.jspecify.annotations.Nullable;

/**
 * What a fake connection tells, by the rules of the boundary: one call after the other,
 * the open first, nothing that is not read, and the end once and last. A call is made by
 * whoever brings it; one that comes while another is under way waits for that.
 */
final class FakeSignals {

	private final TransportListener listener;

	private final Consumer<Throwable> failed;

	private final Deque<Runnable> arrived = new ArrayDeque<>();

	private FrameListener frames = new IgnoredFrames();

	/** Whether a thread tells. Nothing is told before the connection is open. */
	private boolean telling = true;

	private boolean suspended;

	/** Whether all is read, as the answer to a Close frame has to be. */
	private boolean released;

	private @Nullable TransportEnd end;

	private boolean endTold;

	/**
	 * Create new signals.
	 * @param listener told of the connection
	 * @param failed told what the listener throws
	 */
	FakeSignals(TransportListener listener, Consumer<Throwable> failed) {
		this.listener = listener;
		this.failed = failed;
	}

	/**
	 * Tell that the connection is open, and what has arrived meanwhile.
	 * @param session the connection
	 */
	void open(TransportSession session) {
		call(() -> this.frames = this.listener.opened(session));
		tellAll();
	}

	/**
	 * Tell of a frame once it is read.
	 * @param frame tells of it
	 */
	void frame(Consumer<FrameListener> frame) {
		arrive(() -> frame.accept(this.frames));
	}

	/**
	 * Tell of the end once all is read that came before.
	 * @param end how the connection ended
	 */
	void endBehindFrames(TransportEnd end) {
		arrive(() -> ended(end));
	}

	private void arrive(Runnable signal) {
		synchronized (this) {
			this.arrived.add(signal);
		}
		tell();
	}

	/**
	 * Tell of the end, whatever was not read yet.
	 * @param end how the connection ended
	 */
	void end(TransportEnd end) {
		ended(end);
		tell();
	}

	private synchronized void ended(TransportEnd end) {
		if (this.end == null) {
			this.end = end;
		}
	}

	synchronized void suspend() {
		this.suspended = true;
	}

	/**
	 * Read again.
	 * @return whether there is something to {@link #tell()}
	 */
	synchronized boolean resume() {
		this.suspended = false;
		return !this.arrived.isEmpty();
	}

	/**
	 * Read to the end, whether suspended or not.
	 */
	synchronized void release() {
		this.released = true;
	}

	synchronized boolean isSuspended() {
		return this.suspended;
	}

	/**
	 * Tell what there is, unless that is being done.
	 */
	void tell() {
		synchronized (this) {
			if (this.telling) {
				return;
			}
			this.telling = true;
		}
		tellAll();
	}

	private void tellAll() {
		for (Runnable next = next(); next != null; next = next()) {
			call(next);
		}
	}

	private synchronized @Nullable Runnable next() {
		TransportEnd end = this.end;
		if (end != null && !this.endTold) {
			this.endTold = true;
			this.arrived.clear();
			return () -> this.listener.ended(end);
		}
		Runnable next = (end == null && (this.released || !this.suspended)) ? this.arrived.poll() : null;
		this.telling = next != null;
		return next;
	}

	private void call(Runnable signal) {
		try {
			signal.run();
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
			ended(TransportEnd.failed(DisconnectCause.CONNECTION_LOST, ex));
		}
	}

}
