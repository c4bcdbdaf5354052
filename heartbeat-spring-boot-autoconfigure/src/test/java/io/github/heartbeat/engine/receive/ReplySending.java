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

package io.github.heartbeat.engine.receive;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.heartbeat.engine.receive.Requests.Sending;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A {@link Sending} that writes when a test says so.
 */
final class ReplySending implements Sending {

	private final CompletableFuture<Void> sent = new CompletableFuture<>();

	private @Nullable Consumer<String> writing;

	@Override
	public CompletableFuture<Void> send(Consumer<String> writing) {
		this.writing = writing;
		return this.sent;
	}

	boolean isSending() {
		return this.writing != null;
	}

	void write(String connectionId) {
		Assert.state(this.writing != null, "Nothing was sent");
		this.writing.accept(connectionId);
	}

	void fail(Throwable failure) {
		this.sent.completeExceptionally(failure);
	}

}
