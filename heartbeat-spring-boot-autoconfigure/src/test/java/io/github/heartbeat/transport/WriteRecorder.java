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
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listener that keeps the outcomes of writes.
 */
public class WriteRecorder implements WriteListener {

	private final List<String> outcomes = new CopyOnWriteArrayList<>();

	@Override
	public void written() {
		this.outcomes.add("written");
	}

	@Override
	public void writeFailed(Throwable failure) {
		this.outcomes.add("failed");
	}

	public List<String> outcomes() {
		return this.outcomes;
	}

	public List<String> awaitOutcomes(int size) {
		TransportRecorder.await().until(() -> this.outcomes.size() >= size);
		return this.outcomes;
	}

}
