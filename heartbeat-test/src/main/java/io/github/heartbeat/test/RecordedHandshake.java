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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An opening handshake as a {@link HeartbeatTestServer} received it, whatever the answer
 * was. Immutable.
 *
 * @param connectionId the number of the TCP connection, counted from 1 in the order of
 * acceptance
 * @param path the request target as sent: the path with its query
 * @param headers the request headers, to be looked up in any case, each with its values
 * in the order sent
 * @param subprotocols the subprotocols asked for, in the client's order; empty when none
 * @param nanoTime the {@link System#nanoTime()} at which the request was complete
 */
public record RecordedHandshake(int connectionId, String path, Map<String, List<String>> headers,
		List<String> subprotocols, long nanoTime) {

	/**
	 * Return the first value of a request header.
	 * @param name the header name, in any case
	 * @return the value or {@code null} if the client did not send the header
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? values.get(0) : null;
	}

}
