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

import org.springframework.web.socket.CloseStatus;

/**
 * Frame of the peer for which the connection has to be failed (RFC 6455, section 7.1.7).
 * Has no stack trace: a server can cause any number of them.
 */
final class FrameViolationException extends Exception {

	private static final long serialVersionUID = 1L;

	private final int code;

	private FrameViolationException(int code, String message) {
		super(message, null, false, false);
		this.code = code;
	}

	/**
	 * Create an exception for a frame that is not as it has to be.
	 * @param message what is wrong with it
	 * @return the exception
	 */
	static FrameViolationException protocolError(String message) {
		return new FrameViolationException(CloseStatus.PROTOCOL_ERROR.getCode(), message);
	}

	/**
	 * Create an exception for a payload that is not what it claims to be.
	 * @param message what is wrong with it
	 * @return the exception
	 */
	static FrameViolationException badData(String message) {
		return new FrameViolationException(CloseStatus.BAD_DATA.getCode(), message);
	}

	/**
	 * Create an exception for a message that is larger than allowed.
	 * @return the exception
	 */
	static FrameViolationException tooBig() {
		return new FrameViolationException(CloseStatus.TOO_BIG_TO_PROCESS.getCode(), "message too big");
	}

	/**
	 * Return the close code that tells the peer.
	 * @return the close code
	 */
	int code() {
		return this.code;
	}

}
