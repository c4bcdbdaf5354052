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

package io.github.heartbeat.transport.standard.tomcat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The buffers into which the connections of one container take payloads: a buffer for
 * each connection would be most of what an idle one costs, and one for each thread no
 * less with TLS, where Tomcat has threads for each connection. A few are kept, the rest
 * is garbage.
 */
final class ByteBufferPool {

	/** A power of two. */
	private static final int MAX_BUFFERS = 16;

	private final int size;

	/** Threads look in different places, so that they seldom meet. */
	private final AtomicReferenceArray<ByteBuffer> buffers = new AtomicReferenceArray<>(MAX_BUFFERS);

	/**
	 * Create new buffers.
	 * @param size the number of bytes of each
	 */
	ByteBufferPool(int size) {
		this.size = size;
	}

	/**
	 * Take a buffer, which nobody else uses until it is given back.
	 * @return the buffer, cleared
	 */
	ByteBuffer take() {
		ByteBuffer buffer = this.buffers.getAndSet(place(), null);
		return (buffer != null) ? buffer.clear() : ByteBuffer.allocate(this.size);
	}

	/**
	 * Give a buffer back.
	 * @param buffer the buffer
	 */
	void giveBack(ByteBuffer buffer) {
		this.buffers.setRelease(place(), buffer);
	}

	private static int place() {
		return Thread.currentThread().hashCode() & (MAX_BUFFERS - 1);
	}

}
