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

package io.github.heartbeat.transport;

import org.springframework.http.HttpHeaders;

/**
 * The answer of a server, or of a proxy in its place, that refused an opening handshake.
 *
 * @param status the HTTP status
 * @param headers the headers, read-only; empty where the container does not tell them
 * @param body up to {@value #MAX_BODY_SIZE} bytes of the body; empty where the container
 * does not tell it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them
public record HandshakeRefusal(int status, HttpHeaders headers, byte[] body) {

	/** The most bytes that are kept of a body. */
	public static final int MAX_BODY_SIZE = 16 * 1024;

	@Override
	public String toString() {
		return "HandshakeRefusal[status=" + this.status + "]";
	}

}
