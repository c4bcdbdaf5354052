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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.Utf8;

/**
 * A message on its way out, with the future that ends exactly once.
 */
abstract class OutboundMessage {

	private final CompletableFuture<Void> future = new CompletableFuture<>();

	private final int size;

	/** Whether the message has ended, written or not. */
	private final AtomicBoolean ended = new AtomicBoolean();

	/** When the message was accepted; guarded by the {@link SendQueue}. */
	private long acceptedAt;

	OutboundMessage(int size) {
		this.size = size;
	}

	static OutboundMessage text(String text) {
		return new OutboundMessage(Utf8.length(text)) {

			@Override
			void write(TransportSession session) throws IOException {
				session.sendText(text);
			}

			@Override
			String describe() {
				return MessageLog.describe(text);
			}

		};
	}

	static OutboundMessage binary(ByteBuffer bytes) {
		ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
		return new OutboundMessage(copy.remaining()) {

			@Override
			void write(TransportSession session) throws IOException {
				session.sendBinary(copy);
			}

			@Override
			String describe() {
				return size() + " bytes";
			}

		};
	}

	/**
	 * Write the message.
	 * @param session the connection
	 * @throws IOException if it can't be written
	 */
	abstract void write(TransportSession session) throws IOException;

	/**
	 * Return what the message is, fit for one line of a log.
	 * @return a description, payload included
	 */
	abstract String describe();

	/**
	 * Return the size of the payload.
	 * @return the number of bytes
	 */
	int size() {
		return this.size;
	}

	long acceptedAt() {
		return this.acceptedAt;
	}

	void acceptedAt(long now) {
		this.acceptedAt = now;
	}

	/**
	 * Return whether the message is a heartbeat: ahead of data, and not counted as a
	 * message.
	 * @return whether it is
	 */
	boolean isHeartbeat() {
		return false;
	}

	/**
	 * End the message.
	 * @return whether it had not ended before
	 */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	CompletableFuture<Void> future() {
		return this.future;
	}

}
