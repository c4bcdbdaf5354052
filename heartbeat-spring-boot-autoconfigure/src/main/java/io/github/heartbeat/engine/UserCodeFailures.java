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

import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * The failures of the user's code that one client has called: none of them ends a
 * connection, each is logged and counted.
 */
final class UserCodeFailures {

	private final ClientLog log;

	private final LongAdder count = new LongAdder();

	UserCodeFailures(ClientLog log) {
		this.log = log;
	}

	void add(String what, @Nullable Throwable failure) {
		this.count.increment();
		this.log.userCodeFailed(what, failure);
	}

	long count() {
		return this.count.sum();
	}

}
