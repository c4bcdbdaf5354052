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

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a fake connection, which have a thread, as with a container that blocks:
 * the one that is asked for when the outcome of another is told is made by the thread
 * that told it. Each has one outcome.
 */
final class FakeWrites {

	private final Executor io;

	private final Consumer<Throwable> failed;

	/** Whether a write is asked for whose outcome is not told. */
	private boolean outstanding;

	private boolean looping;

	private @Nullable Runnable next;

	/**
	 * Create new writes.
	 * @param io their threads
	 * @param failed told what the listener of a write throws
	 */
	FakeWrites(Executor io, Consumer<Throwable> failed) {
		this.io = io;
		this.failed = failed;
	}

	/**
	 * Begin a write, if none is under way.
	 * @param write the write
	 * @param listener told the outcome
	 * @return whether it was begun; if not, no outcome is told
	 */
	boolean begin(Write write, WriteListener listener) {
		Runnable task = () -> run(write, listener);
		boolean looping;
		synchronized (this) {
			if (this.outstanding) {
				return false;
			}
			this.outstanding = true;
			looping = this.looping;
			this.next = looping ? task : null;
		}
		if (!looping) {
			execute(task, listener);
		}
		return true;
	}

	private void execute(Runnable task, WriteListener listener) {
		try {
			this.io.execute(() -> loop(task));
		}
		catch (RejectedExecutionException ex) {
			ended();
			listener.writeFailed(ex);
		}
	}

	private void loop(Runnable first) {
		synchronized (this) {
			this.looping = true;
		}
		for (Runnable next = first; next != null; next = next()) {
			next.run();
		}
	}

	private synchronized @Nullable Runnable next() {
		Runnable next = this.next;
		this.next = null;
		this.looping = next != null;
		return next;
	}

	private void run(Write write, WriteListener listener) {
		Throwable failure = null;
		try {
			write.run();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		ended();
		try {
			if (failure == null) {
				listener.written();
			}
			else {
				listener.writeFailed(failure);
			}
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	private synchronized void ended() {
		this.outstanding = false;
	}

	/**
	 * One write, which blocks.
	 */
	@FunctionalInterface
	interface Write {

		void run() throws Exception;

	}

}
