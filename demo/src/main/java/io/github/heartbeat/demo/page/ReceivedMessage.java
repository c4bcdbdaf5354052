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

package io.github.heartbeat.demo.page;

import java.time.Instant;

import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * A received message.
 *
 * @param number counts the messages of its client, some of which are not kept
 * @param at when it arrived
 * @param connection the connection it arrived on
 * @param text the beginning of its text, or {@code null} if it is binary
 * @param bytes the size of its payload
 */
record ReceivedMessage(long number, Instant at, String connection, @Nullable String text, int bytes) {

	private static final int MAX_LENGTH = 300;

	static ReceivedMessage of(long number, HeartbeatMessageEvent event) {
		String text = event.isText() ? shorten(event.getText()) : null;
		return new ReceivedMessage(number, event.getArrivedAt(), event.getConnectionId(), text,
				event.getPayloadLength());
	}

	private static String shorten(String text) {
		return (text.length() > MAX_LENGTH) ? text.substring(0, MAX_LENGTH) + "\u2026" : text;
	}

}
