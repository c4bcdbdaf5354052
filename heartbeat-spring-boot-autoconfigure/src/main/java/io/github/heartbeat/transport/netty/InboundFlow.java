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

package io.github.heartbeat.transport.netty;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Flow of the bytes of one connection from the socket to its frames. While it is
 * suspended, the socket is not read, and what was read before waits here: at most what
 * one turn of the event loop has read. Used on the event loop, except where it says
 * otherwise.
 */
final class InboundFlow {

	private final Channel channel;

	private final Sink sink;

	/** Set by any thread. */
	private volatile boolean suspended;

	/** Whether the flow can't be suspended any more. */
	private boolean released;

	/** Whether nobody wants what arrives any more. */
	private boolean discarding;

	/** Whether a call of the sink is under way. */
	private boolean flowing;

	/** What waits, or {@code null} as long as nothing does. */
	private @Nullable Deque<ByteBuf> waiting;

	/**
	 * Create a new flow.
	 * @param channel the channel that reads
	 * @param sink takes the bytes
	 */
	InboundFlow(Channel channel, Sink sink) {
		this.channel = channel;
		this.sink = sink;
	}

	/**
	 * Suspend the flow. May be called by any thread: nothing begins to flow afterwards,
	 * and the socket is read no more as soon as the event loop knows.
	 */
	void suspend() {
		this.suspended = true;
		if (this.channel.eventLoop().inEventLoop()) {
			applyToSocket();
		}
		else {
			this.channel.eventLoop().execute(this::applyToSocket);
		}
	}

	/**
	 * Resume the flow. May be called by any thread; nothing flows within the call.
	 */
	void resume() {
		this.suspended = false;
		this.channel.eventLoop().execute(this::apply);
	}

	/**
	 * Let everything through from now on, whoever suspends the flow.
	 */
	void release() {
		this.released = true;
		apply();
	}

	private void apply() {
		applyToSocket();
		drain();
	}

	private void applyToSocket() {
		this.channel.config().setAutoRead(isOpen());
	}

	private boolean isOpen() {
		return !this.suspended || this.released;
	}

	/**
	 * Let bytes flow, or wait.
	 * @param bytes the bytes, which are released when they have flown
	 */
	void add(ByteBuf bytes) {
		if (this.discarding) {
			bytes.release();
		}
		else if (this.waiting != null || this.flowing) {
			waiting().addLast(bytes);
			drain();
		}
		else {
			flow(bytes);
		}
	}

	private Deque<ByteBuf> waiting() {
		Deque<ByteBuf> waiting = this.waiting;
		if (waiting == null) {
			waiting = new ArrayDeque<>(4);
			this.waiting = waiting;
		}
		return waiting;
	}

	private void drain() {
		while (this.waiting != null && isOpen() && !this.flowing) {
			ByteBuf bytes = this.waiting.removeFirst();
			this.waiting = this.waiting.isEmpty() ? null : this.waiting;
			flow(bytes);
		}
	}

	private void flow(ByteBuf bytes) {
		this.flowing = true;
		try {
			while (bytes.isReadable() && isOpen() && !this.discarding) {
				this.sink.read(bytes);
			}
		}
		finally {
			this.flowing = false;
			if (bytes.isReadable() && !this.discarding) {
				waiting().addFirst(bytes);
			}
			else {
				bytes.release();
			}
		}
		this.sink.paused();
	}

	/**
	 * Let nothing through any more.
	 */
	void discard() {
		this.discarding = true;
		if (this.waiting != null) {
			this.waiting.forEach(ByteBuf::release);
			this.waiting = null;
		}
	}

	/**
	 * Callback interface for what takes the bytes.
	 */
	interface Sink {

		/**
		 * Read some of the bytes.
		 * @param bytes at least one byte
		 */
		void read(ByteBuf bytes);

		/**
		 * Nothing more flows for now: what was written meanwhile can go out.
		 */
		void paused();

	}

}
