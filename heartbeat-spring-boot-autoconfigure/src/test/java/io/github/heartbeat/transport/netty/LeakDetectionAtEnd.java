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

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Extension that is there for all tests, and fails the build if one of them, whichever it
 * was, has lost a buffer.
 */
public final class LeakDetectionAtEnd implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(ExtensionContext.Namespace.create(LeakDetectionAtEnd.class))
			.computeIfAbsent(Check.class, (key) -> new Check());
	}

	/**
	 * The check, closed when all tests have run.
	 */
	private static final class Check implements AutoCloseable {

		Check() {
			LeakDetection.begin();
		}

		@Override
		public void close() {
			assertThat(LeakDetection.findLeaks(0)).as("buffers that were not released").isEmpty();
		}

	}

}
