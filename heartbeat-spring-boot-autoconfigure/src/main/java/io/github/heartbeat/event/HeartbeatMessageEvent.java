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

package io.github.heartbeat.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.github.heartbeat.HeartbeatClient;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Published for each text or binary message, whole.
 */
public final class HeartbeatMessageEvent extends HeartbeatEvent {

	private static final long serialVersionUID = 1L;

	private final @Nullable String text;

	private final byte @Nullable [] bytes;

	private final int payloadLength;

	/**
	 * Create a new event for a text message that arrives now.
	 * @param source the client
	 * @param connectionId identifies the connection
	 * @param text the message
	 * @param payloadLength the number of bytes of the text in UTF-8
	 */
	public HeartbeatMessageEvent(HeartbeatClient source, String connectionId, String text, int payloadLength) {
		super(source, connectionId);
		this.text = text;
		this.bytes = null;
		this.payloadLength = payloadLength;
	}

	/**
	 * Create a new event for a binary message that arrives now.
	 * @param source the client
	 * @param connectionId identifies the connection
	 * @param bytes the message, which is not copied
	 */
	public HeartbeatMessageEvent(HeartbeatClient source, String connectionId, byte[] bytes) {
		super(source, connectionId);
		this.text = null;
		this.bytes = bytes;
		this.payloadLength = bytes.length;
	}

	/**
	 * Return whether this is a text message.
	 * @return {@code true} for a text message, {@code false} for a binary one
	 */
	public boolean isText() {
		return this.text != null;
	}

	/**
	 * Return the text of a text message.
	 * @return the text
	 * @throws IllegalStateException if this is a binary message
	 */
	public String getText() {
		Assert.state(this.text != null, "A binary message has no text, use getBytes()");
		return this.text;
	}

	/**
	 * Return the bytes of a binary message, or those of a text message in UTF-8.
	 * @return the bytes; for a binary message all listeners are given the same array
	 */
	public byte[] getBytes() {
		return (this.bytes != null) ? this.bytes : getText().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Return the size of the message on the wire, without framing.
	 * @return the number of bytes
	 */
	public int getPayloadLength() {
		return this.payloadLength;
	}

	/**
	 * Return when the last frame of the message arrived, before it waited for the
	 * listeners.
	 * @return the time, exact to the millisecond
	 */
	public Instant getArrivedAt() {
		return Instant.ofEpochMilli(getTimestamp());
	}

	@Override
	String details() {
		return ", text=" + isText() + ", payloadLength=" + this.payloadLength + ", arrivedAt=" + getArrivedAt();
	}

}
