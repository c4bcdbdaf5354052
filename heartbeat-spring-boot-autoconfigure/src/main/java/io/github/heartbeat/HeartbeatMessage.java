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

package io.github.heartbeat;

/**
 * Text or binary message that has arrived, whole.
 */
public interface HeartbeatMessage {

	/**
	 * Return whether this is a text message.
	 * @return {@code true} for a text message, {@code false} for a binary one
	 */
	boolean isText();

	/**
	 * Return the text of a text message.
	 * @return the text
	 * @throws IllegalStateException if this is a binary message
	 */
	String getText();

	/**
	 * Return the bytes of a binary message, or those of a text message in UTF-8.
	 * @return the bytes; those of a binary message are in an array that is shared with
	 * all who look at the message, and must not be changed
	 */
	byte[] getBytes();

	/**
	 * Return the size of the payload, for a text message in UTF-8.
	 * @return the number of bytes
	 */
	int getPayloadLength();

}
