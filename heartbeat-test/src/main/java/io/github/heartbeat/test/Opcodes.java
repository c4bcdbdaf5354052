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

package io.github.heartbeat.test;

/**
 * The opcodes of RFC 6455.
 */
public final class Opcodes {

	/**
	 * A further fragment of a message.
	 */
	public static final int CONTINUATION = 0x0;

	/**
	 * A text message or its first fragment.
	 */
	public static final int TEXT = 0x1;

	/**
	 * A binary message or its first fragment.
	 */
	public static final int BINARY = 0x2;

	/**
	 * A close frame.
	 */
	public static final int CLOSE = 0x8;

	/**
	 * A ping frame.
	 */
	public static final int PING = 0x9;

	/**
	 * A pong frame.
	 */
	public static final int PONG = 0xA;

	private Opcodes() {
	}

}
