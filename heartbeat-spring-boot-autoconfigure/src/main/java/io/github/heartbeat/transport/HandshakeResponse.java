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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The answer of the server to an opening handshake that it accepted.
 *
 * @param status the HTTP status, 101
 * @param headers the headers, read-only; empty where the container does not tell them
 * @param subprotocol the subprotocol that was agreed on, or {@code null}
 * @param extensions the names of the extensions that were agreed on
 */
public record HandshakeResponse(int status, HttpHeaders headers, @Nullable String subprotocol,
		List<String> extensions) {

	@Override
	public String toString() {
		return "HandshakeResponse[status=" + this.status + "]";
	}

}
