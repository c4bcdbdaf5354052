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

import io.github.heartbeat.HeartbeatConnection;
import io.github.heartbeat.HeartbeatMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Event published for each text or binary message, whole.
 */
public final class HeartbeatMessageEvent extends HeartbeatEvent implements HeartbeatMessage {

	private static final long serialVersionUID = 1L;

	private final @Nullable String text;

	private final byte @Nullable [] bytes;

	private final int payloadLength;

	/**
	 * Create a new event for a text message.
	 * @param connection the connection
	 * @param text the message, which arrives now
	 * @param payloadLength the number of bytes of the text in UTF-8
	 */
	public HeartbeatMessageEvent(HeartbeatConnection connection, String text, int payloadLength) {
		super(connection);
		this.text = text;
		this.bytes = null;
		this.payloadLength = payloadLength;
	}

	/**
	 * Create a new event for a binary message.
	 * @param connection the connection
	 * @param bytes the message, which arrives now, and is not copied
	 */
	public HeartbeatMessageEvent(HeartbeatConnection connection, byte[] bytes) {
		super(connection);
		this.text = null;
		this.bytes = bytes;
		this.payloadLength = bytes.length;
	}

	@Override
	public boolean isText() {
		return this.text != null;
	}

	@Override
	public String getText() {
		Assert.state(this.text != null, "A binary message has no text, use getBytes()");
		return this.text;
	}

	@Override
	public byte[] getBytes() {
		return (this.bytes != null) ? this.bytes : getText().getBytes(StandardCharsets.UTF_8);
	}

	@Override
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
