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

import java.nio.ByteBuffer;
import java.security.SecureRandom;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * Resources that all connections of an event loop share: what one of them needs for the
 * length of a call, none has to keep. Used on the thread of the loop only.
 */
final class LoopResources {

	private static final int TEXT_SIZE = 64 * 1024;

	private static final int ZIP_SIZE = 16 * 1024;

	private static final FastThreadLocal<LoopResources> CURRENT = new FastThreadLocal<>() {

		@Override
		protected LoopResources initialValue() {
			return new LoopResources();
		}

	};

	private final byte[] text = new byte[TEXT_SIZE];

	private final byte[] zip = new byte[ZIP_SIZE];

	private final SecureRandom random = new SecureRandom();

	private final ByteBuffer masks = ByteBuffer.allocate(1024);

	private LoopResources() {
		this.masks.position(this.masks.limit());
	}

	/**
	 * Return the resources of the event loop that this thread runs.
	 * @return the resources
	 */
	static LoopResources get() {
		return CURRENT.get();
	}

	/**
	 * Return an array for the bytes of a text.
	 * @return the array, whose content does not outlive a call of a listener
	 */
	byte[] text() {
		return this.text;
	}

	/**
	 * Return an array for what was compressed or decompressed.
	 * @return the array, whose content does not outlive a call of a listener
	 */
	byte[] zip() {
		return this.zip;
	}

	/**
	 * Return a masking key that nobody can predict (RFC 6455, section 10.3).
	 * @return the key
	 */
	int nextMask() {
		if (!this.masks.hasRemaining()) {
			this.random.nextBytes(this.masks.array());
			this.masks.clear();
		}
		return this.masks.getInt();
	}

}
