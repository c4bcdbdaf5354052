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

package io.github.heartbeat.demo.page;

import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One browser that follows the stream. Writing to it may block, so that is done on a
 * thread of its own, and only while there is something to write. A browser that is too
 * slow loses the stream; it comes back by itself, and is told everything then.
 */
class Browser {

	private static final int QUEUE_LIMIT = 40;

	private final SseEmitter emitter = new SseEmitter(0L);

	private final Queue<Set<DataWithMediaType>> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);

	private final AtomicBoolean writing = new AtomicBoolean();

	private final Executor executor;

	private final Consumer<Browser> onGone;

	private volatile boolean ending;

	private volatile boolean ended;

	Browser(Executor executor, Consumer<Browser> onGone) {
		this.executor = executor;
		this.onGone = onGone;
		this.emitter.onCompletion(() -> onGone.accept(this));
	}

	SseEmitter getEmitter() {
		return this.emitter;
	}

	void send(Set<DataWithMediaType> event) {
		if (!this.ending && !this.queue.offer(event)) {
			this.ending = true;
		}
		wake();
	}

	/**
	 * End the stream once what is queued is written.
	 */
	void end() {
		this.ending = true;
		wake();
	}

	private void wake() {
		if (this.writing.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::write);
			}
			catch (RejectedExecutionException ex) {
				// The next event tries again
				this.writing.set(false);
			}
		}
	}

	private void write() {
		try {
			do {
				writeQueued();
				this.writing.set(false);
			}
			while (hasWork() && this.writing.compareAndSet(false, true));
		}
		catch (IOException | IllegalStateException ex) {
			// It has gone. The container may tell the emitter, or may not
			this.onGone.accept(this);
		}
	}

	private void writeQueued() throws IOException {
		Set<DataWithMediaType> event = this.queue.poll();
		while (event != null) {
			this.emitter.send(event);
			event = this.queue.poll();
		}
		if (this.ending && !this.ended) {
			this.ended = true;
			this.emitter.complete();
		}
	}

	private boolean hasWork() {
		return !this.queue.isEmpty() || (this.ending && !this.ended);
	}

}
