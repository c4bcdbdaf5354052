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

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Sends objects of any type: text and bytes as they are, everything else as the text that
 * the {@link PayloadConverter} makes of it.
 */
final class PayloadSender {

	private final String clientName;

	private final MessageSender sender;

	private final Supplier<? extends @Nullable PayloadConverter> converter;

	PayloadSender(String clientName, MessageSender sender, Supplier<? extends @Nullable PayloadConverter> converter) {
		this.clientName = clientName;
		this.sender = sender;
		this.converter = converter;
	}

	CompletableFuture<Void> send(Object payload) {
		if (payload instanceof String text) {
			return this.sender.send(text);
		}
		if (payload instanceof ByteBuffer bytes) {
			return this.sender.send(bytes);
		}
		if (payload instanceof byte[] bytes) {
			return this.sender.send(ByteBuffer.wrap(bytes));
		}
		try {
			return this.sender.send(toText(payload));
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(new HeartbeatSendException(this.clientName, Reason.REJECTED,
					"An object of type " + payload.getClass().getName() + " can't be written as a message", ex));
		}
	}

	private String toText(Object payload) throws Exception {
		PayloadConverter converter = this.converter.get();
		Assert.state(converter != null,
				"There is nothing to write JSON with: add Jackson (spring-boot-starter-jackson) to the class path");
		String text = converter.toText(payload);
		Assert.notNull(text, "'text' must not be null");
		return text;
	}

}
