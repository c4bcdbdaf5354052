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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.heartbeat.transport.Redactor;
import io.github.heartbeat.transport.TransportSession;
import io.github.heartbeat.transport.Utf8;
import io.github.heartbeat.transport.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out, with the future that ends exactly once. It is sent once.
 */
public abstract class OutboundMessage {

	private final CompletableFuture<Void> future = new CompletableFuture<>();

	private final int size;

	/** Whether the message has ended, written or not. */
	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Consumer<String> writing;

	/** Written before the message is given to the {@link SendQueue}. */
	private boolean sentByCallback;

	/** When the message was accepted; guarded by the {@link SendQueue}. */
	private long acceptedAt;

	/**
	 * Create a new message.
	 * @param size the number of bytes of the payload
	 */
	protected OutboundMessage(int size) {
		this.size = size;
	}

	/**
	 * Create a text message.
	 * @param text the text, which must be well-formed
	 * @return the message
	 */
	public static OutboundMessage text(String text) {
		return new OutboundMessage(Utf8.length(text)) {

			@Override
			public void write(TransportSession session, WriteListener listener) {
				session.sendText(text, listener);
			}

			@Override
			public String describe() {
				return "'" + Redactor.printable(text) + "'";
			}

		};
	}

	/**
	 * Create a binary message.
	 * @param bytes the payload, which is copied
	 * @return the message
	 */
	public static OutboundMessage binary(ByteBuffer bytes) {
		ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
		return new OutboundMessage(copy.remaining()) {

			@Override
			public void write(TransportSession session, WriteListener listener) {
				session.sendBinary(copy, listener);
			}

			@Override
			public String describe() {
				return size() + " bytes";
			}

		};
	}

	/**
	 * Hand the message to a connection.
	 * @param session the connection
	 * @param listener told the outcome, possibly before this method returns
	 */
	public abstract void write(TransportSession session, WriteListener listener);

	/**
	 * Return what the message is, fit for one line of a log.
	 * @return a description, payload included
	 */
	public abstract String describe();

	/**
	 * Return the size of the payload.
	 * @return the number of bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Return whether the message is a heartbeat: ahead of data, not counted as a message,
	 * and without a future that anybody waits for.
	 * @return whether it is a heartbeat
	 */
	public boolean isHeartbeat() {
		return false;
	}

	/**
	 * Set what is called just before the message is handed to a connection. It must
	 * return at once. If it throws, the message is not written.
	 * @param writing called with the id of the connection
	 * @return this message
	 */
	public OutboundMessage onWriting(Consumer<String> writing) {
		this.writing = writing;
		return this;
	}

	/**
	 * Return the future of the message.
	 * @return a future, completed in the background when the message is written, and
	 * exceptionally when it will not be
	 */
	public CompletableFuture<Void> future() {
		return this.future;
	}

	void writing(String connectionId) {
		Consumer<String> writing = this.writing;
		if (writing != null) {
			writing.accept(connectionId);
		}
	}

	/**
	 * Note that a callback of another future sends the message, and may wait for the
	 * future of this one.
	 */
	void sentByCallback() {
		this.sentByCallback = true;
	}

	boolean isSentByCallback() {
		return this.sentByCallback;
	}

	long acceptedAt() {
		return this.acceptedAt;
	}

	void acceptedAt(long now) {
		this.acceptedAt = now;
	}

	/**
	 * End the message.
	 * @return whether it had not ended before
	 */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

}
