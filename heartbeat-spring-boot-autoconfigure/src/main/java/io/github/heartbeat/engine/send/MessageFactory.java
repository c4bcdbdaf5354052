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

package io.github.heartbeat.engine.send;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatSendException;
import io.github.heartbeat.HeartbeatSendException.Reason;
import io.github.heartbeat.transport.Utf8;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Factory of messages for objects of any type: text and bytes as they are, everything
 * else as the text that the {@link PayloadConverter} makes of it.
 */
public final class MessageFactory {

	private final String clientName;

	private final Supplier<? extends @Nullable PayloadConverter> converter;

	/**
	 * Create a new factory.
	 * @param clientName the plain name of the client
	 * @param converter supplies the converter, or {@code null} if there is none
	 */
	public MessageFactory(String clientName, Supplier<? extends @Nullable PayloadConverter> converter) {
		this.clientName = clientName;
		this.converter = converter;
	}

	/**
	 * Create the message for an object.
	 * @param payload the object
	 * @return a message that has not been sent
	 * @throws HeartbeatSendException if the object can't be written as a message
	 */
	public OutboundMessage create(Object payload) throws HeartbeatSendException {
		if (payload instanceof String text) {
			return createText(text);
		}
		if (payload instanceof ByteBuffer bytes) {
			return OutboundMessage.binary(bytes);
		}
		if (payload instanceof byte[] bytes) {
			return OutboundMessage.binary(ByteBuffer.wrap(bytes));
		}
		return createText(toText(payload));
	}

	private OutboundMessage createText(String text) throws HeartbeatSendException {
		if (!Utf8.isWellFormed(text)) {
			throw new HeartbeatSendException(this.clientName, Reason.REJECTED,
					"The message is refused: half of a surrogate pair can't be sent as UTF-8", null);
		}
		return OutboundMessage.text(text);
	}

	private String toText(Object payload) throws HeartbeatSendException {
		try {
			PayloadConverter converter = this.converter.get();
			Assert.state(converter != null,
					"There is nothing to write JSON with: add Jackson (spring-boot-starter-jackson) to the class path");
			String text = converter.toText(payload);
			Assert.notNull(text, "'text' must not be null");
			return text;
		}
		catch (Throwable ex) {
			throw new HeartbeatSendException(this.clientName, Reason.REJECTED,
					"An object of type " + payload.getClass().getName() + " can't be written as a message", ex);
		}
	}

}
