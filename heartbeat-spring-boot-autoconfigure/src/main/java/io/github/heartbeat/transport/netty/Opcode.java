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

/**
 * Opcodes of frames (RFC 6455, section 5.2).
 */
final class Opcode {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private Opcode() {
	}

	/**
	 * Return whether an opcode is that of a control frame (section 5.5).
	 * @param opcode the opcode
	 * @return whether its most significant bit is set
	 */
	static boolean isControl(int opcode) {
		return (opcode & 0x08) != 0;
	}

	/**
	 * Return whether an opcode has a meaning.
	 * @param opcode the opcode
	 * @return {@code false} if it is reserved
	 */
	static boolean isDefined(int opcode) {
		return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
	}

}
