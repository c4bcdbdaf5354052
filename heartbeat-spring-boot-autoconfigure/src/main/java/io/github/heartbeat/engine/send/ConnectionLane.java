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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Lane of one connection: its heartbeat and the messages that are sent over it, ahead of
 * the queue of the client, and how far it has come. Guarded by the lock of the
 * {@link SendQueue}.
 */
final class ConnectionLane {

	static final int MAX_MESSAGES = 1024;

	static final DataSize MAX_SIZE = DataSize.ofMegabytes(1);

	private final String connectionId;

	private final Runnable writer;

	/** Most connections are sent nothing of their own. */
	private @Nullable Lane messages;

	private @Nullable OutboundMessage heartbeat;

	/** Whether anything may be written. */
	private boolean begun;

	/** Whether the queue of the client may be written. */
	private boolean queueOpen;

	/** Whether the writer is at work, or is about to be. */
	private boolean writing;

	/** Whether nothing more is accepted. */
	private boolean finishing;

	/** Completed when all is written, once nothing more is accepted. */
	private @Nullable CompletableFuture<Void> finished;

	/**
	 * Create a new lane.
	 * @param connectionId the id of the connection
	 * @param writer writes what waits, until there is nothing left
	 */
	ConnectionLane(String connectionId, Runnable writer) {
		this.connectionId = connectionId;
		this.writer = writer;
	}

	String connectionId() {
		return this.connectionId;
	}

	/**
	 * Let the writer write. Not to be called under the lock.
	 */
	void startWriter() {
		this.writer.run();
	}

	/**
	 * Accept a message, or not.
	 * @param message the message
	 * @return why it is not accepted, or {@code null}
	 */
	@Nullable Refusal offer(OutboundMessage message) {
		if (this.finishing) {
			return ended();
		}
		Lane messages = this.messages;
		if (messages != null && !messages.hasRoom()) {
			return Refusal.full(messages.size() + " messages wait to be written to its connection already");
		}
		if (messages != null && !messages.hasRoomFor(message)) {
			return Refusal.full(messages.bytes() + " bytes wait to be written to its connection already");
		}
		add(message);
		return null;
	}

	Refusal ended() {
		return Refusal.closed("its connection " + this.connectionId + " has ended");
	}

	/**
	 * Accept a message in any case.
	 * @param message the message
	 */
	void add(OutboundMessage message) {
		if (this.messages == null) {
			this.messages = new Lane(MAX_MESSAGES, MAX_SIZE.toBytes());
		}
		this.messages.add(message);
	}

	/**
	 * Put a heartbeat ahead of everything else, in the place of one that still waits.
	 * @param heartbeat the heartbeat
	 */
	void setHeartbeat(OutboundMessage heartbeat) {
		this.heartbeat = heartbeat;
	}

	void begin() {
		this.begun = true;
	}

	void openQueue() {
		this.queueOpen |= !this.finishing;
	}

	boolean isQueueOpen() {
		return this.queueOpen;
	}

	/**
	 * Take the next message.
	 * @return the message, or {@code null} if none of the connection waits
	 */
	@Nullable OutboundMessage poll() {
		OutboundMessage heartbeat = this.heartbeat;
		if (heartbeat != null) {
			this.heartbeat = null;
			return heartbeat;
		}
		return (this.messages != null) ? this.messages.poll() : null;
	}

	/**
	 * Note that the writer will be at work, if there is work for it.
	 * @param queued whether messages wait in the queue of the client
	 * @return whether the writer is to be started
	 */
	boolean startsWriting(boolean queued) {
		boolean work = this.heartbeat != null || size() > 0 || (this.queueOpen && queued);
		if (!this.begun || this.writing || !work) {
			return false;
		}
		this.writing = true;
		return true;
	}

	/**
	 * Note that the writer is not at work any more.
	 * @return a future to be completed, or {@code null}
	 */
	@Nullable CompletableFuture<Void> endWriting() {
		CompletableFuture<Void> finished = this.finished;
		this.finished = null;
		this.writing = false;
		return finished;
	}

	/**
	 * Accept no more, but write what there is.
	 * @param queue whether to write the queue of the client as well
	 */
	void finish(boolean queue) {
		this.begun = true;
		this.finishing = true;
		this.queueOpen = queue;
	}

	/**
	 * Return when the writer has written all.
	 * @return a future that is never completed if the connection ends before
	 */
	CompletableFuture<Void> whenWritten() {
		if (!this.writing) {
			return CompletableFuture.completedFuture(null);
		}
		if (this.finished == null) {
			this.finished = new CompletableFuture<>();
		}
		return this.finished;
	}

	/**
	 * Let go of all that waits.
	 * @param target where to add it to
	 */
	void moveTo(List<OutboundMessage> target) {
		if (this.heartbeat != null) {
			target.add(this.heartbeat);
			this.heartbeat = null;
		}
		if (this.messages != null) {
			this.messages.moveTo(target);
		}
	}

	int size() {
		return (this.messages != null) ? this.messages.size() : 0;
	}

}
