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

package io.github.heartbeat.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Identifiers of attempts and connections, counted for the whole engine: a client that is
 * removed and added again has none of those of the one before.
 */
final class ConnectionIds {

	private final AtomicLong last = new AtomicLong();

	/**
	 * Return another identifier.
	 * @param clientName the plain name of the client
	 * @return the name and a number
	 */
	String next(String clientName) {
		return clientName + "-" + this.last.incrementAndGet();
	}

}
