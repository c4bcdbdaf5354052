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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.heartbeat.HeartbeatClientSettings.Send;
import io.github.heartbeat.HeartbeatClientSettings.WhenClosed;
import org.jspecify.annotations.Nullable;

/**
 * What one client has to send, in three lanes: heartbeats; what a connection sends first,
 * that is {@code send-on-open} and the messages of the listeners of the open event; and
 * the queue of everything else, which waits until those listeners have returned. Bounded
 * by count and bytes. Who writes is the {@link Writer} of the present connection.
 */
final class Outbox {

	private final Send settings;

	private final ArrayDeque<OutboundMessage> heartbeats = new ArrayDeque<>();

	private final ArrayDeque<OutboundMessage> first = new ArrayDeque<>();

	private final ArrayDeque<OutboundMessage> queue = new ArrayDeque<>();

	/** Bytes that wait in {@link #first} and {@link #queue}. */
	private long bytes;

	/** Whether the client is started. */
	private boolean started;

	/** The writer of the present connection. */
	private @Nullable Writer writer;

	/** Whether that writer has a thread, or is about to. */
	private boolean writing;

	/** Whether the queue may be written. */
	private boolean queueOpen;

	/** Completed when everything is written, once nothing more is accepted. */
	private @Nullable CompletableFuture<Void> finished;

	Outbox(Send settings) {
		this.settings = settings;
	}

	synchronized void start() {
		this.started = true;
	}

	/**
	 * Accept a message.
	 * @param message the message
	 * @param first whether it comes from a listener of the open event
	 * @return why it is refused, or {@code null}
	 */
	@Nullable String offer(OutboundMessage message, boolean first) {
		Writer wake;
		synchronized (this) {
			String refusal = refusal(message);
			if (refusal != null) {
				return refusal;
			}
			(first ? this.first : this.queue).add(message);
			this.bytes += message.size();
			wake = wake();
		}
		if (wake != null) {
			wake.start();
		}
		return null;
	}

	private @Nullable String refusal(OutboundMessage message) {
		if (!this.started) {
			return "the client is not started, or has given up";
		}
		if (this.writer == null && this.settings.whenClosed() == WhenClosed.REJECT) {
			return "there is no connection (send.when-closed: reject)";
		}
		int waiting = this.first.size() + this.queue.size();
		if (waiting >= this.settings.queueCapacity()) {
			return waiting + " messages wait to be written already (send.queue-capacity)";
		}
		if (waiting > 0 && this.bytes + message.size() > this.settings.queueSize().toBytes()) {
			return this.bytes + " bytes wait to be written already (send.queue-size)";
		}
		return null;
	}

	/**
	 * Put a heartbeat ahead of everything else.
	 * @param writer the writer of the connection it is for
	 * @param heartbeat the heartbeat
	 */
	void offerHeartbeat(Writer writer, OutboundMessage heartbeat) {
		Writer wake;
		synchronized (this) {
			if (this.writer != writer) {
				return;
			}
			this.heartbeats.clear();
			this.heartbeats.add(heartbeat);
			wake = wake();
		}
		if (wake != null) {
			wake.start();
		}
	}

	/**
	 * Begin with a connection.
	 * @param writer the writer of the connection
	 * @param messages what it sends first
	 */
	synchronized void attach(Writer writer, List<OutboundMessage> messages) {
		this.writer = writer;
		this.writing = false;
		this.queueOpen = false;
		for (OutboundMessage message : messages) {
			this.first.add(message);
			this.bytes += message.size();
		}
	}

	/**
	 * Let the writer begin if there is something to write.
	 * @param writer the writer of the connection
	 * @param queueOpen whether the queue may be written from now on
	 */
	void wake(Writer writer, boolean queueOpen) {
		Writer wake;
		synchronized (this) {
			if (this.writer != writer) {
				return;
			}
			this.queueOpen |= queueOpen;
			wake = wake();
		}
		if (wake != null) {
			wake.start();
		}
	}

	/**
	 * End with a connection that is lost.
	 * @param writer the writer of the connection
	 * @return the messages that will not be written
	 */
	synchronized List<OutboundMessage> detach(@Nullable Writer writer) {
		List<OutboundMessage> abandoned = new ArrayList<>();
		if (this.writer == writer) {
			this.writer = null;
			this.heartbeats.clear();
			moveTo(abandoned, this.first);
			if (this.settings.whenClosed() == WhenClosed.REJECT) {
				moveTo(abandoned, this.queue);
			}
		}
		return abandoned;
	}

	/**
	 * Accept no more, since the client is stopped or has given up.
	 * @return the messages that will not be written
	 */
	synchronized List<OutboundMessage> stop() {
		List<OutboundMessage> abandoned = detach(this.writer);
		this.started = false;
		moveTo(abandoned, this.queue);
		return abandoned;
	}

	/**
	 * Accept no more, but write what there is.
	 * @param writer the writer of the connection
	 * @return a future that is completed when all is written
	 */
	CompletableFuture<Void> finish(Writer writer) {
		Writer wake;
		CompletableFuture<Void> finished = new CompletableFuture<>();
		synchronized (this) {
			this.started = false;
			if (this.writer != writer) {
				return CompletableFuture.completedFuture(null);
			}
			this.queueOpen = true;
			this.finished = finished;
			wake = wake();
			if (wake == null && !this.writing) {
				this.finished = null;
				return CompletableFuture.completedFuture(null);
			}
		}
		if (wake != null) {
			wake.start();
		}
		return finished;
	}

	/**
	 * Take the next message to write.
	 * @param writer the writer that asks
	 * @return the message or {@code null} if the writer has to let its thread go
	 */
	@Nullable OutboundMessage next(Writer writer) {
		CompletableFuture<Void> finished;
		synchronized (this) {
			if (this.writer != writer) {
				return null;
			}
			OutboundMessage message = poll();
			if (message != null) {
				this.bytes -= message.size();
				return message;
			}
			this.writing = false;
			finished = this.finished;
			this.finished = null;
		}
		if (finished != null) {
			finished.complete(null);
		}
		return null;
	}

	synchronized int size() {
		return this.first.size() + this.queue.size();
	}

	private @Nullable OutboundMessage poll() {
		OutboundMessage message = this.heartbeats.poll();
		if (message == null) {
			message = this.first.poll();
		}
		if (message == null && this.queueOpen) {
			message = this.queue.poll();
		}
		return message;
	}

	private @Nullable Writer wake() {
		boolean work = !this.heartbeats.isEmpty() || !this.first.isEmpty() || (this.queueOpen && !this.queue.isEmpty());
		if (this.writer == null || this.writing || !work) {
			return null;
		}
		this.writing = true;
		return this.writer;
	}

	private void moveTo(List<OutboundMessage> abandoned, ArrayDeque<OutboundMessage> lane) {
		for (OutboundMessage message : lane) {
			this.bytes -= message.size();
			abandoned.add(message);
		}
		lane.clear();
	}

}
