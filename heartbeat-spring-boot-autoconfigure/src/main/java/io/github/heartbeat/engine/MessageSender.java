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

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of one client: takes messages, and sees to it that the future of each
 * ends exactly once, written or not, and is counted.
 */
final class MessageSender {

	private final String clientName;

	private final Redactor redactor;

	private final MessageLog log;

	private final Executor executor;

	private final SendQueue outbox;

	private final LongAdder messages = new LongAdder();

	private final LongAdder bytes = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	/** The thread that runs the listeners of an open event. */
	private volatile @Nullable Thread openListenerThread;

	/** The writer of the connection whose open event that is. */
	private volatile @Nullable ConnectionWriter openWriter;

	MessageSender(String clientName, HeartbeatClientSettings settings, Redactor redactor, MessageLog log,
			EngineTimer timer, Executor executor) {
		this.clientName = clientName;
		this.redactor = redactor;
		this.log = log;
		this.executor = executor;
		this.outbox = new SendQueue(settings.send(), timer,
				(message, reason, text) -> fail(message, reason, text, null));
	}

	SendQueue outbox() {
		return this.outbox;
	}

	/**
	 * Run the listeners of an open event: what they send goes ahead of the queue.
	 * @param writer the writer of the connection, or {@code null} if it is lost already
	 * @param listeners runs the listeners
	 */
	void runOpenListeners(@Nullable ConnectionWriter writer, Runnable listeners) {
		this.openWriter = writer;
		this.openListenerThread = Thread.currentThread();
		try {
			listeners.run();
		}
		finally {
			this.openListenerThread = null;
			this.openWriter = null;
		}
	}

	CompletableFuture<Void> send(String text) {
		OutboundMessage message = OutboundMessage.text(text);
		if (!Utf8.isWellFormed(text)) {
			fail(message, Reason.REJECTED, "The message is refused: half of a surrogate pair can't be sent as UTF-8",
					null);
			return message.future();
		}
		return send(message);
	}

	CompletableFuture<Void> send(ByteBuffer bytes) {
		return send(OutboundMessage.binary(bytes));
	}

	private CompletableFuture<Void> send(OutboundMessage message) {
		this.outbox.offer(message, (Thread.currentThread() == this.openListenerThread) ? this.openWriter : null);
		return message.future();
	}

	void written(OutboundMessage message) {
		if (!message.end()) {
			// Given up as unknown before the write returned
			return;
		}
		this.log.sent(message);
		if (!message.isHeartbeat()) {
			this.messages.increment();
			this.bytes.add(message.size());
		}
		complete(message, (future) -> future.complete(null));
	}

	/**
	 * End messages that will not be written since their connection has ended.
	 * @param messages the messages
	 */
	void abandon(List<OutboundMessage> messages) {
		for (OutboundMessage message : messages) {
			fail(message, Reason.DROPPED, "The connection ended before the message was written", null);
		}
	}

	/**
	 * End a message whose fate is not known.
	 * @param message the message
	 * @param failure the failure of the write, or {@code null} if it has not returned
	 */
	void unknown(OutboundMessage message, @Nullable Throwable failure) {
		fail(message, Reason.UNKNOWN,
				"The connection was lost while the message was written: it may have arrived, and is not sent again",
				(failure != null) ? this.redactor.redact(failure) : null);
	}

	private void fail(OutboundMessage message, Reason reason, String text, @Nullable Throwable cause) {
		if (!message.end()) {
			return;
		}
		if (!message.isHeartbeat()) {
			this.dropped.increment();
		}
		complete(message, (future) -> future
			.completeExceptionally(new HeartbeatSendException(this.clientName, reason, text, cause)));
	}

	/**
	 * Complete the future of a message, on a thread that may block if the user's code
	 * hangs on it: it must not hold up the writer.
	 * @param message the message
	 * @param completion completes the future
	 */
	private void complete(OutboundMessage message, Consumer<CompletableFuture<Void>> completion) {
		if (message.future().getNumberOfDependents() == 0) {
			completion.accept(message.future());
			return;
		}
		try {
			this.executor.execute(() -> completion.accept(message.future()));
		}
		catch (Throwable ex) {
			completion.accept(message.future());
		}
	}

	long messages() {
		return this.messages.sum();
	}

	long bytes() {
		return this.bytes.sum();
	}

	long dropped() {
		return this.dropped.sum();
	}

}
